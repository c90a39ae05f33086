// Two equal texts that are meant, and what proves that a message whose answer was lost has arrived.
import {
	BUYER,
	byId,
	FAMILIES,
	sellerOf,
	useHarness,
	type Family,
} from '../../support/engine/harness';

const n8n = useHarness();

const PACK = 1001;
const TEXT = 'Ok!';
const packPath = `/packs/${PACK}(/sellers/\\d+)?$`;

const atTheBuyer = () => {
	const { messages, sellerId } = n8n.control.conversation({ packId: PACK });
	return messages.filter(({ from }) => from === sellerId);
};

const send = async (account: Family, count = 1) =>
	await n8n.run(
		'message.send',
		{
			packId: byId(PACK),
			text: TEXT,
			additionalFields: { buyerId: account === 'local' ? BUYER : '' },
		},
		{ account, items: Array.from({ length: count }, () => ({})) },
	);

describe.each(FAMILIES)('%s', (account) => {
	beforeEach(() => {
		n8n.control.buyerWrites({ packId: PACK, text: 'Hola', sellerId: sellerOf(account) });
	});

	test('the second is lost before its effect: it is sent again, and has an id of its own', async () => {
		n8n.control.addFault({
			match: { method: 'POST', path: packPath },
			kind: 'dropBefore',
			every: 2,
		});
		const run = await send(account, 2);
		const ids = run.done.items.map(({ id }) => id);
		expect(new Set(ids).size).toBe(2);
		expect(atTheBuyer()).toHaveLength(2);
	});

	test('two in two executions, the second lost before its effect', async () => {
		await send(account);
		n8n.control.addFault({ match: { method: 'POST', path: packPath }, kind: 'dropBefore' });
		await send(account);
		expect(atTheBuyer()).toHaveLength(2);
	});

	test('the same in a claim, whose messages have no id', async () => {
		n8n.control.openClaim({ claimId: 7101, sellerId: sellerOf(account) });
		const parameters = { claimId: byId(7101), message: TEXT };
		await n8n.run('claimMessage.send', parameters, { account });
		n8n.control.addFault({ match: { method: 'POST', path: 'send-message$' }, kind: 'dropBefore' });
		await n8n.run('claimMessage.send', parameters, { account });
		const { messages } = n8n.control.claim({ claimId: 7101 });
		expect(messages.filter(({ message }) => message === TEXT)).toHaveLength(2);
	});

	test('a message of another application, or typed by hand, is no proof', async () => {
		n8n.control.sellerWrites({
			packId: PACK,
			text: TEXT,
			sellerId: sellerOf(account),
			clientId: 999,
		});
		n8n.control.addFault({ match: { method: 'POST', path: packPath }, kind: 'dropBefore' });
		await send(account);
		expect(atTheBuyer()).toHaveLength(2);
	});

	test('a message whose application is not told is', async () => {
		n8n.control.setBehaviour({ clientId: 'leftOut' });
		n8n.control.addFault({ match: { method: 'POST', path: packPath }, kind: 'dropAfter' });
		await send(account);
		expect(atTheBuyer()).toHaveLength(1);
	});

	test('a refusal that follows an unknown outcome is looked into before it is believed', async () => {
		n8n.control.setBehaviour({ messagesPerTurn: 1 });
		n8n.control.setLag({ of: 'sent' });
		n8n.control.addFault({ match: { method: 'POST', path: packPath }, kind: 'dropAfter' });
		// The first looks do not show it, so it is sent again and refused; then it shows.
		n8n.control.addFault({
			match: { method: 'POST', path: packPath },
			kind: 'slow',
			delayMs: 0,
			times: 1,
		});
		const running = n8n.start(
			'message.send',
			{
				packId: byId(PACK),
				text: TEXT,
				additionalFields: { buyerId: account === 'local' ? BUYER : '' },
			},
			{ account },
		);
		const refused = async () =>
			n8n.control.requests().some(({ method, status }) => method === 'POST' && status === 403);
		while (!(await refused())) await new Promise(setImmediate);
		n8n.control.releaseLag({});
		const run = await running.finished;
		expect(run.done.items).toMatchObject([{ text: TEXT }]);
		expect(atTheBuyer()).toHaveLength(1);
	});

	test('the same when a conversation is started', async () => {
		n8n.control.createPack({ packId: 1002, sellerId: sellerOf(account) });
		n8n.control.setLag({ of: 'sent' });
		n8n.control.addFault({ match: { method: 'POST', path: '/option$' }, kind: 'dropAfter' });
		const running = n8n.start(
			'conversation.start',
			{ packId: byId(1002), reason: 'OTHER', text: TEXT },
			{ account },
		);
		const refused = () =>
			n8n.control.requests().some(({ method, status }) => method === 'POST' && status === 403);
		while (!refused()) await new Promise(setImmediate);
		n8n.control.releaseLag({});
		const run = await running.finished;
		expect(run.done.items).toMatchObject([{ packId: '1002', reason: 'OTHER' }]);
	});
});

describe.each(FAMILIES)('%s: what moderation holds back is no answer', (account) => {
	const options = { onlyIfBuyerWroteLast: true, skipIfAlreadySent: true };

	test.each(['moderated', 'rejected', 'blocked'] as const)(
		'a %s text is followed by the corrected one',
		async (verdict) => {
			n8n.control.buyerWrites({ packId: PACK, text: 'Hola', sellerId: sellerOf(account) });
			n8n.control.sellerWrites({ packId: PACK, text: TEXT, sellerId: sellerOf(account), verdict });
			const run = await n8n.run(
				'message.send',
				{ packId: byId(PACK), text: TEXT, options },
				{ account },
			);
			expect(run.done.items[0].skipped).toBeUndefined();
			expect(atTheBuyer()).toHaveLength(2);
		},
	);

	test('one that is still looked at may yet appear, and is one', async () => {
		n8n.control.buyerWrites({ packId: PACK, text: 'Hola', sellerId: sellerOf(account) });
		n8n.control.sellerWrites({
			packId: PACK,
			text: TEXT,
			sellerId: sellerOf(account),
			verdict: 'pending',
			shownWhilePending: true,
		});
		const run = await n8n.run(
			'message.send',
			{ packId: byId(PACK), text: TEXT, options },
			{ account },
		);
		expect(run.done.items).toMatchObject([{ skipped: true }]);
	});
});

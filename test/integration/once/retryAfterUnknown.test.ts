// Retry On Fail after a send of which nobody knew whether it had its effect: its own message is no reason to skip.
import {
	BUYER,
	byId,
	FAMILIES,
	sellerOf,
	useHarness,
	type Family,
	type RunOptions,
} from '../../support/engine/harness';
import { itemWithFiles } from '../../support/files';
import { timingOut } from '../../support/engine/noAnswer';

const n8n = useHarness();

const PACK = 1001;
const TEXT = 'Your parcel leaves today.';
const PATH = `/packs/${PACK}(/sellers/\\d+)?$`;
/** How often a try looks for what it has sent. */
const LOOKS = 5;

const ours = () => {
	const { messages, sellerId } = n8n.control.conversation({ packId: PACK });
	return messages.filter(({ from }) => from === sellerId).map(({ text }) => text);
};

const TWICE = { retryOnFail: true, maxTries: 2, waitBetweenTries: 1 };

/** Of two tries the first gets no answer, and the reads that follow are refused: as many as it looks, unless told. */
async function sendTwice(
	account: Family,
	options: object,
	{
		hasEffect = true,
		refusals = LOOKS,
		node = {} as RunOptions['node'],
		meanwhile = (): void => undefined,
	} = {},
) {
	n8n.control.buyerWrites({ packId: PACK, text: 'Hola', sellerId: sellerOf(account) });
	const match = { method: 'POST', path: PATH };
	n8n.control.addFault({ match, kind: 'hang', afterEffect: hasEffect });
	const item = await itemWithFiles(n8n.engine, { data: { content: Buffer.from('%PDF-1.4') } });
	const run = await timingOut(
		n8n,
		match,
		async () =>
			await n8n.run(
				'message.send',
				{ packId: byId(PACK), text: TEXT, options },
				{ account, items: [item], node: { ...TWICE, ...node } },
			),
		() => {
			n8n.control.addFault({
				match: { method: 'GET', path: PATH },
				kind: 'status',
				status: 403,
				times: refusals,
			});
			meanwhile();
		},
	);
	return run.done.items;
}

describe.each(FAMILIES)('%s', (account) => {
	const send = async (options: object, more?: Parameters<typeof sendTwice>[2]) =>
		await sendTwice(account, { buyerId: BUYER, siteId: 'MLM', ...options }, more);

	test.each([
		{ onlyIfBuyerWroteLast: true },
		{ skipIfAlreadySent: true },
		{ onlyIfBuyerWroteLast: true, binaryPropertyNames: 'data' },
	])('%j: the message that it has sent is handed out', async (options) => {
		const items = await send(options);
		expect(items).toMatchObject([{ text: TEXT, direction: 'sent' }]);
		expect(items[0]).not.toHaveProperty('skipped');
		expect(ours()).toEqual([TEXT]);
	});

	test('what it has not sent is sent', async () => {
		const items = await send({ onlyIfBuyerWroteLast: true }, { hasEffect: false });
		expect(items).toMatchObject([{ text: TEXT, direction: 'sent' }]);
		expect(ours()).toEqual([TEXT]);
	});

	test('nor is anybody answered whom another has answered meanwhile', async () => {
		const meanwhile = () =>
			void n8n.control.sellerWrites({ packId: PACK, text: 'Ya te contestamos', clientId: 999 });
		const items = await send({ onlyIfBuyerWroteLast: true }, { hasEffect: false, meanwhile });
		expect(items).toMatchObject([{ skipped: true }]);
		expect(ours()).toEqual(['Ya te contestamos']);
	});
});

test('the country of its files is looked for once: the second try says that nobody knows', async () => {
	const items = await sendTwice(
		'globalSelling',
		{ binaryPropertyNames: 'data' },
		{ refusals: 100, node: { onError: 'continueRegularOutput' } },
	);
	expect(items).toMatchObject([{ error: 'It is not known whether Mercado Libre did it' }]);
	expect(ours()).toEqual([TEXT]);
});

// What the first try has done may be the very reason why the second would not be allowed.
describe.each(FAMILIES)('%s: what has become impossible since', (account) => {
	/** The first try has its effect, without an answer; none of its looks gets one, and then something changes. */
	const inVain = async (
		post: string,
		look: string,
		change: () => void,
		start: () => ReturnType<typeof n8n.start>,
	) => {
		n8n.control.addFault({ match: { method: 'POST', path: post }, kind: 'dropAfter' });
		n8n.control.addFault({
			match: { method: 'GET', path: look },
			kind: 'status',
			status: 400,
			times: LOOKS,
		});
		const { finished } = start();
		let isOver = false;
		void finished.then(() => (isOver = true));
		const hasLooked = () => n8n.control.requests().some(({ path }) => new RegExp(look).test(path));
		while (!isOver && !hasLooked()) await new Promise(setImmediate);
		change();
		return (await finished).done.items;
	};

	test('a claim that was closed after the message', async () => {
		// One for each family: a send of the same text in the same seconds would count as known.
		const claimId = account === 'local' ? 7001 : 7002;
		n8n.control.openClaim({ claimId, sellerId: sellerOf(account) });
		const items = await inVain(
			`/${claimId}/actions/send-message$`,
			`/${claimId}/messages$`,
			() => n8n.control.closeClaim({ claimId }),
			() =>
				n8n.start(
					'claimMessage.send',
					{ claimId: byId(claimId), message: TEXT },
					{ account, node: TWICE },
				),
		);
		expect(items).toMatchObject([{ success: true, message: TEXT }]);
		const { messages } = n8n.control.claim({ claimId });
		expect(messages.filter(({ message }) => message === TEXT)).toHaveLength(1);
	});

	test('a reason that is not offered any more, whose first template was sent', async () => {
		n8n.control.createPack({ packId: PACK, sellerId: sellerOf(account) });
		const items = await inVain(
			'/option$',
			`/messages${PATH}`,
			() =>
				n8n.control.addFault({
					match: { method: 'GET', path: `/action_guide${PATH}` },
					kind: 'status',
					status: 200,
					body: { options: [] },
				}),
			() =>
				n8n.start(
					'conversation.start',
					{ packId: byId(PACK), reason: 'REQUEST_VARIANTS' },
					{ account, node: TWICE },
				),
		);
		expect(items).toMatchObject([{ reason: 'REQUEST_VARIANTS', direction: 'sent' }]);
		expect(ours()).toHaveLength(1);
	});
});

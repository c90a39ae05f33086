// The trigger on claims: messages of buyers and mediators in the seller's open claims.
import {
	FAMILIES,
	GLOBAL_SELLER,
	sellerOf,
	useHarness,
	type Family,
} from '../../support/engine/harness';
import { PolledTrigger } from '../../support/trigger/triggerPolls';

const n8n = useHarness();

/** The claim of the document's example is closed, so that none is open but those of a test. */
beforeEach(() => n8n.control.closeClaim({ claimId: 5294629673 }));

const HOUR = 60 * 60_000;

/** A trigger that was activated an hour after the claim 7001 was opened, and after `before`. */
async function activated(
	account: Family = 'globalSelling',
	options = {},
	before: () => void = () => undefined,
): Promise<PolledTrigger> {
	n8n.control.openClaim({
		claimId: 7001,
		sellerId: sellerOf(account),
		createdAt: Date.now() - HOUR,
		dueDate: '2026-02-01T10:00:00.000-04:00',
	});
	before();
	const trigger = new PolledTrigger(n8n, { account, event: 'claimMessageReceived', options });
	await trigger.poll();
	n8n.control.clearRequests();
	return trigger;
}

const write = (claimId: number, message: string, senderRole = 'complainant') =>
	n8n.control.claimWrites({
		claimId,
		message,
		senderRole: senderRole as never,
		createdAt: Date.now(),
	});

const messages = async (trigger: PolledTrigger, polls = 1) =>
	(await trigger.items(polls)).map(({ message }) => message);

test.each(FAMILIES)(
	"%s: a buyer's message, with the stage, the actions and the nearest date",
	async (account) => {
		const trigger = await activated(account);
		write(7001, 'It is broken');

		expect(await trigger.items()).toEqual([
			{
				claimId: '7001',
				hash: account === 'local' ? expect.stringMatching(/^7001_0_/) : null,
				senderRole: 'complainant',
				receiverRole: 'respondent',
				message: 'It is broken',
				translatedMessage: null,
				createdAt: expect.stringMatching(/\.\d{3}Z$/),
				readAt: null,
				stage: 'claim',
				claimStage: 'claim',
				status: 'available',
				moderation: { status: 'clean', reason: null },
				attachments: [],
				availableActions: [
					{
						action: 'send_message_to_complainant',
						mandatory: true,
						dueDate: '2026-02-01T10:00:00.000-04:00',
					},
				],
				dueDate: '2026-02-01T10:00:00.000-04:00',
			},
		]);
		expect(await trigger.items(12)).toEqual([]);
	},
);

test('without simplify: the message and the actions as the API gives them', async () => {
	const trigger = await activated('globalSelling', { simplify: false });
	write(7001, 'It is broken');

	expect(await trigger.items()).toEqual([
		expect.objectContaining({
			claimId: '7001',
			sender_role: 'complainant',
			message: 'It is broken',
			date_read: null,
			stage: 'claim',
			availableActions: [expect.objectContaining({ due_date: '2026-02-01T10:00:00.000-04:00' })],
		}),
	]);
});

test('mediators count, the seller does not', async () => {
	const trigger = await activated('globalSelling', {}, () =>
		n8n.control.openClaim({ claimId: 7002, stage: 'dispute', sellerId: GLOBAL_SELLER }),
	);
	write(7001, 'mine', 'respondent');
	write(7002, 'of the mediator', 'mediator');

	expect(await messages(trigger, 12)).toEqual(['of the mediator']);
});

test("a message keeps its own stage, beside the claim's", async () => {
	const trigger = await activated('local');
	write(7001, 'It is broken');
	n8n.control.setClaimStage({ claimId: 7001, stage: 'dispute' });
	expect(await trigger.items()).toMatchObject([{ stage: 'claim', claimStage: 'dispute' }]);
});

describe('what tells messages apart', () => {
	const twice = (claimId: number) => {
		const createdAt = Date.now();
		for (let i = 0; i < 2; i++) {
			n8n.control.claimWrites({ claimId, message: '?', senderRole: 'complainant', createdAt });
		}
	};

	test('two equal messages of one second are two where they have hashes', async () => {
		const trigger = await activated('local');
		twice(7001);
		expect(await messages(trigger)).toEqual(['?', '?']);
		expect(await trigger.items(12)).toEqual([]);
	});

	test.each([
		['none', 'both'],
		['both', 'none'],
	] as const)('hashes: %s, then %s: nothing comes again', async (first, then) => {
		n8n.control.setBehaviour({ claimHash: first });
		const trigger = await activated('local');
		write(7001, 'one');
		expect(await messages(trigger)).toEqual(['one']);
		n8n.control.setBehaviour({ claimHash: then });
		expect(await trigger.items(12)).toEqual([]);
		write(7001, 'two');
		expect(await messages(trigger)).toEqual(['two']);
		n8n.control.setBehaviour({ claimHash: first });
		expect(await trigger.items(12)).toEqual([]);
	});
});

test('a search that knows no range is asked without', async () => {
	n8n.control.addFault({
		match: { method: 'GET', path: '/claims/search' },
		kind: 'status',
		status: 400,
		body: { error: 'invalid_query', message: 'range' },
	});
	const trigger = await activated();
	write(7001, 'one');
	expect(await messages(trigger)).toEqual(['one']);
});

test('a claim that is opened later, with its first message', async () => {
	const trigger = await activated();
	n8n.control.openClaim({ claimId: 7003, sellerId: GLOBAL_SELLER });
	write(7003, 'first');

	expect(await messages(trigger, 12)).toEqual(['first']);
});

test('what was there at the activation does not come, unless emitExisting asks for what is unread', async () => {
	const old = () => {
		n8n.control.claimWrites({
			claimId: 7001,
			message: 'read',
			senderRole: 'complainant',
			createdAt: Date.now() - HOUR / 2,
			read: Date.now() - HOUR / 3,
		});
		n8n.control.claimWrites({
			claimId: 7001,
			message: 'unread',
			senderRole: 'complainant',
			createdAt: Date.now() - HOUR / 2,
		});
	};
	const without = await activated('globalSelling', {}, old);
	expect(await messages(without, 12)).toEqual([]);

	const asks = new PolledTrigger(n8n, {
		event: 'claimMessageReceived',
		options: { emitExisting: true },
	});
	expect(await messages(asks, 12)).toEqual(['unread']);
});

test('a claim of the first generation is read on the older path', async () => {
	const trigger = await activated('globalSelling', {}, () =>
		n8n.control.openClaim({ claimId: 7004, sellerId: GLOBAL_SELLER, firstGeneration: true }),
	);
	write(7004, 'older');

	expect(await messages(trigger, 2)).toEqual(['older']);
	expect(n8n.asked()).toContain('GET /post-purchase/v1/claims/7004/messages');
	expect(n8n.control.stats().tokenRefreshes).toBe(0);
});

test('a claim whose messages cannot be read stays due; the others come', async () => {
	const trigger = await activated('globalSelling', {}, () =>
		n8n.control.openClaim({ claimId: 7005, sellerId: GLOBAL_SELLER, createdAt: Date.now() - HOUR }),
	);
	write(7001, 'failing');
	write(7005, 'fine');
	n8n.control.addFault({
		match: { path: '/7001/messages$' },
		kind: 'status',
		status: 500,
		times: 0,
	});
	expect(await messages(trigger, 3)).toEqual(['fine']);
	n8n.control.clearFaults();

	expect(await messages(trigger, 2)).toEqual(['failing']);
});

test('a last message in a claim that is closed before the next poll', async () => {
	const trigger = await activated();
	write(7001, 'last words');
	n8n.control.closeClaim({ claimId: 7001 });

	expect(await messages(trigger, 5)).toEqual(['last words']);
});

test.each(FAMILIES)(
	'%s: a claim that the account opened itself: its own words are no news, closed or not',
	async (account) => {
		const me = sellerOf(account);
		const other = account === 'local' ? 777_001 : 777_002;
		n8n.control.createSeller({ userId: other, siteId: account === 'local' ? 'MLB' : 'CBT' });
		// Local claims are searched by the role in them (page on managing claims, 2026-08-20).
		const options = account === 'local' ? { role: 'buyer' } : {};
		const trigger = await activated(account, options, () =>
			n8n.control.openClaim({ claimId: 7006, sellerId: other, buyerId: me }),
		);
		write(7006, 'mine');
		write(7006, 'of the seller', 'respondent');
		expect(await messages(trigger, 6)).toEqual(['of the seller']);
		write(7006, 'mine again');
		write(7006, 'last words of the seller', 'respondent');
		n8n.control.closeClaim({ claimId: 7006 });

		expect(await messages(trigger, 12)).toEqual(['last words of the seller']);
	},
);

test('files come with the message', async () => {
	const trigger = await activated('globalSelling', { downloadAttachments: true });
	n8n.control.claimWrites({
		claimId: 7001,
		message: 'see the picture',
		senderRole: 'complainant',
		attachments: [
			{ name: 'broken.png', type: 'image/png', content: Buffer.from('picture').toString('base64') },
		],
	});

	const [item] = (await trigger.poll())!;

	const file = await n8n.engine.readFile(item.binary!.attachment_0);
	expect(file.toString()).toBe('picture');
});

test('nothing is ever marked: claims have no such call, and messages are left alone', async () => {
	const trigger = await activated('globalSelling', { markAsRead: true });
	write(7001, 'one');
	await trigger.items(3);

	expect(n8n.asked().filter((request) => !request.includes('/claims/'))).toEqual([]);
	expect(n8n.control.claim({ claimId: 7001 }).messages.map(({ date_read }) => date_read)).toEqual([
		null,
	]);
});

test('requests: the search, and at most ten claims in rotation', async () => {
	const trigger = await activated('globalSelling', {}, () => {
		for (let i = 0; i < 30; i++) {
			n8n.control.openClaim({
				claimId: 8000 + i,
				sellerId: GLOBAL_SELLER,
				createdAt: Date.now() - HOUR,
			});
		}
	});
	const looked = new Set<string>();
	for (let i = 0; i < 5; i++) {
		n8n.control.clearRequests();
		await trigger.poll();
		const [search, ...looks] = n8n.asked();
		expect(search).toMatch(
			/\/claims\/search\?.*range=last_updated:after:\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z.*user_id=523132944/,
		);
		expect(looks.length).toBeLessThanOrEqual(10);
		for (const look of looks) looked.add(look);
	}

	expect(looked.size).toBe(31);
});

test('the test run in the editor shows a message and changes no state', async () => {
	const trigger = await activated();
	write(7001, 'one');
	const before = structuredClone(trigger.data);

	const items = await trigger.poll('manual');

	expect(items!.map(({ json }) => json.message)).toEqual(['one']);
	expect(trigger.data).toEqual(before);
	expect(await messages(trigger)).toEqual(['one']);
});

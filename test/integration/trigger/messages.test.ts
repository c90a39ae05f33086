// The trigger on messages: the real node as n8n polls it, against both API families.
import { createHash } from 'node:crypto';
import type { IDataObject, INodeExecutionData } from 'n8n-workflow';
import {
	BUYER,
	FAMILIES,
	GLOBAL_SELLER,
	LOCAL_SELLER,
	sellerOf,
	useHarness,
	type Family,
} from '../../support/engine/harness';
import { PolledTrigger } from '../../support/trigger/triggerPolls';

const n8n = useHarness();

/** The conversations of the documents' examples. */
const EXAMPLES = [2315686468, 2000000089077943, 2000002725708674];

type Settings = NonNullable<ConstructorParameters<typeof PolledTrigger>[1]>;

/** The sellers have nothing unread but what a test lets buyers write. */
beforeEach(() => {
	for (const packId of EXAMPLES) n8n.control.readElsewhere({ packId });
});

/** A trigger that was activated before anything below happens. */
async function activated(settings: Settings = {}): Promise<PolledTrigger> {
	const trigger = new PolledTrigger(n8n, settings);
	await trigger.poll();
	n8n.control.clearRequests();
	return trigger;
}

const write = (family: Family, packId: number, text = `Message of ${packId}`) =>
	n8n.control.buyerWrites({ packId, text, sellerId: sellerOf(family), createdAt: Date.now() });

const texts = (items: INodeExecutionData[] | null) => (items ?? []).map(({ json }) => json.text);

const packPath = (family: Family, packId: number) =>
	family === 'local'
		? `/messages/packs/${packId}/sellers/${LOCAL_SELLER}`
		: `/marketplace/messages/packs/${packId}`;

const readAt = (packId: number) =>
	n8n.control.conversation({ packId }).messages.map((message) => message.readAt);

describe.each(FAMILIES)('%s', (account) => {
	test('messageReceived: one item a message, in the shape of the contract', async () => {
		const trigger = await activated({ account });
		const message = n8n.control.buyerWrites({
			packId: 4001,
			text: 'Where is it?',
			textTranslated: '¿Dónde está?',
			sellerId: sellerOf(account),
			attachments: [{ name: 'photo.png', type: 'image/png', size: 10 }],
		});

		const items = await trigger.poll();

		expect(items).toHaveLength(1);
		expect(items![0]).toEqual({
			json: {
				id: message.id,
				packId: '4001',
				siteId: account === 'local' ? 'MLB' : 'MLM',
				direction: 'received',
				text: 'Where is it?',
				textTranslated: account === 'globalSelling' ? '¿Dónde está?' : null,
				fromUserId: String(BUYER),
				fromName: 'Test Test',
				toUserId: String(sellerOf(account)),
				isFirstMessage: expect.any(Boolean),
				createdAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*\.\d{3}Z$/),
				readAt: null,
				status: 'available',
				moderation: { status: 'clean', reason: null },
				attachments: [expect.objectContaining({ potentialSecurityThreat: false })],
				conversation: {
					status: 'active',
					substatus: null,
					claimIds: [],
					shippingId: null,
					isWithAgent: false,
				},
			},
		});
		expect(readAt(4001)).toEqual([null]);
		expect(await trigger.items(25)).toEqual([]);
		expect(readAt(4001)).toEqual([null]);
	});

	test('conversationUnread: one item a conversation, with its new messages', async () => {
		const trigger = await activated({ account, event: 'conversationUnread' });
		write(account, 4001, 'one');
		write(account, 4001, 'two');
		write(account, 4002, 'three');

		const items = await trigger.items();

		expect(items).toHaveLength(2);
		expect(items.find(({ packId }) => packId === '4001')).toEqual({
			packId: '4001',
			unreadCount: 2,
			messages: [
				expect.objectContaining({ text: 'one', packId: '4001' }),
				expect.objectContaining({ text: 'two', packId: '4001' }),
			],
		});
	});

	test('without simplify: the message as the API gives it, and its pack', async () => {
		const trigger = await activated({ account, options: { simplify: false } });
		const { id } = write(account, 4001);

		const [item] = await trigger.items();

		expect(item).toMatchObject({
			id,
			packId: '4001',
			text: 'Message of 4001',
			message_date: { read: null },
			message_moderation: { status: 'clean' },
		});
	});

	test('role buyer: what sellers write, read at the path of the seller', async () => {
		const trigger = await activated({
			account,
			credential: n8n.connect(account, {
				userId: account === 'local' ? LOCAL_SELLER : GLOBAL_SELLER,
			}),
			options: { role: 'buyer' },
		});
		const other = account === 'local' ? 777_001 : 777_002;
		n8n.control.createSeller({ userId: other, siteId: account === 'local' ? 'MLB' : 'CBT' });
		n8n.control.createPack({ packId: 4005, sellerId: other, buyerId: sellerOf(account) });
		n8n.control.buyerWrites({ packId: 4005, text: 'mine' });
		n8n.control.sellerWrites({ packId: 4005, text: 'of the seller' });

		expect(texts(await trigger.poll())).toEqual(['of the seller']);
		const role = n8n.control.requests().map(({ query }) => (query as { role?: string }).role);
		expect(role[0]).toBe('buyer');
	});

	test('requests: one without news, one more for each conversation with news', async () => {
		const trigger = await activated({ account });
		await trigger.poll();
		expect(n8n.asked()).toHaveLength(1);
		n8n.control.clearRequests();
		for (const packId of [4001, 4002, 4003]) write(account, packId);

		expect(await trigger.items()).toHaveLength(3);
		expect(n8n.asked()).toHaveLength(4);
		n8n.control.clearRequests();
		await trigger.poll();
		expect(n8n.asked()).toHaveLength(2);
		expect(n8n.asked()[1]).toContain('mark_as_read=false');
	});

	test('markAsRead: with the next poll, only what was handed out; a failed mark loses and repeats nothing', async () => {
		write(account, 4009);
		const trigger = await activated({ account, options: { markAsRead: true } });
		write(account, 4001, 'one');
		expect(texts(await trigger.poll())).toEqual(['one']);
		expect(readAt(4001)).toEqual([null]);

		n8n.control.addFault({
			match: { path: '/messages/packs/4001' },
			kind: 'status',
			status: 500,
			times: 0,
		});
		n8n.control.addFault({
			match: { path: '/marketplace/messages/packs/4001' },
			kind: 'status',
			status: 500,
			times: 0,
		});
		write(account, 4001, 'two');
		expect(await trigger.items(2)).toEqual([]);
		n8n.control.clearFaults();

		expect((await trigger.items(3)).map(({ text }) => text)).toEqual(['two']);
		expect(readAt(4001)).toEqual([expect.any(String), expect.any(String)]);
		expect(readAt(4009)).toEqual([null]);
	});

	describe('faults', () => {
		test.each([
			['500', { kind: 'status', status: 500 }],
			['429', { kind: 'status', status: 429, headers: { 'retry-after': '1' } }],
			['a dropped connection', { kind: 'dropBefore' }],
			['an answer cut short', { kind: 'truncated' }],
			['a page of HTML', { kind: 'html' }],
		] as const)('%s on the list and on the reads: all come, once', async (_, fault) => {
			const trigger = await activated({ account });
			const written = [4001, 4002, 4003].map((packId) => write(account, packId).id);
			n8n.control.addFault({ match: { path: '/unread$' }, ...fault });
			for (const packId of [4001, 4002])
				n8n.control.addFault({ match: { path: packPath(account, packId) }, ...fault });

			const items = await trigger.items(3);

			expect(items.map(({ id }) => id).sort()).toEqual(written.sort());
		});

		test('a conversation that fails for long stays due; the log tells', async () => {
			const trigger = await activated({ account });
			const failing = write(account, 4001);
			const fine = write(account, 4002);
			n8n.control.addFault({
				match: { path: packPath(account, 4001) },
				kind: 'status',
				status: 500,
				times: 0,
			});
			n8n.engine.takeLog();
			expect((await trigger.items(2)).map(({ id }) => id)).toEqual([fine.id]);
			expect(n8n.engine.takeLog().join('\n')).toMatch(
				/warn .*could not be read; it is tried again/,
			);
			n8n.control.clearFaults();
			n8n.control.readElsewhere({ packId: 4001 });

			expect((await trigger.items(2)).map(({ id }) => id)).toEqual([failing.id]);
		});

		test('a conversation that was deleted is let go once it is off the list', async () => {
			const trigger = await activated({ account });
			write(account, 4001);
			n8n.control.addFault({
				match: { path: packPath(account, 4001) },
				kind: 'status',
				status: 404,
				body: { message: 'Order do not exists', error: 'not_found', status: 404, cause: [] },
				times: 0,
			});
			await trigger.items(2);
			n8n.control.readElsewhere({ packId: 4001 });
			await trigger.poll();
			n8n.control.clearRequests();
			await trigger.poll();

			expect(n8n.asked()).toHaveLength(1);
		});

		test('a list that cannot be had fails the poll, and nothing is forgotten', async () => {
			const trigger = await activated({ account });
			const { id } = write(account, 4001);
			n8n.control.addFault({ match: { path: '/unread$' }, kind: 'status', status: 500, times: 5 });
			const before = structuredClone(trigger.data);
			await expect(trigger.poll()).rejects.toThrow();
			expect(trigger.data).toEqual(before);

			expect((await trigger.items(2)).map((item) => item.id)).toEqual([id]);
		});

		test('an expired token is renewed during the poll', async () => {
			const trigger = await activated({ account });
			const { id } = write(account, 4001);
			n8n.control.expireTokens({ userId: sellerOf(account) });

			expect((await trigger.items()).map((item) => item.id)).toEqual([id]);
		});
	});

	test('a full list: all of it comes once, and one failed poll names the cure', async () => {
		for (let i = 0; i < 1_001; i++) write(account, 5000 + i);
		const trigger = new PolledTrigger(n8n, { account, options: { emitExisting: true } });
		n8n.control.clearRequests();
		const ids: unknown[] = [];
		const came: IDataObject[] = [];
		const pollOnce = async () => {
			const items = await trigger.items();
			expect(n8n.asked().length).toBeLessThanOrEqual(201);
			expect(JSON.stringify(trigger.data).length).toBeLessThan(64_000);
			ids.push(...items.map(({ id }) => id));
			came.push(...items);
			n8n.control.clearRequests();
			return items.length;
		};
		// The activation does not fail: the workflow would stay off.
		expect(await pollOnce()).toBe(200);
		await expect(trigger.poll()).rejects.toMatchObject({
			message: expect.stringMatching(/list of unread conversations is full/),
			description: expect.stringMatching(/Mark as Read/),
		});
		expect(n8n.asked()).toHaveLength(1);
		n8n.control.clearRequests();
		const pollUntilNothing = async () => {
			for (let left = 200; left > 0;) left = await pollOnce();
		};
		await pollUntilNothing();
		expect(ids).toHaveLength(account === 'local' ? 500 : 1_000);

		while (came.length > 0) {
			for (const { packId } of came.splice(0))
				n8n.control.readElsewhere({ packId: String(packId) });
			await pollUntilNothing();
		}
		expect(ids).toHaveLength(1_001);
		expect(new Set(ids).size).toBe(1_001);
		expect(n8n.control.stats().byStatus).not.toHaveProperty('429');
	});
});

describe('attachments', () => {
	const sha256 = (content: Buffer) => createHash('sha256').update(content).digest('hex');

	/** A message with files, as the sandbox keeps them. */
	const withFiles = (family: Family, count: number) =>
		n8n.control.buyerWrites({
			packId: 4001,
			text: 'see the files',
			sellerId: sellerOf(family),
			attachments: Array.from({ length: count }, (_, i) => ({
				name: `file${i}.pdf`,
				type: 'application/pdf',
				size: 1_000 + i,
			})),
		});

	const hashes = async (item: INodeExecutionData) =>
		Object.fromEntries(
			await Promise.all(
				Object.entries(item.binary ?? {}).map(async ([field, binary]) => [
					field,
					sha256(await n8n.engine.readFile(binary)),
				]),
			),
		);

	test.each(FAMILIES)('%s: files come in fields of their own, byte for byte', async (account) => {
		const trigger = await activated({ account, options: { downloadAttachments: true } });
		const { attachments } = withFiles(account, 2);

		const [item] = (await trigger.poll())!;

		expect(await hashes(item)).toEqual({
			attachment_0: n8n.control.attachment({ attachmentId: attachments[0].filename }).sha256,
			attachment_1: n8n.control.attachment({ attachmentId: attachments[1].filename }).sha256,
		});
		expect(item.json).not.toHaveProperty('attachmentsNotDownloaded');
	});

	test.each(FAMILIES)(
		'%s: a download that fails does not hold the message back',
		async (account) => {
			const trigger = await activated({ account, options: { downloadAttachments: true } });
			const { attachments } = withFiles(account, 2);
			n8n.control.addFault({
				match: { path: `/attachments/${attachments[0].filename}$` },
				kind: 'status',
				status: 500,
				times: 0,
			});

			const [item] = (await trigger.poll())!;

			expect(Object.keys(item.binary!)).toEqual(['attachment_1']);
			expect(item.json).toMatchObject({
				text: 'see the files',
				attachmentsNotDownloaded: [
					{ filename: attachments[0].filename, reason: expect.any(String) },
				],
			});
		},
	);
});

describe('the test run in the editor', () => {
	test('shows the newest unread message, changes no state and marks nothing', async () => {
		const trigger = await activated({ options: { markAsRead: true } });
		write('globalSelling', 4001, 'one');
		write('globalSelling', 4001, 'two');
		const before = structuredClone(trigger.data);

		expect(texts(await trigger.poll('manual'))).toEqual(['two']);
		expect(trigger.data).toEqual(before);
		expect(readAt(4001)).toEqual([null, null]);
		expect(texts(await trigger.poll())).toEqual(['one', 'two']);
	});

	const minuteByMinute = (messages: number, conversations: number) => {
		for (let i = 0; i < messages; i++) {
			n8n.control.buyerWrites({
				packId: 4000 + (i % conversations),
				text: `Message ${i}`,
				createdAt: Date.now() - (messages - i) * 60_000,
			});
		}
	};

	test('one item, whatever is unread: what follows may write to buyers', async () => {
		const trigger = new PolledTrigger(n8n);
		minuteByMinute(20, 4);

		expect(texts(await trigger.poll('manual'))).toEqual(['Message 19']);
	});

	test('one conversation, with what is unread in it, for the event of conversations', async () => {
		const trigger = new PolledTrigger(n8n, { event: 'conversationUnread' });
		minuteByMinute(4, 2);

		const items = await trigger.poll('manual');
		expect(items?.map(({ json }) => json)).toMatchObject([
			{ packId: '4001', unreadCount: 2, messages: [{ text: 'Message 1' }, { text: 'Message 3' }] },
		]);
	});

	test('works before any activation, too', async () => {
		const trigger = new PolledTrigger(n8n);
		write('globalSelling', 4001, 'one');

		expect(texts(await trigger.poll('manual'))).toEqual(['one']);
		expect(trigger.data).toEqual({});
	});

	test('else shows the last message', async () => {
		const trigger = await activated();
		write('globalSelling', 4001, 'one');
		await trigger.poll();
		n8n.control.readElsewhere({ packId: 4001 });

		expect(texts(await trigger.poll('manual'))).toEqual(['one']);
	});
});

test('two polls at once hand out everything once', async () => {
	const trigger = await activated();
	const { id } = write('globalSelling', 4001);
	n8n.control.setLatency({ ms: 20 });

	const both = await Promise.all([trigger.poll(), trigger.poll()]);

	expect(both.flatMap((items) => items ?? []).map(({ json }) => json.id)).toEqual([id]);
});

test('the first activation hands out nothing old, and costs one request', async () => {
	write('globalSelling', 4001, 'old');
	n8n.control.clearRequests();
	const trigger = new PolledTrigger(n8n);

	expect(await trigger.poll()).toBeNull();
	expect(n8n.asked()).toHaveLength(1);
	write('globalSelling', 4001, 'new');
	expect((await trigger.items(25)).map(({ text }) => text)).toEqual(['new']);
});

test('another account starts anew; leftovers of an earlier version go', async () => {
	const trigger = await activated();
	const leftover = { version: 0, leftover: 'x'.repeat(100_000) };
	trigger.kept.saved = JSON.stringify({ [`node:${trigger.kept.node.name}`]: leftover });
	trigger.kept.restart();
	write('globalSelling', 4001, 'old');
	n8n.engine.takeLog();

	expect(await trigger.poll()).toBeNull();
	expect(n8n.engine.takeLog().join('\n')).toMatch(/warn .*starts anew/);
	expect(JSON.stringify(trigger.data)).not.toContain('leftover');
	write('globalSelling', 4001, 'new');
	expect((await trigger.items(25)).map(({ text }) => text)).toEqual(['new']);
});

describe('time that runs out', () => {
	test('a list that hangs fails in words of a trigger, and nothing is lost', async () => {
		const trigger = await activated();
		const { id } = write('globalSelling', 4001);
		n8n.control.addFault({ match: { path: '/unread$' }, kind: 'hang' });

		await expect(trigger.pollCutOffAt('/unread$')).rejects.toMatchObject({
			message: expect.stringMatching(/did not list what is new in time/),
			description: expect.stringMatching(/Nothing is lost/),
		});
		expect(await trigger.items()).toMatchObject([{ id }]);
	});

	test('a conversation that hangs is left for the next poll; the others come', async () => {
		const trigger = await activated();
		const hanging = write('globalSelling', 4001);
		const fine = write('globalSelling', 4002);
		const path = packPath('globalSelling', 4001);
		n8n.control.addFault({ match: { path }, kind: 'hang' });
		n8n.engine.takeLog();

		expect(await trigger.pollCutOffAt(path)).toMatchObject([{ json: { id: fine.id } }]);
		expect(n8n.engine.takeLog().join('\n')).toMatch(/info 1 conversations .* next poll/);
		expect(await trigger.items()).toMatchObject([{ id: hanging.id }]);
	});

	test.each(FAMILIES)(
		'%s: a file that takes too long: the message comes, and says how to get it',
		async (account) => {
			const trigger = await activated({ account, options: { downloadAttachments: true } });
			const { id, attachments } = n8n.control.buyerWrites({
				packId: 4001,
				text: 'see the photo',
				sellerId: sellerOf(account),
				attachments: [{ name: 'photo.png', type: 'image/png', size: 1_000 }],
			});
			const [{ filename }] = attachments;
			const path = `/attachments/${filename}$`;
			n8n.control.addFault({ match: { path }, kind: 'hang' });

			expect(await trigger.pollCutOffAt(path)).toMatchObject([
				{
					json: {
						id,
						attachmentsNotDownloaded: [
							{
								filename,
								reason: expect.stringMatching(/longer than the time of a poll/),
								cure: expect.stringContaining(`Attachment > Download, Attachment ID "${filename}"`),
							},
						],
					},
				},
			]);
			expect(await trigger.items(25)).toEqual([]);
		},
	);
});

test('n8n may give a poll little time', async () => {
	const trigger = await activated();
	trigger.budgetMs = 20_000;
	const { id } = write('globalSelling', 4001);
	expect(await trigger.items()).toMatchObject([{ id }]);
	expect(trigger.deadlines.map(({ ms }) => ms)).toEqual([20_000]);
});

test('reading leaves two fifths of the time to files', async () => {
	const trigger = await activated({ options: { downloadAttachments: true } });
	trigger.budgetMs = 20_000;
	await trigger.poll();
	expect(trigger.deadlines.map(({ ms }) => ms)).toEqual([20_000, 12_000]);
});

test('maxConversationsPerPoll leaves the rest for the next poll, and the log tells', async () => {
	const trigger = await activated({ options: { maxConversationsPerPoll: 2 } });
	for (const packId of [4001, 4002, 4003]) write('globalSelling', packId);

	expect(await trigger.items()).toHaveLength(2);
	expect(n8n.engine.takeLog().join('\n')).toMatch(/info 1 conversations .* left for the next poll/);
	expect(await trigger.items()).toHaveLength(1);
});

test('a limit that is none says what it must be', async () => {
	const trigger = new PolledTrigger(n8n, { options: { maxConversationsPerPoll: 0 } });
	await expect(trigger.poll()).rejects.toThrow(/Max Conversations per Poll/);
});

describe.each(FAMILIES)('%s: the account writes under several ids', (account) => {
	test("with the option Seller ID, what the token's user writes is no news", async () => {
		const store = 777_010;
		const user = sellerOf(account);
		n8n.control.createSeller({ userId: store, siteId: account === 'local' ? 'MLB' : 'CBT' });
		n8n.control.actFor({ userId: user, sellerId: store });
		const trigger = await activated({ account, options: { sellerId: String(store) } });
		// The buyer stands for anybody else: here it is the user of the token who writes.
		n8n.control.createPack({ packId: 4020, sellerId: store, buyerId: user });
		n8n.control.buyerWrites({ packId: 4020, text: 'of the user of the token' });
		n8n.control.buyerWrites({ packId: 4021, sellerId: store, text: 'of a buyer' });

		expect((await trigger.items(3)).map(({ text }) => text)).toEqual(['of a buyer']);
	});
});

test('sellerId names another seller', async () => {
	const trigger = new PolledTrigger(n8n, { options: { sellerId: '999' } });
	await expect(trigger.poll()).rejects.toThrow();
	expect(n8n.asked()[0]).toContain('user_id=999');
});

test('an account that is connected instead is the one that is polled, without a new activation', async () => {
	const OTHER = 700001;
	const credential = n8n.connect('globalSelling');
	const trigger = await activated({ credential });
	await n8n.engine.credentials.updateCredentialsOauthTokenData(credential, '', {
		oauthTokenData: n8n.control.issueToken({ userId: OTHER }) as unknown as IDataObject as never,
	});
	await trigger.poll().catch(() => undefined);
	expect(n8n.asked()[0]).toContain(`user_id=${OTHER}`);
});

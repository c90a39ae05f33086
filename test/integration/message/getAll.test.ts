// Message > Get Many, in both families.
import { FAMILIES, LOCAL_SELLER, byId, sellerOf, useHarness } from '../../support/engine/harness';
import type { Family } from '../../support/engine/harness';
import { conversationIn } from '../../support/marketplace';

const n8n = useHarness();
const conversation = conversationIn(n8n);

/** The packs of the documents' examples. */
const EXAMPLE = { globalSelling: '2315686468', local: '2000000089077943' };

const packPath = (family: Family, packId: string | number) =>
	family === 'local'
		? `/messages/packs/${packId}/sellers/${LOCAL_SELLER}`
		: `/marketplace/messages/packs/${packId}`;

const reads = (family: Family, packId: string | number, limit: number, offset: number) =>
	`GET ${packPath(family, packId)}?limit=${limit}&mark_as_read=false&offset=${offset}${family === 'local' ? '&tag=post_sale' : ''}`;

describe('message.getAll', () => {
	test('Global Selling: the example of the document in the shape of the contract', async () => {
		const packId = EXAMPLE.globalSelling;

		const run = await n8n.run('message.getAll', { packId: byId(packId) });

		expect(n8n.asked()).toEqual([reads('globalSelling', packId, 50, 0)]);
		expect(run.done.items).toHaveLength(5);
		expect(run.items.at(-1)).toEqual({
			id: '2d45a5ad186041659e9a608f0c109dff',
			packId,
			siteId: 'MLM',
			direction: 'sent',
			text: 'This is a message to buyer',
			textTranslated: 'Este es un mensaje para el comprador',
			fromUserId: '523132944',
			fromName: 'TESTNICOCBT TESTNICOCBT',
			toUserId: '441782523',
			isFirstMessage: false,
			createdAt: '2020-03-13T15:14:10.000Z',
			readAt: null,
			status: 'available',
			moderation: { status: 'clean', reason: null },
			attachments: [
				{
					attachmentId: '471826944_ba20cdf4-26b4-4c21-a689-5eabe271ddb3.png',
					filename: '471826944_ba20cdf4-26b4-4c21-a689-5eabe271ddb3.png',
					originalFilename: 'FileName.png',
					type: 'image/png',
					size: 536766,
					potentialSecurityThreat: false,
				},
			],
			conversation: {
				status: 'active',
				substatus: null,
				claimIds: [],
				shippingId: null,
				isWithAgent: false,
			},
		});
		expect(run.pairedItems).toEqual([0, 0, 0, 0, 0]);
	});

	test('local: the example of the document in the shape of the contract', async () => {
		const packId = EXAMPLE.local;

		const run = await n8n.run('message.getAll', { packId: byId(packId) }, { account: 'local' });

		expect(n8n.asked()).toEqual([reads('local', packId, 50, 0)]);
		expect(run.done.items).toHaveLength(31);
		const shown = run.items.find(({ id }) => id === '2c92808469fea23a0169febf14580001');
		expect(shown).toMatchObject({
			packId,
			direction: 'sent',
			text: 'Test message ToUserId',
			fromUserId: '415458330',
			createdAt: '2019-04-08T20:58:49.000Z',
			readAt: '2019-04-08T20:58:52.000Z',
			status: 'in_moderation',
			moderation: { status: 'non_moderated', reason: null },
			attachments: [{ originalFilename: 'Ayuda-Memoria-Arduino-ELINSI.pdf', size: 225677 }],
		});
	});

	describe.each(FAMILIES)('%s', (account) => {
		const getAll = (parameters: object = {}) =>
			n8n.run('message.getAll', { packId: byId(1001), ...parameters }, { account });

		test('oldest first, whatever the order of the API', async () => {
			conversation(account, 1001, 4);
			const run = await getAll();
			expect(run.done.items.map(({ text, direction }) => [text, direction])).toEqual([
				['Message 1', 'received'],
				['Message 2', 'sent'],
				['Message 3', 'received'],
				['Message 4', 'sent'],
			]);
		});

		test.each(['newestFirst', 'oldestFirst'] as const)(
			'messages of one second keep their order, where the API lists them %s',
			async (order) => {
				n8n.control.setMessageOrder({ order });
				const createdAt = '2024-05-01T10:00:00Z';
				const sellerId = sellerOf(account);
				n8n.control.buyerWrites({
					packId: 1001,
					text: 'before',
					sellerId,
					createdAt: '2024-05-01T09:00:00Z',
				});
				n8n.control.buyerWrites({ packId: 1001, text: 'first', createdAt });
				n8n.control.sellerWrites({ packId: 1001, text: 'second', createdAt });
				const run = await getAll();
				expect(run.done.items.map(({ text }) => text)).toEqual(['before', 'first', 'second']);
			},
		);

		test('marks nothing as read by itself', async () => {
			conversation(account, 1001, 3);
			await getAll();
			const { messages } = n8n.control.conversation({ packId: 1001 });
			expect(messages.map(({ readAt }) => readAt)).toEqual([null, null, null]);
		});

		test('marks as read when asked', async () => {
			conversation(account, 1001, 3);
			const run = await getAll({ options: { markAsRead: true } });
			expect(run.done.items).toHaveLength(3);
			const { messages } = n8n.control.conversation({ packId: 1001 });
			expect(messages[0].readAt).not.toBeNull();
			expect(messages[2].readAt).not.toBeNull();
		});

		test("a limit and an offset are the API's own", async () => {
			conversation(account, 1001, 5);
			const run = await getAll({ limit: 2, options: { offset: 1 } });
			expect(n8n.asked()).toEqual([reads(account, 1001, 2, 1)]);
			expect(run.done.items).toHaveLength(2);
		});

		test('returns all of a long conversation, each message once', async () => {
			conversation(account, 1001, 123);
			const run = await getAll({ returnAll: true });
			expect(run.done.items.map(({ text }) => text)).toEqual(
				Array.from({ length: 123 }, (_, i) => `Message ${i + 1}`),
			);
			expect(n8n.asked()).toEqual([0, 50, 100].map((offset) => reads(account, 1001, 50, offset)));
		});

		test('a limit above the size of a page takes as many pages as it needs', async () => {
			conversation(account, 1001, 80);
			const run = await getAll({ limit: 70 });
			expect(run.done.items).toHaveLength(70);
			expect(new Set(run.items.map(({ id }) => id)).size).toBe(70);
			expect(n8n.asked()).toEqual([reads(account, 1001, 50, 0), reads(account, 1001, 50, 50)]);
		});

		test('simplify off hands out the messages of the API', async () => {
			conversation(account, 1001, 1);
			const run = await getAll({ simplify: false });
			expect(run.done.items).toMatchObject([
				{
					text: 'Message 1',
					packId: '1001',
					conversation_status: { status: 'active' },
					message_date: { read: null },
					message_resources: expect.arrayContaining([{ id: '1001', name: 'packs' }]),
				},
			]);
		});

		test('a closed conversation says so on every item', async () => {
			conversation(account, 1001, 2);
			n8n.control.blockConversation({ packId: 1001, substatus: 'blocked_by_time' });
			const run = await getAll();
			expect(run.done.items.map(({ conversation }) => conversation)).toMatchObject([
				{ status: 'blocked', substatus: 'blocked_by_time' },
				{ status: 'blocked', substatus: 'blocked_by_time' },
			]);
		});

		test('an unknown reason of a closed conversation passes through', async () => {
			conversation(account, 1001, 1);
			n8n.control.blockConversation({ packId: 1001, substatus: 'blocked_by_something_new' });
			const run = await getAll();
			expect(run.done.items[0].conversation).toMatchObject({
				substatus: 'blocked_by_something_new',
			});
		});

		test('a claim of the conversation is named', async () => {
			conversation(account, 1001, 1);
			const { id } = n8n.control.openClaim({ packId: 1001, sellerId: sellerOf(account) });
			const run = await getAll();
			expect(run.done.items[0].conversation).toMatchObject({ claimIds: [String(id)] });
		});

		test('an empty conversation gives no item', async () => {
			n8n.control.createPack({ packId: 1001, sellerId: sellerOf(account) });
			const run = await getAll();
			expect(run.done.items).toEqual([]);
		});

		test('one run for many conversations, each item paired with its own', async () => {
			for (let pack = 1; pack <= 10; pack++) conversation(account, pack, pack);
			const run = await n8n.run(
				'message.getAll',
				{ packId: byId('={{ $json.packId }}') },
				{ account, items: Array.from({ length: 10 }, (_, i) => ({ packId: i + 1 })) },
			);
			expect(run.done.items).toHaveLength(55);
			run.items.forEach(({ packId }, i) => expect(run.pairedItems[i]).toBe(Number(packId) - 1));
		});
	});

	test('local: another seller may be named', async () => {
		conversation('local', 1001, 1);
		await n8n.run(
			'message.getAll',
			{ packId: byId(1001), options: { sellerId: '999' } },
			{ account: 'local' },
		);
		expect(n8n.asked()[0]).toContain('GET /messages/packs/1001/sellers/999?');
	});

	test('the seller is the one of the token', async () => {
		n8n.control.createSeller({ userId: 777, siteId: 'MLA' });
		n8n.control.buyerWrites({ packId: 1001, text: 'Hola', sellerId: 777 });
		const credential = n8n.connect('local', { userId: 777, site: 'MLA' });
		await n8n.run('message.getAll', { packId: byId(1001) }, { credential });
		expect(n8n.asked()[0]).toContain('/messages/packs/1001/sellers/777?');
	});
});

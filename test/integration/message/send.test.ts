// Reading and sending messages, in both families.
import {
	BUYER,
	FAMILIES,
	GLOBAL_SELLER,
	LOCAL_SELLER,
	byId,
	sellerOf,
	useHarness,
} from '../../support/harness';
import type { Family } from '../../support/harness';

const n8n = useHarness();

/** The packs of the documents' examples. */
const EXAMPLE = { globalSelling: '2315686468', local: '2000000089077943' };

const packPath = (family: Family, packId: string | number) =>
	family === 'local'
		? `/messages/packs/${packId}/sellers/${LOCAL_SELLER}`
		: `/marketplace/messages/packs/${packId}`;

const reads = (family: Family, packId: string | number, limit: number, offset: number) =>
	`GET ${packPath(family, packId)}?limit=${limit}&mark_as_read=false&offset=${offset}${family === 'local' ? '&tag=post_sale' : ''}`;

/** A conversation that a buyer has begun: `count` messages in turns, a minute apart, the buyer first. */
function conversation(family: Family, packId: number, count = 1): string[] {
	return Array.from({ length: count }, (_, i) => {
		const createdAt = Date.parse('2024-05-01T10:00:00Z') + i * 60_000;
		const write = i % 2 === 0 ? n8n.control.buyerWrites : n8n.control.sellerWrites;
		return write({ packId, text: `Message ${i + 1}`, sellerId: sellerOf(family), createdAt }).id;
	});
}

describe('message.getAll', () => {
	test('Global Selling: the example of the document in the shape of the contract', async () => {
		const packId = EXAMPLE.globalSelling;

		const run = await n8n.run('message.getAll', { packId: byId(packId) });

		expect(n8n.asked()).toEqual([reads('globalSelling', packId, 50, 0)]);
		expect(run.done.items).toHaveLength(5);
		expect(run.items.at(-1)).toEqual({
			id: '2d45a5ad186041659e9a608f0c109dff',
			packId,
			direction: 'sent',
			text: 'This is a message to buyer',
			textTranslated: 'Este es un mensaje para el comprador',
			fromUserId: '523132944',
			toUserId: '441782523',
			createdAt: '2020-03-13T15:14:10Z',
			readAt: null,
			status: 'available',
			moderation: { status: 'clean', reason: null },
			attachments: [
				{
					filename: '471826944_ba20cdf4-26b4-4c21-a689-5eabe271ddb3.png',
					originalFilename: 'FileName.png',
					type: 'image/png',
					size: 536766,
					potentialSecurityThreat: false,
				},
			],
			conversation: { status: 'active', substatus: null, claimIds: [], shippingId: null },
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
			status: 'IN_MODERATION',
			moderation: { status: 'NON_MODERATED', reason: 'none' },
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
			expect(n8n.asked()).toEqual([reads(account, 1001, 50, 0), reads(account, 1001, 20, 50)]);
		});

		test('simplify off hands out the messages of the API', async () => {
			conversation(account, 1001, 1);
			const run = await getAll({ simplify: false });
			expect(run.done.items).toMatchObject([
				{
					text: 'Message 1',
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
});

describe('message.get', () => {
	test('Global Selling', async () => {
		const run = await n8n.run('message.get', { messageId: '2d45a5ad186041659e9a608f0c109dff' });
		expect(n8n.asked()).toEqual(['GET /marketplace/messages/2d45a5ad186041659e9a608f0c109dff']);
		expect(run.done.items).toMatchObject([
			{
				id: '2d45a5ad186041659e9a608f0c109dff',
				packId: EXAMPLE.globalSelling,
				direction: 'sent',
				text: 'This is a message to buyer',
				conversation: null,
			},
		]);
	});

	test('local', async () => {
		const [id] = conversation('local', 1001, 1);
		const run = await n8n.run('message.get', { messageId: id }, { account: 'local' });
		expect(n8n.asked()).toEqual([`GET /messages/${id}?tag=post_sale`]);
		expect(run.done.items).toMatchObject([
			{ id, packId: '1001', direction: 'received', text: 'Message 1', fromUserId: String(BUYER) },
		]);
	});

	test('the older local answer, a message without a list around it', async () => {
		n8n.control.addFault({
			match: { path: '/messages/' },
			kind: 'status',
			status: 200,
			body: {
				message_id: '0033b582a1474fa98c02d229abcec43c',
				date_received: '2016-09-01T05:15:25.821Z',
				date_read: '2016-09-01T21:31:19.606Z',
				from: { user_id: 123456789 },
				to: [{ user_id: LOCAL_SELLER }],
				subject: 'Test Item subject',
				text: { plain: 'Ejemplo de texto' },
			},
		});
		const run = await n8n.run(
			'message.get',
			{ messageId: '0033b582a1474fa98c02d229abcec43c' },
			{ account: 'local' },
		);
		expect(run.done.items).toMatchObject([
			{
				id: '0033b582a1474fa98c02d229abcec43c',
				direction: 'received',
				text: 'Ejemplo de texto',
				fromUserId: '123456789',
				toUserId: String(LOCAL_SELLER),
				createdAt: '2016-09-01T05:15:25.821Z',
				readAt: '2016-09-01T21:31:19.606Z',
			},
		]);
	});

	test.each(FAMILIES)('simplify off (%s)', async (account) => {
		const [id] = conversation(account, 1001, 1);
		const run = await n8n.run('message.get', { messageId: id, simplify: false }, { account });
		expect(run.done.items).toMatchObject([{ id, message_date: { read: null } }]);
	});
});

describe('message.send', () => {
	test('Global Selling: the body of the document', async () => {
		conversation('globalSelling', 1001);
		const { filename } = n8n.control.buyerWrites({
			packId: 1001,
			text: 'Foto',
			attachments: [{ name: 'a.png', type: 'image/png', size: 10 }],
		}).attachments[0];

		const run = await n8n.run('message.send', {
			packId: byId('1001'),
			text: 'Your order has been shipped!',
			additionalFields: {
				textTranslated: '¡Tu pedido ha sido enviado!',
				attachmentIds: filename,
			},
		});

		expect(n8n.asked()).toEqual(['POST /marketplace/messages/packs/1001']);
		expect(n8n.bodies()).toEqual([
			{
				text: 'Your order has been shipped!',
				text_translated: '¡Tu pedido ha sido enviado!',
				attachments: [filename],
			},
		]);
		expect(run.done.items).toMatchObject([
			{ packId: '1001', text: 'Your order has been shipped!', status: 'available' },
		]);
		expect(run.items[0].id).toBe(n8n.control.conversation({ packId: 1001 }).messages.at(-1)!.id);
	});

	test('Global Selling: no more in the body than was filled in', async () => {
		conversation('globalSelling', 1001);
		await n8n.run('message.send', { packId: byId(1001), text: 'Thank you!' });
		expect(n8n.bodies()).toEqual([{ text: 'Thank you!' }]);
	});

	test('local: the body names sender and receiver', async () => {
		conversation('local', 1001);

		const run = await n8n.run(
			'message.send',
			{ packId: byId(1001), text: 'Olá! Já enviamos.', additionalFields: { buyerId: BUYER } },
			{ account: 'local' },
		);

		expect(n8n.asked()).toEqual([
			`POST /messages/packs/1001/sellers/${LOCAL_SELLER}?tag=post_sale`,
		]);
		const [body] = n8n.bodies() as { from: object; to: object }[];
		expect(body).toMatchObject({ text: 'Olá! Já enviamos.' });
		expect(String((body.from as { user_id: unknown }).user_id)).toBe(String(LOCAL_SELLER));
		expect(String((body.to as { user_id: unknown }).user_id)).toBe(String(BUYER));
		expect(body).not.toHaveProperty('attachments');
		expect(run.done.items).toMatchObject([{ packId: '1001', text: 'Olá! Já enviamos.' }]);
	});

	test('local: the buyer is found in the conversation, without marking it as read', async () => {
		conversation('local', 1001);
		const run = await n8n.run(
			'message.send',
			{ packId: byId(1001), text: 'Olá!' },
			{ account: 'local' },
		);
		expect(run.done.items).toHaveLength(1);
		const { messages } = n8n.control.conversation({ packId: 1001 });
		expect(messages[0].readAt).toBeNull();
		expect(messages[1]).toMatchObject({ from: LOCAL_SELLER, to: BUYER, text: 'Olá!' });
	});

	test('local: a pack without a conversation, whose order names the buyer', async () => {
		const refuse = {
			kind: 'status',
			status: 404,
			body: { message: 'Order do not exists' },
		} as const;
		n8n.control.createPack({ packId: 1001, sellerId: LOCAL_SELLER, exceptedCase: true });
		n8n.control.addFault({ match: { method: 'GET', path: '/messages/packs/1001' }, ...refuse });
		n8n.control.addFault({
			match: { method: 'GET', path: '/packs/1001' },
			kind: 'status',
			status: 200,
			body: { id: 1001, buyer: { id: BUYER } },
		});
		const run = await n8n.run(
			'message.send',
			{ packId: byId(1001), text: 'Olá!' },
			{ account: 'local' },
		);
		expect(run.done.items).toHaveLength(1);
		expect(n8n.bodies()).toMatchObject([{ to: { user_id: String(BUYER) } }]);
	});

	test('local: where an assistant stands between, the answer goes to it', async () => {
		n8n.control.createPack({ packId: 1001, sellerId: LOCAL_SELLER, agentId: 3037675074 });
		conversation('local', 1001);
		const run = await n8n.run(
			'message.send',
			{ packId: byId(1001), text: 'Olá!' },
			{ account: 'local' },
		);
		expect(run.done.items).toHaveLength(1);
		expect((n8n.bodies()[0] as { to: { user_id: unknown } }).to.user_id).toEqual(expect.anything());
		expect(n8n.control.conversation({ packId: 1001 }).messages).toHaveLength(2);
	});

	describe.each(FAMILIES)('%s', (account) => {
		const send = (parameters: object, options: object = {}) =>
			n8n.run('message.send', { packId: byId(1001), ...parameters }, { account, ...options });
		const sent = () =>
			n8n.control
				.conversation({ packId: 1001 })
				.messages.filter(({ from }) => from === sellerOf(account))
				.map(({ text }) => text);

		test('Latin-1, line breaks, quotes and links arrive as they are', async () => {
			conversation(account, 1001);
			const text =
				'Olá "você" & \'eu\' <a href="https://example.com/t?a=1&b=2">rastreio</a>\nÇãõ ñ ß ÿ \\ %20 {{ 1 }}';
			const run = await send({ text: '={{ $json.text }}' }, { items: [{ text }] });
			expect(run.done.items).toHaveLength(1);
			expect(sent()).toEqual([text]);
		});

		test('exactly 350 characters', async () => {
			conversation(account, 1001);
			await send({ text: 'x'.repeat(350) });
			expect(sent()).toEqual(['x'.repeat(350)]);
		});

		test.each([
			['a list', true],
			['separated by commas', false],
		])('attachments as %s', async (_, list) => {
			conversation(account, 1001);
			const files = n8n.control
				.sellerWrites({
					packId: 1001,
					text: 'files',
					attachments: [1, 2].map((i) => ({ name: `${i}.pdf`, type: 'application/pdf', size: i })),
				})
				.attachments.map(({ filename }) => filename);
			const attachmentIds = list ? files : ` ${files.join(' , ')},`;

			const run = await send(
				{ text: 'Both', additionalFields: { attachmentIds: '={{ $json.ids }}' } },
				{ items: [{ ids: attachmentIds }] },
			);

			expect(run.done.items).toHaveLength(1);
			const last = n8n.control.conversation({ packId: 1001 }).messages.at(-1)!;
			expect(last.attachments.map(({ filename }) => filename)).toEqual(files);
		});

		test('one message an item, each paired', async () => {
			for (let pack = 1; pack <= 20; pack++) conversation(account, pack);
			const run = await n8n.run(
				'message.send',
				{ packId: byId('={{ $json.packId }}'), text: '=Hello {{ $json.packId }}' },
				{ account, items: Array.from({ length: 20 }, (_, i) => ({ packId: i + 1 })) },
			);
			expect(run.done.items.map(({ packId }) => packId)).toEqual(
				Array.from({ length: 20 }, (_, i) => String(i + 1)),
			);
			expect(run.pairedItems).toEqual(Array.from({ length: 20 }, (_, i) => i));
			for (let packId = 1; packId <= 20; packId++) {
				const { messages } = n8n.control.conversation({ packId });
				expect(messages.at(-1)).toMatchObject({ text: `Hello ${packId}` });
				expect(messages).toHaveLength(2);
			}
		});

		test('a moderated message says so, with the reason in words', async () => {
			conversation(account, 1001);
			const run = await send({ text: 'Mira: https://bit.ly/x' });
			expect(run.done.items[0].moderation).toMatchObject({
				status: 'rejected',
				reason: 'LINK_SHORT_URL',
				explanation: expect.stringMatching(/shortened link/i),
			});
		});

		test('a clean message carries no warning', async () => {
			conversation(account, 1001);
			const run = await send({ text: 'Gracias' });
			expect(run.done.items[0]).not.toHaveProperty('moderation');
		});

		test('several messages to one buyer arrive in the order of the items', async () => {
			conversation(account, 1001);
			const texts = Array.from({ length: 20 }, (_, i) => `Part ${i}`);
			const run = await send(
				{ text: '={{ $json.text }}' },
				{ items: texts.map((text) => ({ text })) },
			);
			expect(run.done.items.map(({ text }) => text)).toEqual(texts);
			expect(sent()).toEqual(texts);
		});

		describe('onlyIfBuyerWroteLast', () => {
			const options = { onlyIfBuyerWroteLast: true };

			test('several items for one buyer: one answer', async () => {
				conversation(account, 1001, 3);
				const run = await send(
					{ text: '={{ $json.text }}', options },
					{ items: [{ text: 'A' }, { text: 'B' }, { text: 'C' }] },
				);
				expect(sent()).toEqual(['Message 2', 'A']);
				expect(run.done.items.map(({ skipped }) => skipped ?? false)).toEqual([false, true, true]);
			});

			test('sends when the buyer wrote last', async () => {
				conversation(account, 1001, 3);
				await send({ text: 'Answer', options });
				expect(sent()).toEqual(['Message 2', 'Answer']);
			});

			test('skips when the seller wrote last, and marks nothing', async () => {
				conversation(account, 1001, 2);
				const run = await send({ text: 'Answer', options });
				expect(run.done.items).toMatchObject([{ skipped: true, packId: '1001' }]);
				expect(sent()).toEqual(['Message 2']);
				const { messages } = n8n.control.conversation({ packId: 1001 });
				expect(messages[0].readAt).toBeNull();
			});
		});

		describe('skipIfAlreadySent', () => {
			const options = { skipIfAlreadySent: true };

			test('a workflow that runs again harms nobody', async () => {
				conversation(account, 1001);
				await send({ text: 'Your parcel left.', options });
				const again = await send({ text: 'Your parcel left.', options });
				expect(again.done.items).toMatchObject([{ skipped: true, packId: '1001' }]);
				expect(sent()).toEqual(['Your parcel left.']);
			});

			test('the same item several times in one run: one message', async () => {
				conversation(account, 1001);
				const run = await send(
					{ text: 'Your parcel left.', options },
					{ items: Array.from({ length: 5 }, () => ({})) },
				);
				expect(sent()).toEqual(['Your parcel left.']);
				expect(run.done.items.filter(({ skipped }) => skipped)).toHaveLength(4);
			});

			test('another text is sent', async () => {
				conversation(account, 1001);
				await send({ text: 'Your parcel left.', options });
				await send({ text: 'It arrives tomorrow.', options });
				expect(sent()).toEqual(['Your parcel left.', 'It arrives tomorrow.']);
			});

			test('the same text is sent again once the buyer has written since', async () => {
				conversation(account, 1001, 3);
				await send({ text: 'Message 2', options });
				expect(sent()).toEqual(['Message 2', 'Message 2']);
			});
		});
	});

	test('a pack id may be a number, and is then sent whole', async () => {
		conversation('globalSelling', 2000000089077999);
		await n8n.run(
			'message.send',
			{ packId: byId('={{ $json.id }}'), text: 'Hi' },
			{ items: [{ id: 2000000089077999 }] },
		);
		expect(n8n.asked()).toEqual(['POST /marketplace/messages/packs/2000000089077999']);
	});

	test('an id chosen from the list works as one typed in', async () => {
		conversation('globalSelling', 1001);
		const run = await n8n.run('message.send', {
			packId: { __rl: true, mode: 'list', value: '1001', cachedResultName: '1001 (1 unread)' },
			text: 'Hi',
		});
		expect(run.done.items).toHaveLength(1);
	});

	test('the seller is the one of the token', async () => {
		n8n.control.createSeller({ userId: 777, siteId: 'MLA' });
		n8n.control.buyerWrites({ packId: 1001, text: 'Hola', sellerId: 777 });
		const credential = n8n.connect('local', { userId: 777, site: 'MLA' });
		await n8n.run('message.getAll', { packId: byId(1001) }, { credential });
		expect(n8n.asked()[0]).toContain('/messages/packs/1001/sellers/777?');
		expect(GLOBAL_SELLER).not.toBe(777);
	});
});

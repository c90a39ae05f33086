// Message > Send, in both families. Files, closed conversations and moderated messages have files of their own beside this.
import {
	BUYER,
	FAMILIES,
	LOCAL_SELLER,
	byId,
	sellerOf,
	useHarness,
} from '../../support/engine/harness';
import { conversationIn } from '../../support/marketplace';

const n8n = useHarness();
const conversation = conversationIn(n8n);

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

		expect(n8n.asked().filter((asked) => asked.startsWith('POST'))).toEqual([
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

		test('what was sent comes as a message that is read does', async () => {
			conversation(account, 1001);
			const sent = (await send({ text: 'Gracias' })).done.items[0];
			const { items } = await n8n.run('message.getAll', { packId: byId(1001) }, { account });
			const read = { ...items.at(-1)! };
			delete read.conversation;
			delete read.moderation;
			expect(Object.keys(sent).slice(0, 3)).toEqual(['direction', 'text', 'createdAt']);
			// The answer to a send does not tell whether it is the first.
			expect(sent).toEqual({ ...read, isFirstMessage: null });
		});

		test('as the API gives it, for those who want that', async () => {
			conversation(account, 1001);
			const run = await send({ text: 'Gracias', options: { simplify: false } });
			expect(run.done.items).toEqual([
				expect.objectContaining({
					packId: '1001',
					text: 'Gracias',
					message_moderation: expect.objectContaining({}),
				}),
			]);
			expect(run.items[0]).not.toHaveProperty('direction');
		});

		test('an answer without its text and sender', async () => {
			conversation(account, 1001);
			n8n.control.addFault({
				match: { method: 'POST' },
				kind: 'status',
				status: 201,
				body: [{ id: '7a', status: 'AVAILABLE' }],
			});
			const run = await send({ text: 'Gracias' });
			expect(run.done.items).toMatchObject([
				{ id: '7a', direction: 'sent', text: 'Gracias', status: 'available', packId: '1001' },
			]);
			expect(run.items[0].fromUserId).toBe(String(sellerOf(account)));
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
});

import { GLOBAL_SELLER, LOCAL_SELLER, messagesBody, useSandbox } from '../api.ts';

const sandbox = useSandbox();

const buyer = 1089002745;
const globalPath = '/marketplace/messages/packs/2315686468';
const localPath = '/messages/packs/2000000089077943/sellers/415458330?tag=post_sale';

const localBody = {
	from: { user_id: '415458330' },
	to: { user_id: String(buyer) },
	text: 'Olá! Seu pacote foi despachado.',
};

const sendGlobal = (json: unknown) => sandbox.post(globalPath, json);
const sendLocal = (changes: object = {}, path = localPath) =>
	sandbox.post(path, { ...localBody, ...changes }, { as: LOCAL_SELLER });

const said = (packId: string) => sandbox.control.conversation({ packId }).messages.at(-1)!;
const count = (packId: string) => sandbox.control.conversation({ packId }).messages.length;

describe('sending', () => {
	it('answers with the message in Global Selling', async () => {
		const { status, body } = await sendGlobal({
			text: 'Your order has been shipped! Track it here.',
			text_translated: '¡Tu pedido ha sido enviado! Rastréalo aquí.',
			attachments: ['471826944_ba20cdf4-26b4-4c21-a689-5eabe271ddb3.png'],
		});
		expect(status).toBe(201);
		expect(body).toMatchObject({
			id: expect.stringMatching(/^[0-9a-f]{32}$/),
			site_id: 'MLM',
			from: { user_id: GLOBAL_SELLER },
			to: { user_id: 441782523 },
			status: 'available',
			text: 'Your order has been shipped! Track it here.',
			text_translated: '¡Tu pedido ha sido enviado! Rastréalo aquí.',
			message_date: { created: expect.stringMatching(/Z$/), read: null },
			message_moderation: { status: 'clean', reason: null },
			message_attachments: [{ filename: '471826944_ba20cdf4-26b4-4c21-a689-5eabe271ddb3.png' }],
		});
		expect(said('2315686468')).toMatchObject({ id: body.id, clientId: 1344270061107690 });
		const read = await sandbox.get(`${globalPath}?limit=1`);
		expect(read.body.messages[0].id).toBe(body.id);
	});

	it('answers with the message locally', async () => {
		const { status, body } = await sendLocal();
		expect(status).toBe(201);
		expect(body).toMatchObject({
			from: { user_id: LOCAL_SELLER },
			to: { user_id: buyer },
			status: 'available',
			text: localBody.text,
		});
		expect(said('2000000089077943').text).toBe(localBody.text);
	});

	it.each([
		// Seed 000, lines 83 and 152; 001, line 52; 002, line 85; 003, line 221.
		['Global Selling', 'by pack', globalPath, GLOBAL_SELLER],
		['local', 'by pack', localPath, LOCAL_SELLER],
		// Seed 000, line 241; 001, line 126; of the local family no document shows it.
		['Global Selling', 'by id', '/marketplace/messages/', GLOBAL_SELLER],
		['local', 'by id', '/messages/', LOCAL_SELLER],
	])("tells each message's application, %s, %s", async (_family, how, path, as) => {
		const packId = as === GLOBAL_SELLER ? '2315686468' : '2000000089077943';
		const sent = as === GLOBAL_SELLER ? await sendGlobal({ text: 'x' }) : await sendLocal();
		const elsewhere = sandbox.control.sellerWrites({ packId, text: 'y', clientId: 5 });
		const clientIds = async () => {
			const read = (id: string) => sandbox.get(how === 'by id' ? path + id : path, { as });
			return await Promise.all(
				[sent.body.id, elsewhere.id].map(async (id) => {
					const { messages } = (await read(id)).body;
					return messages.find((message: { id: string }) => message.id === id).client_id;
				}),
			);
		};
		expect(await clientIds()).toEqual([1344270061107690, 5]);
		sandbox.control.setBehaviour({ clientId: 'null' });
		expect(await clientIds()).toEqual([null, null]);
		sandbox.control.setBehaviour({ clientId: 'leftOut' });
		expect(await clientIds()).toEqual([undefined, undefined]);
	});

	it.each([
		['LINK_SHORT_URL', 'Your tracking: https://bit.ly/3abc'],
		['LINK_SHORT_URL', 'tinyurl.com/xyz'],
		['SOCIAL_NETWORK_LINK', 'Follow us on instagram.com/shop'],
		['LINK_MERCADOPAGO', 'Pay at https://www.mercadopago.com/x'],
		['ML_LINKS_PAYPAL', 'Or paypal.me/shop'],
		['PERSONAL_DATA', 'Write to shop@example.com'],
		['AUTOMATIC_MESSAGE', 'This is an automatic message'],
		['EVASION_CLAIM_SELLER', 'Please close the claim first'],
		['OUT_OF_PLACE_LANGUAGE', 'Are you an idiot?'],
	])('is moderated: %s', async (reason, text) => {
		const { status, body } = await sendGlobal({ text });
		expect(status).toBe(201);
		expect(body.status).toBe('moderated');
		expect(body.message_moderation).toMatchObject({ status: 'rejected', reason });
		expect(body.message_date.available).toBeNull();
	});

	it('takes links and what sellers write every day', async () => {
		const text =
			'Hola, su guía es 123456789: <a href="https://track.example.com/1">Your tracking link</a>';
		expect((await sendGlobal({ text })).body.status).toBe('available');
	});
});

describe('errors of seed 000', () => {
	it.each([[undefined], [{}], [{ text: '' }], [{ text: '  ' }], [{ text: null }]])(
		'Text is required: %j',
		async (json) => {
			const { status, body } = await sendGlobal(json);
			expect(status).toBe(400);
			expect(body).toEqual(messagesBody(400, 'Text is required', 'bad_request'));
		},
	);

	it('too many attachments', async () => {
		const attachments = Array(26).fill('471826944_ba20cdf4-26b4-4c21-a689-5eabe271ddb3.png');
		const { status, body } = await sendGlobal({ text: 'x', attachments });
		expect(status).toBe(400);
		expect(body.message).toBe('Message exceeds allowed number of attachments: 25');
		expect((await sendGlobal({ text: 'x', attachments: attachments.slice(1) })).status).toBe(201);
	});

	it('an unknown attachment, or one of somebody else', async () => {
		const { body } = await sendGlobal({ text: 'x', attachments: ['1_unknown.png'] });
		expect(body).toEqual(messagesBody(422, 'Attachment key is invalid or not found'));
		const others = '415460047_a96d8dea-38cd-4402-938e-80a1c134fc5d.pdf';
		expect((await sendGlobal({ text: 'x', attachments: [others] })).status).toBe(422);
	});

	it('the messaging cap, until the buyer answers', async () => {
		sandbox.control.setMessagingCap({ packId: '2315686468', reached: true });
		const { status, body } = await sendGlobal({ text: 'x' });
		expect(status).toBe(403);
		expect(body).toEqual(
			messagesBody(403, 'You are not allowed to execute the option OTHER again', 'forbidden'),
		);
		sandbox.control.buyerWrites({ packId: '2315686468', text: 'ok' });
		expect((await sendGlobal({ text: 'x' })).status).toBe(201);
	});

	it('the messaging cap in the old edition (seed 001)', async () => {
		sandbox.control.setMessagingCap({ packId: '2315686468', reached: true, status: 400 });
		expect((await sendGlobal({ text: 'x' })).status).toBe(400);
	});

	it('a blocked conversation', async () => {
		sandbox.control.blockConversation({ packId: '2315686468', substatus: 'blocked_by_time' });
		const { status, body } = await sendGlobal({ text: 'x' });
		expect(status).toBe(403);
		expect(body).toEqual(
			messagesBody(403, 'blocked_conversation_send_message_forbidden', 'forbidden'),
		);
		sandbox.control.unblockConversation({ packId: '2315686468' });
		expect((await sendGlobal({ text: 'x' })).status).toBe(201);
	});

	it('a pack of somebody else, and one that does not exist', async () => {
		const other = await sandbox.post(globalPath, { text: 'x' }, { as: 29293123 });
		expect(other.body).toEqual(
			messagesBody(403, 'User access token invalid for resource 2315686468', 'forbidden'),
		);
		const none = await sandbox.post('/marketplace/messages/packs/1', { text: 'x' });
		expect(none.body).toEqual(messagesBody(404, 'Order do not exists', 'not_found'));
	});

	it('has no limit of characters that the document names', async () => {
		expect((await sendGlobal({ text: '—'.repeat(400) })).status).toBe(201);
	});
});

describe('errors of seed 002', () => {
	it.each<[string, object]>([
		["The field 'from' is required", { from: undefined }],
		["The field 'from' is required", { from: {} }],
		["The field 'to.user_id' is required", { to: undefined }],
		["The field 'to.user_id' is required", { to: {} }],
		["Invalid 'to' user id", { to: { user_id: 'abc' } }],
		['Sender and received must not be equals', { to: { user_id: 415458330 } }],
		["The field 'to.email' must be a secure email", { to: { user_id: 0, email: 'a@example.com' } }],
		["The field 'to.resource' is required", { to: { user_id: buyer, resource_id: 1 } }],
		["Invalid field 'to.resource'", { to: { user_id: buyer, resource: 'shoes', site_id: 'MLB' } }],
		["The field 'to.site_id' is required", { to: { user_id: buyer, resource: 'orders' } }],
		[
			"The field 'to.site_id' has an invalid value",
			{ to: { user_id: buyer, resource: 'orders', site_id: 'XYZ' } },
		],
		['The text has character/s that is/are not supported.', { text: 'R$ 10 = 2 €' }],
		['The text has character/s that is/are not supported.', { text: 'um – dois “três”' }],
		['The text has character/s that is/are not supported.', { text: '你好' }],
		['The text has character/s that is/are not supported.', { text: 'مرحبا' }],
		['The text has character/s that is/are not supported.', { text: 'Olá…' }],
		// An emoji of 2021: the list that line 168 links to (EMOJIS.md of emoji-java) ends with those of 2018.
		['The text has character/s that is/are not supported.', { text: '🫠' }],
		['The message content is too long, max characters allowed are 350', { text: 'é'.repeat(351) }],
		['Text is required', { text: '' }],
		[
			'The message exceeds the allowed number of attachments: 25',
			{ attachments: Array(26).fill('415460047_a96d8dea-38cd-4402-938e-80a1c134fc5d.pdf') },
		],
	])('400 %s', async (message, changes) => {
		const before = count('2000000089077943');
		const { status, body } = await sendLocal(changes);
		expect(status).toBe(400);
		expect(body).toEqual(messagesBody(400, message, 'bad_request'));
		expect(count('2000000089077943')).toBe(before);
	});

	it('takes 350 characters of ISO-8859-1, faces, and a secure e-mail address', async () => {
		expect((await sendLocal({ text: 'é'.repeat(350) })).status).toBe(201);
		// Seed 002, line 168: "e os emoticones dessa listagem".
		for (const emoji of ['😀👍🏽', '❤️', '📦🚚', '🇧🇷', '1️⃣', '👩‍💻', '🏴󠁧󠁢󠁥󠁮󠁧󠁿', '✅ ✨ ™'])
			expect((await sendLocal({ text: `Obrigado ${emoji}` })).status).toBe(201);
		expect((await sendLocal({ text: '📦'.repeat(350) })).status).toBe(201);
		const to = { user_id: 0, email: 'buyer.x1@mail.mercadolivre.com' };
		expect((await sendLocal({ to })).status).toBe(201);
	});

	// es:mensajeria-post-venta, 2026-04-27: the pack's answer ends with `seller_max_message_length`; 0 was seen.
	it.each([
		[500, 500],
		[200, 200],
		[0, 350],
		[null, 350],
	])('the length that a conversation tells holds: %j, so %d', async (sellerMaxLength, most) => {
		sandbox.control.setBehaviour({ sellerMaxLength });
		expect((await sendLocal({ text: 'é'.repeat(most) })).status).toBe(201);
		const { body } = await sendLocal({ text: 'é'.repeat(most + 1) });
		expect(body.message).toBe(
			`The message content is too long, max characters allowed are ${most}`,
		);
	});

	it('400 A JSON body is required', async () => {
		for (const asked of [
			{},
			{ body: 'text=x' },
			{ body: '{"text"', headers: { 'content-type': 'application/json' } },
		]) {
			const { status, body } = await sandbox.post(localPath, undefined, {
				as: LOCAL_SELLER,
				...asked,
			});
			expect(status).toBe(400);
			expect(body.message).toBe('A JSON body is required');
		}
	});

	it('400 Application id is required', async () => {
		const { access_token } = sandbox.control.issueToken({ userId: LOCAL_SELLER, clientId: null });
		const { status, body } = await sandbox.post(localPath, localBody, { token: access_token });
		expect(status).toBe(400);
		expect(body.message).toBe('Application id is required');
	});

	it('400 Access token is required', async () => {
		const { status, body } = await sandbox.post(localPath, localBody, { as: null });
		expect(status).toBe(400);
		expect(body.message).toBe('Access token is required');
	});

	it('403 Access denied', async () => {
		const { status, body } = await sendLocal({ from: { user_id: 999 } });
		expect(status).toBe(403);
		expect(body.message).toBe('Access denied for user 999 to order 2000000089077943');
	});

	it('403 Receiver does not belong to order', async () => {
		const { status, body } = await sendLocal({ to: { user_id: 999 } });
		expect(status).toBe(403);
		expect(body.message).toBe('Receiver does not belong to order 2000000089077943');
	});

	it('403 mediation, in Brazil only', async () => {
		for (const [packId, siteId, expected] of [
			[71, 'MLB', 'You can not send the message because a mediation is in process'],
			[72, 'MLA', 'blocked_conversation_send_message_forbidden'],
		] as const) {
			sandbox.control.buyerWrites({
				packId,
				sellerId: LOCAL_SELLER,
				buyerId: buyer,
				siteId,
				text: 'Oi',
			});
			sandbox.control.blockConversation({ packId, substatus: 'bloqued_by_mediation' });
			const { status, body } = await sendLocal({}, `/messages/packs/${packId}/sellers/415458330`);
			expect(status).toBe(403);
			expect(body.message).toBe(expected);
		}
	});

	it('403 Full, not yet delivered', async () => {
		sandbox.control.createPack({
			packId: 71,
			sellerId: LOCAL_SELLER,
			buyerId: buyer,
			fullNotDelivered: true,
		});
		const { status, body } = await sendLocal({}, '/messages/packs/71/sellers/415458330');
		expect(status).toBe(403);
		expect(body.message).toBe(
			'You can not send the message because the purchase is Mercado Envíos Full and has not been yet delivered',
		);
	});

	it('403 a cancelled order', async () => {
		sandbox.control.createPack({
			packId: 71,
			sellerId: LOCAL_SELLER,
			buyerId: buyer,
			orderCancelled: true,
		});
		const { status, body } = await sendLocal({}, '/messages/packs/71/sellers/415458330');
		expect(status).toBe(403);
		expect(body).toEqual({
			status_code: 403,
			code: 'forbidden',
			message: 'blocked_conversation_send_message_forbidden',
		});
	});

	// Pages on messages of 2026-04-27; what is marked "seen" is what others' running code has seen, documented nowhere.
	describe('where an assistant stands between', () => {
		const path = '/messages/packs/71/sellers/415458330';
		const agent = 3037675074;
		const toAgent = { to: { user_id: agent } };
		beforeEach(() => {
			sandbox.control.createPack({ packId: 71, sellerId: LOCAL_SELLER, buyerId: buyer });
			sandbox.control.buyerWrites({ packId: 71, text: 'Oi' });
		});
		const received = () =>
			sandbox.control
				.conversation({ packId: 71 })
				.buyerSees.filter(({ from }) => from === LOCAL_SELLER).length;

		it('its id is good from the moment on at which it takes over', async () => {
			const { status, body } = await sendLocal(toAgent, path);
			expect(status).toBe(400);
			// Seen.
			expect(body.message).toBe(
				`to_user_id ${agent} does not belong to pack /packs/71/sellers/415458330`,
			);
			sandbox.control.handToAgent({ packId: 71 });
			expect((await sendLocal(toAgent, path)).status).toBe(201);
			expect(received()).toBe(1);
		});

		it("the buyer's id is taken all the same, and nobody receives the message (seen)", async () => {
			sandbox.control.handToAgent({ packId: 71 });
			expect((await sendLocal({}, path)).status).toBe(201);
			expect(received()).toBe(0);
		});

		it("another country's assistant and strangers are refused", async () => {
			sandbox.control.handToAgent({ packId: 71 });
			expect((await sendLocal({ to: { user_id: 3020819166 } }, path)).status).toBe(400);
			expect((await sendLocal({ to: { user_id: 12345 } }, path)).body.message).toBe(
				'Receiver does not belong to order 71',
			);
		});

		it.each(['dropped', 'refused'] as const)(
			'"only one message at a time": the second is %s until it has answered',
			async (secondToAgent) => {
				sandbox.control.setBehaviour({ secondToAgent });
				sandbox.control.handToAgent({ packId: 71 });
				await sendLocal(toAgent, path);
				const { status } = await sendLocal(toAgent, path);
				expect(status).toBe(secondToAgent === 'dropped' ? 201 : 403);
				expect(received()).toBe(1);
				sandbox.control.buyerWrites({ packId: 71, text: 'E agora?' });
				expect((await sendLocal(toAgent, path)).status).toBe(201);
				expect(received()).toBe(2);
			},
		);

		it('what was written before it took over still names the buyer', async () => {
			sandbox.control.handToAgent({ packId: 71 });
			sandbox.control.buyerWrites({ packId: 71, text: 'E agora?' });
			const { body } = await sandbox.get(path, { as: LOCAL_SELLER });
			expect(
				body.messages.map((message: { from: { user_id: string } }) => message.from.user_id),
			).toEqual([String(agent), String(buyer)]);
			expect(body.conversation_status.path).toContain('/conversations/');
		});
	});
});

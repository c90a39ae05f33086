import { BUYER, GLOBAL_SELLER, LOCAL_SELLER, messagesBody, useSandbox } from '../api.ts';

const sandbox = useSandbox();

const globalPack = '/marketplace/messages/packs/2315686468';
const localPack = '/messages/packs/2000000089077943/sellers/415458330';

const texts = (messages: { text: string }[]) => messages.map(({ text }) => text);
const unreadOf = async (userId: number, family = '/marketplace/messages') =>
	(await sandbox.get(`${family}/unread?role=seller&tag=post_sale`, { as: userId })).body.results;

describe('unread conversations', () => {
	it('are listed as in seed 003 for Global Selling', async () => {
		const { body } = await sandbox.get('/marketplace/messages/unread', { as: 29293123 });
		expect(body).toEqual({
			results: [
				{ resource: '/packs/123123123', count: 1 },
				{ resource: '/packs/1231234123', count: 1 },
			],
			userId: 29293123,
		});
	});

	it('are none at first for the usual seller', async () => {
		const { body } = await sandbox.get('/marketplace/messages/unread');
		expect(body).toEqual({ userId: GLOBAL_SELLER, results: [] });
	});

	it('name the seller in the local family', async () => {
		sandbox.control.buyerWrites({ packId: 77, sellerId: LOCAL_SELLER, text: 'Oi' });
		const { body } = await sandbox.get('/messages/unread?role=seller&tag=post_sale', {
			as: LOCAL_SELLER,
		});
		expect(body).toEqual({
			user_id: LOCAL_SELLER,
			results: [{ resource: '/packs/77/sellers/415458330', count: 1 }],
		});
	});

	it('count what the other side wrote, by role; an unknown role is the seller', async () => {
		sandbox.control.buyerWrites({ packId: 77, text: 'one' });
		sandbox.control.buyerWrites({ packId: 77, text: 'two' });
		sandbox.control.sellerWrites({ packId: 77, text: 'answer' });
		const ask = async (role: string, as: number) =>
			(await sandbox.get(`/marketplace/messages/unread?role=${role}`, { as })).body.results;
		const two = [{ resource: '/packs/77', count: 2 }];
		expect(await ask('seller', GLOBAL_SELLER)).toEqual(two);
		expect(await ask('whatever', GLOBAL_SELLER)).toEqual(two);
		expect(await ask('buyer', BUYER)).toContainEqual({ resource: '/packs/77', count: 1 });
		expect(await ask('buyer', GLOBAL_SELLER)).toEqual([]);
	});

	it('leave out what the buyer wrote and moderation took away', async () => {
		sandbox.control.buyerWrites({ packId: 77, text: 'rude', moderated: true });
		expect(await unreadOf(GLOBAL_SELLER)).toEqual([]);
	});

	it.each(['/marketplace/messages', '/messages'])(
		'are for the caller only (%s)',
		async (family) => {
			const { status, body } = await sandbox.get(`${family}/unread?user_id=1`);
			expect(status).toBe(403);
			expect(body).toEqual(messagesBody(403, 'Can not identify the user.', 'forbidden'));
		},
	);
});

describe('the messages of a pack', () => {
	it('are as in seed 000', async () => {
		const { status, body } = await sandbox.get(`${globalPack}?limit=2&offset=0`);
		expect(status).toBe(200);
		expect(body.paging).toEqual({ limit: 2, offset: 0, total: 5 });
		expect(body.conversation_status).toEqual({
			claim_ids: null,
			shipping_id: null,
			status: 'active',
			status_date: '2020-02-26T17:37:42Z',
			status_update_allowed: false,
			substatus: null,
		});
		expect(body.messages).toHaveLength(2);
		expect(body.messages[0]).toEqual({
			id: '2d45a5ad186041659e9a608f0c109dff',
			site_id: 'MLM',
			client_id: 1344270061107690,
			from: { user_id: 523132944, name: 'TESTNICOCBT TESTNICOCBT' },
			to: { user_id: 441782523, name: 'Test Test' },
			status: 'available',
			subject: null,
			text: 'This is a message to buyer',
			message_date: {
				received: '2020-03-13T15:14:10Z',
				available: '2020-03-13T15:14:10Z',
				notified: null,
				created: '2020-03-13T15:14:10Z',
				read: null,
			},
			message_moderation: {
				status: 'clean',
				reason: null,
				source: 'online',
				moderation_date: '2020-03-13T15:14:10Z',
			},
			message_attachments: [
				{
					filename: '471826944_ba20cdf4-26b4-4c21-a689-5eabe271ddb3.png',
					original_filename: 'FileName.png',
					type: 'image/png',
					size: 536766,
					potential_security_threat: false,
					creation_date: '2020-03-13T15:14:10Z',
				},
			],
			message_resources: [
				{ id: '2315686468', name: 'packs' },
				{ id: '523132944', name: 'sellers' },
			],
			conversation_first_message: false,
			text_translated: 'Este es un mensaje para el comprador',
		});
	});

	it('are as in seed 003 locally', async () => {
		const { body } = await sandbox.get(`${localPack}?limit=2&offset=1&tag=post_sale`, {
			as: LOCAL_SELLER,
		});
		expect(body.paging).toEqual({ limit: 2, offset: 1, total: 31 });
		expect(body.conversation_status).toEqual({
			path: '/packs/2000000089077943/seller/415458330',
			status: 'active',
			substatus: null,
			status_date: '2019-04-08T16:36:30.000Z',
			status_update_allowed: false,
			claim_id: null,
			shipping_id: null,
		});
		expect(body.messages[0]).toMatchObject({
			id: '2c92808469fea23a0169febf14580001',
			site_id: 'MLM',
			client_id: 123,
			from: {
				user_id: '415458330',
				email: 'test_user_83388960@testuser.com',
				name: 'Juan Pablo Robledo',
			},
			status: 'IN_MODERATION',
			text: 'Test message ToUserId',
			message_date: {
				received: '2019-04-08T20:58:49.000Z',
				available: null,
				notified: null,
				created: '2019-04-08T20:58:49.000Z',
				read: '2019-04-08T20:58:52.000Z',
			},
			message_moderation: {
				status: 'NON_MODERATED',
				reason: 'none',
				by: 'none',
				moderation_date: null,
			},
			message_attachments: [
				{
					filename: '415460047_a96d8dea-38cd-4402-938e-80a1c134fc5d.pdf',
					original_filename: 'Ayuda-Memoria-Arduino-ELINSI.pdf',
					type: 'application/octet-stream',
					size: 225677,
					potential_security_threat: false,
					creation_date: '2019-04-08T20:58:49.000Z',
				},
			],
			message_resources: [
				{ id: '2000000089077943', name: 'packs' },
				{ id: '415458330', name: 'seller' },
			],
		});
		expect(body.seller_max_message_length).toBe(350);
	});

	it('come ten at a time, newest first, whatever order they were written in', async () => {
		const at = (minute: number) => Date.UTC(2026, 0, 1, 10, minute);
		for (let i = 0; i < 12; i++) {
			const minute = (i * 5) % 12;
			sandbox.control.buyerWrites({ packId: 77, text: String(minute), createdAt: at(minute) });
		}
		const first = (await sandbox.get('/marketplace/messages/packs/77')).body;
		expect(first.paging).toEqual({ limit: 10, offset: 0, total: 12 });
		expect(texts(first.messages)).toEqual('11 10 9 8 7 6 5 4 3 2'.split(' '));
		const rest = (await sandbox.get('/marketplace/messages/packs/77?offset=10')).body;
		expect(texts(rest.messages)).toEqual(['1', '0']);
		expect((await sandbox.get('/marketplace/messages/packs/77?offset=50')).body.messages).toEqual(
			[],
		);
	});

	it('hide what moderation took from the other side, and show what it took from the reader', async () => {
		sandbox.control.buyerWrites({ packId: 77, text: 'fine' });
		sandbox.control.buyerWrites({ packId: 77, text: 'rude', moderated: true });
		sandbox.control.sellerWrites({ packId: 77, text: 'see bit.ly/x' });
		const seller = (await sandbox.get('/marketplace/messages/packs/77')).body.messages;
		expect(texts(seller)).toEqual(['see bit.ly/x', 'fine']);
		expect(seller[0]).toMatchObject({
			status: 'moderated',
			message_moderation: { status: 'rejected', reason: 'LINK_SHORT_URL' },
		});
		const { buyerSees, messages } = sandbox.control.conversation({ packId: 77 });
		expect(texts(buyerSees)).toEqual(['fine', 'rude']);
		expect(messages).toHaveLength(3);
	});

	it('carry the claims and the block of the conversation, in the form of the family', async () => {
		sandbox.control.buyerWrites({ packId: 77, sellerId: LOCAL_SELLER, text: 'Oi' });
		sandbox.control.openClaim({
			claimId: 5000000001,
			sellerId: LOCAL_SELLER,
			packId: 77,
			stage: 'claim',
		});
		sandbox.control.blockConversation({ packId: 77, substatus: 'blocked_by_a_new_reason' });
		const local = await sandbox.get('/messages/packs/77/sellers/415458330', { as: LOCAL_SELLER });
		expect(local.body.conversation_status).toMatchObject({
			status: 'blocked',
			substatus: 'blocked_by_a_new_reason',
			claim_id: '5000000001',
		});
		sandbox.control.buyerWrites({ packId: 78, text: 'Hola' });
		sandbox.control.openClaim({ claimId: 5000000002, packId: 78, stage: 'dispute' });
		const global = await sandbox.get('/marketplace/messages/packs/78');
		expect(global.body.conversation_status).toMatchObject({
			status: 'active',
			claim_ids: [5000000002],
		});
	});

	it('come from the assistant where one stands between', async () => {
		sandbox.control.createPack({ packId: 77, sellerId: LOCAL_SELLER, agentId: 3037675074 });
		sandbox.control.buyerWrites({ packId: 77, text: 'Oi' });
		const { body } = await sandbox.get('/messages/packs/77/sellers/415458330', {
			as: LOCAL_SELLER,
		});
		expect(body.messages[0].from.user_id).toBe('3037675074');
		expect(body.conversation_status.path).toMatch(
			/^\/packs\/77\/sellers\/415458330\/conversations\//,
		);
	});

	it.each([
		['000', '?limit=0', 'The limit param must be greater than 0'],
		['000', '?limit=-3', 'The limit param must be greater than 0'],
		['000', '?limit=ten', 'Invalid offset or limit param'],
		['000', '?offset=-1', 'Invalid offset or limit param'],
		['000', '?offset=x', 'Invalid offset or limit param'],
	])('paging errors of seed %s: %s', async (_seed, query, message) => {
		const { status, body } = await sandbox.get(globalPack + query);
		expect(status).toBe(400);
		expect(body).toEqual(messagesBody(400, message, 'bad_request'));
	});

	it.each([
		['?limit=0', 'The limit param must be greater than 0'],
		['?limit=ten', 'Invalid limit param'],
		['?offset=-1', 'Invalid offset param'],
	])('paging errors of seed 002: %s', async (query, message) => {
		const { status, body } = await sandbox.get(localPack + query, { as: LOCAL_SELLER });
		expect(status).toBe(400);
		expect(body).toEqual(messagesBody(400, message, 'bad_request'));
	});

	it('are refused to others', async () => {
		const other = await sandbox.get(globalPack, { as: 29293123 });
		expect(other.status).toBe(403);
		expect(other.body).toEqual(
			messagesBody(403, 'User access token invalid for resource 2315686468', 'forbidden'),
		);
		const local = await sandbox.get(globalPack, { as: LOCAL_SELLER });
		expect(local.body).toEqual(messagesBody(403, 'Can not identify the user', 'forbidden'));
		const wrongSeller = await sandbox.get('/messages/packs/2000000089077943/sellers/1', {
			as: LOCAL_SELLER,
		});
		expect(wrongSeller.body).toEqual(messagesBody(403, 'Can not identify the user.', 'forbidden'));
	});

	it.each(['/marketplace/messages/packs/1', '/messages/packs/1/sellers/523132944'])(
		'do not exist: %s',
		async (path) => {
			const { status, body } = await sandbox.get(path);
			expect(status).toBe(404);
			expect(body).toEqual(messagesBody(404, 'Order do not exists', 'not_found'));
		},
	);
});

describe('reading marks as read', () => {
	beforeEach(() => {
		for (const text of ['one', 'two', 'three']) sandbox.control.buyerWrites({ packId: 77, text });
	});

	const local = '/messages/packs/77/sellers/523132944?tag=post_sale';

	it('in the local path, the whole conversation, also for Global Selling and with limit=1', async () => {
		await sandbox.get(`${local}&limit=1`);
		expect(await unreadOf(GLOBAL_SELLER)).toEqual([]);
		const { messages } = sandbox.control.conversation({ packId: 77 });
		expect(messages.every(({ readAt }) => readAt !== null)).toBe(true);
	});

	it('not with mark_as_read=false', async () => {
		await sandbox.get(`${local}&mark_as_read=false`);
		await sandbox.get('/marketplace/messages/packs/77?mark_as_read=false');
		expect(await unreadOf(GLOBAL_SELLER)).toEqual([{ resource: '/packs/77', count: 3 }]);
	});

	it('in the Global Selling path as a test decides', async () => {
		sandbox.control.setGlobalPackMarks({ marks: false });
		await sandbox.get('/marketplace/messages/packs/77');
		expect(await unreadOf(GLOBAL_SELLER)).toHaveLength(1);
		sandbox.control.setGlobalPackMarks({ marks: true });
		await sandbox.get('/marketplace/messages/packs/77');
		expect(await unreadOf(GLOBAL_SELLER)).toEqual([]);
	});

	it('not when a single message or an error was read', async () => {
		const { id } = sandbox.control.conversation({ packId: 77 }).messages[0];
		await sandbox.get(`/marketplace/messages/${id}`);
		await sandbox.get(`${local}&limit=0`);
		expect(await unreadOf(GLOBAL_SELLER)).toHaveLength(1);
	});

	it("is each side's own", async () => {
		sandbox.control.sellerWrites({ packId: 77, text: 'answer' });
		await sandbox.get(local, { as: BUYER });
		expect(await unreadOf(GLOBAL_SELLER)).toHaveLength(1);
		const { messages } = sandbox.control.conversation({ packId: 77 });
		expect(messages.map(({ readAt }) => readAt !== null)).toEqual([false, false, false, true]);
	});
});

describe('a message by its id', () => {
	it('is as in seed 000', async () => {
		const { body } = await sandbox.get('/marketplace/messages/testmessage1123456', {
			as: 534272725,
		});
		expect(body).toEqual({
			paging: null,
			conversation_status: null,
			messages: [
				{
					id: 'testmessage1123456',
					site_id: 'MLM',
					client_id: 818828848883,
					from: { user_id: 1234567, name: '' },
					to: { user_id: 7654321, name: '' },
					status: 'available',
					subject: null,
					text: 'This is a test message',
					message_date: {
						received: '2021-09-26T04:48:25Z',
						available: '2021-09-26T04:48:25Z',
						notified: '2021-09-26T04:48:25Z',
						created: '2021-09-26T04:48:25Z',
						read: null,
					},
					message_moderation: {
						status: 'clean',
						reason: null,
						source: 'online',
						moderation_date: '2021-09-26T04:48:25Z',
					},
					message_attachments: null,
					message_resources: [
						{ id: '2000002725708674', name: 'packs' },
						{ id: '534272725', name: 'sellers' },
					],
					conversation_first_message: false,
					text_translated: 'Este es un mensaje de prueba',
				},
			],
		});
	});

	it('gives ids as numbers in the local family, unlike the pack', async () => {
		const { body } = await sandbox.get('/messages/2c92808469fea23a0169febf14580001?tag=post_sale', {
			as: LOCAL_SELLER,
		});
		expect(body).toMatchObject({ paging: null, conversation_status: null });
		expect(body.messages[0].from.user_id).toBe(415458330);
		expect(body.messages[0].message_moderation.source).toBe('none');
	});

	it.each([
		['000', '/marketplace/messages/a', 'The specified message id: a does not exists'],
		['003', '/messages/a?tag=post_sale', 'The specified message id: a does not exist'],
		['000', '/marketplace/messages/', 'Messages id empty or invalid'],
		['000', '/marketplace/messages/a%20b', 'Messages id empty or invalid'],
		['003', '/messages/not-an-id!', 'Messages id empty or invalid'],
	])('errors of seed %s: %s', async (_seed, path, message) => {
		const { status, body } = await sandbox.get(path);
		expect(status).toBe(400);
		expect(body).toEqual(messagesBody(400, message, 'bad_request'));
	});

	it('is not found any more once it was deleted', async () => {
		const { id } = sandbox.control.buyerWrites({ packId: 77, text: 'gone' });
		sandbox.control.deleteMessage({ messageId: id });
		for (const family of ['/marketplace/messages', '/messages']) {
			const { status, body } = await sandbox.get(`${family}/${id}`);
			expect(status).toBe(404);
			expect(body).toEqual(
				messagesBody(
					404,
					`The message with id: ${id} could not be retrieved from storage`,
					'not_found',
				),
			);
		}
		expect((await sandbox.get('/marketplace/messages/packs/77')).body.messages).toEqual([]);
	});

	it('comes with others of the same pack only', async () => {
		const [a, b, c] = [77, 77, 78].map(
			(packId) => sandbox.control.buyerWrites({ packId, text: 'x' }).id,
		);
		expect((await sandbox.get(`/marketplace/messages/${a},${b}`)).body.messages).toHaveLength(2);
		const { status, body } = await sandbox.get(`/marketplace/messages/${a},${c}`);
		expect(status).toBe(400);
		expect(body).toEqual(
			messagesBody(400, 'Not allowed messages from multiple orders', 'bad_request'),
		);
	});

	it('is refused to others', async () => {
		const id = '2d45a5ad186041659e9a608f0c109dff';
		const { status, body } = await sandbox.get(`/marketplace/messages/${id}`, { as: 29293123 });
		expect(status).toBe(403);
		expect(body).toEqual(
			messagesBody(403, `User access token invalid for resource ${id}`, 'forbidden'),
		);
	});
});

it('locally a message by its id may come in the older form (seed 002, lines 94 to 117)', async () => {
	sandbox.control.setBehaviour({ messageById: 'older' });
	const { id } = sandbox.control.buyerWrites({
		packId: 71,
		text: 'Hola',
		sellerId: LOCAL_SELLER,
		attachments: [{ name: 'a.png', type: 'image/png', size: 3 }],
	});
	const { body } = await sandbox.get(`/messages/${id}?tag=post_sale`, { as: LOCAL_SELLER });
	expect(body).toMatchObject({
		message_id: id,
		text: { plain: 'Hola' },
		to: [{ user_id: LOCAL_SELLER }],
		attachments: [{ original_filename: 'a.png' }],
		resource: 'orders',
		resource_id: '71',
		moderation: { status: 'clean' },
	});
	expect(body).not.toHaveProperty('messages');
});

it.each([
	[350, 350],
	[0, 0],
	[null, undefined],
])('locally a conversation tells the longest text: %s', async (sellerMaxLength, told) => {
	sandbox.control.setBehaviour({ sellerMaxLength });
	sandbox.control.createPack({ packId: 71, sellerId: LOCAL_SELLER });
	const path = `/messages/packs/71/sellers/${LOCAL_SELLER}?tag=post_sale`;
	const { body } = await sandbox.get(path, { as: LOCAL_SELLER });
	expect(body.seller_max_message_length).toBe(told);
});

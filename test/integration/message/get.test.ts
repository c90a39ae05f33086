// Message > Get, in both families.
import { BUYER, FAMILIES, LOCAL_SELLER, useHarness } from '../../support/engine/harness';
import { conversationIn } from '../../support/marketplace';

const n8n = useHarness();
const conversation = conversationIn(n8n);

describe('message.get', () => {
	test('Global Selling', async () => {
		const run = await n8n.run('message.get', { messageId: '2d45a5ad186041659e9a608f0c109dff' });
		expect(n8n.asked()).toEqual(['GET /marketplace/messages/2d45a5ad186041659e9a608f0c109dff']);
		expect(run.done.items).toMatchObject([
			{
				id: '2d45a5ad186041659e9a608f0c109dff',
				packId: '2315686468',
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

	test('the older local answer, as fully as the newer', async () => {
		n8n.control.setBehaviour({ messageById: 'older' });
		const { id } = n8n.control.buyerWrites({
			packId: 1001,
			text: 'Foto',
			sellerId: LOCAL_SELLER,
			attachments: [{ name: 'a.png', type: 'image/png', size: 3 }],
		});
		const read = async () =>
			(await n8n.run('message.get', { messageId: id }, { account: 'local' })).done.items[0];
		const older = await read();
		n8n.control.setBehaviour({ messageById: 'updated' });
		const newer = await read();

		// Names and the first message are not in it.
		expect(older).toEqual({ ...newer, fromName: null, isFirstMessage: null });
		expect(newer).toMatchObject({ packId: '1001', attachments: [{ originalFilename: 'a.png' }] });
	});

	describe.each(FAMILIES)('%s', (account) => {
		const base = account === 'local' ? '/messages' : '/marketplace/messages';
		const get = async (messageId: unknown) =>
			await n8n.run(
				'message.get',
				{ messageId: '={{ $json.id }}' },
				{ account, items: [{ id: messageId } as never] },
			);

		test.each(['/marketplace/messages/', '/messages/', 'messages/', 'marketplace/messages/'])(
			'the resource of a notification: %s…',
			async (path) => {
				const [id] = conversation(account, 1001, 1);
				const run = await get(path + id);
				expect(run.done.items).toMatchObject([{ id, text: 'Message 1' }]);
				expect(n8n.asked()[0]).toMatch(`GET ${base}/${id}`);
			},
		);

		test('a number', async () => {
			const { failure } = await get(52013);
			expect(n8n.asked()[0]).toMatch(`GET ${base}/52013`);
			expect(failure.httpCode).toBe('400');
		});

		// Documents 000 and 001: "Message not found in the server, try again in a few seconds" (404).
		test('one that is not there yet is asked for again', async () => {
			const [id] = conversation(account, 1001, 1);
			n8n.control.addFault({
				match: { method: 'GET', path: `^${base}/${id}$` },
				kind: 'status',
				status: 404,
				body: {
					message: `The message with id: ${id} could not be retrieved from storage`,
					error: 'not_found',
					status: 404,
					cause: [],
				},
				times: 4,
			});
			expect((await get(id)).done.items).toMatchObject([{ id }]);
			expect(n8n.asked()).toHaveLength(5);
		});

		test('one that is gone: told as such after some tries', async () => {
			const [id] = conversation(account, 1001, 1);
			n8n.control.deleteMessage({ messageId: id });
			const { failure } = await get(id);
			expect(failure.message).toBe('The message was not found');
			expect(failure.httpCode).toBe('404');
			expect(n8n.asked()).toHaveLength(5);
		});

		test('one that never was is asked for once', async () => {
			const { failure } = await get('deadbeef');
			expect(failure.message).toBe('No message has this ID');
			expect(n8n.asked()).toHaveLength(1);
		});
	});

	test.each(FAMILIES)('simplify off (%s)', async (account) => {
		const [id] = conversation(account, 1001, 1);
		const run = await n8n.run('message.get', { messageId: id, simplify: false }, { account });
		expect(run.done.items).toMatchObject([
			{ id, packId: '1001', conversation_status: null, message_date: { read: null } },
		]);
	});
});

// Message > Get, in both families.
import { BUYER, FAMILIES, LOCAL_SELLER, useHarness } from '../../support/harness';
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

	test.each(FAMILIES)('simplify off (%s)', async (account) => {
		const [id] = conversation(account, 1001, 1);
		const run = await n8n.run('message.get', { messageId: id, simplify: false }, { account });
		expect(run.done.items).toMatchObject([
			{ id, packId: '1001', conversation_status: null, message_date: { read: null } },
		]);
	});
});

// Conversation > Get Many Unread: what is unread.
import { GLOBAL_SELLER, LOCAL_SELLER, sellerOf, useHarness } from '../../support/engine/harness';
import type { Family } from '../../support/engine/harness';

const n8n = useHarness();

const buyerWrites = (family: Family, packId: number, text = 'Hola') =>
	n8n.control.buyerWrites({ packId, text, sellerId: sellerOf(family) });

describe('conversation.getAll', () => {
	test('Global Selling: the request and the items of the contract', async () => {
		buyerWrites('globalSelling', 2000000000000001);
		buyerWrites('globalSelling', 2000000000000001, '¿Llegó?');
		buyerWrites('globalSelling', 2000000000000002);

		const run = await n8n.run('conversation.getAll');

		expect(n8n.asked()).toEqual([
			`GET /marketplace/messages/unread?role=seller&tag=post_sale&user_id=${GLOBAL_SELLER}`,
		]);
		expect(run.done.items).toEqual([
			{
				packId: '2000000000000001',
				unreadCount: 2,
				resource: '/packs/2000000000000001',
				userId: String(GLOBAL_SELLER),
			},
			{
				packId: '2000000000000002',
				unreadCount: 1,
				resource: '/packs/2000000000000002',
				userId: String(GLOBAL_SELLER),
			},
		]);
		expect(run.pairedItems).toEqual([0, 0]);
	});

	test('local: no user_id is asked, and the resource names the seller', async () => {
		buyerWrites('local', 2000000000000001);

		const run = await n8n.run('conversation.getAll', {}, { account: 'local' });

		expect(n8n.asked()).toEqual(['GET /messages/unread?role=seller&tag=post_sale']);
		expect(run.done.items).toEqual([
			{
				packId: '2000000000000001',
				unreadCount: 1,
				resource: `/packs/2000000000000001/sellers/${LOCAL_SELLER}`,
				userId: String(LOCAL_SELLER),
			},
		]);
	});

	test('in the role of buyer', async () => {
		await n8n.run('conversation.getAll', { role: 'buyer' });
		expect(n8n.asked()).toEqual([
			`GET /marketplace/messages/unread?role=buyer&tag=post_sale&user_id=${GLOBAL_SELLER}`,
		]);
	});

	test('simplify off hands out what the API said', async () => {
		buyerWrites('globalSelling', 2000000000000001);
		const run = await n8n.run('conversation.getAll', { simplify: false });
		expect(run.done.items).toEqual([{ resource: '/packs/2000000000000001', count: 1 }]);
	});

	test('a limit counts conversations, return all does not', async () => {
		for (let i = 1; i <= 60; i++) buyerWrites('globalSelling', 1000 + i);
		const counted = async (parameters: object) =>
			(await n8n.run('conversation.getAll', parameters as never)).done.items.length;
		expect(await counted({})).toBe(50);
		expect(await counted({ limit: 3 })).toBe(3);
		expect(await counted({ returnAll: true })).toBe(60);
	});

	test('nothing unread is no item and no error', async () => {
		const run = await n8n.run('conversation.getAll');
		expect(run.done.items).toEqual([]);
	});

	test('reading the list marks nothing as read', async () => {
		buyerWrites('globalSelling', 1001);
		await n8n.run('conversation.getAll');
		const [message] = n8n.control.conversation({ packId: 1001 }).messages;
		expect(message.readAt).toBeNull();
	});
});

// Conversations as a whole: what is unread, marking it read, and writing first.
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

describe.each(FAMILIES)('conversation.markAsRead (%s)', (account) => {
	const seller = sellerOf(account);

	test('asks the path that marks, and the conversation leaves the unread list', async () => {
		buyerWrites(account, 1001);

		const run = await n8n.run('conversation.markAsRead', { packId: byId(1001) }, { account });

		expect(n8n.asked()).toEqual([
			`GET /messages/packs/1001/sellers/${seller}?limit=1&tag=post_sale`,
		]);
		expect(run.done.items[0]).toMatchObject({ packId: '1001' });
		const [message] = n8n.control.conversation({ packId: 1001 }).messages;
		expect(message.readAt).not.toBeNull();
		const unread = await n8n.run('conversation.getAll', {}, { account });
		expect(unread.done.items).toEqual([]);
	});
});

describe('writing first', () => {
	const base = { globalSelling: '/marketplace/messages', local: '/messages' };
	const tag = { globalSelling: '', local: '?tag=post_sale' };

	test.each(FAMILIES)('conversation.getReasons (%s)', async (account) => {
		n8n.control.createPack({ packId: 1001, sellerId: sellerOf(account) });

		const run = await n8n.run('conversation.getReasons', { packId: byId(1001) }, { account });

		expect(n8n.asked()).toEqual([`GET ${base[account]}/action_guide/packs/1001${tag[account]}`]);
		const reasons = run.done.items.map(({ reason }) => reason);
		expect(reasons).toEqual(
			expect.arrayContaining([
				'REQUEST_VARIANTS',
				'REQUEST_BILLING_INFO',
				'SEND_INVOICE_LINK',
				'OTHER',
			]),
		);
		expect(run.items.find(({ reason }) => reason === 'OTHER')).toMatchObject({
			characterLimit: 350,
			available: true,
		});
		expect(run.items.find(({ reason }) => reason === 'REQUEST_BILLING_INFO')).toMatchObject({
			templateIds: ['TEMPLATE___REQUEST_BILLING_INFO___1'],
		});
	});

	test('conversation.getReasons tells which reasons are used up', async () => {
		n8n.control.createPack({ packId: 1001 });
		await n8n.run('conversation.start', { packId: byId(1001), reason: 'OTHER', text: 'Hello' });

		const run = await n8n.run('conversation.getReasons', { packId: byId(1001) });

		expect(run.done.items.find(({ reason }) => reason === 'OTHER')).toMatchObject({
			available: false,
			capAvailable: 0,
		});
	});

	test('conversation.getReasons without simplify gives the options of the API', async () => {
		n8n.control.createPack({ packId: 1001 });
		const run = await n8n.run('conversation.getReasons', {
			packId: byId(1001),
			simplify: false,
		});
		expect(run.done.items.find(({ id }) => id === 'OTHER')).toMatchObject({
			type: 'free_text',
			char_limit: 350,
			cap_available: 1,
		});
	});

	test.each(FAMILIES)('conversation.start with a text (%s)', async (account) => {
		n8n.control.createPack({ packId: 1001, sellerId: sellerOf(account) });

		const run = await n8n.run(
			'conversation.start',
			{ packId: byId(1001), reason: 'OTHER', text: 'Seu pedido saiu hoje.' },
			{ account },
		);

		expect(n8n.asked()[0]).toContain(`POST ${base[account]}/action_guide/packs/1001/option`);
		expect(n8n.bodies()).toEqual([{ option_id: 'OTHER', text: 'Seu pedido saiu hoje.' }]);
		expect(run.done.items[0]).toMatchObject({ packId: '1001', text: 'Seu pedido saiu hoje.' });
		expect(n8n.control.conversation({ packId: 1001 }).buyerSees).toMatchObject([
			{ from: sellerOf(account), to: BUYER, text: 'Seu pedido saiu hoje.' },
		]);
	});

	test.each(FAMILIES)('conversation.start with a template (%s)', async (account) => {
		n8n.control.createPack({ packId: 1001, sellerId: sellerOf(account) });

		const run = await n8n.run(
			'conversation.start',
			{
				packId: byId(1001),
				reason: 'REQUEST_BILLING_INFO',
				templateId: 'TEMPLATE___REQUEST_BILLING_INFO___1',
			},
			{ account },
		);

		expect(n8n.bodies()).toEqual([
			{ option_id: 'REQUEST_BILLING_INFO', template_id: 'TEMPLATE___REQUEST_BILLING_INFO___1' },
		]);
		expect(run.done.items).toHaveLength(1);
		expect(n8n.control.conversation({ packId: 1001 }).buyerSees).toHaveLength(1);
	});

	test('the reason may come from an expression', async () => {
		n8n.control.createPack({ packId: 1001 });
		const run = await n8n.run(
			'conversation.start',
			{ packId: byId(1001), reason: '={{ $json.reason }}', text: '={{ $json.text }}' },
			{ items: [{ reason: 'SEND_INVOICE_LINK', text: 'https://example.com/invoice' }] },
		);
		expect(run.done.items).toHaveLength(1);
		expect(n8n.bodies()).toEqual([
			{ option_id: 'SEND_INVOICE_LINK', text: 'https://example.com/invoice' },
		]);
	});
});

describe('the list of the field "Pack"', () => {
	test.each(FAMILIES)('shows the unread conversations (%s)', async (account) => {
		buyerWrites(account, 1001);
		buyerWrites(account, 2002);
		buyerWrites(account, 2002);

		const all = await n8n.engine.listSearch('searchConversations', n8n.account(account));
		expect(all.results.map(({ value }) => value)).toEqual(['1001', '2002']);
		expect(all.results[1].name).toContain('2');

		const found = await n8n.engine.listSearch('searchConversations', n8n.account(account), '100');
		expect(found.results.map(({ value }) => value)).toEqual(['1001']);
	});
});

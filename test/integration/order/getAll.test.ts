// Order > Get Many: the seller's orders, newest first, by filters; Global Selling's search is paced by itself.
import type { IDataObject } from 'n8n-workflow';
import { FAMILIES, LOCAL_SELLER, sellerOf, useHarness } from '../../support/engine/harness';

const n8n = useHarness();

/** The pages of the families name the filters by date differently (pt 2026-08-07, gs 2026-02-18). */
const CREATED = { globalSelling: '?date_created.from', local: '&order.date_created.from' };
const UPDATED = { globalSelling: '?last_updated.from', local: '&order.date_last_updated.from' };

const SEARCH = { globalSelling: '/marketplace/orders/search', local: '/orders/search' };

describe.each(FAMILIES)('%s', (account) => {
	const isLocal = account === 'local';
	const sellerId = sellerOf(account);
	const getAll = async (parameters: IDataObject = {}) =>
		await n8n.run('order.getAll', parameters, { account });
	const sales = (days: number[], more: object = {}) => {
		for (const day of days) {
			n8n.control.createSale({
				packId: 2_000_000_000_000_000 + day,
				sellerId,
				orders: [
					{
						orderId: 2_000_000_000_000_100 + day,
						createdAt: Date.parse('2026-01-01T00:00:00Z') + day * 86_400_000,
						...more,
					},
				],
			});
		}
	};
	const ids = (items: { orderIds?: unknown }[]) =>
		items.map(({ orderIds }) => Number((orderIds as string[])[0]) - 2_000_000_000_000_100);

	test('the requests, and the output of the contract', async () => {
		sales([1, 3, 2]);
		const run = await getAll();
		const query = `limit=50&offset=0&seller=${sellerId}&sort=date_desc`;
		expect(n8n.asked().slice(0, 1)).toEqual([`GET ${SEARCH[account]}?${query}`]);
		// The search of Global Selling does not tell what is in an order.
		expect(n8n.asked().slice(1).sort()).toEqual(
			isLocal
				? []
				: [1, 2, 3].map((day) => `GET /marketplace/orders/${2_000_000_000_000_100 + day}`),
		);
		expect(ids(run.done.items)).toEqual([3, 2, 1]);
		expect(run.items[0]).toMatchObject({
			packId: '2000000000000003',
			orderIds: ['2000000000000103'],
			status: 'paid',
			items: [{ title: 'Samsung Galaxy', quantity: 1, unitPrice: 499 }],
			totalAmount: 499,
		});
		expect(run.pairedItems).toEqual([0, 0, 0]);
	});

	test('all of them, page by page; and no more than wanted', async () => {
		sales(Array.from({ length: 120 }, (_, day) => day + 1));
		expect(ids((await getAll({ returnAll: true })).done.items)).toEqual(
			Array.from({ length: 120 }, (_, i) => 120 - i),
		);
		expect(n8n.asked().filter((path) => path.includes('/search'))).toHaveLength(3);
		expect(ids((await getAll({ limit: 3 })).done.items)).toEqual([120, 119, 118]);
	});

	test('filters, in the names of the API', async () => {
		sales([1, 2, 3, 40]);
		sales([50], { status: 'cancelled' });
		const found = async (filters: object) => ids((await getAll({ filters })).done.items);
		expect(await found({ createdAfter: '2026-01-03T12:00:00Z' })).toEqual([40, 3]);
		expect(await found({ createdAfter: new Date('2026-01-20T00:00:00Z').getTime() })).toEqual([40]);
		expect(await found({ updatedAfter: '2026-02-01' })).toEqual([40]);
		expect(await found({ status: 'cancelled' })).toEqual([50]);
		expect(await found({ search: '2000000000000102' })).toEqual([2]);
		const asked = n8n.asked().join('\n');
		expect(asked).toContain(`${CREATED[account]}=2026-01-03T12:00:00.000-00:00`);
		// Midnight where the workflow is: n8n's default is New York.
		expect(asked).toContain(`${UPDATED[account]}=2026-02-01T05:00:00.000-00:00`);
		expect(asked).toContain('order.status=cancelled');
		expect(asked).toContain('q=2000000000000102');
	});

	test.each([
		['2026-07-03T10:00:00', '2026-07-03T14:00:00.000-00:00'],
		['2026-07-03T10:00:00-03:00', '2026-07-03T13:00:00.000-00:00'],
		['2026-01-03T10:00:00.000Z', '2026-01-03T10:00:00.000-00:00'],
		['2026-01-03 10:00', '2026-01-03T15:00:00.000-00:00'],
		['Sat, 03 Jan 2026 10:00:00 GMT', '2026-01-03T10:00:00.000-00:00'],
	])('a time without a zone is of the zone of the workflow: %s', async (given, asked) => {
		expect((await getAll({ filters: { createdAfter: given } })).error).toBeUndefined();
		expect(n8n.asked()[0]).toContain(`${CREATED[account]}=${asked}`);
	});

	test('a filter that is no date', async () => {
		const run = await getAll({ filters: { createdAfter: 'yesterday' } });
		expect(run.failure.message).toBe('Created After is not a date');
		expect(n8n.asked()).toEqual([]);
	});

	test("simplify off: the API's own orders", async () => {
		sales([1]);
		expect((await getAll({ simplify: false })).done.items).toMatchObject([
			{ id: 2_000_000_000_000_101, order_items: [{ item: { title: 'Samsung Galaxy' } }] },
		]);
	});

	test('the list of the fields', async () => {
		sales([1, 2]);
		const { results } = await n8n.engine.listSearch('searchSales', n8n.account(account));
		expect(results.map(({ value }) => value)).toEqual(['2000000000000102', '2000000000000101']);
		expect(results[0].name).toMatch(/^Samsung Galaxy · \d+ \w+, \d\d:\d\d · 2000000000000102$/);
		const filtered = await n8n.engine.listSearch(
			'searchSales',
			n8n.account(account),
			'2000000000000101',
		);
		expect(filtered.results.map(({ value }) => value)).toEqual(['2000000000000101']);
	});

	test('the functional permission is missing', async () => {
		n8n.control.setBehaviour({ salesPermission: 'missing' });
		expect((await getAll()).failure.description).toContain('Ventas y envíos');
	});
});

test('Global Selling: a purchase of several orders is several items', async () => {
	const { orderIds } = n8n.control.createSale({ packId: 77, orders: [{}, {}, {}] });
	const { items } = (await n8n.run('order.getAll')).done;
	expect(items.map((item) => (item.orderIds as string[])[0]).sort()).toEqual(
		orderIds.map(String).sort(),
	);
	expect((await n8n.run('order.getAll', { limit: 2 })).done.items).toHaveLength(2);
});

// "Use orders[].id, not the outer id" (page manage-sales of 2026-02-18).
test.each([null, 2_000_000_000_000_077])(
	'Global Selling: purchases of which the outer id says nothing (%s)',
	async (id) => {
		const { orderIds } = n8n.control.createSale({ packId: 77, orders: [{}, {}, {}] });
		const results = orderIds.map((orderId) => ({ id, orders: [{ id: orderId }] }));
		n8n.control.addFault({
			match: { path: `^${SEARCH.globalSelling}$` },
			kind: 'status',
			status: 200,
			body: { results, paging: { total: 3, offset: 0, limit: 50 } },
			times: 0,
		});
		const { items } = (await n8n.run('order.getAll')).done;
		expect(items.map((item) => (item.orderIds as string[])[0]).sort()).toEqual(
			orderIds.map(String).sort(),
		);
	},
);

test('Global Selling: an order that may not be read comes as the search shows it', async () => {
	n8n.control.createSale({
		packId: 77,
		orders: [{ orderId: 771, isWithheld: true }, { orderId: 772 }],
	});
	const { items } = (await n8n.run('order.getAll')).done;
	expect(items).toEqual(
		expect.arrayContaining([
			expect.objectContaining({ orderIds: ['771'], items: [], status: null }),
			expect.objectContaining({ orderIds: ['772'], status: 'paid' }),
		]),
	);
});

// "seller.id: to search orders by certain seller" (page manage-sales of 2026-02-18); "seller" is not among its filters.
test('Global Selling: another seller', async () => {
	n8n.control.createSale({ packId: 77, orders: [{}] });
	const run = await n8n.run('order.getAll', { options: { sellerId: '777001' } });
	expect(run.done.items).toEqual([]);
	expect(n8n.asked()).toEqual([
		'GET /marketplace/orders/search?limit=50&offset=0&seller.id=777001&sort=date_desc',
	]);
});

test('local: another seller', async () => {
	n8n.control.createSeller({ userId: 777_001, siteId: 'MLB' });
	n8n.control.actFor({ userId: LOCAL_SELLER, sellerId: 777_001 });
	n8n.control.createSale({ packId: 77, sellerId: 777_001 });
	const run = await n8n.run(
		'order.getAll',
		{ options: { sellerId: '777001' } },
		{ account: 'local' },
	);
	expect(run.done.items).toMatchObject([{ packId: '77' }]);
	expect(n8n.asked()[0]).toContain('seller=777001');
});

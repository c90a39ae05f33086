// Order > Get: what was bought, by the id of an order or of a pack; in words where it cannot be read.
import { PERSONAL } from '../../../sandbox/mercadolibre/api/sales/saleBodies.ts';
import { BUYER, FAMILIES, byId, sellerOf, useHarness } from '../../support/engine/harness';

const n8n = useHarness();
const PACK = '2000000000000001';
const ORDER = '2000000000000011';

/** Pages gestion-packs (2025-12-29) and gerenciamento-de-vendas (2026-08-07); manage-sales and packs of Global Selling. */
const paths = {
	globalSelling: { pack: '/marketplace/orders/pack/', order: '/marketplace/orders/' },
	local: { pack: '/packs/', order: '/orders/' },
};

describe.each(FAMILIES)('%s', (account) => {
	const isLocal = account === 'local';
	const sellerId = sellerOf(account);
	const path = paths[account];
	const get = async (id: string, parameters: object = {}) =>
		await n8n.run('order.get', { orderId: byId(id), ...parameters }, { account });
	const sale = (options: object = {}) =>
		n8n.control.createSale({ packId: PACK, sellerId, ...options });

	test('a pack with all its orders: the requests and the output of the contract', async () => {
		sale({
			shipment: { shipmentId: 43_729_529_445 },
			orders: [
				{
					orderId: ORDER,
					createdAt: '2026-11-20T10:00:00.000Z',
					items: [
						{
							itemId: 'MLB1',
							title: 'Camiseta',
							variation: [
								['Color', 'Azul'],
								['Talla', 'M'],
							],
							sku: 'CAM-AZ-M',
							quantity: 2,
							unitPrice: 10.1,
						},
					],
				},
				{
					orderId: '2000000000000012',
					createdAt: '2026-11-20T10:00:01.000Z',
					tags: ['paid', 'fraud_risk_detected'],
					items: [{ itemId: 'MLB2', title: 'Gorra', customField: 'GOR', unitPrice: 5.2 }],
				},
			],
		});
		n8n.control.openClaim({ claimId: 5001, packId: PACK, sellerId });

		const run = await get(PACK);

		expect(n8n.asked()).toEqual([
			`GET ${path.pack}${PACK}`,
			`GET ${path.order}${ORDER}`,
			`GET ${path.order}2000000000000012`,
		]);
		const currencyId = isLocal ? 'BRL' : 'MXN';
		expect(run.done.items).toEqual([
			{
				packId: PACK,
				orderIds: [ORDER, '2000000000000012'],
				status: 'paid',
				statusDetail: null,
				createdAt: '2026-11-20T10:00:00.000Z',
				buyer: { id: String(BUYER), nickname: isLocal ? null : `TEST${BUYER}` },
				items: [
					{
						itemId: 'MLB1',
						title: 'Camiseta',
						variation: 'Color: Azul, Talla: M',
						sku: 'CAM-AZ-M',
						quantity: 2,
						unitPrice: 10.1,
						currencyId,
					},
					{
						itemId: 'MLB2',
						title: 'Gorra',
						variation: null,
						sku: 'GOR',
						quantity: 1,
						unitPrice: 5.2,
						currencyId,
					},
				],
				totalAmount: 25.4,
				currencyId,
				shipmentId: '43729529445',
				claimIds: ['5001'],
				tags: ['paid', 'not_delivered', 'fraud_risk_detected'],
				cancelReason: null,
			},
		]);
		expect(run.pairedItems).toEqual([0]);
	});

	test('a pack with many orders', async () => {
		const { orderIds } = sale({ orders: Array.from({ length: 60 }, () => ({})) });
		const [{ orderIds: read, items }] = (await get(PACK)).done.items;
		expect(read).toEqual(orderIds.map(String));
		expect(items).toHaveLength(60);
	});

	test('an order by its id: that order alone', async () => {
		sale({ orders: [{ orderId: ORDER }, {}] });
		const run = await get(ORDER);
		expect(n8n.asked()).toEqual([`GET ${path.pack}${ORDER}`, `GET ${path.order}${ORDER}`]);
		expect(run.done.items).toMatchObject([{ packId: PACK, orderIds: [ORDER] }]);
	});

	test('an order without a pack: its id stands for it', async () => {
		sale({ packId: ORDER, withoutPack: true });
		expect((await get(ORDER)).done.items).toMatchObject([
			{ packId: ORDER, orderIds: [ORDER], shipmentId: null },
		]);
	});

	test('206, fields are missing: the others are there', async () => {
		sale({ orders: [{ orderId: ORDER, missing: ['buyer', 'tags', 'order_items'] }] });
		expect((await get(ORDER)).done.items).toMatchObject([
			{ buyer: { id: null, nickname: null }, tags: [], items: [], totalAmount: 499 },
		]);
	});

	test('a cancelled order: why', async () => {
		const detail = {
			group: 'seller',
			code: 'out_of_stock',
			description: 'Out of stock',
			requested_by: 'seller',
			date: '2026-11-20T10:00:00.000-04:00',
		};
		sale({
			orders: [
				{ orderId: ORDER, status: 'cancelled', cancelDetail: detail },
				{ orderId: '2000000000000012' },
			],
		});
		expect((await get(ORDER)).done.items).toMatchObject([
			{ status: 'cancelled', cancelReason: 'Out of stock' },
		]);
		// The rest of the pack goes on.
		expect((await get(PACK)).done.items).toMatchObject([
			{ status: 'paid', cancelReason: 'Out of stock' },
		]);
	});

	test('orders of other sellers in the same pack are left out', async () => {
		const { orderIds } = sale({ orders: [{}, {}] });
		n8n.control.addFault({
			match: { path: `${path.order}${orderIds[0]}` },
			kind: 'status',
			status: 403,
			body: { message: 'forbidden', status: 403 },
		});
		expect((await get(PACK)).done.items).toMatchObject([{ orderIds: [String(orderIds[1])] }]);
	});

	test("simplify off: the API's own objects", async () => {
		sale({ orders: [{ orderId: ORDER }] });
		expect((await get(PACK, { simplify: false })).done.items).toMatchObject([
			{ id: Number(PACK), status: 'released', orders: [{ id: Number(ORDER), status: 'paid' }] },
		]);
		expect((await get(ORDER, { simplify: false })).done.items).toMatchObject([
			{ id: Number(ORDER), pack_id: Number(PACK) },
		]);
	});

	test('nothing personal but id and nickname', async () => {
		n8n.control.setBehaviour({ buyerName: 'told' });
		sale({ orders: [{ orderId: ORDER }], shipment: {} });
		const whole = JSON.stringify((await get(PACK, { simplify: false })).done.items);
		expect(whole).toContain(PERSONAL.document);
		expect(whole).toContain(PERSONAL.phone);
		const simple = JSON.stringify((await get(PACK)).done.items);
		for (const value of [...Object.values(PERSONAL), 'testuser.com', 'first_name'])
			expect(simple).not.toContain(value);
	});

	test.each([
		['notFound', 404, 'No pack or order has this ID'],
		['forbidden', 403, 'The order, pack or shipment belongs to another account'],
	] as const)('a pack of somebody else (%s)', async (foreignPack, status, message) => {
		n8n.control.setBehaviour({ foreignPack });
		n8n.control.createSeller({ userId: 777_001, siteId: isLocal ? 'MLB' : 'CBT' });
		sale({ sellerId: 777_001 });
		expect((await get(PACK)).failure).toMatchObject({ message, httpCode: String(status) });
	});

	test('an order of somebody else', async () => {
		n8n.control.createSeller({ userId: 777_001, siteId: isLocal ? 'MLB' : 'CBT' });
		sale({ sellerId: 777_001, orders: [{ orderId: ORDER }] });
		expect((await get(ORDER)).failure.message).toBe(
			'The order, pack or shipment belongs to another account',
		);
	});

	test('withheld for legal reasons', async () => {
		sale({ orders: [{ orderId: ORDER, isWithheld: true }] });
		expect((await get(ORDER)).failure).toMatchObject({
			message: 'Mercado Libre withholds this sale for legal reasons',
			httpCode: '451',
		});
	});

	test('the functional permission is missing: told by its name, and nothing else is asked', async () => {
		n8n.control.setBehaviour({ salesPermission: 'missing' });
		sale();
		expect((await get(PACK)).failure).toMatchObject({
			description: expect.stringContaining('Ventas y envíos'),
			httpCode: '403',
		});
		expect(n8n.asked()).toHaveLength(1);
	});

	test('no id', async () => {
		const run = await n8n.run('order.get', { orderId: byId('={{ "" }}') }, { account });
		expect(run.failure.message).toBe('Order ID is empty');
		expect(n8n.asked()).toEqual([]);
	});
});

describe('Global Selling: a pack that was split', () => {
	const get = async () => (await n8n.run('order.get', { orderId: byId(PACK) })).done.items;

	test('its orders are read, and the parcel of the first', async () => {
		const { orderIds } = n8n.control.createSale({
			packId: PACK,
			orders: [{}, {}],
			shipment: { shipmentId: 43_729_529_445 },
		});
		n8n.control.splitPack({ packId: PACK });
		expect(await get()).toMatchObject([
			{
				packId: PACK,
				orderIds: orderIds.map(String),
				status: 'paid',
				shipmentId: '43729529445',
			},
		]);
	});

	test('which no longer names its orders: how to find them', async () => {
		n8n.control.createSale({ packId: PACK, orders: [{}, {}] });
		n8n.control.splitPack({ packId: PACK });
		n8n.control.setBehaviour({ splitPackOrders: 'gone' });
		const { failure } = await n8n.run('order.get', { orderId: byId(PACK) });
		expect(failure.message).toBe('Mercado Libre has split this sale into several');
		expect(failure.description).toContain('Order > Get Many');
	});
});

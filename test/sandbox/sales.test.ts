// Orders, packs and shipments: the pages gestion-packs (2025-12-29), gerenciamento-de-vendas and gerenciamento-de-envios
// (2026-08-07), Global Selling's manage-sales (2026-02-18), manage-shipments (2026-02-19) and packs; permissions:
// permisos-funcionales (2026-03-04).
import { BUYER, GLOBAL_SELLER, LOCAL_SELLER, messagesBody, useSandbox } from './api.ts';

const sandbox = useSandbox();

const families = [
	{
		name: 'Global Selling',
		as: GLOBAL_SELLER,
		order: (id: unknown) => `/marketplace/orders/${id}`,
		pack: (id: unknown) => `/marketplace/orders/pack/${id}`,
		shipment: (id: unknown) => `/marketplace/shipments/${id}`,
		search: '/marketplace/orders/search',
	},
	{
		name: 'local',
		as: LOCAL_SELLER,
		order: (id: unknown) => `/orders/${id}`,
		pack: (id: unknown) => `/packs/${id}`,
		shipment: (id: unknown) => `/shipments/${id}`,
		search: `/orders/search?seller=${LOCAL_SELLER}`,
	},
];

const headers = { 'x-format-new': 'true' };

const shipment = {
	shipmentId: 43_729_529_445,
	status: 'shipped',
	trackingNumber: 'AA123',
	carrier: { name: 'Correios', url: 'https://rastreio.example/AA123' },
	estimates: { time: '2026-11-25T00:00:00.000-03:00', extended: '2026-11-28T00:00:00.000-03:00' },
	sla: { status: 'on_time', expected_date: '2026-11-20T23:59:59.000-03:00' },
	delays: [{ type: 'shipping_delayed', date: '2026-11-26T02:15:01.000Z' }],
};

describe.each(families)('$name', ({ as, order, pack, shipment: shipmentPath, search }) => {
	const isLocal = as === LOCAL_SELLER;
	const get = (path: string, more: object = {}) => sandbox.get(path, { as, ...more });
	const sale = (options: object = {}) =>
		sandbox.control.createSale({ packId: 77, sellerId: as, ...options });

	it('a pack names its orders, buyer and shipment', async () => {
		const { orderIds } = sale({ orders: [{}, {}], shipment });
		const { status, body } = await get(pack(77));
		expect(status).toBe(200);
		expect(body).toEqual({
			id: 77,
			status: 'released',
			status_detail: null,
			...(!isLocal && { family_pack_id: null }),
			buyer: { id: BUYER },
			shipment: { id: 43_729_529_445 },
			orders: orderIds.map((id) => ({ id })),
			date_created: expect.any(String),
			last_updated: expect.any(String),
		});
	});

	it('a conversation that nothing was told of has a sale, too', async () => {
		sandbox.control.createPack({ packId: 78, sellerId: as });
		const { body } = await get(pack(78));
		expect(body.orders).toHaveLength(1);
		expect((await get(order(body.orders[0].id))).body.pack_id).toBe(78);
	});

	it('an order has its items, amounts and claims', async () => {
		const item = {
			itemId: 'MLB1',
			title: 'Camiseta',
			variation: [['Cor', 'Azul']] as [string, string][],
			sku: 'SKU-1',
			quantity: 2,
			unitPrice: 10.5,
		};
		const { orderIds } = sale({ orders: [{ items: [item] }] });
		sandbox.control.openClaim({ claimId: 5001, packId: 77, sellerId: as });
		const { status, body } = await get(order(orderIds[0]));
		expect(status).toBe(200);
		expect(body).toMatchObject({
			id: orderIds[0],
			pack_id: 77,
			status: 'paid',
			order_items: [
				{
					item: {
						id: 'MLB1',
						title: 'Camiseta',
						variation_attributes: [{ name: 'Cor', value_name: 'Azul' }],
						seller_sku: 'SKU-1',
					},
					quantity: 2,
					unit_price: 10.5,
				},
			],
			total_amount: 21,
			shipping: {},
			mediations: [{ id: 5001 }],
		});
		// "Local examples show only `id`"; Global Selling names the buyer.
		expect(Object.keys(body.buyer).includes('nickname')).toBe(!isLocal);
	});

	it('an order without a pack: pack_id is null, and no pack has its id', async () => {
		sale({ packId: 79, withoutPack: true });
		expect((await get(order(79))).body).toMatchObject({ id: 79, pack_id: null });
		expect((await get(pack(79))).status).toBe(404);
	});

	it('the id of a pack is that of no order', async () => {
		sale();
		expect((await get(order(77))).status).toBe(404);
	});

	it('206: fields are missing, and a header names them', async () => {
		const { orderIds } = sale({ orders: [{ missing: ['buyer', 'feedback'] }] });
		const answer = await get(order(orderIds[0]));
		expect(answer.status).toBe(206);
		expect(answer.headers.get('x-content-missing')).toBe('buyer, feedback');
		expect(answer.body).not.toHaveProperty('buyer');
		expect(answer.body).toHaveProperty('order_items');
	});

	it('451: the user is unavailable for legal reasons', async () => {
		const { orderIds } = sale({ orders: [{ isWithheld: true }] });
		expect((await get(order(orderIds[0]))).status).toBe(451);
	});

	it('somebody else: 403, a pack 403 or 404', async () => {
		const other = isLocal ? 777_001 : 777_002;
		sandbox.control.createSeller({ userId: other, siteId: isLocal ? 'MLB' : 'CBT' });
		const { orderIds, shipmentId } = sale({ sellerId: other, shipment });
		expect((await get(order(orderIds[0]))).status).toBe(403);
		expect((await get(shipmentPath(shipmentId), { headers })).status).toBe(403);
		expect((await get(pack(77))).status).toBe(404);
		sandbox.control.setBehaviour({ foreignPack: 'forbidden' });
		expect((await get(pack(77))).status).toBe(403);
	});

	it('nothing there: 404', async () => {
		const { status, body } = await get(order(1));
		expect(status).toBe(404);
		expect(body).toEqual(messagesBody(404, 'Order not found: 1', 'order_not_found'));
		expect((await get(pack(1))).status).toBe(404);
		expect((await get(shipmentPath(1), { headers })).status).toBe(404);
	});

	it('without the functional permission: the policy agent refuses everything', async () => {
		const { orderIds, shipmentId } = sale({ shipment });
		sandbox.control.setBehaviour({ salesPermission: 'missing' });
		for (const path of [order(orderIds[0]), pack(77), search, shipmentPath(shipmentId)]) {
			const { status, body } = await get(path, { headers });
			expect(status).toBe(403);
			expect(body).toMatchObject({
				code: 'PA_UNAUTHORIZED_RESULT_FROM_POLICIES',
				blocked_by: 'PolicyAgent',
			});
		}
	});

	it('the paths are those of the family', async () => {
		const [other] = families.filter((family) => family.as !== as);
		const { orderIds } = sale();
		expect((await get(other.order(orderIds[0]))).status).toBe(403);
	});

	it('a shipment wants the header, in its parts as well', async () => {
		sale({ shipment });
		const path = shipmentPath(shipment.shipmentId);
		for (const part of ['', '/carrier', '/lead_time', '/history'])
			expect((await get(path + part)).status).toBe(400);
		const { body } = await get(path, { headers });
		expect(body).toMatchObject({
			id: shipment.shipmentId,
			status: 'shipped',
			logistic: { mode: 'me2', type: 'drop_off', direction: 'forward' },
			tracking_number: 'AA123',
			lead_time: {
				estimated_delivery_time: { date: shipment.estimates.time },
				estimated_delivery_extended: { date: shipment.estimates.extended },
				estimated_delivery_limit: { date: null },
			},
			// Personal data is in it.
			destination: { receiver_name: expect.any(String), receiver_phone: expect.any(String) },
		});
		// `order_id` left the local answer on 2025-10-12.
		expect('order_id' in body).toBe(!isLocal);
	});

	it('the parts of a shipment', async () => {
		sale({ shipment });
		const part = async (name: string) =>
			(await get(`${shipmentPath(shipment.shipmentId)}/${name}`, { headers })).body;
		expect(await part('carrier')).toEqual(shipment.carrier);
		expect(await part('lead_time')).toMatchObject({
			estimated_delivery_time: { date: shipment.estimates.time },
		});
		expect(await part('history')).toEqual([
			{ status: 'ready_to_ship', substatus: null, date: expect.any(String) },
		]);
		const local = [await part('sla'), await part('delays')];
		if (isLocal) {
			expect(local).toMatchObject([shipment.sla, { delays: shipment.delays }]);
		} else {
			// Global Selling's page does not name these two.
			expect(local).toEqual([
				expect.objectContaining({ status: 404 }),
				expect.objectContaining({ status: 404 }),
			]);
		}
	});

	it('no delay and no carrier: 404; the lead time may be apart', async () => {
		sandbox.control.setBehaviour({ leadTime: 'apart' });
		const { shipmentId } = sale({ shipment: { status: 'handling' } });
		const path = shipmentPath(shipmentId);
		expect((await get(path, { headers })).body).not.toHaveProperty('lead_time');
		for (const part of ['carrier', 'delays', 'sla'])
			expect((await get(`${path}/${part}`, { headers })).status).toBe(404);
	});

	it('a search filters, sorts and pages', async () => {
		for (const [i, createdAt] of ['2026-01-01', '2026-03-01', '2026-02-01'].entries()) {
			sale({
				packId: 90 + i,
				orders: [{ orderId: 190 + i, createdAt, items: [{ title: `Item ${i}` }] }],
			});
		}
		sale({ packId: 95, orders: [{ orderId: 195, status: 'cancelled' }] });
		const found = async (query: Record<string, string>) => {
			const { body } = await get(
				`${search}${search.includes('?') ? '&' : '?'}${new URLSearchParams(query)}`,
			);
			return body.results.flatMap((one: { id: number; orders?: { id: number }[] }) =>
				one.orders ? one.orders.map(({ id }) => id) : [one.id],
			);
		};
		// "A seller's search filters cancelled ones."
		expect(await found({ sort: 'date_desc' })).toEqual([191, 192, 190]);
		expect(await found({ sort: 'date_desc', limit: '1', offset: '1' })).toEqual([192]);
		// Each family has its name for the filter, and ignores that of the other one.
		const names = ['order.date_created.from', 'date_created.from'];
		const [name, other] = search.startsWith('/marketplace') ? names.reverse() : names;
		const date = '2026-02-15T00:00:00.000-00:00';
		expect(await found({ [name]: date })).toEqual([191]);
		expect(await found({ [other]: date })).toHaveLength(3);
		expect(await found({ 'order.status': 'cancelled' })).toEqual([195]);
		expect(await found({ q: 'item 2' })).toEqual([192]);
		const { body } = await get(search);
		expect(body.paging).toEqual({ total: 3, offset: 0, limit: 50 });
	});
});

it('Global Selling: a search gives purchases, whose own id is not that of an order', async () => {
	const { orderIds } = sandbox.control.createSale({ packId: 77, orders: [{}, {}], shipment });
	const { body } = await sandbox.get('/marketplace/orders/search');
	expect(body.results).toMatchObject([
		{
			id: 77,
			buyer: { id: BUYER },
			orders: orderIds.map((id) => ({ id, items: null })),
			shipment: { id: shipment.shipmentId },
		},
	]);
});

it('Global Selling: 100 searches a minute', async () => {
	const token = sandbox.control.issueToken({}).access_token;
	const ask = () => sandbox.get('/marketplace/orders/search', { token });
	sandbox.control.setOrderSearchLimit({ requests: 2, windowMs: 60_000, per: 'application' });
	expect([(await ask()).status, (await ask()).status, (await ask()).status]).toEqual([
		200, 200, 429,
	]);
	expect((await sandbox.get('/marketplace/orders/pack/1', { token })).status).toBe(404);
	sandbox.control.reset({ keepTokens: true });
	const statuses = [];
	for (let i = 0; i < 101; i++) statuses.push((await ask()).status);
	expect(statuses.slice(-2)).toEqual([200, 429]);
});

it('Global Selling: a pack that was split is cancelled, and its orders are in packs of its family', async () => {
	const { orderIds } = sandbox.control.createSale({ packId: 77, orders: [{}, {}], shipment });
	const parts = sandbox.control.splitPack({ packId: 77 });
	const { body } = await sandbox.get('/marketplace/orders/pack/77');
	expect(body).toMatchObject({ status: 'cancelled', status_detail: 'splitted', shipment: null });
	expect(body.orders).toHaveLength(2);
	for (const [i, part] of parts.entries()) {
		expect((await sandbox.get(`/marketplace/orders/pack/${part}`)).body).toMatchObject({
			family_pack_id: 77,
			orders: [{ id: orderIds[i] }],
		});
		const order = await sandbox.get(`/marketplace/orders/${orderIds[i]}`);
		expect(order.body.pack_id).toBe(Number(part));
	}
	sandbox.control.setBehaviour({ splitPackOrders: 'gone' });
	expect((await sandbox.get('/marketplace/orders/pack/77')).body.orders).toEqual([]);
});

it('local: a search wants the seller, and only the own one', async () => {
	const statusOf = async (query: string) =>
		(await sandbox.get(`/orders/search${query}`, { as: LOCAL_SELLER })).status;
	expect(await statusOf('')).toBe(400);
	expect(await statusOf(`?seller=${GLOBAL_SELLER}`)).toBe(403);
	expect(await statusOf(`?seller=${LOCAL_SELLER}&order.date_created.from=yesterday`)).toBe(400);
	expect(await statusOf(`?seller=${LOCAL_SELLER}`)).toBe(200);
});

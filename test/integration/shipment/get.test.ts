// Shipment > Get: where a parcel is, by its own id or by that of its order or pack; and in a sentence for the buyer.
import { PERSONAL } from '../../../sandbox/mercadolibre/api/sales/saleBodies.ts';
import { FAMILIES, byId, sellerOf, useHarness } from '../../support/engine/harness';

const n8n = useHarness();
const PACK = '2000000000000001';
const ORDER = '2000000000000011';
const SHIPMENT = '43729529445';

const BASE = { globalSelling: '/marketplace/shipments/', local: '/shipments/' };
/** "Its parts": what each family's page names, of what is needed. */
const PARTS = { globalSelling: ['carrier'], local: ['carrier', 'sla', 'delays'] };

const FAR = '2099-11-25T00:00:00.000-03:00';
const shipped = {
	shipmentId: SHIPMENT,
	status: 'shipped',
	substatus: 'in_hub',
	trackingNumber: 'AA123456789BR',
	carrier: { name: 'Correios', url: 'https://rastreio.example/AA123456789BR' },
	estimates: {
		time: FAR,
		extended: '2099-11-28T00:00:00.000-03:00',
		limit: '2099-12-01T00:00:00.000-03:00',
	},
	sla: { status: 'on_time', expected_date: '2026-11-20T23:59:59.000-03:00' },
};

describe.each(FAMILIES)('%s', (account) => {
	const isLocal = account === 'local';
	const get = async (id = SHIPMENT, parameters: object = {}) =>
		await n8n.run('shipment.get', { shipmentId: byId(id), ...parameters }, { account });
	const sale = (shipment: object | null = shipped, options: object = {}) =>
		n8n.control.createSale({
			packId: PACK,
			sellerId: sellerOf(account),
			orders: [{ orderId: ORDER }],
			shipment,
			...options,
		});

	test('the requests with their header, and the output of the contract', async () => {
		sale();
		const run = await get();
		const paths = ['', ...PARTS[account].map((part) => `/${part}`)];
		expect(n8n.asked()).toEqual(paths.map((path) => `GET ${BASE[account]}${SHIPMENT}${path}`));
		for (const { headers } of n8n.control.requests().slice(-paths.length))
			expect(headers).toMatchObject({ 'x-format-new': 'true', authorization: expect.any(String) });
		expect(run.done.items).toEqual([
			{
				id: SHIPMENT,
				status: 'shipped',
				substatus: 'in_hub',
				statusText: isLocal
					? 'Sua compra está a caminho; a entrega está prevista para 25 de novembro.'
					: 'Tu compra está en camino; la entrega está prevista para el 25 de noviembre.',
				logisticType: 'drop_off',
				mode: 'me2',
				trackingNumber: 'AA123456789BR',
				carrier: 'Correios',
				trackingUrl: 'https://rastreio.example/AA123456789BR',
				promisedAt: '2099-11-25T03:00:00.000Z',
				estimatedAt: '2099-11-25T03:00:00.000Z',
				delayedUntil: null,
				dispatchBy: isLocal ? '2026-11-21T02:59:59.000Z' : null,
				deliveredAt: null,
			},
		]);
		expect(run.pairedItems).toEqual([0]);
	});

	test('by the id of its order, or of its pack', async () => {
		sale();
		for (const id of [ORDER, PACK])
			expect((await get(id)).done.items).toMatchObject([{ id: SHIPMENT, status: 'shipped' }]);
	});

	test('by the id of an order that is as short as that of a shipment', async () => {
		sale(shipped, { orders: [{ orderId: '2483140131' }] });
		expect((await get('2483140131')).done.items).toMatchObject([{ id: SHIPMENT }]);
	});

	test('the lead time in a place of its own', async () => {
		n8n.control.setBehaviour({ leadTime: 'apart' });
		sale();
		expect((await get()).done.items).toMatchObject([{ promisedAt: '2099-11-25T03:00:00.000Z' }]);
		expect(n8n.asked()).toContain(`GET ${BASE[account]}${SHIPMENT}/lead_time`);
	});

	test('late: the promised day is over', async () => {
		sale({ ...shipped, estimates: { time: '2026-01-05T00:00:00.000-03:00', extended: FAR } });
		expect((await get()).done.items).toMatchObject([
			{
				promisedAt: '2026-01-05T03:00:00.000Z',
				estimatedAt: '2099-11-25T03:00:00.000Z',
				delayedUntil: '2099-11-25T03:00:00.000Z',
				statusText: isLocal
					? 'Sua compra está a caminho, com atraso; a nova data estimada é 25 de novembro.'
					: 'Tu compra está en camino, con demora; la nueva fecha estimada es el 25 de noviembre.',
			},
		]);
	});

	test('delivered: when, from the history; with it if wanted', async () => {
		const history = [
			{ status: 'shipped', substatus: null, date: '2026-11-18T10:00:00.000-03:00' },
			{ status: 'delivered', substatus: null, date: '2026-11-20T15:30:00.000-03:00' },
		];
		sale({ ...shipped, status: 'delivered', substatus: null, history });
		const [item] = (await get()).done.items;
		expect(item).toMatchObject({
			deliveredAt: '2026-11-20T18:30:00.000Z',
			delayedUntil: null,
			statusText: isLocal
				? 'Sua compra foi entregue em 20 de novembro.'
				: 'Tu compra fue entregada el 20 de noviembre.',
		});
		expect(item).not.toHaveProperty('history');
		const [whole] = (await get(SHIPMENT, { options: { includeHistory: true } })).done.items;
		expect(whole.history).toEqual([
			{ status: 'shipped', substatus: null, date: '2026-11-18T13:00:00.000Z' },
			{ status: 'delivered', substatus: null, date: '2026-11-20T18:30:00.000Z' },
		]);
	});

	test.each([
		['es', /^Tu compra está en camino/],
		['pt', /^Sua compra está a caminho/],
		['en', /^Your purchase is on its way; delivery is expected on November 25\.$/],
	])('the sentence in %s', async (language, text) => {
		sale();
		const [{ statusText }] = (await get(SHIPMENT, { options: { language } })).done.items;
		expect(statusText).toMatch(text);
	});

	test('nothing is known yet: null, and words', async () => {
		sale({ shipmentId: SHIPMENT, status: 'pending', substatus: null });
		expect((await get(SHIPMENT, { options: { language: 'en' } })).done.items).toMatchObject([
			{
				substatus: null,
				trackingNumber: null,
				carrier: null,
				trackingUrl: null,
				promisedAt: null,
				estimatedAt: null,
				dispatchBy: null,
				statusText: 'We are preparing your purchase.',
			},
		]);
	});

	test('no address, telephone or document', async () => {
		sale();
		const whole = JSON.stringify((await get(SHIPMENT, { simplify: false })).done.items);
		const simple = JSON.stringify(
			(await get(SHIPMENT, { options: { includeHistory: true } })).done.items,
		);
		for (const value of Object.values(PERSONAL)) {
			expect(whole).toContain(value);
			expect(simple).not.toContain(value);
		}
	});

	test("simplify off: the API's own shipment with its parts", async () => {
		sale();
		expect((await get(SHIPMENT, { simplify: false })).done.items).toMatchObject([
			{ id: Number(SHIPMENT), tracking_number: 'AA123456789BR', carrier: { name: 'Correios' } },
		]);
	});

	test.each([403, 404, 410])('a part that is refused (%i) is not there', async (status) => {
		sale();
		n8n.control.addFault({ match: { path: '/carrier$' }, kind: 'status', status, times: 0 });
		expect((await get()).done.items).toMatchObject([{ id: SHIPMENT, carrier: null }]);
	});

	test.each([408, 429, 500])(
		'a part that cannot be read now (%i) is not left out',
		async (status) => {
			sale();
			n8n.control.addFault({ match: { path: '/carrier$' }, kind: 'status', status, times: 0 });
			expect((await get()).failure).toMatchObject({ httpCode: String(status) });
		},
	);

	test('a sale without a shipment', async () => {
		sale(null);
		expect((await get(PACK)).failure.message).toBe('This sale has no shipment');
	});

	test.each([
		[SHIPMENT, 'No shipment has this ID'],
		[PACK, 'No pack or order has this ID'],
	])('nothing there: %s', async (id, message) => {
		expect((await get(id)).failure).toMatchObject({ message, httpCode: '404' });
	});

	test('a shipment of somebody else', async () => {
		n8n.control.createSeller({ userId: 777_001, siteId: isLocal ? 'MLB' : 'CBT' });
		sale(shipped, { sellerId: 777_001 });
		expect((await get()).failure.message).toBe(
			'The order, pack or shipment belongs to another account',
		);
	});

	test('the functional permission is missing', async () => {
		n8n.control.setBehaviour({ salesPermission: 'missing' });
		sale();
		expect((await get()).failure.description).toContain('Ventas y envíos');
		expect(n8n.asked()).toHaveLength(1);
	});
});

test('local: the delays that Mercado Libre tells', async () => {
	n8n.control.createSale({
		packId: PACK,
		sellerId: sellerOf('local'),
		shipment: {
			...shipped,
			delays: [{ type: 'shipping_delayed', date: '2026-11-20T00:00:00.000Z' }],
		},
	});
	const run = await n8n.run('shipment.get', { shipmentId: byId(SHIPMENT) }, { account: 'local' });
	expect(run.done.items).toMatchObject([{ delayedUntil: '2099-11-28T03:00:00.000Z' }]);
});

test.each([
	['fulfillment', 'shipped'],
	['drop_off', 'cancelled'],
])('local: no dispatch deadline is asked for (%s, %s)', async (logisticType, status) => {
	n8n.control.createSale({
		packId: PACK,
		sellerId: sellerOf('local'),
		shipment: { ...shipped, logisticType, status },
	});
	const run = await n8n.run('shipment.get', { shipmentId: byId(SHIPMENT) }, { account: 'local' });
	expect(run.done.items).toMatchObject([{ dispatchBy: null }]);
	expect(n8n.asked()).not.toContain(`GET /shipments/${SHIPMENT}/sla`);
});

// Page manage-shipments of 2026-02-19: the shipment has the first promise only, its lead time the second one as well.
test('Global Selling: the new date of a parcel that is late comes from its lead time', async () => {
	const answer = (path: string, body: object) =>
		n8n.control.addFault({
			match: { path: `^/marketplace/shipments/40531399184${path}$` },
			kind: 'status',
			status: 200,
			body,
			times: 0,
		});
	const first = { date: '2020-11-06T00:00:00.000-05:00' };
	answer('', {
		id: 40531399184,
		status: 'shipped',
		lead_time: { shipping_method: { id: 501645 }, estimated_delivery_time: first },
		source: { site_id: 'MLM' },
	});
	answer('/lead_time', {
		estimated_delivery_time: first,
		estimated_delivery_extended: { date: '2020-11-30T00:00:00.000-05:00' },
	});
	const run = await n8n.run('shipment.get', {
		shipmentId: byId('40531399184'),
	});
	expect(run.done.items).toMatchObject([
		{
			promisedAt: '2020-11-06T05:00:00.000Z',
			delayedUntil: '2020-11-30T05:00:00.000Z',
			statusText: expect.stringContaining('30 de noviembre'),
		},
	]);
});

// The same page: "delay": ["handling_delayed"] in the lead time; it names no /delays.
test.each([
	[['handling_delayed'], '2099-11-30T05:00:00.000Z'],
	[[], null],
	[null, null],
])('Global Selling: a delay is told in the lead time: %j', async (delay, delayedUntil) => {
	const answer = (path: string, body: object) =>
		n8n.control.addFault({
			match: { path: `^/marketplace/shipments/40531399184${path}$` },
			kind: 'status',
			status: 200,
			body,
			times: 0,
		});
	answer('', { id: 40531399184, status: 'shipped' });
	answer('/lead_time', {
		estimated_delivery_time: { date: '2099-11-06T00:00:00.000-05:00' },
		estimated_delivery_extended: { date: '2099-11-30T00:00:00.000-05:00' },
		delay,
	});
	const run = await n8n.run('shipment.get', { shipmentId: byId('40531399184') });
	expect(run.done.items).toMatchObject([{ delayedUntil }]);
});

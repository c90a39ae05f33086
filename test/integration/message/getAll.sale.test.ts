// Message > Get Many with "Add Sale": what was bought and where it is, beside each message; read once a run.
import type { IDataObject } from 'n8n-workflow';
import { PERSONAL } from '../../../sandbox/mercadolibre/api/sales/saleBodies.ts';
import { FAMILIES, byId, sellerOf, useHarness } from '../../support/engine/harness';
import type { Family } from '../../support/engine/harness';
import { conversationIn } from '../../support/marketplace';

const n8n = useHarness();
const conversation = conversationIn(n8n);

const shipment = { status: 'shipped', carrier: { name: 'Correios', url: 'https://r.example/1' } };

const sale = (account: Family, packId: number, more: object = {}) =>
	n8n.control.createSale({ packId, sellerId: sellerOf(account), shipment, ...more });

/** Requests about sales, without their parts. */
const salesAsked = () =>
	n8n.asked().filter((path) => /\/(orders|packs|shipments)\/(pack\/)?\d+$/.test(path));

describe.each(FAMILIES)('%s', (account) => {
	const getAll = async (packIds: number[], addSale: string, more: IDataObject = {}) =>
		await n8n.run(
			'message.getAll',
			{
				packId: byId('={{ $json.packId }}'),
				returnAll: true,
				options: { addSale },
				...more,
			},
			{ account, items: packIds.map((packId) => ({ packId })) },
		);

	test('nothing is read unless it is wanted', async () => {
		sale(account, 1001);
		conversation(account, 1001, 2);
		const [message] = (await getAll([1001], 'nothing')).done.items;
		expect(message).not.toHaveProperty('order');
		expect(salesAsked()).toEqual([]);
	});

	test('the order, and with it the shipment, in the shapes of Order > Get and Shipment > Get', async () => {
		const { shipmentId } = sale(account, 1001);
		conversation(account, 1001, 2);
		const [order] = (await n8n.run('order.get', { orderId: byId(1001) }, { account })).done.items;
		const [parcel] = (await n8n.run('shipment.get', { shipmentId: byId(shipmentId!) }, { account }))
			.done.items;

		const orders = (await getAll([1001], 'order')).done.items;
		expect(orders.map((one) => one.order)).toEqual([order, order]);
		expect(orders[0]).not.toHaveProperty('shipment');
		const both = (await getAll([1001], 'orderAndShipment')).done.items;
		expect(both.map((one) => one.shipment)).toEqual([parcel, parcel]);
		expect(both[0]).toMatchObject({ text: 'Message 1', order, packId: '1001' });
	});

	test('20 messages of 5 packs read 5 orders', async () => {
		const packIds = [1, 2, 3, 4, 5].map((i) => 1000 + i);
		for (const packId of packIds) {
			sale(account, packId);
			conversation(account, packId, 4);
		}
		// Each pack comes twice, as from two branches.
		const run = await getAll([...packIds, ...packIds], 'orderAndShipment');
		expect(run.done.items).toHaveLength(40);
		const asked = salesAsked();
		expect(asked.filter((path) => /\/orders\/\d+$/.test(path))).toHaveLength(5);
		expect(asked.filter((path) => /\/(packs|pack)\/\d+$/.test(path))).toHaveLength(5);
		expect(asked.filter((path) => /\/shipments\/\d+$/.test(path))).toHaveLength(5);
	});

	test('an order without a pack, a sale without a shipment', async () => {
		sale(account, 1001, { withoutPack: true, shipment: null });
		conversation(account, 1001, 1);
		expect((await getAll([1001], 'orderAndShipment')).done.items).toMatchObject([
			{ order: { packId: '1001', orderIds: ['1001'] }, shipment: null },
		]);
	});

	test('the functional permission is missing: the message as it is, and why, once a sale', async () => {
		n8n.control.setBehaviour({ salesPermission: 'missing' });
		sale(account, 1001);
		conversation(account, 1001, 2);
		const [plain] = (await getAll([1001], 'nothing')).done.items;
		const run = await getAll([1001, 1001], 'orderAndShipment');
		expect(run.done.items).toHaveLength(4);
		const { saleError, ...message } = run.items[0];
		expect(message).toEqual(plain);
		expect(saleError).toMatch(/Ventas y envíos.*PA_UNAUTHORIZED_RESULT_FROM_POLICIES/);
		expect(salesAsked()).toHaveLength(1);
	});

	test('the shipment cannot be read: the order is there', async () => {
		const { shipmentId } = sale(account, 1001);
		conversation(account, 1001, 1);
		n8n.control.addFault({
			match: { path: `shipments/${shipmentId}$` },
			kind: 'status',
			status: 403,
			body: { message: 'The caller is not authorized to access this shipment', status: 403 },
		});
		expect((await getAll([1001], 'orderAndShipment')).done.items).toMatchObject([
			{
				order: { packId: '1001' },
				shipment: null,
				saleError: expect.stringContaining('belongs to another account'),
			},
		]);
	});

	test('Mercado Libre does not answer for the sale: the messages come', async () => {
		sale(account, 1001);
		conversation(account, 1001, 1);
		const path = account === 'local' ? '/packs/' : '/marketplace/orders/pack/';
		n8n.control.addFault({ match: { path }, kind: 'status', status: 503, times: 0 });
		expect((await getAll([1001], 'order')).done.items).toMatchObject([
			{ text: 'Message 1', saleError: expect.stringMatching(/Mercado Libre: 503/) },
		]);
	});

	test('nothing personal, with simplify off either', async () => {
		n8n.control.setBehaviour({ buyerName: 'told' });
		sale(account, 1001);
		conversation(account, 1001, 1);
		for (const simplify of [true, false]) {
			const run = await getAll([1001], 'orderAndShipment', { simplify });
			expect(run.done.items).toMatchObject([{ packId: '1001', order: {}, shipment: {} }]);
			for (const value of Object.values(PERSONAL))
				expect(JSON.stringify(run.items)).not.toContain(value);
		}
	});
});

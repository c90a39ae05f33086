// The notification trigger on orders and shipments, and what a message brings along of its sale.
import { FAMILIES, sellerOf, useHarness, type Family } from '../../support/engine/harness';
import { usePushedTriggers } from '../../support/trigger/pushTrigger';
import { until } from '../../support/until';
import '../../support/engine/noWaiting';

const n8n = useHarness();

const { pushed } = usePushedTriggers(n8n);

let packs = 9_500;
const sell = (account: Family) =>
	n8n.control.createSale({
		packId: ++packs,
		sellerId: sellerOf(account),
		shipment: { status: 'shipped', trackingNumber: 'AA1' },
	});

describe.each(FAMILIES)('%s', (account) => {
	test('orderUpdated: a new order, and every change, in the shape of Order > Get', async () => {
		const trigger = await pushed({ account, event: 'orderUpdated' });
		const { orderIds } = sell(account);
		await until(() => trigger.started.length === 1);
		const [item] = (await n8n.run('order.get', { orderId: String(orderIds[0]) }, { account })).done
			.items;
		expect(trigger.items).toEqual([item]);
		expect(item).toMatchObject({ orderIds: [String(orderIds[0])] });

		n8n.control.setOrder({ orderId: orderIds[0], status: 'cancelled' });
		await until(() => trigger.started.length === 2);
		expect(trigger.items[1]).toMatchObject({ status: 'cancelled' });
		// Told of again without a change.
		const [{ content }] = n8n.control.notifications();
		await trigger.post({ ...content, received: new Date().toISOString() });
		sell(account);
		await until(() => trigger.started.length === 3);
		expect(trigger.items[2].orderIds).not.toEqual(trigger.items[0].orderIds);
	});

	test('shipmentUpdated: in the shape of Shipment > Get', async () => {
		const trigger = await pushed({ account, event: 'shipmentUpdated' });
		const { shipmentId } = sell(account);
		await until(() => trigger.started.length === 1);
		const run = await n8n.run('shipment.get', { shipmentId: String(shipmentId) }, { account });
		expect(trigger.items).toEqual(run.done.items);

		n8n.control.setShipment({ shipmentId: shipmentId!, status: 'delivered' });
		await until(() => trigger.started.length === 2);
		expect(trigger.items[1]).toMatchObject({ id: String(shipmentId), status: 'delivered' });
	});

	test('addSale: a message with its order and its shipment', async () => {
		const trigger = await pushed({ account, options: { addSale: 'orderAndShipment' } });
		const { packId, orderIds } = sell(account);
		n8n.control.buyerWrites({ packId, text: 'Where is it?' });
		await until(() => trigger.started.length === 1);
		expect(trigger.items).toMatchObject([
			{
				text: 'Where is it?',
				order: { packId, orderIds: orderIds.map(String) },
				shipment: { status: 'shipped', trackingNumber: 'AA1' },
			},
		]);
	});

	test('addSale: a sale that cannot be read costs no message', async () => {
		const trigger = await pushed({ account, options: { addSale: 'order' } });
		n8n.control.addFault({ match: { path: '/(orders|packs)/' }, kind: 'status', times: 0 });
		n8n.control.addFault({ match: { path: '/orders/pack/' }, kind: 'status', times: 0 });
		n8n.control.buyerWrites({ packId: ++packs, sellerId: sellerOf(account), text: 'Hola' });
		await until(() => trigger.started.length === 1);
		expect(trigger.items).toMatchObject([{ text: 'Hola', saleError: expect.any(String) }]);
	});
});

test.each(['orderUpdated', 'shipmentUpdated'])(
	'%s: an id that nobody knows starts nothing',
	async (event) => {
		const trigger = await pushed({ event });
		const kind = event === 'orderUpdated' ? 'orders' : 'shipments';
		await trigger.post(
			trigger.notification({
				topic: `marketplace_${kind}`,
				resource: `/marketplace/${kind}/1`,
			}),
		);
		await until(() => n8n.engine.takeLog().join().includes('does not know'));
		expect(n8n.asked().filter((request) => request.endsWith(`/${kind}/1`))).toHaveLength(5);
		expect(trigger.items).toEqual([]);
	},
);

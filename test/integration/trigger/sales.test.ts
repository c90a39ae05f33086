// The trigger's items with their sale, and claims with what they are about: each read once a poll, never instead of a message.
import { FAMILIES, sellerOf, useHarness } from '../../support/engine/harness';
import type { Family } from '../../support/engine/harness';
import { PolledTrigger } from '../../support/trigger/triggerPolls';

const n8n = useHarness();

type Settings = ConstructorParameters<typeof PolledTrigger>[1];

const activated = async (settings: Settings) => {
	const trigger = new PolledTrigger(n8n, settings);
	await trigger.poll();
	n8n.control.clearRequests();
	return trigger;
};

const write = (account: Family, packId: number, text = 'Hola') =>
	n8n.control.buyerWrites({ packId, text, sellerId: sellerOf(account) });

const sale = (account: Family, packId: number) =>
	n8n.control.createSale({ packId, sellerId: sellerOf(account), shipment: { status: 'shipped' } });

const asked = (path: RegExp) => n8n.asked().filter((one) => path.test(one));

describe.each(FAMILIES)('%s', (account) => {
	test('20 messages of 5 packs read 5 orders and 5 shipments, in every poll anew', async () => {
		const trigger = await activated({ account, options: { addSale: 'orderAndShipment' } });
		for (const packId of [4001, 4002, 4003, 4004, 4005]) {
			sale(account, packId);
			for (let i = 0; i < 4; i++) write(account, packId, `${packId} ${i}`);
		}
		const items = await trigger.items();
		expect(items).toHaveLength(20);
		for (const { packId, order, shipment } of items) {
			expect(order).toMatchObject({ packId, status: 'paid' });
			expect(shipment).toMatchObject({ status: 'shipped', statusText: expect.any(String) });
		}
		expect(asked(/\/orders\/\d+$/)).toHaveLength(5);
		expect(asked(/\/shipments\/\d+$/)).toHaveLength(5);

		n8n.control.clearRequests();
		write(account, 4001, 'And now?');
		expect(await trigger.items()).toMatchObject([{ order: { packId: '4001' } }]);
		expect(asked(/\/orders\/\d+$/)).toHaveLength(1);
	});

	test('one item a conversation: the sale is beside its messages', async () => {
		const options = { addSale: 'order' };
		const trigger = await activated({ account, event: 'conversationUnread', options });
		sale(account, 4001);
		write(account, 4001);
		expect(await trigger.items()).toMatchObject([
			{ packId: '4001', messages: [{ text: 'Hola' }], order: { packId: '4001' } },
		]);
	});

	test('a sale that cannot be read costs no message, nor what is remembered', async () => {
		const trigger = await activated({ account, options: { addSale: 'order' } });
		n8n.control.setBehaviour({ salesPermission: 'missing' });
		write(account, 4001, 'one');
		write(account, 4001, 'two');
		const items = await trigger.items();
		expect(items).toMatchObject([{ text: 'one' }, { text: 'two' }]);
		for (const item of items) {
			expect(item.saleError).toContain('Ventas y envíos');
			expect(item).not.toHaveProperty('order');
		}
		expect(await trigger.items(3)).toEqual([]);
	});

	test('no time left: the message comes, and says how to get the sale', async () => {
		const trigger = await activated({ account, options: { addSale: 'order' } });
		write(account, 4001);
		n8n.control.addFault({ match: { path: '^/packs/4001$' }, kind: 'hang', times: 0 });
		n8n.control.addFault({ match: { path: '/orders/pack/4001$' }, kind: 'hang', times: 0 });
		expect(await trigger.pollCutOffAt('^/packs/4001$|/orders/pack/4001$')).toMatchObject([
			{ json: { text: 'Hola', saleError: expect.stringMatching(/no time left.*Order > Get/) } },
		]);
		n8n.control.clearFaults();
		expect(await trigger.items(2)).toEqual([]);
	});

	test('the test run in the editor shows it, too', async () => {
		write(account, 4001);
		const trigger = new PolledTrigger(n8n, { account, options: { addSale: 'order' } });
		const items = await trigger.poll('manual');
		expect(items!.find(({ json }) => json.packId === '4001')?.json).toMatchObject({
			order: { packId: '4001' },
		});
	});

	describe('claims', () => {
		const claimed = async (options: object, openClaim: object = {}) => {
			const trigger = await activated({
				account,
				event: 'claimMessageReceived',
				options: { ...options },
			});
			sale(account, 4001);
			const [orderId] = n8n.control.createSale({
				packId: 4002,
				sellerId: sellerOf(account),
			}).orderIds;
			const { id } = n8n.control.openClaim({
				sellerId: sellerOf(account),
				orderId,
				reasonId: 'PDD9549',
				...openClaim,
			});
			n8n.control.claimWrites({ claimId: id, senderRole: 'complainant', message: 'Rota' });
			n8n.control.claimWrites({ claimId: id, senderRole: 'complainant', message: '¿Y?' });
			return { trigger, id, orderId };
		};

		test('with what they are about, read once a claim', async () => {
			const { trigger } = await claimed({ includeDetails: true });
			const items = await trigger.items();
			expect(items).toHaveLength(2);
			for (const item of items) {
				expect(item).toMatchObject({
					detail: { problem: 'El producto llegó dañado', actionResponsible: 'seller' },
					affectsReputation: 'affected',
					reason: 'El comprador se arrepintió de la compra',
				});
			}
			expect(asked(/\/detail$/)).toHaveLength(1);
		});

		test('with the order that they are about', async () => {
			const { trigger, orderId } = await claimed({ addSale: 'order' });
			const items = await trigger.items();
			expect(items).toHaveLength(2);
			for (const { order } of items)
				expect(order).toMatchObject({ packId: '4002', orderIds: [String(orderId)] });
		});

		test('details that cannot be read cost no message', async () => {
			const { trigger } = await claimed({ includeDetails: true });
			n8n.control.addFault({ match: { path: '/detail$' }, kind: 'status', status: 503, times: 0 });
			expect(await trigger.items()).toMatchObject([
				{ message: 'Rota', detailsError: expect.stringContaining('503') },
				{ message: '¿Y?' },
			]);
		});
	});
});

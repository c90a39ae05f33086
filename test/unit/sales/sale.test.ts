// A sale in the shape of the output contract, from whatever the API leaves out.
import { shipmentIdOf, simplifySale, siteOf } from '../../../nodes/MercadoLibre/sales/sale';

test('of nothing but an id: every field is there', () => {
	expect(simplifySale({ orders: [{ id: 1 }] })).toEqual({
		packId: '1',
		orderIds: ['1'],
		status: null,
		statusDetail: null,
		createdAt: null,
		buyer: { id: null, nickname: null },
		items: [],
		totalAmount: null,
		currencyId: null,
		shipmentId: null,
		claimIds: [],
		tags: [],
		cancelReason: null,
	});
	expect(simplifySale({ pack: { id: 2 }, orders: [] })).toMatchObject({
		packId: '2',
		orderIds: [],
	});
});

test('amounts are added without the tail that fractions get', () => {
	const orders = [0.1, 0.2, 19.99].map((total_amount, id) => ({ id: id + 1, total_amount }));
	expect(simplifySale({ orders }).totalAmount).toBe(20.29);
});

test('an amount that is none counts as nothing', () => {
	const amounts = [{ toString: 0 }, [], 'much', '5.5', 4];
	const orders = amounts.map((total_amount, id) => ({ id: id + 1, total_amount }) as never);
	expect(simplifySale({ orders }).totalAmount).toBe(9.5);
});

test('an order that is off says nothing of the others', () => {
	const orders = [
		{ id: 1, status: 'cancelled', shipping: { id: 91 }, context: { site: 'MLA' } },
		{ id: 2, status: 'paid', shipping: { id: 92 }, context: { site: 'MLB' } },
	];
	expect(simplifySale({ orders }).status).toBe('paid');
	expect(shipmentIdOf({ orders })).toBe('92');
	expect(siteOf({ orders })).toBe('MLB');
	expect(simplifySale({ orders: orders.slice(0, 1) }).status).toBe('cancelled');
	expect(shipmentIdOf({ pack: { id: 3, shipment: { id: 93 } }, orders })).toBe('93');
});

test.each([
	[{ description: 'Out of stock', code: 'x' }, 'Out of stock'],
	[{ description: null, code: 'out_of_stock' }, 'out_of_stock'],
	[null, null],
])('why it was cancelled: %j', (cancel_detail, reason) => {
	expect(simplifySale({ orders: [{ id: 1, cancel_detail }] }).cancelReason).toBe(reason);
});

test.each([
	[[{ name: 'Color', value_name: 'Azul' }], 'Color: Azul'],
	[
		[
			{ name: 'Color', value_name: 'Azul' },
			{ name: 'Talla', value_name: null },
			{ name: 'Tela', value_name: 'Lino' },
		],
		'Color: Azul, Tela: Lino',
	],
	[[], null],
	[null, null],
])('a variation as text: %j', (variation_attributes, variation) => {
	const orders = [{ id: 1, order_items: [{ item: { variation_attributes } }] }];
	expect(simplifySale({ orders }).items).toMatchObject([{ variation }]);
});

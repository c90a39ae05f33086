import { simplify } from '../../operation/fields';
import type { Operation } from '../../operation/operation';
import { orderId } from './saleFields';
import { GET_ORDER } from '../../sales/packs';
import { readSale, simplifySale, wholeSale } from '../../sales/sale';

export const get: Operation = {
	name: 'Get',
	value: 'get',
	action: 'Get what was bought in an order or pack',
	description: 'Read what was bought, of a pack all orders: items, amounts, shipment and claims',
	endpoint: GET_ORDER,
	parameters: [orderId, simplify],
	async run(call) {
		const sale = await readSale(call, call.id('orderId'));
		return call.parameter('simplify') ? simplifySale(sale) : wholeSale(sale);
	},
};

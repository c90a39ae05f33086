import type { ILoadOptionsFunctions, INodeListSearchResult, INodeProperties } from 'n8n-workflow';
import { idText } from '../../api/answers';
import { sellerIdOf } from '../../api/session';
import { searchOrders } from '../../sales/orderSearch';
import { openSession } from '../../operation/openSession';

const fromList = {
	displayName: 'From List',
	name: 'list',
	type: 'list' as const,
	placeholder: 'Select an order...',
	typeOptions: { searchListMethod: 'searchSales', searchable: true },
};

export const orderId: INodeProperties = {
	displayName: 'Order',
	name: 'orderId',
	type: 'resourceLocator',
	default: { mode: 'list', value: '' },
	required: true,
	description:
		'The order that is meant, or the pack. A pack comes with all its orders. "From List" shows the newest orders.',
	modes: [
		fromList,
		{
			displayName: 'By ID',
			name: 'id',
			type: 'string',
			placeholder: 'e.g. 2000003508419013',
		},
	],
};

export const shipmentId: INodeProperties = {
	displayName: 'Shipment',
	name: 'shipmentId',
	type: 'resourceLocator',
	default: { mode: 'list', value: '' },
	required: true,
	description:
		'The shipment that is meant. The ID of the order or pack that it belongs to works as well. "From List" shows the newest orders.',
	modes: [
		fromList,
		{
			displayName: 'By ID',
			name: 'id',
			type: 'string',
			placeholder: 'e.g. 43729529445',
		},
	],
};

const LONGEST_LIST = 50;

/** The newest orders, for the list of the fields; `filter` is what Mercado Libre searches for. */
export async function searchSales(
	this: ILoadOptionsFunctions,
	filter = '',
): Promise<INodeListSearchResult> {
	const session = await openSession(this);
	const search = filter.trim();
	const orders = await searchOrders(session, sellerIdOf(session), { search }, LONGEST_LIST);
	return {
		results: orders.map(({ id, order_items: items }) => {
			const value = idText(id) ?? '';
			const title = Array.isArray(items) ? idText(items[0]?.item?.title) : null;
			return { name: title ? `${value} (${title})` : value, value };
		}),
	};
}

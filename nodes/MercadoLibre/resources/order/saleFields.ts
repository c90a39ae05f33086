import type { INodeProperties } from 'n8n-workflow';

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

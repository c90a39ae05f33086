import type { Resource } from '../../operation/operation';
import { get } from './get.operation';
import { getAll } from './getAll.operation';

export const order: Resource = {
	name: 'Order',
	value: 'order',
	description: "Sales: items, amounts, the buyer's ID",
	defaultOperation: get,
	operations: [get, getAll],
};

import { tryToParseDateTime } from 'n8n-workflow';
import type { Call } from '../../operation/call';
import { limit, optionsOf, returnAll, sellerIdOption, simplify } from '../../operation/fields';
import type { Operation } from '../../operation/operation';
import { findOrders, SEARCH_ORDERS, type OrderFilters } from '../../sales/orderSearch';
import { simplifySale } from '../../sales/sale';

export const getAll: Operation = {
	name: 'Get Many',
	value: 'getAll',
	action: 'Get many orders',
	description:
		'List what you have sold, newest first. Mercado Libre leaves out cancelled orders unless you filter by that status.',
	endpoint: SEARCH_ORDERS,
	parameters: [
		returnAll,
		limit,
		simplify,
		{
			displayName: 'Filters',
			name: 'filters',
			type: 'collection',
			placeholder: 'Add filter',
			default: {},
			options: [
				{
					displayName: 'Created After',
					name: 'createdAfter',
					type: 'dateTime',
					default: '',
					description: 'Only orders that were placed after this time',
				},
				{
					displayName: 'Search',
					name: 'search',
					type: 'string',
					default: '',
					description: 'An order ID, an item ID, words of a title, or the nickname of a buyer',
				},
				{
					displayName: 'Status',
					name: 'status',
					type: 'options',
					options: [
						{ name: 'Cancelled', value: 'cancelled' },
						{ name: 'Confirmed', value: 'confirmed' },
						{ name: 'Invalid', value: 'invalid' },
						{ name: 'Paid', value: 'paid' },
						{ name: 'Partially Paid', value: 'partially_paid' },
						{ name: 'Partially Refunded', value: 'partially_refunded' },
						{ name: 'Payment in Process', value: 'payment_in_process' },
						{ name: 'Payment Required', value: 'payment_required' },
						{ name: 'Pending Cancel', value: 'pending_cancel' },
					],
					default: 'paid',
					description: 'Only orders in this state',
				},
				{
					displayName: 'Updated After',
					name: 'updatedAfter',
					type: 'dateTime',
					default: '',
					description: 'Only orders in which something has changed after this time',
				},
			],
		},
		optionsOf(sellerIdOption),
	],
	async run(call) {
		const sellerId = call.sellerId(call.collection('options'));
		const orders = await findOrders(call, sellerId, filtersOf(call), call.limit());
		return call.parameter('simplify')
			? orders.map((order) => simplifySale({ orders: [order] }))
			: orders;
	},
};

function filtersOf(call: Call): OrderFilters {
	const { status, search, createdAfter, updatedAfter } = call.collection('filters');
	return {
		...(status && { status: String(status) }),
		...(search && { search: String(search).trim() }),
		createdAfter: timeOf(call, 'Created After', 'createdAfter', createdAfter),
		updatedAfter: timeOf(call, 'Updated After', 'updatedAfter', updatedAfter),
	};
}

/**
 * A moment as ISO 8601: a text, or a date of n8n's own, which is written as one. The editor's calendar writes no time zone:
 * that of the workflow is meant, as everywhere in n8n, and not that of the machine.
 */
function timeOf(call: Call, label: string, name: string, value: unknown): string | undefined {
	if (value === undefined || value === null || value === '') return undefined;
	try {
		const time = typeof value === 'number' ? new Date(value) : String(value);
		return new Date(tryToParseDateTime(time, call.context.getTimezone()).toMillis()).toISOString();
	} catch {
		throw call.inputError(
			label,
			name,
			'is not a date',
			`Enter one such as 2026-11-21T10:00:00. The value given was "${String(value).slice(0, 60)}".`,
		);
	}
}

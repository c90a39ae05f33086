import type { IDataObject } from 'n8n-workflow';
import { simplifyClaim } from '../../claims/claim';
import { findClaims, SEARCH_CLAIMS } from '../../claims/claimSearch';
import { checkId } from '../../input/ids';
import type { Call } from '../../operation/call';
import {
	limit,
	optionsOf,
	returnAll,
	role,
	sellerIdOption,
	simplify,
} from '../../operation/fields';
import { siteChoices } from '../../operation/fileFields';
import type { Operation } from '../../operation/operation';

const ROLES = [
	{ name: 'Seller', value: 'seller', description: 'Claims about what you sold' },
	{ name: 'Buyer', value: 'buyer', description: 'Claims about what you bought' },
];

export const getAll: Operation = {
	name: 'Get Many',
	value: 'getAll',
	action: 'Get many claims',
	description: 'List the claims of the account; the open ones unless a filter says otherwise',
	endpoint: SEARCH_CLAIMS,
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
					displayName: 'Order ID',
					name: 'orderId',
					type: 'string',
					default: '',
					placeholder: 'e.g. 2000003508419013',
					description: 'Only claims about this order',
				},
				{
					displayName: 'Pack ID',
					name: 'packId',
					type: 'string',
					default: '',
					placeholder: 'e.g. 2000000089077943',
					description: 'Only claims about orders of this pack',
				},
				{
					displayName: 'Site ID',
					name: 'siteId',
					type: 'options',
					options: siteChoices,
					default: 'MLM',
					description: 'Only claims about sales in this country',
				},
				{
					displayName: 'Sort',
					name: 'sort',
					type: 'options',
					options: [
						{ name: 'Last Updated, Newest First', value: 'last_updated:desc' },
						{ name: 'Last Updated, Oldest First', value: 'last_updated:asc' },
						{ name: 'Opened, Newest First', value: 'date_created:desc' },
						{ name: 'Opened, Oldest First', value: 'date_created:asc' },
					],
					default: 'last_updated:desc',
					description: 'Which claims come first',
				},
				{
					displayName: 'Stage',
					name: 'stage',
					type: 'options',
					options: [
						{ name: 'Claim', value: 'claim', description: 'Between buyer and seller' },
						{ name: 'Dispute', value: 'dispute', description: 'Mercado Libre mediates' },
						{ name: 'None', value: 'none', description: 'Without a stage, such as a return' },
						{
							name: 'Recontact',
							value: 'recontact',
							description: 'The buyer came back after the end',
						},
						{ name: 'Stale', value: 'stale', description: 'Nothing happens in it any more' },
					],
					default: 'claim',
					description: 'Only claims that have come this far',
				},
				{
					displayName: 'Status',
					name: 'status',
					type: 'options',
					options: [
						{ name: 'All', value: 'all', description: 'Both the open and the closed ones' },
						{ name: 'Closed', value: 'closed', description: 'Those that have ended' },
						{ name: 'Opened', value: 'opened', description: 'Those that still go on' },
					],
					default: 'opened',
					description:
						'Whether claims still go on or have ended; without this filter, those that go on',
				},
				{
					displayName: 'Type',
					name: 'type',
					type: 'options',
					options: [
						{ name: 'Cancelled by Buyer', value: 'cancel_purchase' },
						{ name: 'Cancelled by Seller', value: 'cancel_sale' },
						{ name: 'Change of Product', value: 'change' },
						{ name: 'Fulfillment', value: 'fulfillment' },
						{ name: 'Mediation', value: 'mediations' },
						{ name: 'Mercado Libre Case', value: 'ml_case' },
						{ name: 'Return', value: 'returns' },
						{ name: 'Service', value: 'service' },
					],
					default: 'mediations',
					description: 'Only claims of this kind',
				},
			],
		},
		optionsOf(
			{ ...role, description: 'In which role you take part in the claims', options: ROLES },
			sellerIdOption,
		),
	],
	async run(call) {
		const options = call.collection('options');
		const userId = call.sellerId(options);
		const role = options.role === 'buyer' ? 'buyer' : 'seller';
		const claims = await findClaims(call, searchFilters(call), call.limit(), { userId, role });
		return call.parameter('simplify')
			? claims.map((claim) => simplifyClaim(claim, userId))
			: claims;
	},
};

/** The filters in the API's names: the open claims unless a status is chosen. */
function searchFilters(call: Call): IDataObject {
	const { orderId, packId, siteId, sort, stage, status, type } = call.collection('filters');
	if (orderId && packId) {
		throw call.inputError(
			'Order ID',
			'orderId',
			'cannot be combined with "Pack ID"',
			'Mercado Libre searches by one of the two: leave the other one out.',
		);
	}
	return {
		...(status !== 'all' && { status: status || 'opened' }),
		...(stage && { stage }),
		...(type && { type }),
		...(orderId && { order_id: checkId(call.context, 'orderId', orderId) }),
		...(packId && { pack_id: checkId(call.context, 'packId', packId) }),
		...(siteId && { site_id: siteId }),
		...(sort && { sort }),
	};
}

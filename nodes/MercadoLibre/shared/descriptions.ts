import type { INodeProperties, INodePropertyOptions } from 'n8n-workflow';
import { GLOBAL_SELLING_SITES, siteOptions, SITES } from './sites';

/** Parameters that several operations show. */

export const packId: INodeProperties = {
	displayName: 'Pack',
	name: 'packId',
	type: 'resourceLocator',
	default: { mode: 'list', value: '' },
	required: true,
	description:
		'The pack (or the order, when it has no pack) whose conversation is meant. "From List" shows the unread conversations.',
	modes: [
		{
			displayName: 'From List',
			name: 'list',
			type: 'list',
			placeholder: 'Select an unread conversation...',
			typeOptions: { searchListMethod: 'searchConversations', searchable: true },
		},
		{
			displayName: 'By ID',
			name: 'id',
			type: 'string',
			placeholder: 'e.g. 2000000089077943',
		},
	],
};

export const claimId: INodeProperties = {
	displayName: 'Claim',
	name: 'claimId',
	type: 'resourceLocator',
	default: { mode: 'list', value: '' },
	required: true,
	description: 'The claim that is meant. "From List" shows the open claims.',
	modes: [
		{
			displayName: 'From List',
			name: 'list',
			type: 'list',
			placeholder: 'Select an open claim...',
			typeOptions: { searchListMethod: 'searchClaims', searchable: true },
		},
		{
			displayName: 'By ID',
			name: 'id',
			type: 'string',
			placeholder: 'e.g. 5294629673',
		},
	],
};

export const returnAll: INodeProperties = {
	displayName: 'Return All',
	name: 'returnAll',
	type: 'boolean',
	default: false,
	description: 'Whether to return all results or only up to a given limit',
};

export const limit: INodeProperties = {
	displayName: 'Limit',
	name: 'limit',
	type: 'number',
	typeOptions: { minValue: 1 },
	default: 50,
	displayOptions: { show: { returnAll: [false] } },
	description: 'Max number of results to return',
};

export const simplify: INodeProperties = {
	displayName: 'Simplify',
	name: 'simplify',
	type: 'boolean',
	default: true,
	description: 'Whether to return a simplified version of the response instead of the raw data',
};

export const sellerIdOption: INodeProperties = {
	displayName: 'Seller ID',
	name: 'sellerId',
	type: 'string',
	default: '',
	placeholder: 'e.g. 415458330',
	description:
		'Another seller than the one whose account is connected, for accounts that may act for several',
};

/** A collection of optional fields under `options`. */
export const optionsOf = (...options: INodeProperties[]): INodeProperties => ({
	displayName: 'Options',
	name: 'options',
	type: 'collection',
	placeholder: 'Add option',
	default: {},
	options,
});

const otherSites = Object.keys(SITES).filter(
	(siteId) => !(GLOBAL_SELLING_SITES as readonly string[]).includes(siteId),
) as (keyof typeof SITES)[];

/** The countries of Global Selling first: a cross-border seller has only these. */
export const siteChoices: INodePropertyOptions[] = [
	...siteOptions(GLOBAL_SELLING_SITES),
	...siteOptions(otherSites),
];

export const binaryPropertyName: INodeProperties = {
	displayName: 'Input Binary Field',
	name: 'binaryPropertyName',
	type: 'string',
	default: 'data',
	required: true,
	hint: 'The name of the input field that holds the file',
};

export const outputBinaryPropertyName: INodeProperties = {
	displayName: 'Put Output File in Field',
	name: 'binaryPropertyName',
	type: 'string',
	default: 'data',
	required: true,
	hint: 'The name of the output field that will hold the file',
};

import type { INodeProperties } from 'n8n-workflow';

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

export const role: INodeProperties = {
	displayName: 'Role',
	name: 'role',
	type: 'options',
	options: [
		{ name: 'Seller', value: 'seller', description: 'Conversations about what you sold' },
		{ name: 'Buyer', value: 'buyer', description: 'Conversations about what you bought' },
	],
	default: 'seller',
	description: 'In which role you take part in the conversations',
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

export const downloadAttachmentsOption: INodeProperties = {
	displayName: 'Download Attachments',
	name: 'downloadAttachments',
	type: 'boolean',
	default: true,
	description:
		'Whether to put the files of a message into the fields attachment_0, attachment_1 and so on. Files that Mercado Libre flags as harmful are left out.',
};

export const addSaleOption: INodeProperties = {
	displayName: 'Add Sale',
	name: 'addSale',
	type: 'options',
	options: [
		{ name: 'Nothing', value: 'nothing' },
		{ name: 'Order', value: 'order', description: 'What was bought, in the field "order"' },
		{
			name: 'Order and Shipment',
			value: 'orderAndShipment',
			description: 'Also where the parcel is and when it arrives, in the field "shipment"',
		},
	],
	default: 'nothing',
	description:
		'What of the sale to put beside each message. Each sale is read once. If it cannot be read, the message comes all the same, and "saleError" says why. Your application needs the functional permission for sales and shipping.',
};

export const includeDetailsOption: INodeProperties = {
	displayName: 'Include Details',
	name: 'includeDetails',
	type: 'boolean',
	default: false,
	description:
		'Whether to add what the claim is about in words, who must act until when, what the buyer expects, and whether it affects your reputation. Costs four requests more a claim.',
};

export const failIfHeldBackOption: INodeProperties = {
	displayName: 'Fail If Held Back',
	name: 'failIfHeldBack',
	type: 'boolean',
	default: true,
	description:
		'Whether a message that Mercado Libre takes and keeps from the buyer (moderation) is an error. If switched off, the output tells it in the field "moderation".',
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

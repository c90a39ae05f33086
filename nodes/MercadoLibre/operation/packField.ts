import type { INodeProperties } from 'n8n-workflow';

export const packId: INodeProperties = {
	displayName: 'Pack',
	name: 'packId',
	type: 'resourceLocator',
	default: { mode: 'list', value: '' },
	required: true,
	description:
		'The pack whose conversation is meant, or one of its orders. "From List" shows the unread conversations, to be searched by words or ID.',
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

/** The same for conversations that nobody has begun: the list of unread ones does not show them. */
export const newPackId: INodeProperties = {
	...packId,
	description:
		'The pack or order whose buyer you write to first. "From List" shows the newest orders.',
	modes: [
		{
			displayName: 'From List',
			name: 'list',
			type: 'list',
			placeholder: 'Select an order...',
			typeOptions: { searchListMethod: 'searchSales', searchable: true },
		},
		...packId.modes!.slice(1),
	],
};

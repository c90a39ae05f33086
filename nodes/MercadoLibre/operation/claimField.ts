import type { INodeProperties } from 'n8n-workflow';

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

import type { ILoadOptionsFunctions, INodeListSearchResult, INodeProperties } from 'n8n-workflow';
import { idText } from '../api/answers';
import { findClaims } from '../claims/claimSearch';
import { openSession } from './openSession';

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

const LONGEST_LIST = 100;

/** The open claims, newest first, for the list of the field; `filter` is a part of the claim id. */
export async function searchClaims(
	this: ILoadOptionsFunctions,
	filter = '',
): Promise<INodeListSearchResult> {
	const session = await openSession(this);
	const claims = await findClaims(
		session,
		{ status: 'opened', sort: 'last_updated:desc' },
		LONGEST_LIST,
	);
	return {
		results: claims
			.filter(({ id }) => (idText(id) ?? '').includes(filter.trim()))
			.map(({ id, stage }) => ({ name: `${id} (${stage ?? 'open'})`, value: idText(id) ?? '' })),
	};
}

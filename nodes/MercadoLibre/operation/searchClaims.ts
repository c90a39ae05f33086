import type { ILoadOptionsFunctions, INodeListSearchResult } from 'n8n-workflow';
import { getAccount } from '../api/account';
import { searchClaims as search } from '../claims/claims';

const LONGEST_LIST = 100;

/** The open claims, newest first, for the list of the field "Claim"; `filter` is a part of the claim id. */
export async function searchClaims(
	this: ILoadOptionsFunctions,
	filter = '',
): Promise<INodeListSearchResult> {
	const session = { context: this, account: await getAccount(this) };
	const claims = await search(
		session,
		{ status: 'opened', sort: 'last_updated:desc' },
		LONGEST_LIST,
	);
	return {
		results: claims
			.filter(({ id }) => String(id).includes(filter.trim()))
			.map(({ id, stage }) => ({ name: `${id} (${stage ?? 'open'})`, value: String(id) })),
	};
}

import type { ILoadOptionsFunctions, INodeListSearchResult, INodeProperties } from 'n8n-workflow';
import { sellerIdOf } from '../api/session';
import { listUnread, packIdOf } from '../conversations/unread';
import { openSession } from './openSession';

export const packId: INodeProperties = {
	displayName: 'Pack',
	name: 'packId',
	type: 'resourceLocator',
	default: { mode: 'list', value: '' },
	required: true,
	description:
		'The pack whose conversation is meant, or one of its orders. "From List" shows the unread conversations.',
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

/** The unread conversations, for the list of the field; `filter` is a part of the pack id. */
export async function searchConversations(
	this: ILoadOptionsFunctions,
	filter = '',
): Promise<INodeListSearchResult> {
	const session = await openSession(this);
	const { results } = await listUnread(session, { role: 'seller', userId: sellerIdOf(session) });
	return {
		results: results
			.map((entry) => ({ value: packIdOf(entry), count: Number(entry.count) || 0 }))
			.filter(({ value }) => value.includes(filter.trim()))
			.map(({ value, count }) => ({ name: `${value} (${count} unread)`, value })),
	};
}

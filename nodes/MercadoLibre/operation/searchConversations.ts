import type { ILoadOptionsFunctions, INodeListSearchResult } from 'n8n-workflow';
import { getAccount } from '../api/account';
import { sellerIdOf } from '../api/transport';
import { listUnread, packIdOf } from '../conversations/unread';

/** The unread conversations, for the list of the field "Pack"; `filter` is a part of the pack id. */
export async function searchConversations(
	this: ILoadOptionsFunctions,
	filter = '',
): Promise<INodeListSearchResult> {
	const session = { context: this, account: await getAccount(this) };
	const { results } = await listUnread(session, { role: 'seller', userId: sellerIdOf(session) });
	return {
		results: results
			.map((entry) => ({ value: packIdOf(entry), count: Number(entry.count) || 0 }))
			.filter(({ value }) => value.includes(filter.trim()))
			.map(({ value, count }) => ({ name: `${value} (${count} unread)`, value })),
	};
}

import type { Family } from '../api/account';
import { fieldOf, idText, isListOfObjects, numberOf } from '../api/answers';
import type { Endpoint } from '../api/endpoint';
import type { Session } from '../api/session';
import { apiRequest } from '../api/transport';

/** Document 003 "Messages pending reading". */
export const LIST_UNREAD: Endpoint = {
	method: 'GET',
	globalSelling: '/marketplace/messages/unread',
	local: '/messages/unread',
};

/** The API lists no more than this; the rest shows when some are read (document 003; the local page of 2025-12-30). */
const UNREAD_CAP: Record<Family, number> = { globalSelling: 1_000, local: 500 };

/** A conversation with news: `resource` is `/packs/{pack}` or `/packs/{pack}/sellers/{seller}`. */
export interface UnreadEntry {
	resource: string;
	count: number | string;
}

interface UnreadAnswer {
	results: UnreadEntry[];
	/** Global Selling. */
	userId?: number | string;
	/** Local. */
	user_id?: number | string;
}

/**
 * The unread conversations of the account, each once; when the list is full (1,000, or 500 of a local account)
 * there may be more. Marks nothing as read.
 */
export async function listUnread(
	session: Session,
	{ role, userId }: { role: 'seller' | 'buyer'; userId: string },
): Promise<{ results: UnreadEntry[]; userId: string | null; isFull: boolean }> {
	const { body } = await apiRequest<UnreadAnswer>(session, {
		endpoint: LIST_UNREAD,
		qs: {
			role,
			tag: 'post_sale',
			...(session.account.family === 'globalSelling' && { user_id: userId }),
		},
		isValid: (answer) => isListOfObjects(fieldOf(answer, 'results')),
	});
	const byPack = new Map(body.results.map((entry) => [packIdOf(entry), entry]));
	// One that names nothing can neither be read nor remembered.
	byPack.delete('');
	return {
		results: [...byPack.values()],
		userId: idText(body.userId ?? body.user_id),
		isFull: body.results.length >= UNREAD_CAP[session.account.family],
	};
}

/** The pack in a `resource`; an unknown form of it is given back whole, so that nothing is lost. */
export const packIdOf = ({ resource }: UnreadEntry): string =>
	/\/packs\/(\d+)/.exec(idText(resource) ?? '')?.[1] ?? idText(resource) ?? '';

/** The seller in the `resource` of a local account; undefined in Global Selling. */
export const sellerIdIn = ({ resource }: UnreadEntry): string | undefined =>
	/\/sellers\/(\d+)/.exec(idText(resource) ?? '')?.[1];

export const simplifyUnread = (entry: UnreadEntry, userId: string | null) => ({
	packId: packIdOf(entry),
	unreadCount: numberOf(entry.count),
	resource: entry.resource,
	userId,
});

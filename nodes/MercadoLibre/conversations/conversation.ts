import { fieldOf, isListOfObjects } from '../api/answers';
import type { Endpoint } from '../api/endpoint';
import { samePath } from '../api/endpoint';
import { readPages, totalOf } from '../api/paging';
import { sellerIdOf, type Session } from '../api/session';
import { apiRequest } from '../api/transport';
import {
	messageId,
	oldestFirst,
	type ApiMessage,
	type ConversationStatus,
	type MessagesAnswer,
} from './messages';

/** Documents 000 and 001 "Get messages by pack"; 002 "Obter mensagens de um pacote". */
export const READ_CONVERSATION: Endpoint = {
	method: 'GET',
	globalSelling: '/marketplace/messages/packs/{packId}',
	local: '/messages/packs/{packId}/sellers/{sellerId}?tag=post_sale',
};

/** Document 003 "Mark messages as read": in both families, reading at this path marks. */
export const MARK_AS_READ = samePath(
	'GET',
	'/messages/packs/{packId}/sellers/{sellerId}?tag=post_sale',
);

const PAGE_SIZE = 50;

export interface Conversation {
	messages: ApiMessage[];
	status: ConversationStatus | null;
	/** The most messages that any page said there are; undefined when none did. */
	total: number | undefined;
}

/** Which conversation, of which seller (the connected one unless given). */
export interface ConversationRef {
	packId: string;
	sellerId?: string;
}

const hasMessages = (body: unknown): boolean => isListOfObjects(fieldOf(body, 'messages'));

/**
 * Reads messages of a conversation, all unless `limit` is given, oldest first, without marking them as
 * read unless `mark` is set.
 */
export async function readConversation(
	session: Session,
	{ packId, sellerId }: ConversationRef,
	{ offset = 0, limit = Infinity, mark = false } = {},
): Promise<Conversation> {
	// The documents promise only for the local path that reading marks. Marking comes first, so that no
	// message is marked that is not read here.
	if (mark && session.account.family === 'globalSelling') {
		await markAsRead(session, { packId, sellerId });
	}
	let status: ConversationStatus | null = null;
	let total: number | undefined;
	const messages = await readPages<ApiMessage>(
		async (pageOffset, pageLimit) => {
			const { body } = await apiRequest<MessagesAnswer>(session, {
				endpoint: READ_CONVERSATION,
				ids: { packId, sellerId },
				qs: {
					limit: pageLimit,
					offset: pageOffset,
					...(!mark && { mark_as_read: false }),
				},
				isValid: hasMessages,
			});
			status ??= body.conversation_status ?? null;
			const pageTotal = totalOf(body.paging);
			if (pageTotal !== undefined) total = Math.max(pageTotal, total ?? 0);
			return { items: body.messages ?? [], total: pageTotal };
		},
		{ idOf: messageId, pageSize: PAGE_SIZE, offset, limit },
	);
	return { messages: oldestFirst(messages), status, total };
}

/** Marks a conversation as read. */
export async function markAsRead(
	session: Session,
	{ packId, sellerId }: ConversationRef,
): Promise<MessagesAnswer> {
	const { body } = await apiRequest<MessagesAnswer>(session, {
		endpoint: MARK_AS_READ,
		ids: { packId, sellerId: sellerId ?? sellerIdOf(session) },
		qs: { limit: 1 },
		isValid: hasMessages,
	});
	return body;
}

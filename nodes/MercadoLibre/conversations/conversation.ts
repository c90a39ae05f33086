import { fieldOf, isListOfObjects } from '../api/answers';
import type { Endpoint } from '../api/endpoint';
import { samePath } from '../api/endpoint';
import type { ReadPage } from '../api/paging';
import { readPages, totalOf } from '../api/paging';
import { sellerIdOf, type Session } from '../api/session';
import { apiRequest } from '../api/transport';
import {
	createdTime,
	maxTextLengthIn,
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

const PAGES = {
	idOf: (message: ApiMessage) => messageId(message) || JSON.stringify(message),
	pageSize: 50,
};

export interface Conversation {
	messages: ApiMessage[];
	status: ConversationStatus | null;
	/** The most messages that any page said there are; undefined when none did. */
	total: number | undefined;
	/** How many characters the seller may write; undefined where no page tells (Global Selling). */
	maxTextLength: number | undefined;
}

/** Which conversation, of which seller (the connected one unless given). */
export interface ConversationRef {
	packId: string;
	sellerId?: string;
}

const hasMessages = (body: unknown): boolean => isListOfObjects(fieldOf(body, 'messages'));

/**
 * Reads messages of a conversation, all unless `limit` is given, then the newest ones; oldest first, without
 * marking them as read unless `mark` is set. With an `offset`, the messages from there on in the API's own order.
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
	let maxTextLength: number | undefined;
	const readPage: ReadPage<ApiMessage> = async (pageOffset, pageLimit) => {
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
		maxTextLength ??= maxTextLengthIn(body);
		const pageTotal = totalOf(body.paging);
		if (pageTotal !== undefined) total = Math.max(pageTotal, total ?? 0);
		return { items: body.messages ?? [], total: pageTotal };
	};
	const pageSize = Math.min(PAGES.pageSize, limit);
	const messages =
		offset > 0 || limit === Infinity
			? oldestFirst(await readPages(readPage, { ...PAGES, pageSize, offset, limit }))
			: await readNewest(readPage, limit);
	return { messages, status, total, maxTextLength };
}

/** The `limit` newest messages, oldest first, whatever order the API lists them in: the documents promise none. */
async function readNewest(readPage: ReadPage<ApiMessage>, limit: number): Promise<ApiMessage[]> {
	const first = await readPage(0, PAGES.pageSize);
	const readOn: ReadPage<ApiMessage> = async (offset, size) =>
		offset === 0 ? first : await readPage(offset, size);
	const times = first.items.map(createdTime);
	const isNewestFirst = times.every((time, i) => i === 0 || times[i - 1] >= time);
	const isOldestFirst = times.every((time, i) => i === 0 || times[i - 1] <= time);
	if (isNewestFirst !== isOldestFirst) {
		const most = Math.max(limit, PAGES.pageSize);
		const offset = isOldestFirst ? Math.max(0, (first.total ?? 0) - most) : 0;
		const found = await readPages(readOn, {
			...PAGES,
			offset,
			limit: isNewestFirst ? limit : Infinity,
		});
		// Messages that are counted and not shown may be among the last.
		if (found.length >= limit || offset === 0) return oldestFirst(found).slice(-limit);
	}
	return oldestFirst(await readPages(readOn, PAGES)).slice(-limit);
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

/** Document 000 "Get message by ID"; 002 "Obter mensagens por ID". */
export const GET_MESSAGE: Endpoint = {
	method: 'GET',
	globalSelling: '/marketplace/messages/{messageId}',
	local: '/messages/{messageId}?tag=post_sale',
	// "Message not found in the server, try again in a few seconds" (documents 000 and 001, 404): a notification may be
	// ahead of the storage.
	means: ({ status, message }) =>
		status === 404 && /could not be retrieved/i.test(message) ? 'unsent' : undefined,
};

/** The answer holds a list of one; an older local edition answers the message itself (document 002). */
function messageIn(answer: unknown): ApiMessage | undefined {
	const messages = fieldOf(answer, 'messages');
	const message = Array.isArray(messages) ? messages[0] : answer;
	const isMessage =
		fieldOf(message, 'id') !== undefined || fieldOf(message, 'message_id') !== undefined;
	return isMessage ? (message as ApiMessage) : undefined;
}

/**
 * One message by its id, with the status of its conversation where the API gives it. Marks nothing as read.
 * @param isOnce whether one that is not stored yet is refused at once, instead of being asked for again
 */
export async function readMessage(
	session: Session,
	messageId: string,
	{ isOnce = false } = {},
): Promise<{ message: ApiMessage; status: ConversationStatus | null | undefined }> {
	const { body } = await apiRequest<MessagesAnswer>(session, {
		endpoint: isOnce ? { ...GET_MESSAGE, means: undefined } : GET_MESSAGE,
		ids: { messageId },
		isValid: (answer) => messageIn(answer) !== undefined,
	});
	return { message: messageIn(body) as ApiMessage, status: body.conversation_status };
}

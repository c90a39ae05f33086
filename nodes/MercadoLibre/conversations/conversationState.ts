import type { IDataObject } from 'n8n-workflow';
import { fieldOf, idText, isListOfObjects, isObject, numberOf, timeText } from '../api/answers';
import type { Endpoint } from '../api/endpoint';
import { isOutOfReach } from '../api/errors/problem';
import { totalOf } from '../api/paging';
import type { Session } from '../api/session';
import { apiRequest } from '../api/transport';
import { READ_CONVERSATION, type ConversationRef } from './conversation';
import { claimIdsOf, isWithAgent, maxTextLengthIn, type MessagesAnswer } from './messages';
import { blockedWords } from './words/blockedReasons';

/** The unread messages of one conversation: local accounts only (local page on pending messages, 2025-09-11). */
const UNREAD_OF_ONE: Endpoint = {
	method: 'GET',
	globalSelling: '',
	local: '/messages/unread/packs/{packId}/sellers/{sellerId}?tag=post_sale',
};

/** The state of a conversation, as it is read without marking it. */
export async function readState(session: Session, ref: ConversationRef): Promise<MessagesAnswer> {
	const { body } = await apiRequest<MessagesAnswer>(session, {
		endpoint: READ_CONVERSATION,
		ids: { ...ref },
		qs: { limit: 1, mark_as_read: false },
		isValid: (answer) =>
			isListOfObjects(fieldOf(answer, 'messages')) ||
			isObject(fieldOf(answer, 'conversation_status')),
	});
	return body;
}

/** How many messages of a conversation are unread; null where the API does not tell (Global Selling). */
export async function readUnreadCount(
	session: Session,
	ref: ConversationRef,
): Promise<number | null> {
	if (session.account.family !== 'local') return null;
	const answer = await apiRequest<{ results: { count?: number | string }[] }>(session, {
		endpoint: UNREAD_OF_ONE,
		ids: { ...ref },
		isValid: (body) => isListOfObjects(fieldOf(body, 'results')),
	}).catch((error) => {
		// What else is known of the conversation is worth more than the count.
		if (!isOutOfReach(error)) throw error;
		return undefined;
	});
	return answer ? answer.body.results.reduce((sum, { count }) => sum + numberOf(count), 0) : null;
}

export function simplifyState(
	packId: string,
	answer: MessagesAnswer,
	unreadCount: number | null,
): IDataObject {
	const state = answer.conversation_status ?? {};
	const isClosed = Boolean(state.substatus) && state.status !== 'active';
	return {
		packId,
		status: state.status ?? null,
		substatus: state.substatus ?? null,
		blockedReason: isClosed ? blockedWords(String(state.substatus)) : null,
		isWithAgent: isWithAgent(state),
		path: state.path ?? null,
		statusUpdatedAt: timeText(state.status_date),
		claimIds: claimIdsOf(state),
		shippingId: idText(state.shipping_id),
		unreadCount,
		messageCount: totalOf(answer.paging) ?? null,
		maxTextLength: maxTextLengthIn(answer) ?? null,
	};
}

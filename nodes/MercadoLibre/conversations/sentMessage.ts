import { isSince } from '../api/clock';
import type { Session } from '../api/session';
import { sellerIdOf } from '../api/session';
import type { ConversationRef } from './conversation';
import { readConversation } from './conversation';
import type { ApiMessage } from './messages';
import { createdAt, isFrom, messageText } from './messages';

const normalized = (text: string) => text.replace(/\s+/g, ' ').trim();

export const isSameText = (message: ApiMessage, text: string): boolean =>
	normalized(messageText(message)) === normalized(text);

/**
 * The seller's newest message of this text (of any text when it is undefined) since a moment: the trace of
 * a send whose answer was lost.
 */
export async function findSentMessage(
	session: Session,
	conversation: ConversationRef,
	text: string | undefined,
	since: Date,
): Promise<ApiMessage | undefined> {
	const seller = conversation.sellerId ?? sellerIdOf(session);
	const { messages } = await readConversation(session, conversation);
	return messages.findLast(
		(message) =>
			isFrom(seller, message) &&
			isSince(session, createdAt(message), since) &&
			(text === undefined || isSameText(message, text)),
	);
}

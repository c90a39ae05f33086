import { fieldOf } from '../api/answers';
import type { Endpoint } from '../api/endpoint';
import type { Session } from '../api/session';
import { apiRequest } from '../api/transport';
import type { ApiMessage, ConversationStatus, MessagesAnswer } from './messages';

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

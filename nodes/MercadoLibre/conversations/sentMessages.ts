import type { IDataObject } from 'n8n-workflow';
import { fieldOf, idText, isObject } from '../api/answers';
import { isSince } from '../api/clock';
import { forgetOldest } from '../api/forgetOldest';
import type { Session } from '../api/session';
import { readConversation, type ConversationRef } from './conversation';
import {
	createdAt,
	isFrom,
	messageId,
	messageText,
	simplifyMessage,
	type ApiMessage,
} from './messages';
import { moderationOf } from './moderation';
import { withPackOf } from './packOfOrder';

/**
 * The messages that sends of this process have brought about, newest last: one that is known to be of another send
 * proves nothing about this one, though it has the same text.
 */
const known = new Set<string>();

/** More than can be sent while an answer is looked for, at 500 a minute. */
const MOST_KNOWN = 5_000;

/** Remembers a message as that of a send whose outcome is known. */
function noteSent(message: ApiMessage): void {
	const id = messageId(message);
	if (id === '') return;
	known.add(id);
	forgetOldest(known, MOST_KNOWN);
}

const normalized = (text: string) => text.replace(/\s+/g, ' ').trim();

export const isSameText = (message: ApiMessage, text: string): boolean =>
	normalized(messageText(message)) === normalized(text);

/**
 * The seller's newest message of this text (of any text when it is undefined) since a moment of our clock, sent by
 * this application and not known to be of another send: the trace of a send whose answer was lost. The conversation
 * may be named by the id of one of the pack's orders.
 */
export async function findSentMessage(
	session: Session,
	conversation: ConversationRef & { sellerId: string },
	text: string | undefined,
	since: Date,
): Promise<ApiMessage | undefined> {
	const { messages } = await withPackOf(
		session,
		conversation.packId,
		async (packId) => await readConversation(session, { ...conversation, packId }),
	);
	return messages.findLast(
		(message) =>
			isFrom(conversation.sellerId, message) &&
			isSince(session, createdAt(message), since) &&
			(text === undefined || isSameText(message, text)) &&
			isOfApplication(session, message) &&
			!known.has(messageId(message)),
	);
}

/** `client_id` is the application that has sent a message (document 003); not every answer tells it. */
function isOfApplication({ account }: Session, message: ApiMessage): boolean {
	const clientId = idText(message.client_id);
	return clientId === null || account.clientId === '' || clientId === account.clientId;
}

/** The message in the answer to a send: the answer is one, a list of one, or has such a list. */
export function sentMessageIn(answer: unknown): ApiMessage | undefined {
	const list = fieldOf(answer, 'messages') ?? answer;
	const message: unknown = Array.isArray(list) ? list[0] : list;
	return isObject(message) ? (message as ApiMessage) : undefined;
}

/**
 * What has been sent, as operations hand it out: in the shape of a message that is read, or as the API gives it; with
 * `moderation`, first of all, when the buyer does not see it. From then on it is known as that of this send.
 * @param text what was sent, for answers that do not repeat it
 */
export function outputOfSend(
	message: ApiMessage,
	{
		sellerId,
		packId,
		text = '',
		simplify,
	}: { sellerId: string; packId: string; text?: string; simplify: boolean },
): IDataObject {
	noteSent(message);
	const moderation = moderationOf(message);
	if (!simplify) return { ...moderation, ...message, ...moderation, packId };
	// The answer does not always tell who has sent it, and never how the conversation is.
	const from = { ...message.from, user_id: sellerId };
	const output: IDataObject = simplifyMessage({ ...message, from }, { sellerId, packId });
	delete output.conversation;
	delete output.moderation;
	return { ...moderation, ...output, text: output.text || text };
}

import { apiError } from '../api/errors/apiError';
import { problemBehind } from '../api/errors/problem';
import type { Session } from '../api/session';
import { blockedReason } from './blockedReasons';
import { readConversation, type ConversationRef } from './conversation';

/**
 * The error of a send that was refused with 403, told better: the API's answer rarely says why, but the
 * status of the conversation does. Gives the error itself back when the conversation does not explain it.
 */
export async function explainBlocked(
	session: Session,
	conversation: ConversationRef,
	error: unknown,
): Promise<unknown> {
	const problem = problemBehind(error);
	if (problem?.status !== 403) return error;
	const status = await readConversation(session, conversation, { limit: 1 })
		.then((read) => read.status)
		.catch(() => null);
	const substatus = status?.substatus;
	if (!substatus || status?.status === 'active') return error;
	return apiError(session, problem, {
		title: blockedReason(substatus) ?? `The conversation is closed: ${substatus}`,
		cure: `The conversation is closed for messages with the code "${substatus}".`,
	});
}

import { apiError } from '../api/errors/apiError';
import { problemBehind, type ApiProblem } from '../api/errors/problem';
import type { Session } from '../api/session';
import { readConversation, type ConversationRef } from './conversation';
import { isNotThisPack } from './packOfOrder';
import { blockedReason, isBlockedCode } from './words/blockedReasons';

/** Words that tell more than the status of the conversation does: the reason is used up, wait for the buyer. */
const SAYS_WHY = /not allowed to execute the option/i;

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
	if (problem?.status !== 403 || SAYS_WHY.test(problem.message) || isNotThisPack(error))
		return error;
	const substatus =
		codeIn(problem) ?? (await substatusOf(session, conversation).catch(() => undefined));
	if (!substatus) return error;
	const { title, cure } = blockedReason(substatus);
	return apiError(session, { ...problem, cause: problem.cause ?? substatus }, { title, cure });
}

/** The action guide gives the code as the cause of its refusal. */
const codeIn = ({ cause = '', code, message }: ApiProblem): string | undefined =>
	[cause, code, message].find(isBlockedCode);

async function substatusOf(
	session: Session,
	conversation: ConversationRef,
): Promise<string | undefined> {
	const { status } = await readConversation(session, conversation, { limit: 1 });
	return status?.status === 'active' ? undefined : (status?.substatus ?? undefined);
}

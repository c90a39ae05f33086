import { NodeOperationError, sleep } from 'n8n-workflow';
import { authorizationAfter, CREDENTIAL_NAME, storedAuthorization } from '../account';
import type { ApiContext } from '../context';
import { NOT_ACCEPTED } from '../errors/accessErrors';
import { apiError } from '../errors/apiError';
import { operationError } from '../errors/operationError';
import { isRefusal, problemBehind } from '../errors/problem';
import { backoffMs } from '../pacing/retry';
import { cancelled, type Session } from '../session';
import { unlessAborted } from './unlessAborted';

/** The renewals under way in this process, by credential and refused token. */
const underWay = new Map<string, Promise<void>>();

/** How often it is looked whether somebody else has renewed a token that cannot be renewed any more. */
const MOST_LOOKS = 3;

/**
 * Takes care that the next request goes with a token that is good, and returns its Authorization header. Where the
 * credential holds another one than the refused by now, that is all: nobody knows yet whether it is good, and nothing is
 * returned. Else `renew` has n8n renew it, once for everybody in this process who comes with the same token: older
 * versions of n8n would renew it for each of them, and a refresh token serves once. When the token stays the same, it was
 * not to blame.
 * @param refused the Authorization header that was refused
 * @param renew sends a request of a session that nobody can cancel
 * @throws NodeApiError or NodeOperationError, of the item itself, when the token cannot be renewed
 */
export async function provenToken(
	session: Session,
	refused: string,
	renew: (session: Session) => Promise<unknown>,
): Promise<string | undefined> {
	const { context } = session;
	if ((await authorizationAfter(context, refused)) !== refused) return undefined;
	const key = `${context.getNode().credentials?.[CREDENTIAL_NAME].id} ${refused}`;
	let renewal = underWay.get(key);
	if (!renewal) {
		renewal = renewOnce(session, refused, renew).finally(() => underWay.delete(key));
		underWay.set(key, renewal);
	}
	await unlessAborted(renewal, session.signal, () => cancelled(session)).catch((error) => {
		throw session.signal?.aborted ? error : ofItem(session, error);
	});
	return await authorizationAfter(context, refused);
}

async function renewOnce(
	{ context, account, errorTable, requestOptions }: Session,
	refused: string,
	renew: (session: Session) => Promise<unknown>,
): Promise<void> {
	await renew({
		context: uncancellable(context),
		account,
		errorTable,
		requestOptions,
		isUrgent: true,
	}).catch(async (error) => {
		// Another process may have been faster by a moment, and the refresh token has served it.
		for (let looks = 1; looks <= MOST_LOOKS; looks++) {
			await sleep(backoffMs(looks));
			if ((await storedAuthorization(context)) !== refused) return;
		}
		throw error;
	});
}

/** n8n ends a request that it authenticates with the execution that began it; this one is everybody's. */
const uncancellable = (context: ApiContext): ApiContext =>
	Object.create(context, { getExecutionCancelSignal: { value: () => undefined } }) as ApiContext;

/** The error of the renewal as one of the item that waited for it. */
function ofItem(session: Session, error: unknown): unknown {
	const problem = problemBehind(error);
	if (problem) return apiError(session, problem, isRefusal(error) ? NOT_ACCEPTED : undefined);
	if (!(error instanceof NodeOperationError)) return error;
	return operationError(session.context, error.message, error.description ?? undefined);
}

import { sleep, type IHttpRequestOptions } from 'n8n-workflow';
import type { Failure } from './attempt';
import { send } from './attempt';
import { needsSellerId, pathOf } from './endpoint';
import { apiError } from './errors/apiError';
import type { ApiProblem } from './errors/problem';
import { CancelledWhileWaiting, poolOf } from './pacing/pool';
import { backoffMs, MAX_ATTEMPTS, MAX_REFUSALS } from './pacing/retry';
import type { ApiRequest, ApiResponse } from './request';
import type { Session } from './session';
import { cancelled, sellerIdOf } from './session';

const JSON_TIMEOUT_MS = 30_000;
const FILE_TIMEOUT_MS = 300_000;
/** What n8n sets when the user has chosen no timeout. */
const N8N_DEFAULT_TIMEOUT_MS = 300_000;

/**
 * The one way to the API: paces, authenticates, retries what may be retried, refreshes the token through
 * n8n, and turns what the API refuses into an error that says the cure.
 *
 * Reads and uploads are repeated after 429, 408, 5xx and connection failures. Other writes are repeated
 * only when the API certainly did not do them, or when `findEffect` finds no trace of them.
 * @throws NodeApiError or NodeOperationError
 */
export async function apiRequest<T = unknown>(
	session: Session,
	request: ApiRequest,
): Promise<ApiResponse<T>> {
	const { account } = session;
	const options = httpOptions(session, request);
	const isRead = request.endpoint.method === 'GET';
	const isRepeatable = isRead || request.makeForm !== undefined;
	const pool = poolOf(account, isRead ? 'read' : 'write');
	let firstSentAt: Date | undefined;
	const sendNow = async () => {
		firstSentAt ??= new Date();
		const outcome = await send(session, request, options);
		// Before the next one is let go.
		if (outcome.kind === 'throttled') outcome.retryAfter = pool.refused(outcome.retryAfter);
		else pool.passed();
		return outcome;
	};

	for (let failures = 0, refusals = 0; ;) {
		const outcome = await pool.run(sendNow, session.signal, session.isUrgent).catch((error) => {
			throw error instanceof CancelledWhileWaiting ? cancelled(session) : error;
		});
		if (outcome.kind === 'done') {
			pool.noteServerDate(outcome.response.headers.date);
			return outcome.response as ApiResponse<T>;
		}
		const { kind, problem } = outcome;
		if (kind === 'throttled') {
			if (++refusals >= MAX_REFUSALS) throw apiError(session, problem);
			logRetry(session, request, outcome, outcome.retryAfter);
			continue;
		}
		if (kind === 'refused') throw apiError(session, problem);

		const isLast = ++failures >= MAX_ATTEMPTS;
		const mayHaveHappened = kind === 'unknown' && !isRepeatable;
		if (isLast && !mayHaveHappened) throw apiError(session, problem);
		const wait = outcome.retryAfter || backoffMs(failures);
		logRetry(session, request, outcome, wait);
		await sleepUnlessCancelled(session, wait);
		if (mayHaveHappened) {
			const effect = await findEffect(session, request, problem, firstSentAt);
			if (effect !== undefined) return { status: 200, headers: {}, body: effect as T };
			if (isLast) throw apiError(session, problem);
		}
	}
}

/** Tells at debug level what is retried, without contents. */
function logRetry(
	{ context, account }: Session,
	{ endpoint }: ApiRequest,
	outcome: Failure,
	wait = 0,
) {
	context.logger.debug('Mercado Libre did not answer as hoped; trying again', {
		method: endpoint.method,
		path: endpoint[account.family],
		outcome: outcome.kind,
		status: outcome.problem.status,
		waitMs: Math.round(wait),
	});
}

/** @throws NodeApiError that tells the user to look before sending again, when nobody can know. */
async function findEffect(
	session: Session,
	request: ApiRequest,
	problem: ApiProblem,
	since = new Date(),
): Promise<unknown> {
	const unknownFate = () =>
		apiError(session, problem, {
			title: 'It is not known whether Mercado Libre did it',
			cure: 'The connection failed after the request was sent. Look into the conversation or claim before you run this item again, so that nothing is sent twice.',
		});
	if (!request.findEffect) throw unknownFate();
	try {
		return await request.findEffect(since);
	} catch {
		throw unknownFate();
	}
}

function httpOptions(session: Session, request: ApiRequest): IHttpRequestOptions {
	const { account, requestOptions = {} } = session;
	const { endpoint, makeForm, consume } = request;
	const ids = { ...request.ids };
	if (needsSellerId(endpoint, account.family)) ids.sellerId ??= sellerIdOf(session);
	const timeout = requestOptions.timeout;
	const isFile = makeForm !== undefined || consume !== undefined;
	return {
		...requestOptions,
		timeout:
			timeout && timeout !== N8N_DEFAULT_TIMEOUT_MS
				? timeout
				: isFile
					? FILE_TIMEOUT_MS
					: JSON_TIMEOUT_MS,
		method: endpoint.method,
		url: account.apiBaseUrl + pathOf(endpoint, account.family, ids),
		...(request.qs && { qs: request.qs }),
		...(request.body && { body: request.body }),
		json: !isFile,
		...(consume && { encoding: 'stream' }),
		returnFullResponse: true,
		// Only a download may be redirected, to a file host, which must not see the token. All else comes from the
		// API or not at all; without redirects n8n also streams a body instead of keeping it to replay.
		...(consume ? { sendCredentialsOnCrossOriginRedirect: false } : { disableFollowRedirect: true }),
		...(session.signal && { abortSignal: session.signal }),
	};
}

/** Waits in short steps, so that a cancelled execution ends soon. */
async function sleepUnlessCancelled(session: Session, ms: number): Promise<void> {
	const STEP_MS = 1_000;
	for (let left = ms; left > 0; left -= STEP_MS) {
		if (session.signal?.aborted) throw cancelled(session);
		await sleep(Math.min(left, STEP_MS));
	}
}

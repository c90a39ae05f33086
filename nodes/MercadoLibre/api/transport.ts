import { sleep, type IHttpRequestOptions, type NodeApiError } from 'n8n-workflow';
import { GET_CONNECTED_USER, needsSellerId, pathOf } from './endpoint';
import { apiError } from './errors/apiError';
import type { ApiProblem } from './errors/problem';
import { CancelledWhileWaiting, ownPoolOf, poolOf } from './pacing/pool';
import { backoffMs, LOOK_PAUSES_MS, MAX_ATTEMPTS, MAX_REFUSALS, MAX_TOKENS } from './pacing/retry';
import type { ApiRequest, ApiResponse, Failure } from './request';
import { send } from './sending/attempt';
import { provenToken } from './sending/renewal';
import { cancelled, newMemory, sellerIdOf, type Session } from './session';

const JSON_TIMEOUT_MS = 30_000;
const FILE_TIMEOUT_MS = 300_000;
/** What was seen before such a wait for its turn may be true no more: a look costs a read, an answer sent twice a buyer. */
const LONG_WAIT_MS = 1_000;

/** What n8n sets when the user has chosen no timeout. */
const N8N_DEFAULT_TIMEOUT_MS = 300_000;

/**
 * The one way to the API: paces, authenticates, retries what may be retried, refreshes the token through
 * n8n, and turns what the API refuses into an error that says the cure.
 *
 * Reads and uploads are repeated after 429, 408, 5xx and connection failures. Other writes are repeated
 * only when the API certainly did not do them, or when `findEffect` has found no trace of them for 10 s; nor is a
 * refusal believed that may be about an earlier attempt ("not allowed … again").
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
	// Only what must not happen twice is remembered, and nothing else may make that forgotten.
	const memory = (!isRepeatable && session.memory) || newMemory();
	const pool = poolOf(account, isRead ? 'read' : 'write');
	const ownPool = ownPoolOf(account, request.endpoint);
	let firstSentAt: Date | undefined;
	const sendNow = async (isProbe: boolean, waited: number) => {
		const isLater = waited > LONG_WAIT_MS || firstSentAt || memory.unknownSince;
		if (isLater) await request.lookAgain?.();
		firstSentAt ??= new Date();
		const outcome = await send(session, request, options);
		// Before the next one is let go. A call with a limit of its own is refused for that one.
		if (outcome.kind === 'throttled') {
			outcome.retryAfter = (ownPool ?? pool).refused(outcome.retryAfter);
		} else pool.passed(isProbe);
		return outcome;
	};
	const sendInTurn = async () => await pool.run(sendNow, session.signal, session.isUrgent);
	const sendInOwnTurn = async (isProbe: boolean) => {
		const outcome = await sendInTurn();
		if (outcome.kind !== 'throttled') ownPool?.passed(isProbe);
		return outcome;
	};
	const sendWhenAllowed = async () =>
		await (ownPool?.run(sendInOwnTurn, session.signal, session.isUrgent) ?? sendInTurn());
	/** The answer of an attempt that nobody knew of, where it had its effect after all. */
	const effectOf = async (problem: ApiProblem) => {
		if (!memory.unknownSince) return undefined;
		const body = await lookForEffect(session, request, problem, memory.unknownSince);
		return body === undefined ? undefined : { status: 200, headers: {}, body: body as T };
	};

	// What fails before the write does is also told of a write of which an earlier try left nobody knowing.
	const isUnknown = () => Boolean((session.memory ?? memory).unknownSince);
	const givenUp = (problem: ApiProblem) =>
		isRepeatable && isUnknown() ? notKnown(session, problem) : apiError(session, problem);

	let goodToken: string | undefined;
	const lookAfterToken = async ({ authorization, problem }: Failure) => {
		goodToken = await provenToken(session, authorization!, renew).catch((error) => {
			// It cannot even be looked for.
			throw isUnknown() && !session.signal?.aborted ? notKnown(session, problem) : error;
		});
	};

	const earlier = await effectOf(UNKNOWN_BEFORE);
	if (earlier) return earlier;
	for (let failures = 0, refusals = 0, tokens = 0; ;) {
		const outcome = await sendWhenAllowed().catch((error) => {
			throw error instanceof CancelledWhileWaiting ? cancelled(session) : error;
		});
		if (outcome.kind === 'done') {
			memory.unknownSince = undefined;
			pool.noteServerDate(outcome.response.headers.date);
			return outcome.response as ApiResponse<T>;
		}
		const { kind, problem } = outcome;
		const isToBlame = kind === 'tokenRefused' && outcome.authorization !== goodToken;
		if (isToBlame && ++tokens < MAX_TOKENS) {
			await lookAfterToken(outcome);
			continue;
		}
		if (kind === 'throttled') {
			if (++refusals >= MAX_REFUSALS) throw givenUp(problem);
			logRetry(session, request, outcome, outcome.retryAfter);
			continue;
		}
		if (kind === 'refused' || kind === 'tokenRefused') {
			const effect = await effectOf(problem);
			if (effect) return effect;
			memory.unknownSince = undefined;
			throw apiError(session, problem);
		}
		const isLast = ++failures >= MAX_ATTEMPTS;
		if (kind === 'unknown' && !isRepeatable) {
			memory.unknownSince ??= firstSentAt;
			logRetry(session, request, outcome);
			const effect = await effectOf(problem);
			if (effect) return effect;
			if (isLast) throw apiError(session, problem);
			continue;
		}
		if (isLast) throw givenUp(problem);
		const wait = outcome.retryAfter || backoffMs(failures);
		logRetry(session, request, outcome, wait);
		await sleepUnlessCancelled(session, wait);
	}
}

/** Has n8n renew the token, with a request that any good token may make. */
const renew = async (session: Session) =>
	await apiRequest(session, { endpoint: GET_CONNECTED_USER, renewsToken: true });

/** What is said when an earlier try of the item left nobody knowing, and looking for its effect fails. */
const UNKNOWN_BEFORE: ApiProblem = { status: 0, code: '', message: '' };

const NOT_KNOWN = {
	title: 'It is not known whether Mercado Libre did it',
	cure: 'The connection failed after the request was sent. Look into the conversation or claim before you run this item again, so that nothing is sent twice.',
};

/** Also after a refusal it is none, which others would explain, or answer with another request. */
function notKnown(session: Session, problem: ApiProblem): NodeApiError {
	const error = apiError(session, problem, NOT_KNOWN);
	error.context.apiProblem = { ...UNKNOWN_BEFORE };
	return error;
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

/**
 * Looks for the effect of a write for about 10 s, until it shows; undefined when it has not.
 * @throws NodeApiError that tells the user to look before sending again, when the last look failed
 */
async function lookForEffect(
	session: Session,
	request: ApiRequest,
	problem: ApiProblem,
	since: Date,
): Promise<unknown> {
	const { findEffect } = request;
	let failed = true;
	for (const pause of findEffect ? LOOK_PAUSES_MS : []) {
		await sleepUnlessCancelled(session, pause);
		try {
			const effect = await findEffect!(since);
			if (effect !== undefined) return effect;
			failed = false;
		} catch {
			if (session.signal?.aborted) throw cancelled(session);
			failed = true;
		}
	}
	if (!failed) return undefined;
	throw notKnown(session, problem);
}

function httpOptions(session: Session, request: ApiRequest): IHttpRequestOptions {
	const { account } = session;
	const { skipSslCertificateValidation, ...requestOptions } = session.requestOptions ?? {};
	const { endpoint, makeForm, consume } = request;
	const ids = { ...request.ids };
	if (needsSellerId(endpoint, account.family)) ids.sellerId ??= sellerIdOf(session);
	const timeout = requestOptions.timeout;
	const isFile = makeForm !== undefined || consume !== undefined;
	return {
		...requestOptions,
		// Whoever may only use a credential must not be able to hand its token to a proxy of their own.
		...(account.isCustom && { skipSslCertificateValidation }),
		timeout:
			timeout && timeout !== N8N_DEFAULT_TIMEOUT_MS
				? timeout
				: isFile
					? FILE_TIMEOUT_MS
					: JSON_TIMEOUT_MS,
		method: endpoint.method,
		url: account.apiBaseUrl + pathOf(endpoint, account.family, ids),
		...(endpoint.headers && { headers: endpoint.headers }),
		...(request.qs && { qs: request.qs }),
		...(request.body && { body: request.body }),
		json: !isFile,
		...(consume && { encoding: 'stream' }),
		returnFullResponse: true,
		// What comes from elsewhere does not come from the API; a file may (see redirects.ts). Without redirects n8n also
		// streams a body instead of keeping it to replay.
		disableFollowRedirect: true,
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

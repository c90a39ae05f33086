import {
	NodeApiError,
	NodeOperationError,
	sleep,
	type IDataObject,
	type IHttpRequestOptions,
	type IN8nHttpFullResponse,
} from 'n8n-workflow';
import { authorizationOf, CREDENTIAL_NAME, forgetAuthorization, type Account } from './account';
import { itemIndexOf, type ApiContext, type Readable } from './context';
import { needsSellerId, pathOf, type Endpoint, type Ids } from './endpoint';
import { apiError, apiProblem, type ApiProblem } from './errors';
import { checkId } from '../input/ids';
import { CancelledWhileWaiting, poolOf } from './pacing';
import { backoffMs, MAX_ATTEMPTS, MAX_REFUSALS, retryAfterMs } from './retry';

/** From where, and for whom, requests are sent. */
export interface Session {
	context: ApiContext;
	account: Account;
	/** Ends all waiting: the user cancelled, or the time of a poll is over. */
	signal?: AbortSignal;
	/** Goes before others that wait for their turn. */
	isUrgent?: boolean;
	/** What the user set under "Options" of a declarative node: timeout, proxy, TLS. */
	requestOptions?: Partial<IHttpRequestOptions>;
}

export interface ApiRequest {
	endpoint: Endpoint;
	/** Checked ids for the braces in the path; `sellerId` comes from the credential unless given. */
	ids?: Ids;
	qs?: IDataObject;
	body?: IDataObject;
	/** Makes the multipart body afresh for every attempt: a sent one cannot be sent again. */
	makeForm?: () => Promise<FormData>;
	/** 'stream' leaves the answer unread, for files. */
	responseType?: 'json' | 'stream';
	/** Takes in a streamed answer; when that fails halfway, the request is tried again. */
	consume?: (response: ApiResponse) => Promise<unknown>;
	/** Tells a sensible body of a 2xx answer from nonsense; any JSON object or array unless given. */
	isValid?: (body: unknown) => boolean;
	/**
	 * For writes that must not happen twice. When it is unknown whether an attempt had its effect, this
	 * looks for an effect since a moment of our clock (see `isSince`), and returns what the request would
	 * have answered, or undefined to send again.
	 */
	findEffect?: (since: Date) => Promise<unknown>;
}

export interface ApiResponse<T = unknown> {
	status: number;
	headers: IDataObject;
	body: T;
}

/**
 * What an attempt came to:
 * - done: the API did it;
 * - refused: the API did not do it and will not;
 * - throttled, unsent: it was not done, and may be tried again;
 * - unknown: nobody knows whether it was done (connection lost, timeout, 5xx, an answer that makes no sense).
 */
type Outcome = { kind: 'done'; response: ApiResponse } | Failure;

interface Failure {
	kind: 'refused' | 'throttled' | 'unsent' | 'unknown';
	problem: ApiProblem;
	/** What the API asks to wait, or the whole pool waits after a 429, in ms. */
	retryAfter?: number;
}

const JSON_TIMEOUT_MS = 30_000;
const FILE_TIMEOUT_MS = 300_000;
/** What n8n sets when the user has chosen no timeout. */
const N8N_DEFAULT_TIMEOUT_MS = 300_000;

const NONSENSE = 'Mercado Libre gave an answer that makes no sense';

const isJson = (body: unknown) => typeof body === 'object' && body !== null;

/** Network errors that happen before a byte of the request has left. */
const NOTHING_SENT = new Set([
	'ECONNREFUSED',
	'ENOTFOUND',
	'EAI_AGAIN',
	'EHOSTUNREACH',
	'ENETUNREACH',
	'EAUTH',
]);

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
	const { context, account } = session;
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
			throw error instanceof CancelledWhileWaiting ? cancelled(context) : error;
		});
		if (outcome.kind === 'done') {
			pool.noteServerDate(outcome.response.headers.date);
			return outcome.response as ApiResponse<T>;
		}
		const { kind, problem } = outcome;
		if (kind === 'throttled') {
			if (++refusals >= MAX_REFUSALS) throw apiError(context, problem);
			logRetry(session, request, outcome, outcome.retryAfter);
			continue;
		}
		if (kind === 'refused') throw apiError(context, problem);

		const isLast = ++failures >= MAX_ATTEMPTS;
		const mayHaveHappened = kind === 'unknown' && !isRepeatable;
		if (isLast && !mayHaveHappened) throw apiError(context, problem);
		const wait = outcome.retryAfter || backoffMs(failures);
		logRetry(session, request, outcome, wait);
		await sleepUnlessCancelled(session, wait);
		if (mayHaveHappened) {
			const effect = await findEffect(session, request, problem, firstSentAt);
			if (effect !== undefined) return { status: 200, headers: {}, body: effect as T };
			if (isLast) throw apiError(context, problem);
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
		apiError(session.context, problem, {
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
	const { endpoint, makeForm, responseType } = request;
	const ids = { ...request.ids };
	if (needsSellerId(endpoint, account.family)) ids.sellerId ??= sellerIdOf(session);
	const timeout = requestOptions.timeout;
	const isFile = makeForm !== undefined || responseType === 'stream';
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
		...(responseType === 'stream' && { encoding: 'stream' }),
		returnFullResponse: true,
		// A download may be redirected to a file host, which must not see the token. What is written is
		// never sent elsewhere; without redirects n8n also streams a body instead of keeping it to replay.
		sendCredentialsOnCrossOriginRedirect: false,
		...(endpoint.method !== 'GET' && { disableFollowRedirect: true }),
		...(session.signal && { abortSignal: session.signal }),
	};
}

/** The connected seller, or an error that says how to name one. */
export function sellerIdOf({ context, account }: Session): string {
	if (account.sellerId === undefined) {
		throw new NodeOperationError(context.getNode(), 'The seller ID is unknown', {
			itemIndex: itemIndexOf(context),
			description:
				'The credential does not tell which seller is connected. Connect the credential again, or set "Seller ID" under Options. (Parameter "sellerId".)',
		});
	}
	return checkId(context, 'sellerId', account.sellerId);
}

/** A moment of our clock (now unless given) on Mercado Libre's clock, in ms since the epoch. */
export const serverNow = ({ account }: Session, moment = new Date()): number =>
	poolOf(account, 'read').serverTime(moment).getTime();

/** The API gives times in whole seconds. */
const CLOCK_TOLERANCE_MS = 5_000;

/** Whether the API dates something (ISO 8601) at or after a moment of our clock, whatever its own clock shows. */
export const isSince = (session: Session, date: string | null | undefined, since: Date): boolean =>
	Date.parse(date ?? '') >= serverNow(session, since) - CLOCK_TOLERANCE_MS;

/**
 * One attempt. Never throws for what the API or the network did; rethrows what only the user can mend.
 *
 * Sent with the token of the run first. Only when the API refuses the token is n8n asked to authenticate the
 * request: it renews the token (one renewal, however many requests are in flight) and sends it again. So a
 * 401 that is not about the token, as for a claim of the first generation, costs no refresh token, which
 * serves once.
 */
async function send(
	session: Session,
	request: ApiRequest,
	options: IHttpRequestOptions,
): Promise<Outcome> {
	const { context } = session;
	const outcome = await attempt(session, request, async () =>
		context.helpers.httpRequest({
			...options,
			headers: { Authorization: await authorizationOf(context) },
			...(request.makeForm && { body: await request.makeForm() }),
			ignoreHttpStatusErrors: true,
		}),
	);
	const isTokenRefused =
		outcome.kind === 'refused' &&
		outcome.problem.status === 401 &&
		!isFirstGenerationClaim(outcome.problem);
	if (!isTokenRefused) return outcome;

	forgetAuthorization(context);
	return await attempt(session, request, async () =>
		context.helpers.httpRequestWithAuthentication.call(context, CREDENTIAL_NAME, {
			...options,
			...(request.makeForm && { body: await request.makeForm() }),
			// n8n renews the token only when a 401 rejects.
			ignoreHttpStatusErrors: { ignore: true, except: [401] },
		}),
	).finally(() => forgetAuthorization(context));
}

/** Whether the API says that a claim is of the first generation (401 "not available for Claims 1.0"). */
export const isFirstGenerationClaim = ({ status, message }: ApiProblem) =>
	status === 401 && /claims? 1\.0/i.test(message);

async function attempt(
	{ context, signal }: Session,
	request: ApiRequest,
	respond: () => Promise<IN8nHttpFullResponse>,
): Promise<Outcome> {
	try {
		return await judge(request, await respond());
	} catch (error) {
		if (signal?.aborted) throw cancelled(context);
		return judgeFailure(context, error as Error);
	}
}

async function judge(request: ApiRequest, response: IN8nHttpFullResponse): Promise<Outcome> {
	const { statusCode: status, headers } = response;
	const isStream = request.responseType === 'stream';
	if (status >= 200 && status < 300) {
		const answer: ApiResponse = { status, headers, body: response.body };
		if (request.consume) answer.body = await request.consume(answer);
		return (request.isValid ?? isJson)(answer.body)
			? { kind: 'done', response: answer }
			: { kind: 'unknown', problem: { status, code: '', message: NONSENSE } };
	}
	const problem = apiProblem(
		status,
		isStream ? await readJson(response.body as Readable) : response.body,
	);
	if (status === 429) {
		return { kind: 'throttled', problem, retryAfter: retryAfterMs(headers['retry-after']) };
	}
	// A write is not sent on elsewhere: whether it had its effect before the redirect, nobody knows.
	if (status < 400 || status === 408 || status >= 500) {
		return { kind: 'unknown', problem, retryAfter: retryAfterMs(headers['retry-after']) };
	}
	return { kind: 'refused', problem };
}

const LONGEST_ERROR_BODY = 64 * 1024;

/** The JSON of an error that came as a stream; undefined when it is none, or longer than an error is. */
async function readJson(stream: Readable): Promise<unknown> {
	const chunks: Buffer[] = [];
	let length = 0;
	try {
		for await (const chunk of stream as AsyncIterable<Buffer>) {
			length += chunk.length;
			if (length > LONGEST_ERROR_BODY) return undefined;
			chunks.push(chunk);
		}
		return JSON.parse(Buffer.concat(chunks).toString('utf8'));
	} catch {
		return undefined;
	} finally {
		stream.destroy();
	}
}

interface HttpFailure {
	code?: string;
	response?: { status?: number; data?: unknown };
}

/**
 * n8n's helper rejects with a NodeApiError around what went wrong: an axios error, an error of the token
 * server, or an error of its own. None of it is passed on: it may hold the token and the message.
 */
function judgeFailure(context: ApiContext, error: Error): Outcome {
	const cause = (error.cause ?? error) as Error & HttpFailure;
	if (cause instanceof NodeOperationError) {
		// n8n's own words on a revoked grant: "The credential … needs to be reconnected."
		throw new NodeOperationError(context.getNode(), cause.message, {
			itemIndex: itemIndexOf(context),
			description: cause.description ?? undefined,
		});
	}
	if (error instanceof NodeApiError || cause.code !== undefined) {
		const status = cause.response?.status ?? 0;
		if (status === 401) return { kind: 'refused', problem: apiProblem(401, cause.response?.data) };
		const code = cause.code ?? '';
		return {
			kind: NOTHING_SENT.has(code) ? 'unsent' : 'unknown',
			problem: { status, code, message: status ? '' : networkWords(code) },
		};
	}
	throw error;
}

function networkWords(code: string): string {
	if (NOTHING_SENT.has(code)) {
		return code === 'EAUTH'
			? 'The access token could not be renewed'
			: 'Mercado Libre could not be reached';
	}
	return code === 'ECONNABORTED' || code === 'ETIMEDOUT'
		? 'Mercado Libre did not answer in time'
		: 'The connection to Mercado Libre broke off';
}

// n8n tells a cancellation from a failure by this word, in this spelling.
const cancelled = (context: ApiContext) =>
	new NodeOperationError(context.getNode(), 'The execution was canceled', {
		itemIndex: itemIndexOf(context),
		description: 'Items that were not sent before the cancellation were left out.',
	});

/** Waits in short steps, so that a cancelled execution ends soon. */
async function sleepUnlessCancelled({ context, signal }: Session, ms: number): Promise<void> {
	const STEP_MS = 1_000;
	for (let left = ms; left > 0; left -= STEP_MS) {
		if (signal?.aborted) throw cancelled(context);
		await sleep(Math.min(left, STEP_MS));
	}
}

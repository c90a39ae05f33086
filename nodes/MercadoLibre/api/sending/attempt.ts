import type { IHttpRequestOptions, IN8nHttpFullResponse } from 'n8n-workflow';
import { authorizationOf, CREDENTIAL_NAME } from '../account';
import type { ApiContext, Readable } from '../context';
import { apiProblem } from '../errors/problem';
import { retryAfterMs } from '../pacing/retry';
import type { ApiRequest, ApiResponse, Outcome } from '../request';
import { cancelled, type Session } from '../session';
import { answerBehind, judgeFailure } from './failure';
import { fetchFile } from './redirects';
import { unlessAborted } from './unlessAborted';

const NONSENSE = 'Mercado Libre gave an answer that makes no sense';

const isJson = (body: unknown) => typeof body === 'object' && body !== null;

/**
 * One attempt. Never throws for what the API or the network did; rethrows what only the user can mend.
 *
 * Sent with the token of the run, in a header that is set here: `httpRequestWithAuthentication` decrypts the
 * credential for every request (also with `oauth2.skipTokenRefresh`), which costs n8n more than all the rest of
 * the request; see docs/how-it-works.md. Only the request that has n8n renew the token goes that way.
 */
export async function send(
	session: Session,
	request: ApiRequest,
	options: IHttpRequestOptions,
): Promise<Outcome> {
	const { context, account } = session;
	try {
		if (request.renewsToken) return await judge(request, await authenticated(context, options));
		const authorization = await authorizationOf(context);
		const signed = {
			...options,
			headers: { ...options.headers, Authorization: authorization },
			...(request.makeForm && { body: await request.makeForm() }),
			ignoreHttpStatusErrors: true,
		};
		const { response, isOfApi } = request.consume
			? await fetchFile(context, account, signed)
			: { response: await context.helpers.httpRequest(signed), isOfApi: true };
		const outcome = await judge(request, response);
		// A file host knows neither the token nor the minute of the API.
		if (!isOfApi) return outcome.kind === 'throttled' ? { ...outcome, kind: 'unknown' } : outcome;
		const isTokenRefused =
			outcome.kind === 'refused' &&
			outcome.problem.status === 401 &&
			request.endpoint.means?.(outcome.problem) !== 'refused';
		return isTokenRefused
			? { kind: 'tokenRefused', problem: outcome.problem, authorization }
			: outcome;
	} catch (error) {
		if (session.signal?.aborted) throw cancelled(session);
		const answer = answerBehind(error);
		return answer ? await judge(request, answer) : judgeFailure(context, error);
	}
}

/** Older versions of n8n wait for a new token for ever, and everybody waits for them. */
const LONGEST_RENEWAL_MS = 60_000;

/**
 * A request that n8n authenticates. Nothing is said of statuses: n8n renews the token when a 401 rejects, and its older
 * versions know no more than "none rejects".
 */
const authenticated = async (
	context: ApiContext,
	options: IHttpRequestOptions,
): Promise<IN8nHttpFullResponse> =>
	await unlessAborted(
		context.helpers.httpRequestWithAuthentication.call(context, CREDENTIAL_NAME, { ...options }),
		AbortSignal.timeout(LONGEST_RENEWAL_MS),
		() => Object.assign(new Error('The renewal takes too long'), { code: 'ETIMEDOUT' }),
	);

/** n8n's client waits for a file that stalls for ever: its timeout ends with the head of the answer. */
const LONGEST_FILE_MS = 15 * 60_000;

const inTime = async <T>(file: Readable, takeIn: (file: Readable) => Promise<T>): Promise<T> =>
	await unlessAborted(takeIn(file), AbortSignal.timeout(LONGEST_FILE_MS), () => {
		file.destroy();
		return Object.assign(new Error('The file takes too long'), { code: 'ETIMEDOUT' });
	});

async function judge(request: ApiRequest, response: IN8nHttpFullResponse): Promise<Outcome> {
	const { statusCode: status, headers } = response;
	if (status >= 200 && status < 300) {
		const answer: ApiResponse = { status, headers, body: response.body };
		if (request.consume) {
			const { consume } = request;
			answer.body = await inTime(
				response.body as unknown as Readable,
				async (body) => await consume({ ...answer, body }),
			);
		}
		return (request.isValid ?? isJson)(answer.body)
			? { kind: 'done', response: answer }
			: { kind: 'unknown', problem: { status, code: '', message: NONSENSE } };
	}
	const problem = apiProblem(
		status,
		request.consume ? await inTime(response.body as unknown as Readable, readJson) : response.body,
	);
	if (status === 429) {
		return { kind: 'throttled', problem, retryAfter: retryAfterMs(headers['retry-after']) };
	}
	const meant = request.endpoint.means?.(problem);
	if (meant) return { kind: meant, problem, retryAfter: retryAfterMs(headers['retry-after']) };
	// A write is not sent on elsewhere: whether it had its effect before the redirect, nobody knows.
	if (status < 400 || status === 408 || status >= 500) {
		return { kind: 'unknown', problem, retryAfter: retryAfterMs(headers['retry-after']) };
	}
	return { kind: 'refused', problem };
}

const LONGEST_ERROR_BODY = 64 * 1024;

/**
 * The JSON of an error that came as a stream; undefined when it is none, or longer than an error is. A stream that is
 * left before its end is destroyed.
 */
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
	}
}

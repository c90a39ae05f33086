import type { IHttpRequestOptions, IN8nHttpFullResponse } from 'n8n-workflow';
import { authorizationOf, CREDENTIAL_NAME, forgetConnection } from './account';
import type { Readable } from './context';
import { apiProblem } from './errors/problem';
import { judgeFailure } from './failure';
import { retryAfterMs } from './pacing/retry';
import type { ApiRequest, ApiResponse, Outcome } from './request';
import { cancelled, type Session } from './session';

const NONSENSE = 'Mercado Libre gave an answer that makes no sense';

const isJson = (body: unknown) => typeof body === 'object' && body !== null;

/**
 * One attempt. Never throws for what the API or the network did; rethrows what only the user can mend.
 *
 * Sent with the token of the run first, in a header that is set here: `httpRequestWithAuthentication` decrypts the
 * credential for every request (also with `oauth2.skipTokenRefresh`), which costs n8n more than all the rest of
 * the request; see docs/how-it-works.md. Only when the API refuses the token is n8n asked to authenticate the
 * request: it renews the token (one renewal, however many requests are in flight) and sends it again. So a
 * 401 that is not about the token, as for a claim of the first generation, costs no refresh token, which
 * serves once.
 */
export async function send(
	session: Session,
	request: ApiRequest,
	options: IHttpRequestOptions,
): Promise<Outcome> {
	const { context } = session;
	const outcome = await attempt(session, request, async () =>
		context.helpers.httpRequest({
			...options,
			headers: { ...options.headers, Authorization: await authorizationOf(context) },
			...(request.makeForm && { body: await request.makeForm() }),
			ignoreHttpStatusErrors: true,
		}),
	);
	const isTokenRefused =
		outcome.kind === 'refused' &&
		outcome.problem.status === 401 &&
		request.endpoint.means?.(outcome.problem) !== 'refused';
	if (!isTokenRefused) return outcome;

	forgetConnection(context);
	return await attempt(session, request, async () =>
		context.helpers.httpRequestWithAuthentication.call(context, CREDENTIAL_NAME, {
			...options,
			...(request.makeForm && { body: await request.makeForm() }),
			// n8n renews the token only when a 401 rejects.
			ignoreHttpStatusErrors: { ignore: true, except: [401] },
		}),
	).finally(() => forgetConnection(context));
}

async function attempt(
	session: Session,
	request: ApiRequest,
	respond: () => Promise<IN8nHttpFullResponse>,
): Promise<Outcome> {
	try {
		return await judge(request, await respond());
	} catch (error) {
		if (session.signal?.aborted) throw cancelled(session);
		return judgeFailure(session.context, error);
	}
}

async function judge(request: ApiRequest, response: IN8nHttpFullResponse): Promise<Outcome> {
	const { statusCode: status, headers } = response;
	if (status >= 200 && status < 300) {
		const answer: ApiResponse = { status, headers, body: response.body };
		if (request.consume) {
			answer.body = await request.consume(answer as ApiResponse<Readable>);
		}
		return (request.isValid ?? isJson)(answer.body)
			? { kind: 'done', response: answer }
			: { kind: 'unknown', problem: { status, code: '', message: NONSENSE } };
	}
	const problem = apiProblem(
		status,
		request.consume ? await readJson(response.body as Readable) : response.body,
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

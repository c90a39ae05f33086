// Mercado Libre as n8n's HTTP helper shows it, answer by answer, for tests of what lies above the helper.
import type { IDataObject, IHttpRequestOptions } from 'n8n-workflow';
import type { Account } from '../../nodes/MercadoLibre/api/account';
import type { Session } from '../../nodes/MercadoLibre/api/session';
import { ERROR_TABLE } from '../../nodes/MercadoLibre/operation/errorTable';
import { stubContext } from './stub';

export interface Answer {
	statusCode: number;
	headers?: IDataObject;
	body?: unknown;
}

/** An answer, or what the helper rejects with. */
export type Scripted = Answer | Error;

export const ok = (body: unknown = { id: 1 }, headers: IDataObject = {}): Answer => ({
	statusCode: 200,
	headers,
	body,
});

export const status = (statusCode: number, headers: IDataObject = {}, body?: unknown): Answer => ({
	statusCode,
	headers,
	body: body ?? { message: `status ${statusCode}`, error: 'error_code', status: statusCode },
});

export const networkError = (code: string) =>
	Object.assign(new Error(`network: ${code}`), { code });

export const times = <T>(count: number, value: T): T[] =>
	Array.from({ length: count }, () => value);

let applications = 0;

/** What a path is answered with. */
type Answering = (path: string, options: IHttpRequestOptions) => Scripted | Promise<Scripted>;

/**
 * A session whose requests get `answers` one after the other, and the last one for ever; or what `answers` makes of a
 * path.
 */
export function stubApi(answers: Scripted[] | Answering, more: Partial<Session> = {}) {
	const sent: { at: number; options: IHttpRequestOptions }[] = [];
	const renewals: { credential: string; options: IHttpRequestOptions }[] = [];
	const next = async (options: IHttpRequestOptions) => {
		const count = sent.push({ at: Date.now(), options });
		const answer = Array.isArray(answers)
			? answers[Math.min(count, answers.length) - 1]
			: await answers(new URL(options.url).pathname, options);
		if (answer instanceof Error) throw answer;
		return { headers: {}, ...answer };
	};
	const run = {};
	const debug = jest.fn();
	const getCredentials = jest.fn(async () => ({
		oauthTokenData: { access_token: `APP_USR-${renewals.length + 1}`, user_id: 523132944 },
	}));
	const context = stubContext({
		getExecuteData: () => run,
		getCredentials,
		logger: { debug },
		helpers: {
			httpRequest: next,
			async httpRequestWithAuthentication(credential: string, options: IHttpRequestOptions) {
				renewals.push({ credential, options });
				return await next(options);
			},
		},
	});
	const account: Account = {
		family: 'globalSelling',
		apiBaseUrl: 'https://api.example.com',
		// Its own, so that no test waits for another one's requests.
		clientId: `application ${++applications}`,
		sellerId: '523132944',
		siteId: undefined,
		isCustom: false,
		requestsPerMinute: 500,
	};
	const session: Session = { context, account, errorTable: ERROR_TABLE, ...more };
	return { session, sent, renewals, debug, getCredentials };
}

/** Lets injected time pass until it is over, one way or the other. */
export async function settled<T>(promise: Promise<T>): Promise<{ value?: T; error?: Error }> {
	let outcome: { value?: T; error?: Error } | undefined;
	promise.then(
		(value) => (outcome = { value }),
		(error: Error) => (outcome = { error }),
	);
	const MOST_STEPS = 10_000;
	for (let step = 0; !outcome && step < MOST_STEPS; step++)
		await jest.advanceTimersByTimeAsync(100);
	if (!outcome) throw new Error('It does not end');
	return outcome;
}

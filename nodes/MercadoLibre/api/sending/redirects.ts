import type { IHttpRequestOptions, IN8nHttpFullResponse } from 'n8n-workflow';
import { mayBePlainHttp, type Account } from '../account';
import type { ApiContext, Readable } from '../context';
import { operationError } from '../errors/operationError';

const MOST_REDIRECTS = 5;

const REDIRECTS = new Set([301, 302, 303, 307, 308]);

/**
 * Fetches a file, also from the host that the API's answer points to. The token goes to the API only: from the first
 * other host on, nothing of the headers is sent. Not left to n8n, which hands the token on in its older versions,
 * whatever they are told.
 * @throws NodeOperationError for an address that is not safe
 */
export async function fetchFile(
	context: ApiContext,
	account: Account,
	options: IHttpRequestOptions,
): Promise<{ response: IN8nHttpFullResponse; isOfApi: boolean }> {
	const { origin } = new URL(options.url);
	let isOfApi = true;
	for (let redirects = 0; ; redirects++) {
		const response: IN8nHttpFullResponse = await context.helpers.httpRequest(options);
		const target = targetOf(response, options.url);
		if (!target || redirects === MOST_REDIRECTS) return { response, isOfApi };
		(response.body as unknown as Readable).destroy();
		if (target.protocol !== 'https:' && !mayBePlainHttp(account, target)) {
			throw operationError(
				context,
				'The file lies at an address that is not safe',
				`Mercado Libre points to ${target.protocol}//${target.host}, and only https:// is followed. Nothing was fetched from there. Run this item again; if it goes on, tell Mercado Libre.`,
			);
		}
		isOfApi &&= target.origin === origin;
		options = { ...options, url: target.href, qs: undefined };
		if (!isOfApi) options.headers = undefined;
	}
}

/** Where an answer points to; undefined for one that is no redirect, or to nowhere. */
function targetOf({ statusCode, headers }: IN8nHttpFullResponse, base: string): URL | undefined {
	const location = String(headers.location ?? '');
	if (!REDIRECTS.has(statusCode) || !location || !URL.canParse(location, base)) return undefined;
	return new URL(location, base);
}

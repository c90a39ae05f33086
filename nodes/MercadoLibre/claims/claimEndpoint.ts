import type { IHttpRequestMethods } from 'n8n-workflow';
import type { Family } from '../api/account';
import type { Endpoint } from '../api/endpoint';
import { isOutOfReach, problemBehind, type ApiProblem } from '../api/errors/problem';
import type { ApiRequest, ApiResponse } from '../api/request';
import type { Session } from '../api/session';
import { apiRequest } from '../api/transport';

/** Document 004 for Global Selling; the local pages on claims (2024 to 2026) for sellers of one country. */
const BASE: Record<Family, string> = {
	globalSelling: '/marketplace/v2/claims',
	local: '/post-purchase/v1/claims',
};

/** Claims of the first generation are refused with 401 "not available for Claims 1.0", whatever the token. */
const isFirstGeneration = ({ status, message }: ApiProblem) =>
	status === 401 && /claims? 1\.0/i.test(message);

/** A 401 about the claim (local page on errors, 2025-02-10): renewing the token would not help. */
const isAboutClaim = (problem: ApiProblem) =>
	isFirstGeneration(problem) ||
	(problem.status === 401 && /user not authorized/i.test(problem.message));

/** A call of the claims API; `path` follows the family's `…/claims`. */
export const claimEndpoint = (method: IHttpRequestMethods, path: string): Endpoint => ({
	method,
	globalSelling: BASE.globalSelling + path,
	local: BASE.local + path,
	means: (problem) => (isAboutClaim(problem) ? 'refused' : undefined),
});

/** A call that document 004 shows at the local path for Global Selling, too. */
export const postPurchaseEndpoint = (method: IHttpRequestMethods, path: string): Endpoint => ({
	...claimEndpoint(method, path),
	globalSelling: BASE.local + path,
});

/** At whose path a family is asked. */
const pathsOf = (endpoint: Endpoint, family: Family): Family =>
	endpoint[family].startsWith(BASE.local) ? 'local' : 'globalSelling';

function otherPath(endpoint: Endpoint, family: Family): Endpoint {
	const from = pathsOf(endpoint, family);
	const to = from === 'local' ? 'globalSelling' : 'local';
	return { ...endpoint, [family]: endpoint[family].replace(BASE[from], BASE[to]) };
}

/** Refusals that may be about the path, and after which nothing was done. */
const isOfThisPath = (error: unknown) => {
	const problem = problemBehind(error);
	return isOutOfReach(error) || (problem !== undefined && isFirstGeneration(problem));
};

/**
 * Asks at the path of the account's family, and at the other family's where that one refuses: no document says
 * that either of them never serves the other's accounts, and claims of the first generation are only at the local
 * path. When both refuse, the first refusal stands.
 */
export async function onEitherPath<T>(
	{ account: { family } }: Session,
	endpoint: Endpoint,
	ask: (endpoint: Endpoint, paths: Family) => Promise<T>,
): Promise<T> {
	return await ask(endpoint, pathsOf(endpoint, family)).catch(async (refusal) => {
		if (!isOfThisPath(refusal)) throw refusal;
		const other = otherPath(endpoint, family);
		return await ask(other, pathsOf(other, family)).catch((error) => {
			throw isOfThisPath(error) || problemBehind(error)?.status === 401 ? refusal : error;
		});
	});
}

/** `apiRequest` for a call of the claims API, on either path. */
export const claimRequest = async <T>(
	session: Session,
	request: ApiRequest,
): Promise<ApiResponse<T>> =>
	await onEitherPath(
		session,
		request.endpoint,
		async (endpoint) => await apiRequest<T>(session, { ...request, endpoint }),
	);

/** Reads something of a claim. */
export async function readOfClaim<T>(
	session: Session,
	endpoint: Endpoint,
	claimId: string,
	isValid: (body: unknown) => boolean,
): Promise<T> {
	const { body } = await claimRequest<T>(session, { endpoint, ids: { claimId }, isValid });
	return body;
}

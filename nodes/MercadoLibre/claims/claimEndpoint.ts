import type { IHttpRequestMethods } from 'n8n-workflow';
import { samePath, type Endpoint } from '../api/endpoint';
import { problemBehind, type ApiProblem } from '../api/errors/problem';
import type { Session } from '../api/session';
import { apiRequest } from '../api/transport';

/** Claims of the first generation are refused with 401 "not available for Claims 1.0", whatever the token. */
const isFirstGeneration = ({ status, message }: ApiProblem) =>
	status === 401 && /claims? 1\.0/i.test(message);

/** A call of the claims API: `path` follows `/marketplace/v2/claims` (document 004). */
export const claimEndpoint = (method: IHttpRequestMethods, path: string): Endpoint => ({
	...samePath(method, `/marketplace/v2/claims${path}`),
	means: (problem) => (isFirstGeneration(problem) ? 'refused' : undefined),
});

/** The path that serves claims of the first generation, and the information about files. */
export const postPurchaseEndpoint = (path: string): Endpoint =>
	samePath('GET', `/post-purchase/v1/claims${path}`);

/** Reads from `endpoint`, or from the path of before when the claim is of the first generation. */
export async function readOfClaim<T>(
	session: Session,
	endpoint: Endpoint,
	claimId: string,
	isValid: (body: unknown) => boolean,
): Promise<T> {
	const request = { endpoint, ids: { claimId }, isValid };
	const { body } = await apiRequest<T>(session, request).catch(async (error) => {
		const problem = problemBehind(error);
		if (!problem || !isFirstGeneration(problem)) throw error;
		const [, path] = endpoint.globalSelling.split('/claims');
		return await apiRequest<T>(session, { ...request, endpoint: postPurchaseEndpoint(path) });
	});
	return body;
}

import type { IHttpRequestMethods } from 'n8n-workflow';
import type { Family } from './account';
import type { ApiProblem } from './errors/problem';

/**
 * A call of the API as its documents print it: the path of each family, with the ids in braces and the
 * query parameters that never change.
 */
export interface Endpoint {
	method: IHttpRequestMethods;
	/** Path for cross-border sellers. docs/api.md names the page of each. */
	globalSelling: string;
	/** Path for sellers of one country. */
	local: string;
	/** What the call wants in its headers. */
	headers?: Record<string, string>;
	/** A limit of this call alone, in requests a minute, for a family where there is one. */
	perMinute?: Partial<Record<Family, number>>;
	/**
	 * What a problem means here where its status misleads: `refused`, though it looks like a fault of the token
	 * (401) or of the server (5xx); `unsent`, nothing was done and it may be tried again, or is not there yet.
	 */
	means?: (problem: ApiProblem) => 'refused' | 'unsent' | undefined;
}

/** An endpoint whose path is the same in both families. */
export const samePath = (method: IHttpRequestMethods, path: string): Endpoint => ({
	method,
	globalSelling: path,
	local: path,
});

/** The page on users: whom a token belongs to, in both families. */
export const GET_CONNECTED_USER = samePath('GET', '/users/me');

/** Checked ids by their name in the braces of a path. */
export type Ids = Partial<Record<string, string>>;

/** The path of `endpoint` for a family, each `{id}` filled in and encoded: an id can never change the path. */
export function pathOf(endpoint: Endpoint, family: Family, ids: Ids): string {
	return endpoint[family].replace(/\{(\w+)\}/g, (_, name: string) =>
		encodeURIComponent(ids[name] as string),
	);
}

/** Whether the path of this family names the seller. */
export const needsSellerId = (endpoint: Endpoint, family: Family): boolean =>
	endpoint[family].includes('{sellerId}');

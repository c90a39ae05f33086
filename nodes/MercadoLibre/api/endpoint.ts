import type { IHttpRequestMethods } from 'n8n-workflow';
import type { Family } from './account';
import type { IdKind } from '../input/ids';

/**
 * A call of the API as its documents print it: the path of each family, with the ids in braces and the
 * query parameters that never change.
 */
export interface Endpoint {
	method: IHttpRequestMethods;
	/** Path for cross-border sellers (documents 000, 001, 003, 004). */
	globalSelling: string;
	/** Path for sellers of one country (documents 002, 003). */
	local: string;
}

export type Ids = Partial<Record<IdKind, string>>;

/** The path of `endpoint` for a family, each `{id}` filled in and encoded: an id can never change the path. */
export function pathOf(endpoint: Endpoint, family: Family, ids: Ids): string {
	return endpoint[family].replace(/\{(\w+)\}/g, (_, kind: IdKind) =>
		encodeURIComponent(ids[kind] as string),
	);
}

/** Whether the path of this family names the seller. */
export const needsSellerId = (endpoint: Endpoint, family: Family): boolean =>
	endpoint[family].includes('{sellerId}');

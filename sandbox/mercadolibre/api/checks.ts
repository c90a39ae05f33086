// What several routes of the messages API ask of a request.
import type { FastifyRequest } from 'fastify';
import type { Marketplace } from '../marketplace/marketplace.ts';
import type { Caller } from './accounts.ts';
import { messagesError } from './errors.ts';
import type { Family } from './families.ts';

export const messagesRoute = { config: { dialect: 'messages' } } as const;

export function requirePostSaleTag(family: Family, request: FastifyRequest): void {
	if (family.needsTag && (request.query as { tag?: string }).tag !== 'post_sale')
		throw messagesError(400, "The queryparam 'tag' is required");
}

/** The Global Selling family serves Global Selling accounts only. */
export function requireFamilyAccount(
	family: Family,
	marketplace: Marketplace,
	caller: Caller,
): void {
	if (family.name === 'globalSelling' && marketplace.user(caller.userId).kind === 'local')
		throw messagesError(403, family.notIdentified);
}

export const sites = new Set(
	'CBT MLA MLB MLM MLC MCO MLU MPE MEC MLV MPA MRD MBO MPY MCR MGT MHN MNI MSV MCU MPT'.split(' '),
);

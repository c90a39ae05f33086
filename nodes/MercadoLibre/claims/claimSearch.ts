import type { IDataObject } from 'n8n-workflow';
import type { Family } from '../api/account';
import { fieldOf, isListOfObjects } from '../api/answers';
import { problemBehind } from '../api/errors/problem';
import type { Page } from '../api/paging';
import { readPages, totalOf } from '../api/paging';
import { sellerIdOf, type Session } from '../api/session';
import { apiRequest } from '../api/transport';
import { idOfClaim, type Claim } from './claim';
import { claimEndpoint, onEitherPath } from './claimEndpoint';

export const SEARCH_CLAIMS = claimEndpoint('GET', '/search');

/** The search hands out pages of at most 100, and no more than 9,999 claims: `offset+limit < 10000`. */
const PAGE_SIZE = 100;

const SEARCH_END = 10_000;

/** Whose claims are searched: those of what a user sold, or bought. */
export interface ClaimParty {
	userId: string;
	role?: 'seller' | 'buyer';
}

/**
 * A search by the status alone goes over everybody's claims, "a bad practice" for which an application can be
 * blocked (local page on managing claims, 2026-08-20): the user always goes with it. The Global Selling page
 * (2026-05-11) names the user in other words.
 */
function filtersOf({ userId, role = 'seller' }: ClaimParty, paths: Family): IDataObject {
	if (paths === 'local') {
		return {
			'players.user_id': userId,
			'players.role': role === 'buyer' ? 'complainant' : 'respondent',
		};
	}
	return role === 'buyer'
		? { player_user_id: userId, player_role: 'complainant' }
		: { user_id: userId };
}

/** The pages' tables name the type `return`, their examples and Global Selling `returns`. */
const RETURN_TYPES: Record<Family, string[]> = {
	globalSelling: ['returns', 'return'],
	local: ['return', 'returns'],
};

/** A user's claims by the filters of the search, in its order; the connected seller's unless `party` is given. */
export async function findClaims(
	session: Session,
	filters: IDataObject,
	limit: number,
	party: ClaimParty = { userId: sellerIdOf(session) },
): Promise<Claim[]> {
	if (!/^returns?$/.test(String(filters.type))) {
		return await search(session, filters, limit, party);
	}
	const [type, otherType] = RETURN_TYPES[session.account.family];
	const found = await search(session, { ...filters, type }, limit, party).catch((error) => {
		if (problemBehind(error)?.status !== 400) throw error;
		return [];
	});
	return found.length > 0
		? found
		: await search(session, { ...filters, type: otherType }, limit, party);
}

async function search(
	session: Session,
	filters: IDataObject,
	limit: number,
	party: ClaimParty,
): Promise<Claim[]> {
	const readPage = async (offset: number, wanted: number): Promise<Page<Claim>> => {
		const pageLimit = Math.min(wanted, SEARCH_END - 1 - offset);
		if (pageLimit < 1) {
			session.context.logger.warn('Mercado Libre hands out no more than 9,999 claims of a search');
			return { items: [], total: offset };
		}
		const { body } = await onEitherPath(
			session,
			SEARCH_CLAIMS,
			async (endpoint, paths) =>
				await apiRequest<{ paging?: { total?: number }; data: Claim[] }>(session, {
					endpoint,
					qs: { ...filters, ...filtersOf(party, paths), limit: pageLimit, offset },
					isValid: (answer) => isListOfObjects(fieldOf(answer, 'data')),
				}),
		);
		return { items: body.data, total: totalOf(body.paging) };
	};
	return await readPages(readPage, {
		idOf: idOfClaim,
		pageSize: Math.min(PAGE_SIZE, limit),
		limit,
	});
}

import type { IDataObject } from 'n8n-workflow';
import { fieldOf, isListOfObjects } from '../api/answers';
import type { Page } from '../api/paging';
import { readPages, totalOf } from '../api/paging';
import type { Session } from '../api/session';
import { apiRequest } from '../api/transport';
import type { Claim } from './claim';
import { claimEndpoint } from './claimEndpoint';

export const SEARCH_CLAIMS = claimEndpoint('GET', '/search');

/** The search hands out pages of at most 100, and nothing from 10,000 on. */
const PAGE_SIZE = 100;

const SEARCH_END = 10_000;

/** Claims by the filters of the search, in its order. */
export async function findClaims(
	session: Session,
	filters: IDataObject,
	limit: number,
): Promise<Claim[]> {
	const readPage = async (offset: number, wanted: number): Promise<Page<Claim>> => {
		const pageLimit = Math.min(wanted, SEARCH_END - 1 - offset);
		if (pageLimit < 1) {
			session.context.logger.warn('Mercado Libre hands out no more than 9,999 claims of a search');
			return { items: [], total: offset };
		}
		const { body } = await apiRequest<{ paging?: { total?: number }; data: Claim[] }>(session, {
			endpoint: SEARCH_CLAIMS,
			qs: { ...filters, limit: pageLimit, offset },
			isValid: (answer) => isListOfObjects(fieldOf(answer, 'data')),
		});
		return { items: body.data, total: totalOf(body.paging) };
	};
	return await readPages(readPage, {
		idOf: (claim) => String(claim.id),
		pageSize: Math.min(PAGE_SIZE, limit),
		limit,
	});
}

import type { IDataObject } from 'n8n-workflow';
import type { Family } from '../api/account';
import { fieldOf, idText, isListOfObjects, objectsIn } from '../api/answers';
import type { Endpoint } from '../api/endpoint';
import { problemBehind } from '../api/errors/problem';
import { readPages, totalOf, type Page } from '../api/paging';
import type { Session } from '../api/session';
import { apiRequest } from '../api/transport';
import { isNotThere, readOrder, type ApiOrder } from './packs';

/** Pages gerenciamento-de-vendas of 2026-08-07, and manage-sales of Global Selling of 2026-02-18. */
export const SEARCH_ORDERS: Endpoint = {
	method: 'GET',
	globalSelling: '/marketplace/orders/search',
	local: '/orders/search',
	perMinute: { globalSelling: 100 },
};

const PAGE_SIZE = 50;

/** What Global Selling's search shows: a purchase, of which only the ids of the orders are to be used. */
interface Purchase extends IDataObject {
	id?: string | number;
	orders?: (ApiOrder & IDataObject)[];
	buyer?: ApiOrder['buyer'];
	shipment?: { id?: string | number | null } | null;
}

export interface OrderFilters {
	status?: string;
	/** ISO 8601. */
	createdAfter?: string;
	updatedAfter?: string;
	/** Order id, item id, title or nickname. */
	search?: string;
}

/** The API's example: 2015-07-01T00:00:00.000-00:00. */
const dateText = (time: string) => new Date(time).toISOString().replace('Z', '-00:00');

/** The pages of the families name the filters by date differently; a name that is not theirs filters nothing. */
const DATE_FILTERS: Record<Family, { created: string; updated: string }> = {
	globalSelling: { created: 'date_created.from', updated: 'last_updated.from' },
	local: { created: 'order.date_created.from', updated: 'order.date_last_updated.from' },
};

const queryOf = (filters: OrderFilters, family: Family): IDataObject => ({
	...(filters.status && { 'order.status': filters.status }),
	...(filters.createdAfter && {
		[DATE_FILTERS[family].created]: dateText(filters.createdAfter),
	}),
	...(filters.updatedAfter && {
		[DATE_FILTERS[family].updated]: dateText(filters.updatedAfter),
	}),
	...(filters.search && { q: filters.search }),
	sort: 'date_desc',
});

/**
 * Whose orders. Global Selling's page names a seller in other words, which are kept for another one than the connected:
 * the token alone finds the orders of all its countries, in which the seller has other ids.
 */
const sellerFilter = ({ account }: Session, sellerId: string): IDataObject =>
	account.family === 'local' || sellerId === account.sellerId
		? { seller: sellerId }
		: { 'seller.id': sellerId };

/** The orders of a seller, as the search shows them: of Global Selling little more than their ids. */
async function searchOrders(
	session: Session,
	sellerId: string,
	filters: OrderFilters,
	limit: number,
): Promise<ApiOrder[]> {
	const readPage = async (offset: number, pageLimit: number): Promise<Page<Purchase>> => {
		const { body } = await apiRequest<{ paging?: { total?: number }; results: Purchase[] }>(
			session,
			{
				endpoint: SEARCH_ORDERS,
				qs: {
					...sellerFilter(session, sellerId),
					...queryOf(filters, session.account.family),
					limit: pageLimit,
					offset,
				},
				isValid: (answer) => isListOfObjects(fieldOf(answer, 'results')),
			},
		);
		return { items: body.results, total: totalOf(body.paging) };
	};
	const found = await readPages(readPage, {
		// The id of a purchase itself is not to be used.
		idOf: (entry) => idText(ordersIn(entry)[0]?.id ?? entry.id) ?? JSON.stringify(entry),
		pageSize: Math.min(PAGE_SIZE, limit),
		limit,
	});
	return found.flatMap(ordersIn).slice(0, limit);
}

const ordersIn = ({ orders, buyer, shipment, ...entry }: Purchase): ApiOrder[] =>
	Array.isArray(orders)
		? objectsIn<ApiOrder>(orders).map((order) => ({
				...order,
				buyer: order.buyer ?? buyer,
				shipping: order.shipping ?? shipment,
			}))
		: [{ ...entry, buyer } as ApiOrder];

/**
 * The orders of a seller, newest first. Global Selling's search does not tell what is in them: each is read. One that
 * may not be read comes as the search shows it.
 */
export async function findOrders(
	session: Session,
	sellerId: string,
	filters: OrderFilters,
	limit: number,
): Promise<ApiOrder[]> {
	const found = await searchOrders(session, sellerId, filters, limit);
	const orders =
		session.account.family === 'local'
			? found
			: await Promise.all(found.map(async (entry) => await wholeOrder(session, entry)));
	return orders.sort((a, b) => createdTime(b) - createdTime(a));
}

async function wholeOrder(session: Session, entry: ApiOrder): Promise<ApiOrder> {
	return await readOrder(session, idText(entry.id) ?? '').catch((error) => {
		if (!isNotThere(error) && problemBehind(error)?.status !== 451) throw error;
		return entry;
	});
}

const createdTime = ({ date_created: date }: ApiOrder) => Date.parse(date ?? '') || 0;

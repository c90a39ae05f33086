// Searching a seller's orders.
import type { FastifyRequest } from 'fastify';
import type { Marketplace } from '../../marketplace/marketplace.ts';
import type { Order } from '../../marketplace/sales.ts';
import { messagesError } from '../errors.ts';
import { orderBody, purchaseBody } from './saleBodies.ts';

type Query = Record<string, string | undefined>;

/** The most that a page shows. */
const MOST_SHOWN = 50;

/** `q`: "order id, item id, title, nickname" (page gerenciamento-de-vendas of 2026-08-07). */
const saysSo = ({ users }: Marketplace, order: Order, q: string) =>
	[
		String(order.id),
		...order.items.flatMap(({ itemId, title }) => [itemId, title]),
		users.get(order.buyerId)?.nickname ?? '',
	].some((text) => text.toLowerCase().includes(q.toLowerCase()));

function timeIn(query: Query, name: string): number | undefined {
	const value = query[name];
	if (value === undefined) return undefined;
	// "2015-07-01T00:00:00.000-00:00": date, time and offset.
	const isTime = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}(Z|[+-]\d\d:\d\d)$/.test(value);
	if (!isTime) throw messagesError(400, `Invalid ${name}: ${value}`);
	return Date.parse(value);
}

/** The purchases of some orders: those of a pack are one. */
function purchases(orders: Order[]): Order[][] {
	const byPack = new Map<string, Order[]>();
	for (const order of orders) {
		const key = order.packId ?? String(order.id);
		byPack.set(key, [...(byPack.get(key) ?? []), order]);
	}
	return [...byPack.values()];
}

export function searchOrders(marketplace: Marketplace, request: FastifyRequest, isLocal: boolean) {
	const query = request.query as Query;
	const { userId } = request.caller!;
	if (isLocal && query.seller === undefined)
		throw messagesError(400, 'The parameter seller is required');
	if (query.seller !== undefined && query.seller !== String(userId))
		throw messagesError(403, 'The caller is not authorized to access the orders of this seller');
	const limit = Number(query.limit ?? MOST_SHOWN);
	const offset = Number(query.offset ?? 0);
	if (!Number.isInteger(limit) || limit < 1 || limit > MOST_SHOWN)
		throw messagesError(400, `Invalid limit: ${query.limit}`);
	if (!Number.isInteger(offset) || offset < 0)
		throw messagesError(400, `Invalid offset: ${query.offset}`);
	// Global Selling's page names them otherwise; what it does not name is ignored.
	const createdFrom = timeIn(query, isLocal ? 'order.date_created.from' : 'date_created.from');
	const updatedFrom = timeIn(query, isLocal ? 'order.date_last_updated.from' : 'last_updated.from');
	const statuses = query['order.status']?.split(',');

	const found = marketplace.sales
		.ordersOf(userId)
		.filter(
			(order) =>
				(isLocal || !query['seller.id'] || String(order.sellerId) === query['seller.id']) &&
				(createdFrom === undefined || order.created >= createdFrom) &&
				(updatedFrom === undefined || order.updated >= updatedFrom) &&
				(statuses ? statuses.includes(order.status) : order.status !== 'cancelled') &&
				(!query.q || saysSo(marketplace, order, query.q)),
		)
		// Unless it is asked for, the order of a list is nobody's promise.
		.sort((a, b) => (query.sort === 'date_desc' ? b.created - a.created : a.created - b.created));
	const entries = isLocal ? found.map((order) => [order]) : purchases(found);
	return {
		query: query.q ?? '',
		results: entries
			.slice(offset, offset + limit)
			.map((orders) =>
				isLocal ? orderBody(marketplace, orders[0], isLocal) : purchaseBody(orders),
			),
		paging: { total: entries.length, offset, limit },
	};
}

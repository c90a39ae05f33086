import type { IDataObject } from 'n8n-workflow';
import { codeText, fieldOf, idText, numberOf, objectsIn, timeText } from '../api/answers';
import { operationError } from '../api/errors/operationError';
import type { Session } from '../api/session';
import {
	isNotThere,
	readOrder,
	readPackOrOrder,
	type ApiOrder,
	type ApiPack,
	type OrderItem,
} from './packs';

/** What was bought together, with its orders; without `pack` an order by itself. */
export interface Sale {
	pack?: ApiPack;
	orders: ApiOrder[];
}

/**
 * Reads the sale of a pack or order: a pack with all its orders, an order by itself. Orders of other sellers in the same
 * pack are left out.
 * @throws NodeApiError, or NodeOperationError for a pack that was split and no longer names its orders
 */
export async function readSale(session: Session, id: string): Promise<Sale> {
	const { pack, order } = await readPackOrOrder(session, id);
	if (order) return { orders: [order] };
	const orderIds = objectsIn(pack.orders)
		.map((one) => idText(one.id))
		.filter((one) => one !== null);
	if (orderIds.length === 0 && isSplit(pack)) throw splitError(session);
	let refusal: unknown;
	const orders = await Promise.all(
		orderIds.map(
			async (orderId) =>
				await readOrder(session, orderId).catch((error) => {
					if (!isNotThere(error)) throw error;
					refusal = error;
					return undefined;
				}),
		),
	);
	const own = orders.filter((one) => one !== undefined);
	if (own.length === 0 && refusal) throw refusal;
	return { pack, orders: own };
}

/** Its orders go on in packs of their own, which name it as their family (page packs of Global Selling). */
const isSplit = ({ status, status_detail: detail }: ApiPack) =>
	codeText(status) === 'cancelled' && /^split/.test(codeText(detail) ?? '');

const splitError = ({ context }: Session) =>
	operationError(
		context,
		'Mercado Libre has split this sale into several',
		'The pack is closed and does not name its orders any more. Find them with Order > Get Many, and ask with the ID of an order.',
	);

/** An order that is off says nothing of the others. */
const isOff = ({ status }: ApiOrder) => /^(cancelled|invalid)$/.test(codeText(status) ?? '');

const leadingOrder = ({ orders }: Sale): ApiOrder | undefined =>
	orders.find((order) => !isOff(order)) ?? orders[0];

/** The parcel of a sale; of several, when the pack was split, that of its first order. */
export const shipmentIdOf = (sale: Sale): string | null =>
	idText(sale.pack?.shipment?.id) ?? idText(leadingOrder(sale)?.shipping?.id);

/** The country in which it was sold, such as MLB; undefined where nobody tells. */
export const siteOf = (sale: Sale): string | undefined =>
	idText(leadingOrder(sale)?.context?.site) ?? undefined;

/** The API's own objects: the pack with its whole orders in it, or the order. */
export const wholeSale = ({ pack, orders }: Sale): IDataObject =>
	pack ? { ...pack, orders } : orders[0];

/** The sale in the shape of the output: nothing of the buyer but id and nickname. */
export function simplifySale(sale: Sale): IDataObject {
	const { pack, orders } = sale;
	const leading = leadingOrder(sale);
	const firstOf = <T>(valueOf: (order: ApiOrder) => T | null | undefined): T | null =>
		orders.map(valueOf).find((value) => value !== null && value !== undefined) ?? null;
	const amounts = orders.map(({ total_amount: amount }) => amount).filter((one) => one != null);
	return {
		// An order without a pack uses its own id wherever a pack is wanted.
		packId: idText(pack?.id) ?? firstOf((order) => idText(order.pack_id) ?? idText(order.id)),
		orderIds: orders.map(({ id }) => idText(id)).filter((id) => id !== null),
		status: codeText(leading?.status ?? pack?.status),
		statusDetail: textOf(leading?.status_detail),
		createdAt: timeText(pack?.date_created ?? firstOf((order) => order.date_created)),
		buyer: {
			id: idText(pack?.buyer?.id) ?? firstOf((order) => idText(order.buyer?.id)),
			nickname: firstOf((order) => idText(order.buyer?.nickname)),
		},
		items: orders.flatMap((order) => objectsIn<OrderItem>(order.order_items)).map(simplifyItem),
		totalAmount: amounts.length > 0 ? sumOf(amounts) : null,
		currencyId: firstOf((order) => idText(order.currency_id)),
		shipmentId: shipmentIdOf(sale),
		claimIds: allOf(orders, (order) => objectsIn(order.mediations).map(({ id }) => idText(id))),
		tags: allOf(orders, ({ tags }) => (Array.isArray(tags) ? tags.map(idText) : [])),
		cancelReason: firstOf(({ cancel_detail: detail }) => textOf(detail)),
	};
}

function simplifyItem({ item, quantity, unit_price, currency_id }: OrderItem): IDataObject {
	const variation = objectsIn(item?.variation_attributes)
		.filter(({ name, value_name: value }) => name && value)
		.map(({ name, value_name: value }) => `${name}: ${value}`);
	return {
		itemId: idText(item?.id),
		title: idText(item?.title),
		variation: variation.length > 0 ? variation.join(', ') : null,
		sku: idText(item?.seller_sku) ?? idText(item?.seller_custom_field),
		quantity: quantity ?? null,
		unitPrice: unit_price ?? null,
		currencyId: idText(currency_id),
	};
}

/** A reason that is a text, or an object with a description and a code. */
const textOf = (value: unknown): string | null =>
	idText(value) ?? idText(fieldOf(value, 'description')) ?? idText(fieldOf(value, 'code'));

const allOf = (orders: ApiOrder[], valuesOf: (order: ApiOrder) => (string | null)[]): string[] => [
	...new Set(orders.flatMap(valuesOf).filter((value) => value !== null)),
];

/** Without the tail that sums of fractions get. */
const sumOf = (amounts: unknown[]) =>
	Math.round(amounts.reduce((sum: number, amount) => sum + numberOf(amount), 0) * 100) / 100;

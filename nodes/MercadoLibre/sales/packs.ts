import type { IDataObject } from 'n8n-workflow';
import { fieldOf } from '../api/answers';
import type { Endpoint } from '../api/endpoint';
import { problemBehind } from '../api/errors/problem';
import type { Session } from '../api/session';
import { apiRequest } from '../api/transport';

type Id = string | number | null;

/** What a buyer bought together (pages gestion-packs of 2025-12-29, and packs of Global Selling). */
export interface ApiPack extends IDataObject {
	id: string | number;
	status?: string | null;
	status_detail?: string | null;
	buyer?: { id?: Id } | null;
	shipment?: { id?: Id } | null;
	orders?: { id?: Id }[] | null;
	date_created?: string | null;
}

/** An order; everything may be missing, as an answer with status 206 says (page gerenciamento-de-vendas, 2026-08-07). */
export interface ApiOrder extends IDataObject {
	id: string | number;
	pack_id?: Id;
	status?: string | null;
	status_detail?: string | { description?: string | null; code?: string | null } | null;
	date_created?: string | null;
	order_items?: (OrderItem & IDataObject)[] | null;
	total_amount?: number | null;
	currency_id?: string | null;
	shipping?: { id?: Id } | null;
	buyer?: { id?: Id; nickname?: string | null } | null;
	tags?: string[] | null;
	mediations?: { id?: Id }[] | null;
	context?: { site?: string | null } | null;
	cancel_detail?: { description?: string | null; code?: string | null } | null;
}

export interface OrderItem {
	item?: {
		id?: string | null;
		title?: string | null;
		variation_attributes?: { name?: string | null; value_name?: string | null }[] | null;
		seller_sku?: string | null;
		seller_custom_field?: string | null;
	} | null;
	quantity?: number | null;
	unit_price?: number | null;
	currency_id?: string | null;
}

export const GET_PACK: Endpoint = {
	method: 'GET',
	globalSelling: '/marketplace/orders/pack/{packId}',
	local: '/packs/{packId}',
};

export const GET_ORDER: Endpoint = {
	method: 'GET',
	globalSelling: '/marketplace/orders/{orderId}',
	local: '/orders/{orderId}',
};

const hasId = (body: unknown) => Boolean(fieldOf(body, 'id'));

export async function readOrder(session: Session, orderId: string): Promise<ApiOrder> {
	const { body } = await apiRequest<ApiOrder>(session, {
		endpoint: GET_ORDER,
		ids: { orderId },
		isValid: hasId,
	});
	return body;
}

async function readPack(session: Session, packId: string): Promise<ApiPack> {
	const { body } = await apiRequest<ApiPack>(session, {
		endpoint: GET_PACK,
		ids: { packId },
		isValid: hasId,
	});
	return body;
}

/** Whether the API refused since the thing is not there for this account; not since the permission is missing. */
export function isNotThere(error: unknown): boolean {
	const { status, code } = problemBehind(error) ?? {};
	return status === 404 || (status === 403 && !/^PA_UNAUTHORIZED/.test(code ?? ''));
}

/**
 * What an id stands for: a pack, or an order, whose id stands for the pack where there is none. Nothing in the id tells
 * them apart. When there is neither, the refusal that says more is thrown.
 * @throws NodeApiError
 */
export async function readPackOrOrder(
	session: Session,
	id: string,
): Promise<{ pack: ApiPack; order?: undefined } | { pack?: undefined; order: ApiOrder }> {
	let refusal: unknown;
	const pack = await readPack(session, id).catch((error) => {
		if (!isNotThere(error)) throw error;
		refusal = error;
		return undefined;
	});
	if (pack) return { pack };
	const order = await readOrder(session, id).catch((error) => {
		throw isNotThere(error) && problemBehind(refusal)?.status === 403 ? refusal : error;
	});
	return { order };
}

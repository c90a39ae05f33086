// Orders, packs and shipments in the API's form, with the personal data that it gives.
import { claimDate } from '../../marketplace/dates.ts';
import type { Marketplace } from '../../marketplace/marketplace.ts';
import type { Order, SalePack, Shipment } from '../../marketplace/sales.ts';

/** Page gestion-packs of 2025-12-29; Global Selling's packs name the family, too. */
export const packBody = (pack: SalePack, isLocal: boolean, orderIds: number[]) => ({
	id: Number(pack.id),
	status: pack.status,
	status_detail: pack.statusDetail,
	...(!isLocal && { family_pack_id: pack.familyPackId && Number(pack.familyPackId) }),
	buyer: { id: pack.buyerId },
	shipment: pack.shipmentId === null ? null : { id: pack.shipmentId },
	orders: orderIds.map((id) => ({ id })),
	date_created: claimDate(pack.created),
	last_updated: claimDate(pack.created),
});

const totalOf = ({ items }: Order) =>
	items.reduce((sum, { quantity, unitPrice }) => sum + quantity * unitPrice, 0);

/** Page gerenciamento-de-vendas of 2026-08-07, and Global Selling's manage-sales of 2026-02-18. */
export function orderBody(
	{ users, behaviour }: Marketplace,
	order: Order,
	isLocal: boolean,
): Record<string, unknown> {
	const buyer = users.get(order.buyerId);
	const [first, ...last] = (buyer?.name ?? '').split(' ');
	const isNamed = !isLocal || behaviour.buyerName === 'told';
	const body: Record<string, unknown> = {
		id: order.id,
		pack_id: order.packId === null ? null : Number(order.packId),
		status: order.status,
		status_detail: order.statusDetail,
		date_created: claimDate(order.created),
		date_closed: claimDate(order.created),
		last_updated: claimDate(order.updated),
		order_items: order.items.map((item) => ({
			item: {
				id: item.itemId,
				title: item.title,
				variation_id: item.variation.length > 0 ? 174_997_747_229 : null,
				variation_attributes: item.variation.map(([name, value]) => ({
					id: name.toUpperCase(),
					name,
					value_id: null,
					value_name: value,
				})),
				seller_sku: item.sku,
				seller_custom_field: item.customField,
				...(!isLocal && { parent_item_id: 'CBT12345678' }),
			},
			quantity: item.quantity,
			unit_price: item.unitPrice,
			currency_id: order.currencyId,
		})),
		total_amount: totalOf(order),
		currency_id: order.currencyId,
		buyer: {
			id: order.buyerId,
			...(isNamed && {
				nickname: buyer?.nickname,
				first_name: first,
				last_name: last.join(' '),
				email: buyer?.email,
				phone: { area_code: '55', number: PERSONAL.phone },
				billing_info: { doc_type: 'CPF', doc_number: PERSONAL.document },
			}),
		},
		seller: { id: order.sellerId },
		shipping: order.shipmentId === null ? {} : { id: order.shipmentId },
		tags: order.tags,
		mediations: order.claimIds.map((id) => ({ id })),
		feedback: { buyer: null, seller: null },
		context: { channel: 'marketplace', site: order.siteId, flows: [] },
		cancel_detail: order.cancelDetail,
	};
	for (const name of order.missing) delete body[name];
	return body;
}

/** What identifies a person, and what no output but the API's own is to show. */
export const PERSONAL = {
	name: 'Comprador de Testes da Silva',
	phone: '5551234567',
	document: '12345678909',
	street: 'Rua das Laranjeiras',
	zipCode: '22240-003',
};

/** A purchase of Global Selling's search: its outer id is not to be used (page manage-sales of 2026-02-18). */
export const purchaseBody = (orders: Order[]) => ({
	id: Number(orders[0].packId ?? orders[0].id),
	buyer: { id: orders[0].buyerId },
	config: { items: orders.flatMap(({ items }) => items.map(({ itemId: id }) => ({ id }))) },
	orders: orders.map(({ id, sellerId, claimIds }) => ({
		id,
		items: null,
		feedback: { purchase: null, sale: null },
		payments: [{ id: 7_032_122_688 }],
		mediations: claimIds.map((claim) => ({ id: claim })),
		seller: { id: sellerId },
	})),
	shipment: orders[0].shipmentId === null ? null : { id: orders[0].shipmentId, payments: [] },
});

const dated = (date: string | undefined, more: object = {}) => ({ date: date ?? null, ...more });

/** Page gerenciamento-de-envios of 2026-08-07. */
export const leadTimeBody = ({ estimates }: Shipment) => ({
	estimated_delivery_time: dated(estimates.time, {
		type: estimates.time ? 'known_frame' : 'unknown_frame',
		time_frame: { from: null, to: null },
	}),
	estimated_delivery_extended: dated(estimates.extended),
	estimated_delivery_limit: dated(estimates.limit),
	estimated_delivery_final: dated(estimates.final),
	delivery_promise: 'estimated',
	shipping_method: { id: 182, name: 'Normal' },
	cost: 0,
	currency_id: 'BRL',
});

export const shipmentBody = ({ behaviour }: Marketplace, shipment: Shipment, isLocal: boolean) => ({
	id: shipment.id,
	status: shipment.status,
	substatus: shipment.substatus,
	date_created: claimDate(shipment.created),
	last_updated: claimDate(shipment.created),
	logistic: { mode: shipment.mode, type: shipment.logisticType, direction: 'forward' },
	source: { site_id: shipment.siteId, market_place: 'MELI', application_id: null },
	tracking_number: shipment.trackingNumber,
	tracking_method: 'Normal',
	// Left the local answer on 2025-10-12.
	...(!isLocal && { order_id: shipment.orderIds[0] ?? null }),
	...(behaviour.leadTime === 'inShipment' && { lead_time: leadTimeBody(shipment) }),
	origin: { sender_id: shipment.sellerId, shipping_address: { address_line: 'Av. do Vendedor 1' } },
	destination: {
		receiver_id: 441_782_523,
		receiver_name: PERSONAL.name,
		receiver_phone: PERSONAL.phone,
		shipping_address: {
			address_line: `${PERSONAL.street} 100`,
			street_name: PERSONAL.street,
			street_number: '100',
			zip_code: PERSONAL.zipCode,
			comment: `CPF ${PERSONAL.document}`,
			city: { id: null, name: 'Rio de Janeiro' },
		},
	},
	dimensions: { height: 10, width: 10, length: 10, weight: 500 },
	tags: [],
});

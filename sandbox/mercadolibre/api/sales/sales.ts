// Orders, packs and shipments, in both families (the pages on sales, packs and shipments of 2025-12 to 2026-08).
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Order, SalePack, Shipment } from '../../marketplace/sales.ts';
import type { Sandbox } from '../../sandbox.ts';
import { messagesRoute } from '../checks.ts';
import { messagesError, policyAgentError } from '../errors.ts';
import { leadTimeBody, orderBody, packBody, shipmentBody } from './saleBodies.ts';
import { searchOrders } from './saleSearch.ts';

interface SalesFamily {
	isLocal: boolean;
	orders: string;
	pack: string;
	shipments: string;
	/** The parts of a shipment that the family's page names. */
	parts: string[];
}

const everywhere = ['items', 'carrier', 'lead_time', 'history', 'costs'];

const families: SalesFamily[] = [
	{
		isLocal: true,
		orders: '/orders',
		pack: '/packs/:pack',
		shipments: '/shipments',
		parts: [...everywhere, 'sla', 'delays', 'payments', 'orders'],
	},
	{
		isLocal: false,
		orders: '/marketplace/orders',
		pack: '/marketplace/orders/pack/:pack',
		shipments: '/marketplace/shipments',
		parts: everywhere,
	},
];

export function registerSales(app: FastifyInstance, sandbox: Sandbox): void {
	for (const family of families) registerFamily(app, sandbox, family);
}

function registerFamily(app: FastifyInstance, sandbox: Sandbox, family: SalesFamily): void {
	const { isLocal } = family;
	const param = (request: FastifyRequest, name: string) =>
		(request.params as Record<string, string>)[name];

	/** The functional permission, and a path of the account's own family. */
	const check = (request: FastifyRequest) => {
		const { marketplace } = sandbox;
		const isOwnPath = (marketplace.user(request.caller!.userId).kind === 'local') === isLocal;
		if (marketplace.behaviour.salesPermission === 'missing' || !isOwnPath) throw policyAgentError();
	};

	app.get(`${family.orders}/search`, messagesRoute, async (request, reply) => {
		check(request);
		const limited = !isLocal && sandbox.orderSearchLimit.take(request.caller!, 'GET');
		if (limited) {
			reply.headers(limited.headers);
			throw messagesError(429, 'Too Many Requests');
		}
		return searchOrders(sandbox.marketplace, request, isLocal);
	});

	app.get(`${family.orders}/:order`, messagesRoute, async (request, reply) => {
		check(request);
		const { marketplace } = sandbox;
		const order = ownOrder(sandbox, request, Number(param(request, 'order')));
		if (order.isWithheld) throw messagesError(451, 'User unavailable for legal reasons');
		if (order.missing.length > 0) {
			reply.code(206).header('X-Content-Missing', order.missing.join(', '));
		}
		return orderBody(marketplace, order, isLocal);
	});

	app.get(family.pack, messagesRoute, async (request) => {
		check(request);
		const { behaviour } = sandbox.marketplace;
		const pack = ownPack(sandbox, request, param(request, 'pack'));
		const isGone = pack.statusDetail === 'splitted' && behaviour.splitPackOrders === 'gone';
		return packBody(pack, isLocal, isGone ? [] : pack.orderIds);
	});

	app.get(`${family.shipments}/:shipment`, messagesRoute, async (request) => {
		check(request);
		return shipmentBody(sandbox.marketplace, ownShipment(sandbox, request), isLocal);
	});

	for (const part of family.parts) {
		app.get(`${family.shipments}/:shipment/${part}`, messagesRoute, async (request, reply) => {
			check(request);
			return partBody(part, ownShipment(sandbox, request), reply);
		});
	}
}

function ownOrder({ marketplace }: Sandbox, request: FastifyRequest, id: number): Order {
	const order = marketplace.sales.orders.get(id);
	if (!order) throw messagesError(404, `Order not found: ${id}`, 'order_not_found');
	const { userId } = request.caller!;
	if (order.sellerId !== userId && order.buyerId !== userId)
		throw messagesError(403, 'The caller is not authorized to access this order');
	return order;
}

function ownPack({ marketplace }: Sandbox, request: FastifyRequest, id: string): SalePack {
	const pack = marketplace.sales.packOf(id);
	const { userId } = request.caller!;
	const isTheirs = pack?.sellerId === userId || pack?.buyerId === userId;
	if (pack && !isTheirs && marketplace.behaviour.foreignPack === 'forbidden')
		throw messagesError(403, 'The caller is not authorized to access this pack');
	if (!pack || !isTheirs) throw messagesError(404, `Pack not found: ${id}`);
	return pack;
}

/** The header is demanded since 2025-10-12 (page gerenciamento-de-envios); with what words, it does not say. */
function ownShipment({ marketplace }: Sandbox, request: FastifyRequest): Shipment {
	if (request.headers['x-format-new'] !== 'true')
		throw messagesError(400, 'The header x-format-new: true is required');
	const id = (request.params as { shipment: string }).shipment;
	const shipment = marketplace.sales.shipments.get(Number(id));
	if (!shipment) throw messagesError(404, `Shipment not found: ${id}`, 'not_found_shipping_id');
	if (shipment.sellerId !== request.caller!.userId)
		throw messagesError(403, 'The caller is not authorized to access this shipment');
	return shipment;
}

const none = (part: string, { id }: Shipment) =>
	messagesError(404, `There is no ${part} of shipment ${id}`);

function partBody(part: string, shipment: Shipment, reply: FastifyReply): unknown {
	switch (part) {
		case 'carrier':
			if (!shipment.carrier) throw none(part, shipment);
			return shipment.carrier;
		case 'lead_time':
			return leadTimeBody(shipment);
		case 'history':
			return shipment.history;
		case 'sla':
			// "Not for Full or cancelled".
			if (!shipment.sla || shipment.logisticType === 'fulfillment') throw none(part, shipment);
			return { ...shipment.sla, service: 'lag', last_updated: shipment.sla.expected_date };
		case 'delays':
			// "404 means no delay".
			if (shipment.delays.length === 0) throw none(part, shipment);
			return { shipment_id: String(shipment.id), delays: shipment.delays };
		case 'orders':
			return shipment.orderIds.map((id) => ({ id }));
		case 'items':
			return shipment.orderIds.map((id) => ({ order_id: id, quantity: 1 }));
		default:
			return reply.code(204).send();
	}
}

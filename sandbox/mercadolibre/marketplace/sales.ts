// Sales: what was bought together, its orders, and how it is shipped.
import { claimDate, toMillis } from './dates.ts';
import type { Pack } from './entities.ts';

export interface OrderItem {
	itemId: string;
	title: string;
	/** Names and values, such as `['Color', 'Azul']`. */
	variation: [string, string][];
	sku: string | null;
	/** Where sellers kept the SKU before there was one. */
	customField: string | null;
	quantity: number;
	unitPrice: number;
}

export interface Order {
	id: number;
	packId: string | null;
	sellerId: number;
	buyerId: number;
	siteId: string;
	status: string;
	statusDetail: string | null;
	items: OrderItem[];
	currencyId: string;
	tags: string[];
	claimIds: number[];
	cancelDetail: object | null;
	shipmentId: number | null;
	created: number;
	updated: number;
	/** Fields that the answer leaves out, with status 206. */
	missing: string[];
	/** The buyer is withheld for legal reasons: 451. */
	isWithheld: boolean;
}

export interface SalePack {
	id: string;
	sellerId: number;
	buyerId: number;
	status: string;
	statusDetail: string | null;
	familyPackId: string | null;
	orderIds: number[];
	shipmentId: number | null;
	created: number;
}

export interface Shipment {
	id: number;
	sellerId: number;
	siteId: string;
	orderIds: number[];
	status: string;
	substatus: string | null;
	mode: string;
	logisticType: string;
	trackingNumber: string | null;
	carrier: { name: string; url: string } | null;
	/** Dates as the API gives them. */
	estimates: { time?: string; extended?: string; limit?: string; final?: string };
	sla: { status: string; expected_date: string } | null;
	delays: { type: string; date: string }[];
	history: { status: string; substatus: string | null; date: string }[];
	created: number;
}

export interface OrderOptions {
	orderId?: string | number;
	status?: string;
	statusDetail?: string;
	items?: Partial<OrderItem>[];
	tags?: string[];
	cancelDetail?: object;
	createdAt?: number | string;
	updatedAt?: number | string;
	missing?: string[];
	isWithheld?: boolean;
}

export interface ShipmentOptions extends Partial<Omit<Shipment, 'id' | 'orderIds'>> {
	shipmentId?: string | number;
}

export interface SaleOptions {
	/** Of the pack, or of the order where there is none. */
	packId?: string | number;
	sellerId?: string | number;
	buyerId?: string | number;
	siteId?: string;
	/** `pack_id` of the order is null, and its id stands for the pack. */
	withoutPack?: boolean;
	orders?: OrderOptions[];
	/** null: none yet, or by agreement. */
	shipment?: ShipmentOptions | null;
	/** The pack that this one was split off. */
	familyPackId?: string | number;
}

const currencies: Record<string, string> = {
	MLA: 'ARS',
	MLB: 'BRL',
	MLC: 'CLP',
	MLM: 'MXN',
	MCO: 'COP',
};

/** What a sale needs of the marketplace. */
interface Conversations {
	readonly packs: Map<string, Pack>;
	createPack(options: Pick<SaleOptions, 'packId' | 'sellerId' | 'buyerId' | 'siteId'>): Pack;
	newId(): number;
}

export class Sales {
	readonly packs = new Map<string, SalePack>();
	readonly orders = new Map<number, Order>();
	readonly shipments = new Map<number, Shipment>();

	private readonly marketplace: Conversations;

	constructor(marketplace: Conversations) {
		this.marketplace = marketplace;
	}

	/** A sale with its conversation, in which nobody need have written. */
	create(options: SaleOptions = {}): { packId: string; orders: Order[]; shipment?: Shipment } {
		const { marketplace } = this;
		const id = String(options.packId ?? marketplace.newId());
		const pack = marketplace.packs.get(id) ?? marketplace.createPack({ ...options, packId: id });
		return this.addTo(pack, options);
	}

	/** Every conversation is about a sale: one that was told nothing of has an order, too. */
	packOf(id: string): SalePack | undefined {
		const pack = this.marketplace.packs.get(id);
		if (pack && !this.packs.has(id) && !this.orders.has(Number(id))) this.addTo(pack, {});
		return this.packs.get(id);
	}

	/** Those that were told of, or asked for. */
	ordersOf(sellerId: number): Order[] {
		return [...this.orders.values()].filter((order) => order.sellerId === sellerId);
	}

	order(id: number): Order {
		const order = this.orders.get(id);
		if (!order) throw new Error(`There is no order ${id}`);
		return order;
	}

	shipment(id: number): Shipment {
		const shipment = this.shipments.get(id);
		if (!shipment) throw new Error(`There is no shipment ${id}`);
		return shipment;
	}

	/** The pack is cancelled, and each of its orders goes on in a pack of its own (page packs of Global Selling). */
	split(packId: string): SalePack[] {
		const pack = this.packOf(packId);
		if (!pack) throw new Error(`There is no pack ${packId}`);
		pack.status = 'cancelled';
		pack.statusDetail = 'splitted';
		pack.shipmentId = null;
		return pack.orderIds.map((orderId) => {
			const order = this.order(orderId);
			const part: SalePack = {
				...pack,
				id: String(this.marketplace.newId()),
				status: 'released',
				statusDetail: null,
				familyPackId: pack.id,
				orderIds: [orderId],
				shipmentId: order.shipmentId,
			};
			order.packId = part.id;
			this.packs.set(part.id, part);
			return part;
		});
	}

	private addTo(pack: Pack, options: SaleOptions) {
		const { withoutPack = false, orders: wanted = [{}] } = options;
		const given =
			options.shipment ?? (pack.shippingId ? { shipmentId: pack.shippingId } : undefined);
		const shipment = given && this.addShipment(pack, given);
		const orders = wanted.map((one) =>
			this.addOrder(pack, withoutPack ? { ...one, orderId: pack.id } : one, withoutPack, shipment),
		);
		if (shipment) {
			pack.shippingId = shipment.id;
			shipment.orderIds = orders.map(({ id }) => id);
		}
		if (!withoutPack) {
			this.packs.set(pack.id, {
				id: pack.id,
				sellerId: pack.sellerId,
				buyerId: pack.buyerId,
				status: 'released',
				statusDetail: null,
				familyPackId: options.familyPackId === undefined ? null : String(options.familyPackId),
				orderIds: orders.map(({ id }) => id),
				shipmentId: shipment?.id ?? null,
				created: Math.min(...orders.map(({ created }) => created)),
			});
		}
		return { packId: pack.id, orders, shipment };
	}

	private addOrder(
		pack: Pack,
		options: OrderOptions,
		withoutPack: boolean,
		shipment: Shipment | undefined,
	): Order {
		const created = toMillis(options.createdAt, Date.now());
		const order: Order = {
			id: Number(options.orderId ?? this.marketplace.newId()),
			packId: withoutPack ? null : pack.id,
			sellerId: pack.sellerId,
			buyerId: pack.buyerId,
			siteId: pack.siteId,
			status: options.status ?? 'paid',
			statusDetail: options.statusDetail ?? null,
			items: (options.items ?? [{}]).map((item) => ({
				itemId: `${pack.siteId}12345678`,
				title: 'Samsung Galaxy',
				variation: [],
				sku: null,
				customField: null,
				quantity: 1,
				unitPrice: 499,
				...item,
			})),
			currencyId: currencies[pack.siteId] ?? 'USD',
			tags: options.tags ?? ['paid', 'not_delivered'],
			claimIds: pack.claimIds,
			cancelDetail: options.cancelDetail ?? null,
			shipmentId: shipment?.id ?? null,
			created,
			updated: toMillis(options.updatedAt, created),
			missing: options.missing ?? [],
			isWithheld: options.isWithheld ?? false,
		};
		this.orders.set(order.id, order);
		return order;
	}

	private addShipment(pack: Pack, { shipmentId, ...given }: ShipmentOptions): Shipment {
		const created = Date.now();
		const shipment: Shipment = {
			id: Number(shipmentId ?? (this.marketplace.newId() % 100_000_000) + 43_000_000_000),
			sellerId: pack.sellerId,
			siteId: pack.siteId,
			orderIds: [],
			status: 'ready_to_ship',
			substatus: 'ready_to_print',
			mode: 'me2',
			logisticType: 'drop_off',
			trackingNumber: null,
			carrier: null,
			estimates: {},
			sla: null,
			delays: [],
			history: [{ status: 'ready_to_ship', substatus: null, date: claimDate(created) }],
			created,
			...given,
		};
		this.shipments.set(shipment.id, shipment);
		return shipment;
	}
}

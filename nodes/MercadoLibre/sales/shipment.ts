import type { IDataObject } from 'n8n-workflow';
import { codeText, fieldOf, idText, isObject, objectsIn, timeText } from '../api/answers';
import { serverNow } from '../api/clock';
import type { Endpoint } from '../api/endpoint';
import { isRefusal } from '../api/errors/problem';
import type { Session } from '../api/session';
import { apiRequest } from '../api/transport';
import { languageOf, statusText, type Language } from './words/statusText';

/** Pages gerenciamento-de-envios of 2026-08-07, and manage-shipments of Global Selling of 2026-02-19. */
const shipmentEndpoint = (path: string): Endpoint => ({
	method: 'GET',
	globalSelling: `/marketplace/shipments/{shipmentId}${path}`,
	local: `/shipments/{shipmentId}${path}`,
	headers: { 'x-format-new': 'true' },
});

export const GET_SHIPMENT = shipmentEndpoint('');

interface Dated {
	date?: string | null;
}

interface LeadTime {
	/** The first promise. */
	estimated_delivery_time?: Dated | null;
	/** The second promise. */
	estimated_delivery_extended?: Dated | null;
	/** Until then the buyer may cancel. */
	estimated_delivery_limit?: Dated | null;
	/** Such as "handling_delayed"; Global Selling, which has no place of its own for it. */
	delay?: string[] | null;
}

interface ApiShipment extends IDataObject {
	id: string | number;
	status?: string | null;
	substatus?: string | null;
	logistic?: { mode?: string | null; type?: string | null } | null;
	source?: { site_id?: string | null } | null;
	tracking_number?: string | null;
	lead_time?: (LeadTime & IDataObject) | null;
}

interface HistoryEntry {
	status?: string | null;
	substatus?: string | null;
	date?: string | null;
}

/** A shipment with its parts, as the API gives them; a part that there is not, is undefined. */
export interface Shipment {
	shipment: ApiShipment;
	carrier?: { name?: string | null; url?: string | null };
	leadTime?: LeadTime;
	sla?: { status?: string | null; expected_date?: string | null };
	delays?: object[];
	history?: HistoryEntry[];
	/** When it was read, on Mercado Libre's clock, in ms since the epoch. */
	readAt: number;
}

/**
 * Reads a shipment and what is told of it in other places. A part that is refused is taken as not there.
 * @throws NodeApiError when the shipment itself cannot be read
 */
export async function readShipment(
	session: Session,
	shipmentId: string,
	{ withHistory = false } = {},
): Promise<Shipment> {
	const { body: shipment } = await apiRequest<ApiShipment>(session, {
		endpoint: GET_SHIPMENT,
		ids: { shipmentId },
		isValid: (body) => Boolean(fieldOf(body, 'id')),
	});
	const part = async (name: string, isWanted: boolean) =>
		isWanted ? await readPart(session, shipmentId, name) : undefined;
	const isLocal = session.account.family === 'local';
	const status = codeText(shipment.status);
	const isOff = status === 'cancelled';
	const isFull = codeText(shipment.logistic?.type) === 'fulfillment';
	const [carrier, leadTime, sla, delays, history] = await Promise.all([
		part('carrier', true),
		// In Global Selling the shipment tells the first promise only.
		part('lead_time', fieldOf(shipment.lead_time, 'estimated_delivery_extended') === undefined),
		// Global Selling's page does not name these two.
		part('sla', isLocal && !isOff && !isFull),
		part('delays', isLocal && !isOff && status !== 'delivered'),
		part('history', withHistory || status === 'delivered'),
	]);
	return {
		shipment,
		carrier: objectOrNone(carrier),
		leadTime: objectOrNone<LeadTime>(
			isObject(leadTime) ? { ...shipment.lead_time, ...leadTime } : shipment.lead_time,
		),
		sla: objectOrNone(sla),
		delays: listIn(delays, 'delays'),
		history: listIn(history, 'history'),
		readAt: serverNow(session),
	};
}

/** What is told of a shipment in a place of its own; undefined when it is refused: "404 means no delay". */
async function readPart(session: Session, shipmentId: string, name: string): Promise<unknown> {
	const answer = await apiRequest(session, {
		endpoint: shipmentEndpoint(`/${name}`),
		ids: { shipmentId },
		// An answer without content (204) is one.
		isValid: (body) => !body || typeof body === 'object',
	}).catch((error) => {
		if (!isRefusal(error)) throw error;
		return undefined;
	});
	return answer?.body;
}

const objectOrNone = <T extends object>(value: unknown): T | undefined =>
	isObject(value) ? (value as T) : undefined;

const listIn = (value: unknown, name: string): object[] | undefined =>
	Array.isArray(value)
		? objectsIn<object>(value)
		: isObject(value)
			? objectsIn<object>(fieldOf(value, name) as object[])
			: undefined;

/** A shipment as the API gives it, with its parts beside. */
export const wholeShipment = ({ shipment, carrier, leadTime, sla, delays, history }: Shipment) =>
	({ ...shipment, lead_time: leadTime, carrier, sla, delays, history }) as IDataObject;

interface SimplifyOptions {
	/** Of the status text; else by country. */
	language?: Language;
	/** The country of the sale, where the shipment does not tell it. */
	siteId?: string;
	withHistory?: boolean;
}

/** A shipment in the shape of the output: no address, no telephone, no document. */
export function simplifyShipment(
	whole: Shipment,
	{ language, siteId, withHistory = false }: SimplifyOptions = {},
): IDataObject {
	const { shipment, carrier, leadTime, sla, history = [] } = whole;
	const promised = dateOf(leadTime?.estimated_delivery_time);
	const extended = dateOf(leadTime?.estimated_delivery_extended);
	const isDelayed = isLate(whole, promised);
	const delivered = history.findLast(({ status }) => codeText(status) === 'delivered')?.date;
	const status = codeText(shipment.status);
	const substatus = codeText(shipment.substatus);
	const expected = isDelayed ? extended : promised;
	return {
		id: idText(shipment.id),
		status,
		substatus,
		statusText: statusText(language ?? languageOf(idText(shipment.source?.site_id) ?? siteId), {
			status,
			substatus,
			isDelayed,
			expected,
			delivered,
		}),
		logisticType: codeText(shipment.logistic?.type),
		mode: codeText(shipment.logistic?.mode),
		trackingNumber: idText(shipment.tracking_number),
		carrier: idText(carrier?.name),
		trackingUrl: idText(carrier?.url),
		promisedAt: timeText(promised),
		estimatedAt: timeText(expected ?? promised ?? dateOf(leadTime?.estimated_delivery_limit)),
		delayedUntil: isDelayed ? timeText(extended) : null,
		dispatchBy: timeText(sla?.expected_date),
		deliveredAt: timeText(delivered),
		...(withHistory && {
			history: history.map((entry) => ({
				status: codeText(entry.status),
				substatus: codeText(entry.substatus),
				date: timeText(entry.date),
			})),
		}),
	};
}

const dateOf = (entry: Dated | null | undefined): string | undefined =>
	idText(entry?.date) ?? undefined;

const DAY_MS = 24 * 60 * 60_000;

/** On its way later than promised: as Mercado Libre says, or as the day that was promised is over. */
function isLate({ shipment, leadTime, delays = [], readAt }: Shipment, promised?: string): boolean {
	const status = codeText(shipment.status) ?? '';
	if (/^(delivered|not_delivered|cancelled)$/.test(status)) return false;
	return (
		delays.length > 0 ||
		(Array.isArray(leadTime?.delay) && leadTime.delay.length > 0) ||
		codeText(shipment.substatus) === 'delayed' ||
		Date.parse(promised ?? '') + DAY_MS < readAt
	);
}

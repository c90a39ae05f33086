import type { IDataObject } from 'n8n-workflow';
import { runOf } from '../api/context';
import { inWords } from '../api/errors/inWords';
import { isRefusal } from '../api/errors/problem';
import type { Session } from '../api/session';
import { readSale, shipmentIdOf, simplifySale, siteOf } from './sale';
import { readShipment, simplifyShipment } from './shipment';

/** What of its sale a message is to bring along. */
export type SaleWanted = 'nothing' | 'order' | 'orderAndShipment';

/** Fields of an item: `order` and, if it is wanted, `shipment` (null without one); or `saleError` in words; or none. */
type SaleFields = IDataObject;

/** Reads the sale of a pack, or of the order whose id stands for it. Never throws. */
export type ReadSaleFields = (sale: { packId: string | null }) => Promise<SaleFields>;

/**
 * Reads sales for items, each once for as long as the function lives: a run, a poll, a webhook. One that cannot be
 * read leaves the item as it is, and `saleError` says why; it is asked for again when that may have been bad luck.
 */
export function saleReader(session: Session, wanted: SaleWanted): ReadSaleFields {
	const known = new Map<string, Promise<SaleFields>>();
	return async ({ packId }) => {
		if (wanted === 'nothing' || packId === null) return {};
		let fields = known.get(packId);
		if (!fields) {
			fields = fieldsOf(session, packId, wanted).catch((error) => {
				if (!isRefusal(error)) known.delete(packId);
				return { saleError: wordsOf(session, error) };
			});
			known.set(packId, fields);
		}
		return await fields;
	};
}

const readersOfRuns = new WeakMap<object, Map<SaleWanted, ReadSaleFields>>();

/** The one reader for all items of a run. */
export function saleReaderOfRun(session: Session, wanted: SaleWanted): ReadSaleFields {
	const run = runOf(session.context);
	const readers = readersOfRuns.get(run) ?? new Map<SaleWanted, ReadSaleFields>();
	readersOfRuns.set(run, readers);
	const reader = readers.get(wanted) ?? saleReader(session, wanted);
	readers.set(wanted, reader);
	return reader;
}

async function fieldsOf(session: Session, packId: string, wanted: SaleWanted): Promise<SaleFields> {
	const sale = await readSale(session, packId);
	const order = simplifySale(sale);
	if (wanted === 'order') return { order };
	const shipmentId = shipmentIdOf(sale);
	if (shipmentId === null) return { order, shipment: null };
	try {
		const shipment = await readShipment(session, shipmentId);
		const siteId = siteOf(sale) ?? session.account.siteId;
		return { order, shipment: simplifyShipment(shipment, { siteId }) };
	} catch (error) {
		return { order, shipment: null, saleError: wordsOf(session, error) };
	}
}

const wordsOf = (session: Session, error: unknown) =>
	inWords(session, error, 'Read the sale with the Mercado Libre node: Order > Get.');

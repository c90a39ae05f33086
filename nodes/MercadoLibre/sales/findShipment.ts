import { operationError } from '../api/errors/operationError';
import type { Session } from '../api/session';
import { isNotThere } from './packs';
import { readSale, shipmentIdOf, siteOf } from './sale';
import { readShipment, type Shipment } from './shipment';

interface Found {
	shipment: Shipment;
	/** The country of the sale, where it was looked for by that. */
	siteId?: string;
}

/** Ids of orders and packs have had 16 digits for years, those of shipments 11: so the likelier one is asked for first. */
const FEWEST_DIGITS_OF_SALE = 14;

/**
 * The shipment of an id, which may also be that of the order or pack it belongs to.
 * @throws NodeApiError, or NodeOperationError when the sale has no shipment
 */
export async function findShipment(
	session: Session,
	id: string,
	options: { withHistory: boolean },
): Promise<Found> {
	const byShipment = async (): Promise<Found> => ({
		shipment: await readShipment(session, id, options),
	});
	const bySale = async (): Promise<Found> => {
		const sale = await readSale(session, id);
		const shipmentId = shipmentIdOf(sale);
		if (shipmentId === null) throw noShipment(session);
		return { shipment: await readShipment(session, shipmentId, options), siteId: siteOf(sale) };
	};
	const [first, second] =
		id.length >= FEWEST_DIGITS_OF_SALE ? [bySale, byShipment] : [byShipment, bySale];
	return await first().catch(async (refusal) => {
		if (!isNotThere(refusal)) throw refusal;
		return await second().catch((error) => {
			throw isNotThere(error) ? refusal : error;
		});
	});
}

const noShipment = ({ context }: Session) =>
	operationError(
		context,
		'This sale has no shipment',
		'There is none yet, or the delivery is by agreement with the buyer. Order > Get shows the state of the sale.',
	);

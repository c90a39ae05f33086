import type { ConversationRef } from './conversation';
import type { Endpoint } from '../api/endpoint';
import { problemBehind } from '../api/errors';
import { buyerIn, idText, type ApiMessage } from './messages';
import { apiRequest, type Session } from '../api/transport';

const samePath = (path: string): Endpoint => ({ method: 'GET', globalSelling: path, local: path });

/** A pack, and an order (whose id stands for the pack where there is none), both name the buyer. */
const SOURCES = [samePath('/packs/{packId}'), samePath('/orders/{packId}')];

interface WithBuyer {
	buyer?: { id?: string | number };
}

/**
 * The buyer of a pack, whom the local API wants named in every message (document 002, `to.user_id`):
 * from its messages, or from the order where nobody has written yet. Undefined when neither tells.
 * @throws NodeApiError when the conversation cannot be read and no order tells either
 */
export async function findBuyer(
	session: Session,
	conversation: ConversationRef & { sellerId: string },
	read: () => Promise<{ messages: ApiMessage[] }>,
): Promise<string | undefined> {
	// A pack in which nobody has written need not have a conversation.
	let refusal: unknown;
	const known = await read().catch((error) => void (refusal = refusalOf(error)));
	const buyer = known && buyerIn(known.messages, conversation.sellerId);
	if (buyer) return buyer;
	for (const endpoint of SOURCES) {
		const answer = await apiRequest<WithBuyer>(session, {
			endpoint,
			ids: { packId: conversation.packId },
		}).catch((error) => void refusalOf(error));
		const id = idText(answer?.body.buyer?.id);
		if (id) return id;
	}
	if (refusal) throw refusal;
	return undefined;
}

/** The error of a request that the API refused; throws any other. */
function refusalOf(error: unknown): unknown {
	const status = problemBehind(error)?.status ?? 0;
	if (status < 400 || status >= 500) throw error;
	return error;
}

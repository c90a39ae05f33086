import { idText } from '../api/answers';
import { samePath } from '../api/endpoint';
import { problemBehind } from '../api/errors/problem';
import type { Session } from '../api/session';
import { apiRequest } from '../api/transport';
import type { ConversationRef } from './conversation';
import { fromUserId, toUserId, type ApiMessage } from './messages';

/** A pack, and an order (whose id stands for the pack where there is none), both name the buyer. */
const SOURCES = [samePath('GET', '/packs/{packId}'), samePath('GET', '/orders/{packId}')];

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

/**
 * Whom to write to in a conversation (oldest message first): who wrote or received last, besides the seller.
 * That may be Mercado Libre's assistant, which stands in for the buyer in some countries.
 */
export function buyerIn(messages: ApiMessage[], sellerId: string): string | undefined {
	for (const message of [...messages].reverse()) {
		const other = [fromUserId(message), toUserId(message)].find(
			// 0 stands for a user that the API does not tell.
			(id) => id !== null && id !== sellerId && id !== '0',
		);
		if (other) return other;
	}
	return undefined;
}

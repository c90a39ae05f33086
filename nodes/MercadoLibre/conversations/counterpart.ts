import { idText } from '../api/answers';
import { operationError } from '../api/errors/operationError';
import { isRefusal, problemBehind } from '../api/errors/problem';
import { forgetOldest } from '../api/forgetOldest';
import type { Session } from '../api/session';
import { apiRequest } from '../api/transport';
import { GET_ORDER, GET_PACK } from '../sales/packs';
import type { Conversation, ConversationRef } from './conversation';
import {
	createdTime,
	fromUserId,
	isFrom,
	isWithAgent,
	toUserId,
	type ApiMessage,
} from './messages';
import { isHeldBack } from './moderation';

/**
 * The messaging agents: since 2026-02 an assistant of Mercado Libre stands between buyer and seller in some
 * conversations, and takes and sends the messages in the buyer's place (pages on messages, 2026-04-27).
 */
const AGENTS: Record<string, string> = {
	MLA: '3037674934',
	MLB: '3037675074',
	MLM: '3037204279',
	MLC: '3020819166',
	MCO: '3037204123',
	MLU: '3037204685',
};

/** The pages label this one "others". */
const AGENT_OF_OTHERS = AGENTS.MLU;

const isAgent = (userId: string): boolean => Object.values(AGENTS).includes(userId);

interface WithBuyer {
	buyer?: { id?: string | number };
}

type Known = Pick<Conversation, 'messages' | 'status'>;

/**
 * Who stands on the other side of a conversation (oldest message first): its agent, the one that wrote last or that
 * of the country; the buyer, where the messages or the user tell; and which of the two takes messages now. The path
 * decides, since messages of the time before an agent name the buyer; without it, whoever wrote to the seller last.
 */
export function counterpartsIn(
	{ messages, status }: Known,
	{ sellerId, siteId, buyerId }: { sellerId: string; siteId?: string; buyerId?: string },
): { agentId: string; buyerId: string | undefined; isWithAgent: boolean } {
	const newestFirst = [...messages].reverse();
	const country = newestFirst.find((message) => message.site_id)?.site_id ?? siteId ?? '';
	const isOther = (id: string | null): id is string =>
		// 0 stands for a user that the API does not tell.
		id !== null && id !== sellerId && id !== '0';
	const senders = newestFirst.map(fromUserId).filter(isOther);
	const receivers = newestFirst.map(toUserId).filter(isOther);
	return {
		agentId: senders.find(isAgent) ?? AGENTS[country] ?? AGENT_OF_OTHERS,
		buyerId: [...senders, ...(buyerId ? [buyerId] : []), ...receivers].find((id) => !isAgent(id)),
		isWithAgent: isWithAgent(status) || (senders.length > 0 && isAgent(senders[0])),
	};
}

/**
 * Sends a message to whoever takes it now: the local API wants the receiver named (document 002, `to.user_id`). The
 * buyer's id is taken also where an agent stands between, but then nobody receives the message; an agent's id that is
 * wrong is refused, and then `send` is called once more, with the other. Costs a request where only the order tells
 * the buyer.
 * @param send posts the message to a receiver; undefined when neither the conversation nor the order names one
 * @throws NodeOperationError when the agent has not answered the last message yet, before anything is sent
 * @throws NodeApiError when the conversation cannot be read and no order tells either; or that of `send`
 */
export async function sendToCounterpart(
	session: Session,
	{ packId, sellerId }: ConversationRef & { sellerId: string },
	{ read, buyerId }: { read: () => Promise<Known>; buyerId?: string },
	send: (receiver?: string) => Promise<ApiMessage>,
): Promise<ApiMessage> {
	// A pack in which nobody has written need not have a conversation.
	let refusal: unknown;
	const known = (await read().catch((error) => void (refusal = refusalOf(error)))) ?? NOT_STARTED;
	const sides = counterpartsIn(known, { sellerId, siteId: session.account.siteId, buyerId });
	const conversationKey = `${session.account.apiBaseUrl} ${packId}`;
	const findBuyer = async () => sides.buyerId ?? (await readBuyer(session, packId));

	const receiver = sides.isWithAgent ? sides.agentId : await findBuyer();
	// What became of an earlier try is looked into before anything is sent.
	const isLookedInto = Boolean(session.memory?.unknownSince);
	if (receiver === undefined && refusal && !isLookedInto) throw refusal;
	const isTooEarly = sides.isWithAgent && !isLookedInto;
	if (isTooEarly && awaitsAgent(conversationKey, known.messages, sellerId)) throw tooEarly(session);
	const sendTo = async (id: string | undefined) => {
		const message = await send(id);
		if (id && isAgent(id)) noteSentToAgent(conversationKey, message);
		return message;
	};
	return await sendTo(receiver).catch(async (error) => {
		const saysWhy = /does not belong to (pack|order)/i.test(problemBehind(error)?.message ?? '');
		const other = saysWhy && (sides.isWithAgent ? await findBuyer() : sides.agentId);
		if (!other || other === receiver) throw error;
		return await sendTo(other);
	});
}

const NOT_STARTED: Known = { messages: [], status: null };

async function readBuyer(session: Session, packId: string): Promise<string | undefined> {
	// An order's id stands for the pack where there is none.
	for (const endpoint of [GET_PACK, GET_ORDER]) {
		const ids = { packId, orderId: packId };
		const answer = await apiRequest<WithBuyer>(session, { endpoint, ids }).catch(
			(error) => void refusalOf(error),
		);
		const id = idText(answer?.body.buyer?.id);
		if (id) return id;
	}
	return undefined;
}

/** The error of a request that the API refused; throws any other. */
function refusalOf(error: unknown): unknown {
	if (!isRefusal(error)) throw error;
	return error;
}

/** When messages were last sent to agents, in the API's time, by conversation: a read may not show them at once. */
const sentToAgents = new Map<string, number>();

/** More conversations than are written in while the API takes to show a message. */
const MOST_SENT = 5_000;

function noteSentToAgent(key: string, message: ApiMessage): void {
	if (isHeldBack(message)) return;
	sentToAgents.delete(key);
	sentToAgents.set(key, createdTime(message));
	forgetOldest(sentToAgents, MOST_SENT);
}

/**
 * Whether the agent has a message of the seller that it has not answered: it takes one at a time (pages on messages,
 * 2026-04-27), and no page says what becomes of a second.
 */
function awaitsAgent(key: string, messages: ApiMessage[], sellerId: string): boolean {
	const answered = messages.findLast((message) => !isFrom(sellerId, message));
	if (createdTime(answered ?? {}) < (sentToAgents.get(key) ?? 0)) return true;
	const last = messages.findLast((message) => !isFrom(sellerId, message) || !isHeldBack(message));
	if (!last || !isFrom(sellerId, last)) return false;
	const receiver = toUserId(last);
	return receiver === null || isAgent(receiver);
}

const tooEarly = ({ context }: Session) =>
	operationError(
		context,
		'The assistant of Mercado Libre has your last message',
		'Nothing was sent. In this conversation an assistant of Mercado Libre answers for the buyer, and it takes one message at a time. Send this one after its next message has come in, or put both texts into one message. Option "Only If Buyer Wrote Last" skips such conversations.',
	);

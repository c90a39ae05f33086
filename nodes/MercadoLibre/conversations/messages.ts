import type { IDataObject } from 'n8n-workflow';
import { codeText, idText, inOrderOfTime, objectsIn, timeText } from '../api/answers';
import { simplifyModeration, type ApiModeration } from './moderation';

/** `conversation_status`: the families differ in `claim_ids` and `claim_id` (documents 000 and 003). */
export interface ConversationStatus {
	path?: string | null;
	status_date?: string | null;
	status?: string | null;
	substatus?: string | null;
	claim_ids?: (string | number)[] | null;
	claim_id?: string | number | null;
	shipping_id?: string | number | null;
}

/** A message as the API gives it; everything may be missing (document 003 shows one without `to`). */
export interface ApiMessage extends IDataObject {
	id?: string;
	/** The id in the older local edition (document 002, "sem header"). */
	message_id?: string;
	/** The application that has sent it. */
	client_id?: string | number | null;
	from?: { user_id?: string | number; name?: string | null };
	to?: { user_id?: string | number } | { user_id?: string | number }[];
	text?: string | { plain?: string };
	text_translated?: string | null;
	status?: string;
	message_date?: {
		created?: string | null;
		received?: string | null;
		available?: string | null;
		read?: string | null;
	};
	site_id?: string;
	message_moderation?: ApiModeration | null;
	message_attachments?: ApiAttachment[] | null;
	message_resources?: { id?: string | number; name?: string }[] | null;
	conversation_first_message?: boolean | null;
	/** The rest is the older local edition (document 002, "sem header"). */
	date_created?: string | null;
	date?: string | null;
	date_received?: string | null;
	date_read?: string | null;
	moderation?: ApiModeration | null;
	attachments?: ApiAttachment[] | null;
	resource?: string | null;
	resource_id?: string | number | null;
}

interface ApiAttachment extends IDataObject {
	filename?: string;
	original_filename?: string;
	type?: string;
	size?: number;
	potential_security_threat?: boolean;
}

/** The answer to a read of a conversation or of one message. */
export interface MessagesAnswer {
	paging?: { total?: number | string; limit?: number; offset?: number } | null;
	conversation_status?: ConversationStatus | null;
	messages?: ApiMessage[];
	/** Local accounts; 0 stands for "not told" (seen in 2026-08). */
	seller_max_message_length?: number | string | null;
}

interface SimpleMessage extends IDataObject {
	direction: 'received' | 'sent';
	text: string;
	createdAt: string | null;
	id: string;
	packId: string | null;
	fromUserId: string | null;
	toUserId: string | null;
}

export const messageId = (message: ApiMessage): string =>
	idText(message.id ?? message.message_id) ?? '';

export const messageText = ({ text }: ApiMessage): string =>
	typeof text === 'string' ? text : (text?.plain ?? '');

export const createdAt = (message: ApiMessage): string | null =>
	message.message_date?.created ??
	message.message_date?.received ??
	message.date_created ??
	message.date_received ??
	message.date ??
	null;

/** When the other side has read it; null where it has not, or nobody tells. */
const readAt = (message: ApiMessage): string | null =>
	message.message_date?.read ?? message.date_read ?? null;

export const createdTime = (message: ApiMessage): number =>
	Date.parse(createdAt(message) ?? '') || 0;

export const oldestFirst = (messages: ApiMessage[]): ApiMessage[] =>
	inOrderOfTime(messages, createdTime);

export const fromUserId = (message: ApiMessage): string | null => idText(message.from?.user_id);

export function toUserId({ to }: ApiMessage): string | null {
	return idText((Array.isArray(to) ? to[0] : to)?.user_id);
}

/** The ids under which a message names its seller, such as that of a store, or of a country's marketplace. */
export const sellerIdsIn = ({ message_resources: list }: ApiMessage): (string | null)[] =>
	objectsIn(list)
		.filter(({ name }) => name === 'sellers' || name === 'seller')
		.map(({ id }) => idText(id));

/**
 * Whether the seller has written a message: under the id of the connected account, or under another one that the message
 * names as the seller's. What is for the account itself is of somebody else, also where it is the buyer.
 */
export function isFrom(sellerId: string, message: ApiMessage): boolean {
	const from = fromUserId(message);
	const to = toUserId(message);
	if (from === sellerId) return true;
	return from !== null && to !== null && to !== sellerId && sellerIdsIn(message).includes(from);
}

/** The pack of a message; the order, which stands for the pack where there is none. */
export function packOf({
	message_resources: list,
	resource,
	resource_id: id,
}: ApiMessage): string | null {
	const resources = [...objectsIn(list), ...(resource ? [{ name: resource, id }] : [])];
	const ofName = (name: RegExp) => resources.find((one) => name.test(String(one.name)))?.id;
	return idText(ofName(/^packs?$/i) ?? ofName(/^orders?$/i));
}

/**
 * Whether an assistant of Mercado Libre stands between buyer and seller: the conversation's path then goes on after
 * the seller (pages on messages, 2026-04-27).
 */
export const isWithAgent = (status: ConversationStatus | null | undefined): boolean =>
	(idText(status?.path) ?? '').includes('/conversations/');

/** The claims of a conversation: documents 000 and 003 name them differently. */
export function claimIdsOf({ claim_ids: ids, claim_id: id }: ConversationStatus): string[] {
	const claimIds = Array.isArray(ids) ? ids : id ? [id] : [];
	return claimIds.map(idText).filter((claimId) => claimId !== null);
}

/** How many characters a conversation lets the seller write; undefined where it does not tell. */
export const maxTextLengthIn = ({
	seller_max_message_length: most,
}: MessagesAnswer): number | undefined =>
	Number(idText(most)) > 0 ? Number(idText(most)) : undefined;

/** `conversation_status` in the shape of the output; null where the API gives none (a message read by id). */
export function simplifyStatus(status: ConversationStatus | null | undefined): IDataObject | null {
	if (!status) return null;
	return {
		status: status.status ?? null,
		substatus: status.substatus ?? null,
		claimIds: claimIdsOf(status),
		shippingId: idText(status.shipping_id),
		isWithAgent: isWithAgent(status),
	};
}

/** The files of a message, in either edition; the older one shows entries without anything (document 002). */
export const attachmentsOf = (message: ApiMessage): ApiAttachment[] =>
	objectsIn(message.message_attachments ?? message.attachments).filter(({ filename }) => filename);

/** The API's own message with what its conversation tells, for those who do not want it simplified. */
export const wholeMessage = (
	message: ApiMessage,
	{ packId, status }: { packId?: string; status?: ConversationStatus | null },
): IDataObject => ({
	...message,
	packId: packId ?? packOf(message),
	conversation_status: (status ?? null) as IDataObject | null,
});

/** A message in the shape of the output. */
export function simplifyMessage(
	message: ApiMessage,
	{
		sellerId,
		packId,
		status,
	}: { sellerId: string; packId?: string; status?: ConversationStatus | null },
): SimpleMessage {
	return {
		// What a person looks for stands first.
		direction: isFrom(sellerId, message) ? 'sent' : 'received',
		text: messageText(message),
		createdAt: timeText(createdAt(message)),
		textTranslated: message.text_translated ?? null,
		id: messageId(message),
		packId: packId ?? packOf(message),
		siteId: message.site_id ?? null,
		fromUserId: fromUserId(message),
		fromName: message.from?.name || null,
		toUserId: toUserId(message),
		isFirstMessage: message.conversation_first_message ?? null,
		readAt: timeText(readAt(message)),
		status: codeText(message.status),
		moderation: simplifyModeration(message.message_moderation ?? message.moderation),
		attachments: attachmentsOf(message).map((attachment) => ({
			attachmentId: attachment.filename ?? null,
			filename: attachment.filename ?? null,
			originalFilename: attachment.original_filename ?? null,
			type: attachment.type ?? null,
			size: attachment.size ?? null,
			potentialSecurityThreat: attachment.potential_security_threat ?? false,
		})),
		conversation: simplifyStatus(status),
	};
}

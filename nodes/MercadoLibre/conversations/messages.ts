import type { IDataObject } from 'n8n-workflow';
import { idText, inOrderOfTime, objectsIn } from '../api/answers';

/** `conversation_status`: the families differ in `claim_ids` and `claim_id` (documents 000 and 003). */
export interface ConversationStatus {
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
	from?: { user_id?: string | number };
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
	message_moderation?: { status?: string | null; reason?: string | null } | null;
	message_attachments?: ApiAttachment[] | null;
	message_resources?: { id?: string | number; name?: string }[] | null;
}

export interface ApiAttachment extends IDataObject {
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
}

export interface SimpleMessage extends IDataObject {
	id: string;
	packId: string | null;
	direction: 'received' | 'sent';
	text: string;
	fromUserId: string | null;
	toUserId: string | null;
	createdAt: string | null;
}

export const messageId = (message: ApiMessage): string =>
	idText(message.id ?? message.message_id) ?? '';

export const messageText = ({ text }: ApiMessage): string =>
	typeof text === 'string' ? text : (text?.plain ?? '');

export const createdAt = (message: ApiMessage): string | null =>
	message.message_date?.created ??
	message.message_date?.received ??
	(message.date_received as string | undefined) ??
	null;

export const createdTime = (message: ApiMessage): number =>
	Date.parse(createdAt(message) ?? '') || 0;

export const oldestFirst = (messages: ApiMessage[]): ApiMessage[] =>
	inOrderOfTime(messages, createdTime);

export const fromUserId = (message: ApiMessage): string | null => idText(message.from?.user_id);

export function toUserId({ to }: ApiMessage): string | null {
	return idText((Array.isArray(to) ? to[0] : to)?.user_id);
}

export const isFrom = (sellerId: string, message: ApiMessage): boolean =>
	fromUserId(message) === sellerId;

const resourceId = (message: ApiMessage, name: string): string | null =>
	idText(objectsIn(message.message_resources).find((resource) => resource.name === name)?.id);

/** `conversation_status` in the shape of the output; null where the API gives none (a message read by id). */
export function simplifyStatus(status: ConversationStatus | null | undefined): IDataObject | null {
	if (!status) return null;
	const { claim_ids: ids, claim_id: id } = status;
	const claimIds = Array.isArray(ids) ? ids : id ? [id] : [];
	return {
		status: status.status ?? null,
		substatus: status.substatus ?? null,
		claimIds: claimIds.map(String),
		shippingId: idText(status.shipping_id),
	};
}

/** A message in the shape of the output contract. */
export function simplifyMessage(
	message: ApiMessage,
	{
		sellerId,
		packId,
		status,
	}: { sellerId: string; packId?: string; status?: ConversationStatus | null },
): SimpleMessage {
	const moderation = message.message_moderation;
	return {
		id: messageId(message),
		packId: packId ?? resourceId(message, 'packs'),
		direction: isFrom(sellerId, message) ? 'sent' : 'received',
		text: messageText(message),
		textTranslated: message.text_translated ?? null,
		fromUserId: fromUserId(message),
		toUserId: toUserId(message),
		createdAt: createdAt(message),
		readAt: message.message_date?.read ?? (message.date_read as string | undefined) ?? null,
		status: message.status ?? null,
		moderation: { status: moderation?.status ?? null, reason: moderation?.reason ?? null },
		attachments: objectsIn(message.message_attachments).map((attachment) => ({
			filename: attachment.filename ?? null,
			originalFilename: attachment.original_filename ?? null,
			type: attachment.type ?? null,
			size: attachment.size ?? null,
			potentialSecurityThreat: attachment.potential_security_threat ?? false,
		})),
		conversation: simplifyStatus(status),
	};
}

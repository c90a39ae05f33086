import type { IDataObject } from 'n8n-workflow';
import {
	codeText,
	idText,
	inOrderOfTime,
	isListOfObjects,
	objectsIn,
	timeText,
} from '../api/answers';
import type { Session } from '../api/session';
import { claimEndpoint, readOfClaim } from './claimEndpoint';

export interface ClaimAttachment {
	filename?: string;
	original_filename?: string;
	type?: string;
	size?: number;
	date_created?: string;
}

/** A message of a claim (document 004 "Response Fields"). */
export interface ClaimMessage extends IDataObject {
	/** Tells it from others for good (local page on claim messages, example of 2024-11); document 004 has none. */
	hash?: string | null;
	sender_role?: string;
	receiver_role?: string;
	message?: string;
	translated_message?: string | null;
	date_created?: string;
	message_date?: string;
	date_read?: string | null;
	attachments?: (ClaimAttachment & IDataObject)[] | null;
	status?: string;
	stage?: string;
	message_moderation?: { status?: string | null; reason?: string | null } | null;
	repeated?: boolean;
}

/** Document 004 "Retrieve all messages of a claim". */
export const GET_CLAIM_MESSAGES = claimEndpoint('GET', '/{claimId}/messages');

/** All messages of a claim, oldest first. */
export async function readClaimMessages(
	session: Session,
	claimId: string,
): Promise<ClaimMessage[]> {
	const messages = await readOfClaim<ClaimMessage[]>(
		session,
		GET_CLAIM_MESSAGES,
		claimId,
		isListOfObjects,
	);
	return inOrderOfTime(messages, time);
}

export const claimMessageDate = (message: ClaimMessage): string | null =>
	message.date_created ?? message.message_date ?? null;

/** What tells a message of a claim from others: its hash where it has one. */
export const claimMessageId = (message: ClaimMessage): string =>
	idText(message.hash) ?? claimMessageContent(message);

/** Who wrote what to whom, and when: all that document 004 gives to tell messages apart. */
export const claimMessageContent = (message: ClaimMessage): string =>
	JSON.stringify([
		message.sender_role,
		message.receiver_role,
		claimMessageDate(message),
		message.message,
	]);

const time = (message: ClaimMessage) => Date.parse(claimMessageDate(message) ?? '') || 0;

export function simplifyClaimMessage(claimId: string, message: ClaimMessage): IDataObject {
	const moderation = message.message_moderation;
	return {
		// What a person looks for stands first.
		senderRole: message.sender_role ?? null,
		message: message.message ?? '',
		createdAt: timeText(claimMessageDate(message)),
		translatedMessage: message.translated_message ?? null,
		claimId,
		hash: message.hash ?? null,
		receiverRole: message.receiver_role ?? null,
		readAt: timeText(message.date_read),
		stage: message.stage ?? null,
		status: codeText(message.status),
		moderation: {
			status: codeText(moderation?.status),
			reason: codeText(moderation?.reason)?.toUpperCase() ?? null,
		},
		attachments: objectsIn(message.attachments).map(simplifyClaimAttachment),
	};
}

const simplifyClaimAttachment = (attachment: ClaimAttachment): IDataObject => ({
	attachmentId: attachment.filename ?? null,
	filename: attachment.filename ?? null,
	originalFilename: attachment.original_filename ?? null,
	type: attachment.type ?? null,
	size: attachment.size ?? null,
	createdAt: timeText(attachment.date_created),
});

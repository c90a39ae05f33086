// How the claims API shows a claim, its messages and its files (seed 004).
import { claimDate } from '../../marketplace/dates.ts';
import type { Claim, ClaimMessage } from '../../marketplace/entities.ts';
import type { StoredFile } from '../../marketplace/files.ts';

const utcDate = (millis: number | null) =>
	millis === null ? null : `${new Date(millis).toISOString().slice(0, 19)}Z`;

export const fileBody = (file: StoredFile) => ({
	filename: file.name,
	original_filename: file.originalName,
	size: file.size,
	date_created: claimDate(file.createdAt),
	type: file.type,
});

export const hashedMessageBody = (message: ClaimMessage) => ({
	hash: message.hash,
	...messageBody(message),
});

export const messageBody = (message: ClaimMessage) => ({
	sender_role: message.senderRole,
	receiver_role: message.receiverRole,
	message: message.message,
	translated_message: message.translatedMessage,
	date_created: claimDate(message.created),
	last_updated: claimDate(message.created),
	message_date: claimDate(message.created),
	date_read: utcDate(message.read),
	attachments: message.attachments.map(fileBody),
	status: message.status,
	stage: message.stage,
	message_moderation: {
		status: message.moderation.status,
		reason: message.moderation.reason,
		source: 'online',
		date_moderated: utcDate(message.moderation.date),
	},
	repeated: false,
});

export const claimBody = (claim: Claim) => ({
	id: claim.id,
	resource_id: claim.resourceId,
	status: claim.status,
	type: claim.type,
	stage: claim.stage,
	parent_id: null,
	resource: claim.resource,
	reason_id: claim.reasonId,
	fulfilled: true,
	quantity_type: 'total',
	players: claim.players,
	resolution: claim.resolution,
	site_id: claim.siteId,
	date_created: claimDate(claim.created),
	last_updated: claimDate(claim.updated),
});

// What the control answers with: the marketplace's things in plain values.
import { claimBody, hashedMessageBody } from './api/claims/claimBodies.ts';
import type { Claim, Message } from './marketplace/entities.ts';

/** A message as the sandbox keeps it, with plain values. */
export function describeMessage(message: Message) {
	const { from, to, created, available, read, status, moderation } = message;
	return {
		id: message.id,
		packId: message.packId,
		from,
		to,
		text: message.text,
		textTranslated: message.textTranslated,
		status,
		moderation: { status: moderation.status, reason: moderation.reason },
		createdAt: new Date(created).toISOString(),
		availableAt: available === null ? null : new Date(available).toISOString(),
		readAt: read === null ? null : new Date(read).toISOString(),
		clientId: message.clientId,
		attachments: message.attachments.map((file) => ({
			filename: file.name,
			originalFilename: file.originalName,
			type: file.type,
			size: file.size,
		})),
	};
}

/** A claim with its messages, oldest first. */
export const describeClaim = (claim: Claim) => ({
	...structuredClone(claimBody(claim)),
	firstGeneration: claim.firstGeneration,
	packId: claim.packId,
	orderId: claim.orderId,
	messages: claim.messages.map(hashedMessageBody),
	files: [...claim.files.keys()],
});

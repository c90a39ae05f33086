import { CLOCK_TOLERANCE_MS, isSince } from '../api/clock';
import { forgetOldest } from '../api/forgetOldest';
import type { Session } from '../api/session';
import { readClaim, sellerRole } from './claim';
import { claimMessageDate, readClaimMessages, type ClaimMessage } from './claimMessages';

/** A message as it was sent in a claim. The answer to a send does not tell which message it became. */
export interface SentInClaim {
	claimId: string;
	receiverRole: string;
	text: string;
}

/** When this process has sent a message of which the outcome is known, by claim, receiver and text. */
const sentAt = new Map<string, Date[]>();

/** More than can be sent while an answer is looked for, at 500 a minute. */
const MOST_KNOWN = 5_000;

const keyOf = ({ claimId, receiverRole, text }: SentInClaim) =>
	JSON.stringify([claimId, receiverRole, text.trim()]);

/** Remembers a send whose outcome is known. */
export function noteSentInClaim(sent: SentInClaim): void {
	const key = keyOf(sent);
	sentAt.set(key, [...(sentAt.get(key) ?? []), new Date()]);
	forgetOldest(sentAt, MOST_KNOWN);
}

/**
 * The trace of a message whose answer was lost: one of this text since a moment of our clock, more than the
 * sends of the same text account for whose outcome is known.
 */
export async function findSentInClaim(
	session: Session,
	sent: SentInClaim,
	since: Date,
): Promise<ClaimMessage | undefined> {
	const [claim, messages] = await Promise.all([
		readClaim(session, sent.claimId),
		readClaimMessages(session, sent.claimId),
	]);
	const senderRole = sellerRole(claim, session.account.sellerId);
	const alike = messages.filter(
		(message) =>
			message.sender_role === senderRole &&
			message.receiver_role === sent.receiverRole &&
			message.message?.trim() === sent.text.trim() &&
			isSince(session, claimMessageDate(message), since),
	);
	const others = (sentAt.get(keyOf(sent)) ?? []).filter(
		(at) => at.getTime() >= since.getTime() - CLOCK_TOLERANCE_MS,
	);
	return alike[others.length];
}

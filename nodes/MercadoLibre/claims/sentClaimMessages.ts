import { CLOCK_TOLERANCE_MS, isSince } from '../api/clock';
import { forgetOldest } from '../api/forgetOldest';
import type { Session } from '../api/session';
import { readClaim, sellerRole } from './claim';
import { claimMessageDate, readClaimMessages, type ClaimMessage } from './claimMessages';

/** A message as it was sent in a claim. The answer to a send does not tell which message it became. */
interface SentInClaim {
	claimId: string;
	receiverRole: string;
	text: string;
}

/** From when until when a message was sent: it is stored at any moment of that. */
interface Span {
	begun: Date;
	until: Date;
}

/** When this process has sent messages of which the outcome is known, by claim, receiver and text. */
const sentAt = new Map<string, Span[]>();

/** More than can be sent while an answer is looked for, at 500 a minute. */
const MOST_KNOWN = 5_000;

const keyOf = ({ claimId, receiverRole, text }: SentInClaim) =>
	JSON.stringify([claimId, receiverRole, text.trim()]);

/** Remembers a send whose outcome is known. */
export function noteSentInClaim(sent: SentInClaim, span: Span): void {
	const key = keyOf(sent);
	const spans = sentAt.get(key) ?? [];
	// As the newest: a key that is set again keeps its place otherwise.
	sentAt.delete(key);
	sentAt.set(key, [...spans, span]);
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
	const { from, others } = othersSince(sent, since);
	const alike = messages.filter(
		(message) =>
			message.sender_role === senderRole &&
			message.receiver_role === sent.receiverRole &&
			message.message?.trim() === sent.text.trim() &&
			isSince(session, claimMessageDate(message), from),
	);
	return alike[others];
}

/** How many other sends may have been stored since a moment, and since when all of these were. */
function othersSince(sent: SentInClaim, since: Date): { from: Date; others: number } {
	const newestFirst = [...(sentAt.get(keyOf(sent)) ?? [])].reverse();
	let from = since;
	let others = 0;
	for (const { begun, until } of newestFirst) {
		if (until.getTime() < from.getTime() - CLOCK_TOLERANCE_MS) break;
		if (begun < from) from = begun;
		others++;
	}
	return { from, others };
}

import type { Account } from '../../api/account';
import { forgetOldest } from '../../api/forgetOldest';
import { sellerIdOf } from '../../api/session';
import { readMessage } from '../../conversations/conversation';
import { packOf, sellerIdsIn, toUserId } from '../../conversations/messages';
import { listUnread, packIdOf } from '../../conversations/unread';
import type { FileSession } from '../../files/fileSession';
import { subjectOf, type Notification } from '../../notifications/notification';

/** Whose a notification is: the connected account's, somebody else's, or nobody knows yet. */
export type Whose = 'own' | 'foreign' | 'unsure';

/** Who was found to be somebody else is not looked into again for so long. */
const FOREIGN_MS = 60_000;
const MOST_FOREIGN = 1_000;

/**
 * Under which ids notifications name the seller of an account. In Global Selling a seller has an account in each country
 * besides the connected one, and no page says which of them a notification of a message names ("with his/her user_id as
 * receiver", 2026-05-12). So what names another one is looked into, until it has proven to be the seller's.
 */
export class OwnIds {
	private readonly proven = new Set<string>();

	private readonly foreign = new Map<string, number>();

	whose(account: Account, notification: Notification): Whose {
		const { clientId, sellerId, family } = account;
		const { userId, applicationId } = notification;
		if (applicationId !== clientId) return 'foreign';
		if (userId === sellerId || this.proven.has(keyOf(account, userId))) return 'own';
		if (family === 'local' || subjectOf(notification)?.kind !== 'message') return 'foreign';
		const foundAt = this.foreign.get(keyOf(account, userId)) ?? -Infinity;
		return Date.now() - foundAt < FOREIGN_MS ? 'foreign' : 'unsure';
	}

	/**
	 * Looks into the message: it is the seller's when it names the notification's user as its seller, and its
	 * conversation is among those that this account has not read. The list may lag behind: then it stays unsure.
	 * @throws NodeApiError when the message or the list cannot be read
	 */
	async prove(session: FileSession, notification: Notification): Promise<void> {
		const { account } = session;
		const { userId } = notification;
		const id = subjectOf(notification)?.id ?? '';
		const { message } = await readMessage(session, id, { isOnce: true });
		const sellers = sellerIdsIn(message);
		const named = sellers.length > 0 ? sellers : [toUserId(message)];
		if (!named.includes(userId)) {
			this.noteForeign(account, notification);
			return;
		}
		const unread = await listUnread(session, { role: 'seller', userId: sellerIdOf(session) });
		const pack = packOf(message);
		if (unread.isFull || unread.results.some((entry) => packIdOf(entry) === pack)) {
			this.proven.add(keyOf(account, userId));
		}
	}

	noteForeign(account: Account, { userId }: Notification): void {
		this.foreign.set(keyOf(account, userId), Date.now());
		forgetOldest(this.foreign, MOST_FOREIGN);
	}
}

const keyOf = ({ sellerId }: Account, userId: string) => `${sellerId} ${userId}`;

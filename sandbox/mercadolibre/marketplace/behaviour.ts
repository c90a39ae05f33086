// How the marketplace behaves where the documents leave it open, or where a test wants to see it at its worst.

/** What there is to choose from; the first is the default. */
const choices = {
	/** Of a conversation's messages, and of a claim's. `shuffledInPage`: the newest page first, in itself without order. */
	messageOrder: ['newestFirst', 'oldestFirst', 'shuffled', 'shuffledInPage'],
	/** Of the unread list, by the newest unread message. `shuffledAnew`: another order with every call. */
	unreadOrder: ['asStored', 'newestFirst', 'oldestFirst', 'shuffled', 'shuffledAnew'],
	/**
	 * What moderation keeps from the reader of a conversation. `counted`: it is in `paging.total`; `gaps`: it also takes a
	 * place in its page, which is that much shorter.
	 */
	withheldMessages: ['leftOut', 'counted', 'gaps'],
	/** The same, read by its id. */
	withheldById: ['shown', 'notFound'],
	/**
	 * What the same claim message from the same player, written again, is answered with: it is one more; it is a
	 * duplicate; or the action is used up.
	 */
	claimRepetition: ['taken', 'duplicate', 'unavailable'],
	/**
	 * What becomes of a second message to an assistant that has not answered the first ("one message at a time"; no page
	 * says how it is refused): `dropped`, it is taken and nobody receives it.
	 */
	secondToAgent: ['dropped', 'refused'],
	/** Whether messages say which application sent them. */
	clientId: ['told', 'null', 'leftOut'],
	/**
	 * Under which id messages name the seller of Global Selling: that of the connected account, or that of the account in
	 * the country of the sale, which the pages call "remote" or "marketplace" seller; none says which it is in messages.
	 */
	globalSellerInMessages: ['account', 'marketplace'],
	/** The same of the notifications of messages ("with his/her user_id as receiver", page of 2026-05-12). */
	globalSellerInNotifications: ['account', 'marketplace'],
	/** Under which paths a claim's messages have a hash. */
	claimHash: ['local', 'both', 'none'],
	/**
	 * Whether an account is served at the other family's paths of claims; otherwise with which status it is not. Claims
	 * of the first generation are read at the local paths whoever asks.
	 */
	foreignClaimPaths: ['forbidden', 'notFound', 'served'],
	/** What a local account gets at the paths of Global Selling: a refusal, or an unread list with nothing on it. */
	localAtGlobal: ['refused', 'empty'],
	/** In which of its two forms the local API answers a message by its id; `older` is the one "sem header" of seed 002, line 94. */
	messageById: ['updated', 'older'],
	/** `inaccessible`, `lost`: downloads fail; `readOnly`: uploads do. */
	attachmentStorage: ['ok', 'inaccessible', 'lost', 'readOnly'],
	/** Whether the application has the functional permission "Ventas y envíos" (page permisos-funcionales of 2026-03-04). */
	salesPermission: ['granted', 'missing'],
	/** What a pack of somebody else is answered with: "403 or 404" (page gestion-packs of 2025-12-29). */
	foreignPack: ['notFound', 'forbidden'],
	/** Whether a shipment has its `lead_time` in it, or only in the resource of that name. */
	leadTime: ['inShipment', 'apart'],
	/** Whether an order of a local account names the buyer: its page shows the id only, seen was more. */
	buyerName: ['leftOut', 'told'],
	/** Whether a pack that was split still lists its orders. */
	splitPackOrders: ['kept', 'gone'],
} as const;

type Choices = { [Name in keyof typeof choices]: (typeof choices)[Name][number] };

export interface Behaviour extends Choices {
	/** Most conversations on an unread list; null: as each family says. */
	unreadCap: number | null;
	/** Whether the unread list counts what moderation keeps from the reader. */
	unreadCountsWithheld: boolean;
	/** For how long the unread list counts what was read. */
	markingLagMs: number;
	/** Most notifications in an answer of `/missed_feeds`, whatever limit is asked for. */
	mostMissedFeeds: number;
	/** How many messages a seller may send until the buyer answers; null: any number. */
	messagesPerTurn: number | null;
	/** Whatever is shuffled comes in the same order for the same seed. */
	shuffleSeed: number;
	/** Whether reading a pack at the Global Selling path marks it as read: "no other resource" than the local path does (seed 002). */
	globalPackMarks: boolean;
	/** `seller_max_message_length` of a local conversation; 0 was seen, too, and null leaves it out. */
	sellerMaxLength: number | null;
	/** Whether downloads name their file. */
	contentDisposition: boolean;
}

export const usualBehaviour = (): Behaviour => ({
	messageOrder: choices.messageOrder[0],
	unreadOrder: choices.unreadOrder[0],
	withheldMessages: choices.withheldMessages[0],
	withheldById: choices.withheldById[0],
	claimRepetition: choices.claimRepetition[0],
	secondToAgent: choices.secondToAgent[0],
	clientId: choices.clientId[0],
	globalSellerInMessages: choices.globalSellerInMessages[0],
	globalSellerInNotifications: choices.globalSellerInNotifications[0],
	claimHash: choices.claimHash[0],
	foreignClaimPaths: choices.foreignClaimPaths[0],
	localAtGlobal: choices.localAtGlobal[0],
	messageById: choices.messageById[0],
	attachmentStorage: choices.attachmentStorage[0],
	salesPermission: choices.salesPermission[0],
	foreignPack: choices.foreignPack[0],
	leadTime: choices.leadTime[0],
	buyerName: choices.buyerName[0],
	splitPackOrders: choices.splitPackOrders[0],
	sellerMaxLength: 350,
	unreadCap: null,
	unreadCountsWithheld: false,
	markingLagMs: 0,
	mostMissedFeeds: 100,
	messagesPerTurn: null,
	shuffleSeed: 1,
	globalPackMarks: false,
	contentDisposition: true,
});

/** Throws on a name or a value that is none: changes also come as JSON. */
export function changeBehaviour(behaviour: Behaviour, changes: Partial<Behaviour>): void {
	for (const [name, value] of Object.entries(changes)) {
		if (!(name in behaviour)) throw new Error(`There is no behaviour ${name}`);
		const known: readonly unknown[] | undefined = choices[name as keyof Choices];
		if (known && !known.includes(value))
			throw new Error(`${name} is one of ${known.join(', ')}, not ${value}`);
	}
	Object.assign(behaviour, changes);
}

// What a reader gets to see: pages of a conversation, and the list of unread ones.
import type { Message, Pack } from '../entities.ts';
import type { Marketplace } from '../marketplace.ts';
import { inMessageOrder, shuffled } from './order.ts';

export type Role = 'seller' | 'buyer';

const wroteIt = (pack: Pack, message: Message, userId: number) =>
	(message.from === pack.sellerId) === (userId === pack.sellerId);

const isVisible = (pack: Pack, message: Message, userId: number) =>
	!message.withheld || wroteIt(pack, message, userId);

/** What moderation withholds is seen by its sender only. Oldest first. */
export const visibleMessages = (pack: Pack, userId: number): Message[] =>
	pack.messages.filter((message) => isVisible(pack, message, userId));

/** Some of a conversation, in the order that is set, and how many there are. */
export function messagesPage(
	{ behaviour, lag }: Marketplace,
	pack: Pack,
	userId: number,
	{ limit, offset }: { limit: number; offset: number },
): { messages: Message[]; total: number } {
	const { messageOrder, shuffleSeed, withheldMessages } = behaviour;
	const isShown = (message: Message) => isVisible(pack, message, userId);
	const stored = pack.messages.filter(
		(message) => !lag.hides(message, 'conversation', wroteIt(pack, message, userId)),
	);
	const visible = stored.filter(isShown);

	const paged = withheldMessages === 'gaps' ? stored : visible;
	const page = inMessageOrder(paged, behaviour, pack.messages)
		.slice(offset, offset + limit)
		.filter(isShown);
	return {
		messages:
			messageOrder === 'shuffledInPage'
				? shuffled(page, shuffleSeed, (message) => pack.messages.indexOf(message))
				: page,
		total: withheldMessages === 'leftOut' ? visible.length : stored.length,
	};
}

/** Whether a message by its id is there for the user. */
export function isThereFor(
	{ behaviour, lag, packs }: Marketplace,
	message: Message,
	userId: number,
): boolean {
	const pack = packs.get(message.packId)!;
	return (
		!lag.hides(message, 'message', wroteIt(pack, message, userId)) &&
		(behaviour.withheldById === 'shown' || isVisible(pack, message, userId))
	);
}

const isForReader = ({ behaviour }: Marketplace, pack: Pack, message: Message, userId: number) =>
	!wroteIt(pack, message, userId) && (!message.withheld || behaviour.unreadCountsWithheld);

/** The conversations in which something is unread by the user, in the order that is set. */
export function unreadConversations(
	marketplace: Marketplace,
	userId: number,
	role: Role,
): { pack: Pack; count: number }[] {
	const { lag, behaviour } = marketplace;
	const now = Date.now();
	const isListed = (pack: Pack, message: Message) =>
		(message.read === null || now < message.read + behaviour.markingLagMs) &&
		isForReader(marketplace, pack, message, userId) &&
		!lag.hides(message, 'unread', false);

	const conversations = [];
	for (const pack of marketplace.packsOf(userId)) {
		if ((role === 'seller' ? pack.sellerId : pack.buyerId) !== userId) continue;
		const unread = pack.messages.filter((message) => isListed(pack, message));
		if (unread.length > 0)
			conversations.push({ pack, count: unread.length, newest: unread.at(-1)!.created });
	}
	const { unreadOrder, shuffleSeed } = behaviour;
	switch (unreadOrder) {
		case 'asStored':
			return conversations;
		case 'newestFirst':
			return conversations.sort((a, b) => b.newest - a.newest);
		case 'oldestFirst':
			return conversations.sort((a, b) => a.newest - b.newest);
		case 'shuffled':
			return shuffled(conversations, shuffleSeed, ({ pack }) => pack.id);
		case 'shuffledAnew':
			return shuffled(
				conversations,
				`${shuffleSeed} ${marketplace.unreadLists++}`,
				({ pack }) => pack.id,
			);
	}
}

/** The user opens the conversation: all that is unread is read. */
export function markAsRead(
	marketplace: Marketplace,
	pack: Pack,
	userId: number,
	isMarked = (_message: Message) => true,
): void {
	const now = Date.now();
	for (const message of pack.messages) {
		const isUnread = message.read === null && isForReader(marketplace, pack, message, userId);
		if (!isUnread || !isMarked(message)) continue;
		message.read = now;
		// The page names the action and not who is told: both sellers' messages and what sellers read.
		marketplace.onEvent({
			kind: 'message',
			id: message.id,
			sellerId: pack.sellerId,
			action: 'read',
		});
	}
}

/** The user reads the conversation through the API, which may not show all of it yet. */
export const markShownAsRead = (marketplace: Marketplace, pack: Pack, userId: number): void =>
	markAsRead(marketplace, pack, userId, (message) => marketplace.lag.letsMark(message, false));

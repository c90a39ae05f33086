// What a reader gets to see: pages of a conversation, and the list of unread ones.
import type { Message, Pack } from './entities.ts';
import type { Marketplace } from './marketplace.ts';
import { inMessageOrder, shuffled } from './order.ts';

export type Role = 'seller' | 'buyer';

const wroteIt = (pack: Pack, message: Message, userId: number) =>
	(message.from === pack.sellerId) === (userId === pack.sellerId);

/** A moderated message is seen by its sender only. Oldest first. */
export const visibleMessages = (pack: Pack, userId: number): Message[] =>
	pack.messages.filter(
		(message) => message.status !== 'moderated' || wroteIt(pack, message, userId),
	);

/** Some of a conversation, in the order that is set, and how many there are. */
export function messagesPage(
	{ behaviour }: Marketplace,
	pack: Pack,
	userId: number,
	{ limit, offset }: { limit: number; offset: number },
): { messages: Message[]; total: number } {
	const visible = visibleMessages(pack, userId);
	const page = inMessageOrder(visible, behaviour, pack.messages).slice(offset, offset + limit);
	const messages =
		behaviour.messageOrder === 'shuffledInPage'
			? shuffled(page, behaviour.shuffleSeed, (message) => pack.messages.indexOf(message))
			: page;
	return { messages, total: visible.length };
}

const isUnread = (pack: Pack, message: Message, userId: number) =>
	message.read === null && message.status !== 'moderated' && !wroteIt(pack, message, userId);

/** The conversations in which something is unread by the user, in the order that is set. */
export function unreadConversations(
	marketplace: Marketplace,
	userId: number,
	role: Role,
): { pack: Pack; count: number }[] {
	const conversations = [];
	for (const pack of marketplace.packsOf(userId)) {
		if ((role === 'seller' ? pack.sellerId : pack.buyerId) !== userId) continue;
		const unread = pack.messages.filter((message) => isUnread(pack, message, userId));
		if (unread.length > 0)
			conversations.push({ pack, count: unread.length, newest: unread.at(-1)!.created });
	}
	const { unreadOrder, shuffleSeed } = marketplace.behaviour;
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

export function markAsRead(pack: Pack, userId: number): void {
	const now = Date.now();
	for (const message of pack.messages) {
		if (isUnread(pack, message, userId)) message.read = now;
	}
}

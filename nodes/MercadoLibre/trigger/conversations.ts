import type { IDataObject } from 'n8n-workflow';
import { objectsIn } from '../api/answers';
import { readConversation, type ConversationRef } from '../conversations/conversation';
import { DOWNLOAD_ATTACHMENT } from '../conversations/messageFiles';
import {
	createdAt,
	fromUserId,
	isFrom,
	messageId,
	messageText,
	simplifyMessage,
	type ApiMessage,
	type ConversationStatus,
} from '../conversations/messages';
import {
	listUnread,
	packIdOf,
	sellerIdIn,
	UNREAD_CAP,
	type UnreadEntry,
} from '../conversations/unread';
import { downloadFile } from '../files/download';
import type { FileSession } from '../files/fileSession';
import { hash } from './memory';
import type { Look } from './poll';
import { nothingIfDeleted, timeOf, type Source, type SourceMessage } from './source';

interface ConversationSourceOptions {
	role: 'seller' | 'buyer';
	/** The connected user, whose own messages are not news. */
	userId: string;
	simplify: boolean;
}

/** The unread conversations of the account (document 003) as threads; their unread count is the mark. */
export function conversationSource(
	session: FileSession,
	{ role, userId, simplify }: ConversationSourceOptions,
): Source {
	let unread = new Map<string, UnreadEntry>();

	/** A buyer reads at the path of the seller, whom the list names. */
	const reference = (packId: string): ConversationRef => {
		const entry = unread.get(packId);
		return { packId, sellerId: (entry && sellerIdIn(entry)) ?? userId };
	};

	const toMessage = (
		message: ApiMessage,
		packId: string,
		status: ConversationStatus | null,
	): SourceMessage => ({
		id:
			messageId(message) ||
			hash([fromUserId(message), createdAt(message), messageText(message)].join()),
		arrivedAt: arrivalOf(message),
		readAt: timeOf(message.message_date?.read ?? (message.date_read as string | undefined)),
		isReceived: !isFrom(userId, message),
		json: simplify
			? simplifyMessage(message, { sellerId: userId, packId, status })
			: { ...message, packId },
		attachments: objectsIn(message.message_attachments).map((attachment) => ({
			filename: String(attachment.filename),
			isThreat: attachment.potential_security_threat === true,
			download: async () =>
				(
					await downloadFile(session, DOWNLOAD_ATTACHMENT, {
						ids: { attachmentId: String(attachment.filename) },
						qs: { site_id: message.site_id ?? session.account.siteId },
						id: String(attachment.filename),
						knownName: attachment.original_filename,
					})
				).binary,
		})),
	});

	const look = async (id: string, mark: boolean): Promise<Look<SourceMessage>> => {
		const { messages, status, total } = await readConversation(session, reference(id), { mark });
		return {
			messages: messages.map((message) => toMessage(message, id, status)),
			isComplete: total === undefined || messages.length >= total,
		};
	};

	return {
		async list() {
			const { results } = await listUnread(session, { role, userId });
			if (results.length >= UNREAD_CAP) {
				session.context.logger.warn(
					`Mercado Libre lists ${results.length} unread conversations and shows no more until some of them are read. The others start the workflow when they appear on the list.`,
				);
			}
			unread = new Map(results.map((entry) => [packIdOf(entry), entry]));
			return [...unread].map(([id, entry]) => {
				const count = Number(entry.count) || 0;
				return { id, mark: String(count), unread: count };
			});
		},

		read: async ({ id }, mark) =>
			await (unread.has(id) ? look(id, mark) : nothingIfDeleted(look(id, mark))),

		threadJson: ({ thread, messages }): IDataObject => ({
			packId: thread.id,
			unreadCount: thread.unread ?? messages.length,
			messages: messages.map(({ json }) => json),
		}),
	};
}

/** When a message became visible: one that moderation held back was created earlier. */
const arrivalOf = (message: ApiMessage): number =>
	timeOf(message.message_date?.available ?? createdAt(message)) ?? 0;

import type { IDataObject } from 'n8n-workflow';
import { idText, numberOf } from '../api/answers';
import { isRefusal } from '../api/errors/problem';
import { forgetOldest } from '../api/forgetOldest';
import {
	readConversation,
	type Conversation,
	type ConversationRef,
} from '../conversations/conversation';
import { DOWNLOAD_ATTACHMENT, siteOfConversation } from '../conversations/messageFiles';
import {
	attachmentsOf,
	createdAt,
	fromUserId,
	messageId,
	messageText,
	sellerIdsIn,
	simplifyMessage,
	wholeMessage,
	type ApiMessage,
	type ConversationStatus,
} from '../conversations/messages';
import { listUnread, packIdOf, sellerIdIn, type UnreadEntry } from '../conversations/unread';
import { downloadFile } from '../files/download';
import type { FileSession } from '../files/fileSession';
import { hash } from './memory';
import type { Look } from './poll';
import { nothingIfDeleted, timeOf, type Source, type SourceMessage } from './source';

interface ConversationSourceOptions {
	role: 'seller' | 'buyer';
	/** Whose conversations are listed and read. */
	userId: string;
	/** Under which ids the account writes: its messages are not news. */
	ownIds: readonly string[];
	simplify: boolean;
}

/** The unread conversations of the account (document 003) as threads; their unread count is the fingerprint. */
export function conversationSource(
	session: FileSession,
	{ role, userId, ownIds, simplify }: ConversationSourceOptions,
): Source {
	let unread = new Map<string, UnreadEntry>();

	/** A buyer reads at the path of the seller, whom the list names, or has named. */
	const reference = (packId: string): ConversationRef => ({
		packId,
		sellerId: sellersNamed.get(`${userId} ${packId}`) ?? userId,
	});

	const isOwn = (message: ApiMessage, packId: string): boolean => {
		const entry = unread.get(packId);
		if (role === 'seller') return isOfSeller(message, [...ownIds, entry && sellerIdIn(entry)]);
		return ownIds.some((id) => id === fromUserId(message));
	};

	const toMessage = (message: ApiMessage, packId: string, { status, messages }: Conversation) =>
		toSourceMessage(session, message, {
			packId,
			status,
			siteId: siteOfConversation({ messages }),
			userId,
			simplify,
			isReceived: !isOwn(message, packId),
		});

	const look = async (id: string, mark: boolean): Promise<Look<SourceMessage>> => {
		const conversation = await readConversation(session, reference(id), { mark }).catch(
			async (error) => {
				if (!mark || !isRefusal(error)) throw error;
				// What there is to read must not be missed for that.
				warnOfMark(session, id, error as Error);
				return await readConversation(session, reference(id));
			},
		);
		const { messages, total } = conversation;
		return {
			messages: messages.map((message) => toMessage(message, id, conversation)),
			isComplete: total === undefined || messages.length >= total,
		};
	};

	return {
		async list() {
			const { results, isFull } = await listUnread(session, { role, userId });
			unread = new Map(results.map((entry) => [packIdOf(entry), entry]));
			for (const [packId, entry] of unread) noteSeller(`${userId} ${packId}`, sellerIdIn(entry));
			const threads = [...unread].map(([id, entry]) => {
				const count = countOf(entry);
				return { id, fingerprint: String(count), unread: count };
			});
			return { threads, isFull };
		},

		read: async ({ id }, marksAsRead) => {
			const messages = look(id, marksAsRead);
			return await (unread.has(id) ? messages : nothingIfDeleted(messages));
		},

		saleIdOf: (packId) => packId,

		threadJson: ({ thread, messages }): IDataObject => ({
			packId: thread.id,
			unreadCount: thread.unread ?? messages.length,
			messages: messages.map(({ json }) => json),
		}),
	};
}

/** Whom lists have named as the seller, by user and conversation: one that has left the list is looked into once more. */
const sellersNamed = new Map<string, string>();

/** More than lists can show, and a trigger remembers, of several accounts. */
const MOST_NAMED = 20_000;

function noteSeller(key: string, sellerId: string | undefined): void {
	sellersNamed.delete(key);
	if (sellerId !== undefined) sellersNamed.set(key, sellerId);
	forgetOldest(sellersNamed, MOST_NAMED);
}

/** Nobody has more in one conversation; it is remembered in digits. */
const MOST_UNREAD = 9_998;

const countOf = ({ count }: UnreadEntry): number =>
	Math.floor(Math.min(Math.max(0, numberOf(count)), MOST_UNREAD));

const warnOfMark = ({ context }: FileSession, id: string, { message }: Error) =>
	context.logger.warn('Mercado Libre does not let a conversation be marked as read', {
		id,
		reason: message,
	});

/** A seller may have several ids: those of the account, and those that messages name. */
export function isOfSeller(message: ApiMessage, ownIds: readonly unknown[]): boolean {
	const from = fromUserId(message);
	return from !== null && [...ownIds, ...sellerIdsIn(message)].includes(from);
}

/** A message with what is needed to hand it out; `packId` unless the message itself shall tell. */
export const toSourceMessage = (
	session: FileSession,
	message: ApiMessage,
	{
		packId,
		status,
		siteId,
		userId,
		simplify,
		isReceived,
	}: {
		packId?: string;
		status?: ConversationStatus | null;
		/** Of the other messages of the conversation. */
		siteId?: string;
		userId: string;
		simplify: boolean;
		isReceived: boolean;
	},
): SourceMessage => ({
	id:
		messageId(message) ||
		hash([fromUserId(message), createdAt(message), messageText(message)].join()),
	arrivedAt: arrivalOf(message),
	readAt: timeOf(message.message_date?.read ?? (message.date_read as string | undefined)),
	isReceived,
	isPending: message.message_date?.available === null,
	json: simplify
		? simplifyMessage(message, { sellerId: userId, packId, status })
		: wholeMessage(message, { packId, status }),
	attachments: attachmentsOf(message).map((attachment) => {
		const filename = idText(attachment.filename) ?? '';
		return {
			filename,
			isThreat: attachment.potential_security_threat === true,
			cure: `Get it with the Mercado Libre node: Attachment > Download, Attachment ID "${filename}"${message.site_id ? `, Site ID ${message.site_id}` : ''}.`,
			download: async (signal) =>
				(
					await downloadFile({ ...session, signal }, DOWNLOAD_ATTACHMENT, {
						ids: { attachmentId: filename },
						qs: { site_id: message.site_id ?? siteId ?? session.account.siteId },
						id: filename,
						knownName: attachment.original_filename,
					})
				).binary,
		};
	}),
});

/** When a message became visible: one that moderation held back was created earlier. */
const arrivalOf = (message: ApiMessage): number =>
	timeOf(message.message_date?.available ?? createdAt(message)) ?? 0;

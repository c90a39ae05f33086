// The two families of the messages API, told by what differs between them: paths, texts and shapes.
// `globalSelling` is that of seeds 000 and 001, `local` that of 002 and 003.
import type { Message, Pack } from '../marketplace/entities.ts';
import type { StoredFile } from '../marketplace/files.ts';
import type { Marketplace } from '../marketplace/marketplace.ts';
import { blockedError, messagesError } from './errors.ts';
import type { ApiError } from './errors.ts';

export interface Family {
	name: 'globalSelling' | 'local';
	base: string;
	packPath: string;
	/** Routes of the family that insist on `tag=post_sale`. */
	needsTag: boolean;
	/** Most conversations on an unread list. */
	mostUnread: number;
	unread(userId: number, unread: { pack: Pack; count: number }[]): unknown;
	conversationStatus(pack: Pack): unknown;
	/** What the answer with a pack's messages says besides. */
	packExtras(marketplace: Marketplace): object;
	message(marketplace: Marketplace, message: Message, in_: 'pack' | 'id'): unknown;
	date(millis: number | null): string | null;
	blocked(message: string): ApiError;
	invalidOffset: string;
	invalidLimit: string;
	notIdentified: string;
	doesNotExist(messageId: string): string;
	attachmentEmpty: string;
	fileNameCharacters: string;
	fileTooBig: string;
	tooManyAttachments: string;
	fileNotAccessible: string;
	fileLost: string;
}

const withMillis = (millis: number | null) =>
	millis === null ? null : new Date(millis).toISOString();
const withoutMillis = (millis: number | null) =>
	millis === null ? null : `${new Date(millis).toISOString().slice(0, 19)}Z`;

const attachments = (files: StoredFile[], date: Family['date']) =>
	files.length === 0
		? null
		: files.map((file) => ({
				filename: file.name,
				original_filename: file.originalName,
				type: file.type,
				size: file.size,
				potential_security_threat: file.isThreat ?? false,
				creation_date: date(file.createdAt),
			}));

const dates = (message: Message, date: Family['date']) => ({
	received: date(message.created),
	available: date(message.available),
	notified: date(message.notified),
	created: date(message.created),
	read: date(message.read),
});

/** Where an assistant stands between buyer and seller, the API names it in the buyer's place, from then on. */
const shownSender = (pack: Pack | undefined, message: Message) =>
	message.agentId && message.from === pack?.buyerId ? message.agentId : message.from;

/** The application that sent the message (seed 000, lines 83, 152 and 241; 003, line 221). */
function clientId({ behaviour }: Marketplace, message: Message): { client_id?: number | null } {
	if (behaviour.clientId === 'leftOut') return {};
	return { client_id: behaviour.clientId === 'told' ? message.clientId : null };
}

/** The form that all answers but the local pack's share. */
function commonMessage(marketplace: Marketplace, message: Message, date: Family['date']) {
	const pack = marketplace.packs.get(message.packId);
	const person = (id: number) => ({ user_id: id, name: marketplace.users.get(id)?.name ?? '' });
	return {
		id: message.id,
		site_id: message.siteId,
		...clientId(marketplace, message),
		from: person(shownSender(pack, message)),
		to: person(message.to),
		status: message.status,
		subject: null,
		text: message.text,
		message_date: dates(message, date),
		message_moderation: {
			status: message.moderation.status,
			reason: message.moderation.reason,
			source: message.moderation.source,
			moderation_date: date(message.moderation.date),
		},
		message_attachments: attachments(message.attachments, date),
		message_resources: [
			{ id: message.packId, name: 'packs' },
			{ id: String(pack?.sellerId), name: 'sellers' },
		],
		conversation_first_message: message.first,
	};
}

/** The seller's account in the country of the sale. */
export const marketplaceSeller = (sellerId: number) => sellerId + 700_000_000;

function withSellerOfCountry(
	{ packs, behaviour }: Marketplace,
	{ packId }: Message,
	message: ReturnType<typeof commonMessage>,
) {
	const sellerId = packs.get(packId)?.sellerId;
	if (behaviour.globalSellerInMessages === 'account' || sellerId === undefined) return message;
	const ofCountry = marketplaceSeller(sellerId);
	const person = (one: typeof message.from) =>
		one.user_id === sellerId ? { ...one, user_id: ofCountry } : one;
	return {
		...message,
		from: person(message.from),
		to: person(message.to),
		message_resources: [message.message_resources[0], { id: String(ofCountry), name: 'sellers' }],
	};
}

const globalSelling: Family = {
	name: 'globalSelling',
	base: '/marketplace/messages',
	packPath: '/packs/:pack',
	needsTag: false,
	// Seed 003, line 45.
	mostUnread: 1000,
	unread: (userId, unread) => ({
		results: unread.map(({ pack, count }) => ({ resource: `/packs/${pack.id}`, count })),
		userId,
	}),
	conversationStatus: ({ claimIds, shippingId, conversation }) => ({
		claim_ids: claimIds.length ? claimIds : null,
		shipping_id: shippingId,
		status: conversation.status,
		status_date: withoutMillis(conversation.statusDate),
		status_update_allowed: false,
		substatus: conversation.substatus,
	}),
	packExtras: () => ({}),
	message: (marketplace, message) => ({
		...withSellerOfCountry(
			marketplace,
			message,
			commonMessage(marketplace, message, withoutMillis),
		),
		text_translated: message.textTranslated,
	}),
	date: withoutMillis,
	blocked: (message) => messagesError(403, message),
	invalidOffset: 'Invalid offset or limit param',
	invalidLimit: 'Invalid offset or limit param',
	notIdentified: 'Can not identify the user',
	doesNotExist: (id) => `The specified message id: ${id} does not exists`,
	attachmentEmpty: 'Attachment empty or null',
	fileNameCharacters: 'File name cannot include characters such as: /, \\',
	fileTooBig: 'File size exceeds 25 Mb',
	tooManyAttachments: 'Message exceeds allowed number of attachments: 25',
	fileNotAccessible: 'File can not be accessed, try it later',
	fileLost: 'Requested file could not be obtained',
};

const local: Family = {
	name: 'local',
	base: '/messages',
	packPath: '/packs/:pack/sellers/:seller',
	needsTag: true,
	// Mercado Libre's page mensajes-pendientes of 2025-09-11.
	mostUnread: 500,
	unread: (userId, unread) => ({
		user_id: userId,
		results: unread.map(({ pack, count }) => ({
			resource: `/packs/${pack.id}/sellers/${pack.sellerId}`,
			count,
		})),
	}),
	conversationStatus: ({ id, sellerId, agentId, claimIds, shippingId, conversation }) => ({
		path: agentId
			? `/packs/${id}/sellers/${sellerId}/conversations/agent`
			: `/packs/${id}/seller/${sellerId}`,
		status: conversation.status,
		substatus: conversation.substatus,
		status_date: withMillis(conversation.statusDate),
		status_update_allowed: false,
		claim_id: claimIds.at(-1)?.toString() ?? null,
		shipping_id: shippingId,
	}),
	packExtras: ({ behaviour: { sellerMaxLength } }) => ({
		...(sellerMaxLength !== null && { seller_max_message_length: sellerMaxLength }),
		buyer_max_message_length: 3500,
	}),
	message: (marketplace, message, in_) => {
		const common = commonMessage(marketplace, message, withMillis);
		if (in_ === 'id') return common;
		// The pack's answer gives ids as strings, an e-mail address, `by` and `seller` (seed 003).
		const { source, ...moderation } = common.message_moderation;
		return {
			...common,
			from: {
				user_id: String(common.from.user_id),
				email: marketplace.users.get(common.from.user_id)?.email ?? null,
				name: common.from.name,
			},
			to: { ...common.to, user_id: String(common.to.user_id) },
			message_moderation: {
				status: moderation.status,
				reason: moderation.reason,
				by: source,
				moderation_date: moderation.moderation_date,
			},
			message_resources: [
				common.message_resources[0],
				{ ...common.message_resources[1], name: 'seller' },
			],
		};
	},
	date: withMillis,
	blocked: blockedError,
	invalidOffset: 'Invalid offset param',
	invalidLimit: 'Invalid limit param',
	notIdentified: 'Can not identify the user.',
	doesNotExist: (id) => `The specified message id: ${id} does not exist`,
	attachmentEmpty: 'Attachment vazio ou nulo',
	fileNameCharacters: 'File name cannot include characters like /, \\',
	fileTooBig: 'File attachment is bigger than 25 Mb.',
	tooManyAttachments: 'The message exceeds the allowed number of attachments: 25',
	fileNotAccessible: 'File can not be saved, try it later',
	fileLost: 'File can not be saved, try it later',
};

/** A message by its id in the older local form (seed 002, lines 91 to 117, "sem header"). */
export const olderMessage = (marketplace: Marketplace, message: Message) => ({
	message_id: message.id,
	date_received: withMillis(message.created),
	date: withMillis(message.created),
	date_available: withMillis(message.available),
	date_notified: withMillis(message.notified),
	date_read: withMillis(message.read),
	from: { user_id: shownSender(marketplace.packs.get(message.packId), message) },
	to: [{ user_id: message.to }],
	subject: null,
	text: { plain: message.text },
	attachments: attachments(message.attachments, withMillis) ?? [],
	attachments_validations: { invalid_size: [], invalid_extension: [] },
	site_id: message.siteId,
	resource: 'orders',
	resource_id: message.packId,
	status: message.status,
	moderation: {
		status: message.moderation.status,
		reason: message.moderation.reason,
		source: message.moderation.source,
		date_moderated: withMillis(message.moderation.date),
	},
});

export const families: Family[] = [globalSelling, local];

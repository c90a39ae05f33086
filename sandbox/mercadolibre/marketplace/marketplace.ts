// The marketplace: people, packs with their conversations, files and claims. It knows nothing of HTTP.
import { randomUUID } from 'node:crypto';
import { usualBehaviour } from './behaviour.ts';
import { toMillis } from './dates.ts';
import type { Claim, Message, Pack, User } from './entities.ts';
import type { MarketplaceEvent } from './events.ts';
import { fileFromInput } from './files.ts';
import type { FileInput, StoredFile } from './files.ts';
import { Lag } from './reading/lag.ts';
import { CLEAN, givenRuling, rulingOn, shownAs } from './reading/moderation.ts';
import type { GivenRuling, Ruling } from './reading/moderation.ts';
import { Sales } from './sales.ts';

export interface PackOptions {
	packId?: string | number;
	sellerId?: number | string;
	buyerId?: number | string;
	siteId?: string;
	agentId?: number;
	shippingId?: number;
	orderCancelled?: boolean;
	fullNotDelivered?: boolean;
	exceptedCase?: boolean;
	buyerDeactivated?: boolean;
}

/** Where nothing is said of moderation, its rules decide on a seller's message, and a buyer's is clean. */
interface MessageInput extends GivenRuling {
	from: number;
	/** Left out: whoever is there to receive it. */
	to?: number;
	isLost?: boolean;
	text: string;
	textTranslated?: string | null;
	attachments?: StoredFile[];
	createdAt?: number | string;
	clientId?: number | null;
	id?: string;
	read?: number | null;
	/** The other side sees it while it is pending, without a date on which it became available. */
	shownWhilePending?: boolean;
}

/** A conversation that no buyer has opened yet: the seller has to give a reason to write first. */
export const NOT_STARTED = 'blocked_by_conversation_initiated_by_seller_limited';

export const GLOBAL_SELLER = 523132944;
export const LOCAL_SELLER = 415458330;
export const BUYER = 441782523;
export const MEDIATOR = 432434324;

export class Marketplace {
	readonly users = new Map<number, User>();
	readonly packs = new Map<string, Pack>();
	readonly messages = new Map<string, Message>();
	/** Ids that were given out once and are gone from storage. */
	readonly deletedMessages = new Map<string, Message>();
	readonly files = new Map<string, StoredFile>();
	readonly claims = new Map<number, Claim>();
	readonly sales = new Sales(this);

	readonly behaviour = usualBehaviour();
	readonly lag = new Lag();
	/** What moderation will make of the next messages that sellers send. */
	readonly nextRulings: { packId: string | null; ruling: Ruling }[] = [];
	/** Is told what happens. */
	onEvent: (event: MarketplaceEvent) => void = () => undefined;
	/** How many unread lists were made. */
	unreadLists = 0;

	private readonly packsByUser = new Map<number, Set<Pack>>();
	private nextId = 2_000_009_000_000_000;

	constructor() {
		this.addUser({
			id: GLOBAL_SELLER,
			siteId: 'CBT',
			kind: 'globalSelling',
			name: 'TESTNICOCBT TESTNICOCBT',
		});
		this.addUser({
			id: LOCAL_SELLER,
			siteId: 'MLB',
			kind: 'local',
			name: 'Juan Pablo Robledo',
			email: 'test_user_83388960@testuser.com',
		});
		this.addUser({ id: BUYER, siteId: 'MLM', kind: 'buyer', name: 'Test Test' });
	}

	addUser(input: Pick<User, 'id' | 'siteId' | 'kind'> & Partial<User>): User {
		const user = {
			name: `Test ${input.id}`,
			nickname: `TEST${input.id}`,
			email: `test_user_${input.id}@testuser.com`,
			...input,
		};
		this.users.set(user.id, user);
		return user;
	}

	/** A user that is named somewhere for the first time comes into being as a buyer. */
	user(id: number, siteId = 'MLM'): User {
		return this.users.get(id) ?? this.addUser({ id, siteId, kind: 'buyer' });
	}

	newId(): number {
		return ++this.nextId;
	}

	// Packs and their conversations

	createPack(options: PackOptions = {}): Pack {
		const id = String(options.packId ?? this.newId());
		if (this.packs.has(id)) throw new Error(`Pack ${id} exists already`);
		const sellerId = Number(options.sellerId ?? GLOBAL_SELLER);
		const seller =
			this.users.get(sellerId) ??
			this.addUser({ id: sellerId, siteId: 'CBT', kind: 'globalSelling' });
		const siteId = options.siteId ?? (seller.kind === 'globalSelling' ? 'MLM' : seller.siteId);
		const buyer = this.user(Number(options.buyerId ?? BUYER), siteId);
		const substatus = options.orderCancelled
			? 'blocked_by_cancelled_order'
			: options.fullNotDelivered
				? 'blocked_by_fulfillment'
				: options.exceptedCase
					? null
					: NOT_STARTED;
		const pack: Pack = {
			id,
			siteId,
			sellerId,
			buyerId: buyer.id,
			agentId: options.agentId ?? null,
			shippingId: options.shippingId ?? null,
			claimIds: [],
			conversation: { status: substatus ? 'blocked' : 'active', substatus, statusDate: Date.now() },
			messages: [],
			capReached: false,
			optionCaps: new Map(),
			exceptedCase: options.exceptedCase ?? false,
			buyerDeactivated: options.buyerDeactivated ?? false,
		};
		this.packs.set(id, pack);
		for (const userId of [pack.sellerId, pack.buyerId]) {
			const packs = this.packsByUser.get(userId) ?? new Set();
			this.packsByUser.set(userId, packs.add(pack));
		}
		return pack;
	}

	packsOf(userId: number): Iterable<Pack> {
		return this.packsByUser.get(userId) ?? [];
	}

	setConversation(pack: Pack, status: string, substatus: string | null): void {
		pack.conversation = { status, substatus, statusDate: Date.now() };
	}

	addMessage(pack: Pack, input: MessageInput): Message {
		const bySeller = input.from === pack.sellerId;
		const created = toMillis(input.createdAt, Date.now());
		const message: Message = {
			id: input.id ?? randomUUID().replaceAll('-', ''),
			packId: pack.id,
			siteId: pack.siteId,
			clientId: input.clientId ?? null,
			from: input.from,
			to: bySeller ? (input.to ?? pack.agentId ?? pack.buyerId) : pack.sellerId,
			agentId: pack.agentId,
			isLost: input.isLost ?? false,
			status: 'available',
			text: input.text,
			textTranslated: input.textTranslated ?? null,
			created,
			available: null,
			notified: null,
			read: input.read ?? null,
			moderation: { status: 'clean', reason: null, source: 'online', date: created },
			withheld: false,
			attachments: input.attachments ?? [],
			first: pack.messages.length === 0,
		};
		for (const file of message.attachments) file.packIds.add(pack.id);
		const ruling = givenRuling(input) ?? (bySeller ? this.rulingOnSent(message) : CLEAN);
		this.judge(message, ruling, created, input.shownWhilePending);

		let at = pack.messages.length;
		while (at > 0 && pack.messages[at - 1].created > created) at--;
		pack.messages.splice(at, 0, message);
		this.messages.set(message.id, message);
		this.lag.wrote(message, { packId: pack.id });
		if (!message.withheld) this.tellReceived(message);

		if (!bySeller) this.buyerAnswered(pack);
		return message;
	}

	/** The sellers among those who have a part in it are told of a message that they receive. */
	private tellReceived({ id, packId, from, to }: Message): void {
		const { sellerId, buyerId } = this.packs.get(packId)!;
		const receiver = from === sellerId ? buyerId : sellerId;
		if (this.users.get(receiver)?.kind === 'buyer' || from === to) return;
		this.onEvent({ kind: 'message', id, sellerId: receiver, action: 'created' });
	}

	private rulingOnSent({ packId, text }: Message): Ruling {
		const next = this.nextRulings.findIndex((one) => one.packId === null || one.packId === packId);
		return next < 0 ? rulingOn(text) : this.nextRulings.splice(next, 1)[0].ruling;
	}

	/** What moderation makes of a message, at first or later. */
	judge(message: Message, ruling: Ruling, now: number, shownWhilePending = false): void {
		const { status, moderation } = shownAs(ruling);
		const isClean = ruling.verdict === 'clean';
		message.status = status;
		message.moderation = {
			...message.moderation,
			status: moderation,
			reason: ruling.reason,
			date: now,
		};
		if (isClean) message.available ??= now;
		if (ruling.verdict === 'pending') message.available = null;
		message.withheld =
			message.isLost || (!isClean && !(ruling.verdict === 'pending' && shownWhilePending));
	}

	/** What was held back and is let go is told of then. */
	judgeLater(message: Message, ruling: Ruling): void {
		const wasWithheld = message.withheld;
		this.judge(message, ruling, Date.now());
		if (wasWithheld && !message.withheld) this.tellReceived(message);
	}

	/** A buyer's message opens the conversation and gives the seller leave to write again. */
	private buyerAnswered(pack: Pack): void {
		if (pack.conversation.substatus === NOT_STARTED) this.setConversation(pack, 'active', null);
		pack.capReached = false;
	}

	addFile(input: FileInput, ownerId: number, name?: string, createdAt = Date.now()): StoredFile {
		return this.keepFile(fileFromInput(input, ownerId, createdAt, name));
	}

	keepFile(file: StoredFile): StoredFile {
		this.files.set(file.name, file);
		return file;
	}

	/** A file is its owner's, and that of the people whose conversation it was sent in. */
	mayUseFile(file: StoredFile, userId: number): boolean {
		if (file.ownerId === userId) return true;
		return [...file.packIds].some((id) => {
			const pack = this.packs.get(id);
			return pack?.sellerId === userId || pack?.buyerId === userId;
		});
	}

	deleteMessage(id: string): void {
		const message = this.messages.get(id);
		if (!message) throw new Error(`There is no message ${id}`);
		this.messages.delete(id);
		this.deletedMessages.set(id, message);
		const pack = this.packs.get(message.packId)!;
		pack.messages = pack.messages.filter((other) => other !== message);
	}
}

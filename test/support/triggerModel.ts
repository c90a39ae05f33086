// A small Mercado Libre in memory, for the trigger's logic: it answers what the transport would have brought, so
// that listing, paging, dates and order are those of the package itself. Everything in it may go wrong.
import type { FileSession } from '../../nodes/MercadoLibre/files/fileSession';
import type { ApiRequest } from '../../nodes/MercadoLibre/api/request';
import type { Session } from '../../nodes/MercadoLibre/api/session';
import { conversationSource } from '../../nodes/MercadoLibre/trigger/conversations';
import { decodeMemory, encodeMemory } from '../../nodes/MercadoLibre/trigger/memory';
import { firstMemory, poll } from '../../nodes/MercadoLibre/trigger/poll';
import type { PollOutcome, Rotation } from '../../nodes/MercadoLibre/trigger/poll';
import type { SourceMessage } from '../../nodes/MercadoLibre/trigger/source';

export const SELLER = 1;
export const BUYER = 2;

export interface ModelMessage {
	id: string;
	packId: string;
	fromBuyer: boolean;
	created: number;
	/** When it could be seen first; null while it is held back. */
	available: number | null;
	read: number | null;
	isHidden: boolean;
}

export interface ModelOptions {
	/** Global Selling gives whole seconds. */
	wholeSeconds?: boolean;
	cap?: number;
	pageSize?: number;
	/** Orders lists and pages: any function of position. */
	shuffle?: <T>(list: T[]) => T[];
}

export class MarketplaceModel {
	now = Date.parse('2026-01-01T10:00:00.300Z');

	readonly packs = new Map<string, ModelMessage[]>();

	/** Every API call since the start: `list`, `read <pack>`, `mark <pack>`. */
	readonly calls: string[] = [];

	/** What happens before the nth call from now on is answered; a thrown error is the call's. */
	beforeCall: (call: string) => void = nothing;

	/** Told what each answered list showed: the messages that were unread in the conversations on it. */
	onList: (shown: Map<string, ModelMessage[]>) => void = nothing;

	private ids = 0;

	constructor(readonly options: ModelOptions = {}) {}

	write(
		packId: string,
		{ fromBuyer = true, at = this.now, isHeldBack = false, isRead = false } = {},
	): ModelMessage {
		const message: ModelMessage = {
			id: `m${++this.ids}`,
			packId,
			fromBuyer,
			created: at,
			available: isHeldBack ? null : at,
			read: isRead ? at : null,
			isHidden: isHeldBack,
		};
		this.packs.set(packId, [...(this.packs.get(packId) ?? []), message]);
		return message;
	}

	/** The seller opens the conversation. */
	readBySeller(packId: string): void {
		for (const message of this.packs.get(packId) ?? []) {
			if (isUnread(message)) message.read = this.now;
		}
	}

	hide(message: ModelMessage): void {
		message.isHidden = true;
	}

	/** A message that was seen before comes back with its date; one that was held back gets one now. */
	release(message: ModelMessage): void {
		message.isHidden = false;
		message.available ??= this.now;
	}

	unread(packId: string): ModelMessage[] {
		return (this.packs.get(packId) ?? []).filter(isUnread);
	}

	messages(): ModelMessage[] {
		return [...this.packs.values()].flat();
	}

	answer({ endpoint, ids = {}, qs = {} }: ApiRequest): unknown {
		const path = endpoint.globalSelling;
		const packId = String(ids.packId ?? '');
		const isList = path.endsWith('/unread');
		const marks = !isList && qs.mark_as_read !== false;
		const call = isList ? 'list' : `${marks ? 'mark' : 'read'} ${packId}`;
		this.calls.push(call);
		this.beforeCall(call);
		if (isList) return this.list();
		if (marks) this.readBySeller(packId);
		return this.page(packId, Number(qs.offset ?? 0), Number(qs.limit));
	}

	private list() {
		const { cap = 1_000, shuffle = same } = this.options;
		const shown = shuffle([...this.packs.keys()].filter((id) => this.unread(id).length > 0)).slice(
			0,
			cap,
		);
		this.onList(new Map(shown.map((id) => [id, this.unread(id)])));
		return {
			results: shown.map((id) => ({ resource: `/packs/${id}`, count: this.unread(id).length })),
			userId: SELLER,
		};
	}

	private page(packId: string, offset: number, limit: number) {
		const { pageSize = 50, shuffle = same } = this.options;
		const visible = (this.packs.get(packId) ?? []).filter(({ isHidden }) => !isHidden);
		const newestFirst = visible.toReversed().sort((a, b) => b.created - a.created);
		const page = newestFirst.slice(offset, offset + Math.min(limit, pageSize));
		return {
			paging: { total: visible.length, offset, limit },
			conversation_status: { status: 'active', substatus: null },
			messages: shuffle(page).map((message) => ({
				id: message.id,
				from: { user_id: message.fromBuyer ? BUYER : SELLER },
				to: { user_id: message.fromBuyer ? SELLER : BUYER },
				text: `text of ${message.id}`,
				message_date: {
					created: this.date(message.created),
					available: this.date(message.available),
					read: this.date(message.read),
				},
			})),
		};
	}

	private date(millis: number | null): string | null {
		if (millis === null) return null;
		const iso = new Date(millis).toISOString();
		return this.options.wholeSeconds ? `${iso.slice(0, 19)}Z` : iso;
	}
}

const nothing = () => undefined;

const same = <T>(list: T[]): T[] => list;

const isUnread = ({ fromBuyer, read, isHidden }: ModelMessage) =>
	fromBuyer && read === null && !isHidden;

/** A session whose requests `apiRequest`, once mocked, takes to the model. */
export const sessionOf = (model: MarketplaceModel): Session =>
	({
		model,
		context: {
			logger: { warn: nothing, info: nothing, debug: nothing },
			getNode: () => ({ name: 'Trigger' }),
		},
		account: { family: 'globalSelling', sellerId: String(SELLER) },
	}) as unknown as Session;

/** The stand-in for `apiRequest`. */
export async function askModel(session: Session, request: ApiRequest) {
	const { model } = session as unknown as { model: MarketplaceModel };
	await Promise.resolve();
	return { status: 200, headers: {}, body: model.answer(request) };
}

export interface TriggerOptions {
	emitExisting?: boolean;
	markAsRead?: boolean;
	budget?: number;
	rotation?: Rotation;
}

/** What the node does around the logic: it lists, polls, hands out, and then saves what to remember as JSON. */
export class TriggerShell {
	/** In n8n's memory. */
	private data: string | undefined;

	/** In n8n's database: saved at the activation and whenever items are handed out. */
	private saved: string | undefined;

	constructor(
		readonly model: MarketplaceModel,
		public options: TriggerOptions = {},
	) {}

	/** n8n is killed and started again. */
	restart(): void {
		this.data = this.saved;
	}

	get staticData(): string {
		return this.data ?? '{}';
	}

	/** One poll. A crash happens after the items were handed out, before the new state was saved. */
	async poll({ crash = false } = {}): Promise<{
		ids: string[];
		isSaved: boolean;
		requests: number;
		outcome: PollOutcome<SourceMessage>;
	}> {
		const { emitExisting = false, markAsRead = false, budget = 200 } = this.options;
		const before = this.model.calls.length;
		const listedAt = this.model.now;
		const source = conversationSource(sessionOf(this.model) as FileSession, {
			role: 'seller',
			userId: String(SELLER),
			simplify: true,
		});
		const threads = await source.list();
		const remembered = decodeMemory(JSON.parse(this.staticData), SCOPE);
		const memory =
			remembered ?? firstMemory(SCOPE, threads, { since: listedAt, wantsExisting: emitExisting });
		const outcome = await poll({
			memory,
			threads,
			read: source.read,
			budget: remembered || emitExisting ? budget : 0,
			rotation: this.options.rotation ?? { polls: 20, atLeast: 1 },
			markAsRead,
		});
		const ids = outcome.news.flatMap(({ messages }) => messages.map(({ id }) => id));
		this.data = JSON.stringify(
			encodeMemory(outcome.memory, new Set(threads.map(({ id }) => id)), listedAt),
		);
		if (crash) this.restart();
		else if (ids.length > 0 || !remembered) this.saved = this.data;
		return {
			ids,
			isSaved: this.data === this.saved,
			requests: this.model.calls.length - before,
			outcome,
		};
	}
}

const SCOPE = 'messages seller 1';

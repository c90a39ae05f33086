// A small Mercado Libre in memory, for the trigger's logic: it answers what the transport would have brought, so
// that listing, paging, dates and order are those of the package itself. Everything in it may go wrong.
import type { IPollFunctions } from 'n8n-workflow';
import type * as Unread from '../../../nodes/MercadoLibre/conversations/unread';
import type { Session } from '../../../nodes/MercadoLibre/api/session';
import type { ApiRequest } from '../../../nodes/MercadoLibre/api/request';
import type { FileSession } from '../../../nodes/MercadoLibre/files/fileSession';
import { conversationSource } from '../../../nodes/MercadoLibre/trigger/conversations';
import { findNews } from '../../../nodes/MercadoLibre/trigger/findNews';
import type { Rotation } from '../../../nodes/MercadoLibre/trigger/poll';
import { Store } from '../../../nodes/MercadoLibre/trigger/store';
import { N8nData, type PollData, type PollMode } from './triggerData';

jest.mock('../../../nodes/MercadoLibre/api/transport', () => ({
	...jest.requireActual<object>('../../../nodes/MercadoLibre/api/transport'),
	apiRequest: async ({ model }: ModelSession, request: ApiRequest) => {
		await Promise.resolve();
		return { status: 200, headers: {}, body: model.answer(request) };
	},
}));

jest.mock('../../../nodes/MercadoLibre/api/clock', () => ({
	serverNow: ({ beganAt }: ModelSession) => beganAt,
}));

jest.mock('../../../nodes/MercadoLibre/conversations/unread', () => {
	const actual = jest.requireActual<typeof Unread>(
		'../../../nodes/MercadoLibre/conversations/unread',
	);
	return {
		...actual,
		listUnread: async (session: ModelSession, options: never) => {
			const answer = await actual.listUnread(session, options);
			return { ...answer, isFull: answer.results.length >= (session.model.options.cap ?? 1_000) };
		},
	};
});

/** A session whose requests go to the model, and whose clock is the model's. */
type ModelSession = Session & { model: MarketplaceModel; beganAt: number };

const SELLER = 1;
const BUYER = 2;
/** Another id of the seller, told with each message. */
const STORE = 3;

export interface ModelMessage {
	id: string;
	packId: string;
	fromBuyer: boolean;
	isOfStore: boolean;
	created: number;
	/** When it could be seen first; null while it is held back. */
	available: number | null;
	read: number | null;
	isHidden: boolean;
	/** From when the conversation shows it; the list counts it before. */
	shownAt: number;
}

export interface ModelOptions {
	/** Global Selling gives whole seconds. */
	wholeSeconds?: boolean;
	cap?: number;
	/** The list counts what moderation has hidden, for ever. */
	countsHidden?: boolean;
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
		{
			fromBuyer = true,
			isOfStore = false,
			at = this.now,
			isHeldBack = false,
			isPending = false,
			isRead = false,
			lag = 0,
		} = {},
	): ModelMessage {
		const message: ModelMessage = {
			id: `m${++this.ids}`,
			packId,
			fromBuyer,
			isOfStore,
			created: at,
			available: isHeldBack || isPending ? null : at,
			read: isRead ? at : null,
			isHidden: isHeldBack,
			shownAt: at + lag,
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
		if (path === '/users/me') return { site_id: 'CBT' };
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
		const counted = [...this.packs.keys()].filter((id) => this.counted(id) > 0);
		const shown = shuffle(counted).slice(0, cap);
		this.onList(new Map(shown.map((id) => [id, this.unread(id)])));
		return {
			results: shown.map((id) => ({ resource: `/packs/${id}`, count: this.counted(id) })),
			userId: SELLER,
		};
	}

	private counted(packId: string): number {
		if (!this.options.countsHidden) return this.unread(packId).length;
		const received = (this.packs.get(packId) ?? []).filter(({ fromBuyer }) => fromBuyer);
		return received.filter(({ read }) => read === null).length;
	}

	private page(packId: string, offset: number, limit: number) {
		const { pageSize = 50, shuffle = same } = this.options;
		const visible = (this.packs.get(packId) ?? []).filter(
			({ isHidden, shownAt }) => !isHidden && shownAt <= this.now,
		);
		const newestFirst = visible.toReversed().sort((a, b) => b.created - a.created);
		const page = newestFirst.slice(offset, offset + Math.min(limit, pageSize));
		return {
			paging: { total: visible.length, offset, limit },
			conversation_status: { status: 'active', substatus: null },
			messages: shuffle(page).map((message) => ({
				id: message.id,
				from: { user_id: message.fromBuyer ? BUYER : message.isOfStore ? STORE : SELLER },
				to: { user_id: message.fromBuyer ? SELLER : BUYER },
				message_resources: [
					{ id: packId, name: 'packs' },
					{ id: STORE, name: 'sellers' },
				],
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

export interface TriggerOptions {
	emitExisting?: boolean;
	markAsRead?: boolean;
	budget?: number;
	rotation?: Rotation;
	mode?: PollMode;
}

/** The trigger in n8n: the node's own way from the list to what it remembers. */
export class TriggerShell {
	readonly n8n: N8nData;

	private static count = 0;

	private readonly workflowId = `workflow-${++TriggerShell.count}`;

	private context: IPollFunctions | undefined;

	private data: PollData | undefined;

	constructor(
		readonly model: MarketplaceModel,
		public options: TriggerOptions = {},
	) {
		this.n8n = new N8nData(options.mode ?? 'inMemory');
	}

	/** n8n is killed and started again. */
	restart(): void {
		this.n8n.restart();
	}

	private newContext(): IPollFunctions {
		return {
			logger: { warn: nothing, info: nothing, debug: nothing },
			getNode: () => this.n8n.node,
			getWorkflow: () => ({ id: this.workflowId }),
			getWorkflowStaticData: (type: string) => this.data!.get(type),
			getPollBudgetMs: () => this.data!.budgetMs,
		} as unknown as IPollFunctions;
	}

	/** What n8n holds of the trigger. */
	get staticData(): string {
		return JSON.stringify(this.n8n.all);
	}

	/** One poll; `how` says what n8n makes of it if it hands out something. */
	async poll(how: 'started' | 'dropped' | 'killed' = 'started', { isBehind = false } = {}) {
		const { emitExisting = false, markAsRead = false, budget = 200 } = this.options;
		const { model, n8n } = this;
		const before = model.calls.length;
		const data = n8n.beginPoll({ isBehind });
		this.data = data;
		if (!this.context || data.isNew) this.context = this.newContext();
		const { context } = this;
		const session = {
			model,
			beganAt: model.now,
			context,
			account: { family: 'globalSelling', sellerId: String(SELLER) },
		} as unknown as FileSession & { context: IPollFunctions };
		const source = conversationSource(session, {
			role: 'seller',
			userId: String(SELLER),
			ownIds: [String(SELLER)],
			simplify: true,
		});
		jest.spyOn(Date, 'now').mockImplementation(() => model.now);
		const store = new Store(context, SCOPE);
		if (!store.begin()) {
			data.end('nothing');
			return { ids: [], isSaved: false, requests: 0 };
		}
		try {
			const { news, memory, listedAt } = await findNews(session, source, store, {
				scope: SCOPE,
				wantsExisting: emitExisting,
				markAsRead,
				budget,
				rotation: this.options.rotation ?? { polls: 20, atLeast: 1 },
			});
			const isNewest = store.write(memory, listedAt);
			const found = news.flatMap(({ messages }) => messages.map(({ id }) => id));
			const ids = isNewest && how !== 'dropped' ? found : [];
			const isSaved = data.end(how === 'started' && found.length === 0 ? 'nothing' : how);
			return { ids, isSaved, requests: model.calls.length - before };
		} catch (error) {
			data.end('failed');
			throw error;
		} finally {
			store.end();
		}
	}
}

const SCOPE = 'messages seller 1';

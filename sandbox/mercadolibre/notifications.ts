// What Mercado Libre pushes to an application: its pages on notifications (pt 2026-09-14, es 2026-06-01, gs 2026-05-12).
import { randomBytes } from 'node:crypto';
import type { Accounts } from './api/accounts.ts';
import { marketplaceSeller } from './api/families.ts';
import type { MarketplaceEvent } from './marketplace/events.ts';
import type { Marketplace } from './marketplace/marketplace.ts';

/** Where an application wants its notifications: it has one address, and one list of topics. */
export interface CallbackOptions {
	/** On this machine; null: nothing is pushed any more. */
	url: string | null;
	clientId?: string;
	/** Default: all. */
	topics?: string[];
	/** From when on an answer counts as late, in ms; it is waited for as long, and for 5 s at least. Default: 500, as the page says. */
	lateAfterMs?: number;
	/** A topic is switched off after so many late answers in a row (the page gives no number). Default: 20. */
	lateAnswersAllowed?: number;
	/** What is in `/missed_feeds`: what was given up, or what failed once and is tried still. Default: givenUp. */
	missedFrom?: 'givenUp' | 'firstFailure';
}

interface Callback extends Required<CallbackOptions> {
	url: string;
	lateInARow: Map<string, number>;
	off: Set<string>;
}

interface Attempt {
	/** Milliseconds since the epoch, on the sandbox's clock. */
	at: number;
	/** 0: no answer. */
	status: number;
	ms: number;
	body: string;
}

interface Notification {
	key: string;
	clientId: string;
	topic: string;
	/** What is posted, without what changes from attempt to attempt. */
	content: Record<string, unknown>;
	/** How the history names the resource. */
	historyResource: string;
	received: number;
	attempts: Attempt[];
	nextAt: number | null;
}

const MINUTE = 60_000;
/** "Repeated for 1 hour, given up after the eighth attempt"; "intervals grow exponentially": after how many ms each comes. */
const ATTEMPTS_AFTER = [0, 0.5, 1.5, 3.5, 7.5, 15, 30, 60].map((minutes) => minutes * MINUTE);
const NO_ANSWER_MS = 5_000;
const KEPT_MS = 48 * 60 * MINUTE;

const LOOPBACK = /^https?:\/\/(localhost|127\.0\.0\.1|\[::1\])(:\d+)?(\/|$)/;

const time = (ms: number) => new Date(ms).toISOString();

export class Notifications {
	private readonly callbacks = new Map<string, Callback>();
	private all: Notification[] = [];
	private aheadMs = 0;
	private timer: NodeJS.Timeout | undefined;
	private readonly underWay = new Set<Promise<void>>();
	private readonly state: () => { accounts: Accounts; marketplace: Marketplace };

	constructor(state: Notifications['state']) {
		this.state = state;
	}

	private now(): number {
		return Date.now() + this.aheadMs;
	}

	setCallback(clientId: string, options: CallbackOptions): void {
		if (options.url === null) {
			this.callbacks.delete(clientId);
			return;
		}
		if (!LOOPBACK.test(options.url)) throw new Error('Notifications go to this machine only');
		this.callbacks.set(clientId, {
			topics: [],
			lateAfterMs: 500,
			lateAnswersAllowed: 20,
			missedFrom: 'givenUp',
			...options,
			url: options.url,
			clientId,
			lateInARow: new Map(),
			off: new Set(),
		});
	}

	/** Tells every application that the seller has connected and that wants to know. */
	happened(event: MarketplaceEvent): void {
		const { accounts, marketplace } = this.state();
		const isLocal = marketplace.users.get(event.sellerId)?.kind === 'local';
		for (const callback of this.callbacks.values()) {
			if (!accounts.isConnected(event.sellerId, callback.clientId)) continue;
			const told = describe(event, marketplace, isLocal);
			if (told) this.push(callback, told);
		}
	}

	/** A notification as it is, for what the marketplace knows nothing of. */
	pushRaw(clientId: string, content: { topic: string; resource: string } & object): void {
		const callback = this.callbacks.get(clientId);
		if (callback)
			this.push(callback, { content, topic: content.topic, historyResource: content.resource });
	}

	private push(callback: Callback, told: Told): void {
		const { clientId, topics, off } = callback;
		const isWanted = topics.length === 0 || topics.includes(told.topic);
		// What falls into the time of a topic that is switched off is not kept either.
		if (!isWanted || off.has(told.topic)) return;
		const received = this.now();
		const notification: Notification = {
			key: randomBytes(12).toString('hex'),
			clientId,
			topic: told.topic,
			content: {
				...(told.idField && { [told.idField]: randomBytes(12).toString('hex') }),
				...told.content,
				application_id: Number(clientId),
			},
			historyResource: told.historyResource,
			received,
			attempts: [],
			nextAt: received,
		};
		this.all.push(notification);
		this.deliverDue();
	}

	/** Posts what is due now, and sets the clock for the rest. */
	private deliverDue(): void {
		for (const notification of this.all) {
			if (notification.nextAt === null || notification.nextAt > this.now()) continue;
			notification.nextAt = null;
			const delivery = this.deliver(notification).finally(() => this.underWay.delete(delivery));
			this.underWay.add(delivery);
		}
		clearTimeout(this.timer);
		const next = Math.min(...this.all.map(({ nextAt }) => nextAt ?? Infinity));
		if (next === Infinity) return;
		this.timer = setTimeout(() => this.deliverDue(), Math.max(1, next - this.now()));
		this.timer.unref();
	}

	private async deliver(notification: Notification): Promise<void> {
		const callback = this.callbacks.get(notification.clientId);
		if (!callback) return;
		const startedAt = Date.now();
		const at = this.now();
		const attempt: Attempt = { at, status: 0, ms: 0, body: '' };
		try {
			const response = await fetch(callback.url, {
				method: 'POST',
				headers: { 'content-type': 'application/json' },
				body: JSON.stringify({
					...notification.content,
					attempts: notification.attempts.length + 1,
					sent: time(at),
					received: time(notification.received),
				}),
				signal: AbortSignal.timeout(Math.max(NO_ANSWER_MS, callback.lateAfterMs)),
				redirect: 'manual',
			});
			attempt.status = response.status;
			attempt.body = (await response.text()).slice(0, 200);
		} catch {
			// No answer is one, too.
		}
		attempt.ms = Date.now() - startedAt;
		notification.attempts.push(attempt);
		this.judgeTime(callback, notification.topic, attempt);
		const after = ATTEMPTS_AFTER[notification.attempts.length];
		if (attempt.status !== 200 && after !== undefined) {
			notification.nextAt = notification.received + after;
			this.deliverDue();
		}
	}

	private judgeTime(callback: Callback, topic: string, { ms }: Attempt): void {
		const late = ms > callback.lateAfterMs ? (callback.lateInARow.get(topic) ?? 0) + 1 : 0;
		callback.lateInARow.set(topic, late);
		if (late > callback.lateAnswersAllowed) callback.off.add(topic);
	}

	/** Lets time pass, in steps in which every repetition has its turn; returns when all that is due was answered. */
	async passTime(ms: number): Promise<void> {
		await this.settled();
		const until = this.now() + ms;
		for (;;) {
			const next = Math.min(...this.all.map(({ nextAt }) => nextAt ?? Infinity));
			this.aheadMs += Math.max(0, Math.min(next, until) - this.now());
			this.deliverDue();
			await this.settled();
			if (next > until) return;
		}
	}

	/** When all that is being posted was answered. */
	async settled(): Promise<void> {
		while (this.underWay.size > 0) await Promise.all(this.underWay);
	}

	/** What was pushed, oldest first. */
	list() {
		return this.all.map(({ content, topic, received, attempts, nextAt }) => ({
			topic,
			content,
			receivedAt: time(received),
			attempts: attempts.map(({ at, status, ms }) => ({ at: time(at), status, ms })),
			willBeRepeated: nextAt !== null,
		}));
	}

	topicsOff(clientId: string): string[] {
		return [...(this.callbacks.get(clientId)?.off ?? [])];
	}

	/** The history of an application, newest first: what failed, and what got through after it had failed. */
	missed(clientId: string): { topic: string; entry: unknown }[] {
		const { missedFrom, url } = this.callbacks.get(clientId) ?? { missedFrom: 'givenUp', url: '' };
		const isListed = ({ attempts, nextAt, received }: Notification) => {
			const hasFailed = attempts.some(({ status }) => status !== 200);
			const isOver = attempts.at(-1)?.status === 200 || nextAt === null;
			return (
				hasFailed && (isOver || missedFrom === 'firstFailure') && received > this.now() - KEPT_MS
			);
		};
		return this.all
			.filter((one) => one.clientId === clientId && isListed(one))
			.reverse()
			.map((one) => {
				const last = one.attempts.at(-1)!;
				const { user_id, topic, application_id } = one.content;
				return {
					topic: one.topic,
					entry: {
						_id: one.key,
						resource: one.historyResource,
						user_id,
						topic,
						application_id,
						attempts: one.attempts.length,
						sent: time(last.at),
						received: time(one.received),
						request: {
							url,
							headers: { accept: 'application/json', 'content-type': 'application/json' },
							data: JSON.stringify(one.content),
						},
						response: {
							req_time: last.ms,
							http_code: last.status,
							body: last.body,
							headers: {},
						},
					},
				};
			});
	}

	clear(): void {
		clearTimeout(this.timer);
		this.callbacks.clear();
		this.all = [];
		this.aheadMs = 0;
	}
}

interface Told {
	topic: string;
	/** Under which name the model has an id; the local examples of orders, shipments and questions have none. */
	idField?: 'id' | '_id';
	content: object;
	historyResource: string;
}

/** The bodies of the families' examples; undefined where a family tells nothing. */
function describe(
	event: MarketplaceEvent,
	{ behaviour }: Marketplace,
	isLocal: boolean,
): Told | undefined {
	const user_id = event.sellerId;
	const told = (
		topic: string,
		resource: string,
		more: { idField?: Told['idField']; actions?: string[]; historyResource?: string } = {},
	): Told => ({
		topic,
		idField: more.idField,
		content: {
			resource,
			user_id,
			topic,
			...(more.actions && { actions: more.actions }),
		},
		historyResource: more.historyResource ?? resource,
	});
	const { id } = event;
	if (isLocal) {
		switch (event.kind) {
			case 'message':
				return told('messages', String(id), { idField: 'id', actions: [event.action] });
			case 'claim':
				return told('post_purchase', `post-purchase/v1/claims/${id}`, {
					idField: 'id',
					actions: [event.action],
				});
			case 'order':
				return told('orders_v2', `/orders/${id}`);
			default:
				return told(`${event.kind}s`, `/${event.kind}s/${id}`);
		}
	}
	if (event.kind === 'message') {
		// Global Selling tells the receiver only, gives the user as a text, and the bare id in the history.
		if (event.action !== 'created') return undefined;
		const message = told('marketplace_messages', `/marketplace/messages/${id}`, {
			idField: '_id',
			historyResource: String(id),
		});
		const ofCountry = behaviour.globalSellerInNotifications === 'marketplace';
		const receiver = ofCountry ? marketplaceSeller(user_id) : user_id;
		return { ...message, content: { ...message.content, user_id: String(receiver) } };
	}
	return told(`marketplace_${event.kind}s`, `/marketplace/${event.kind}s/${id}`, {
		idField: '_id',
	});
}

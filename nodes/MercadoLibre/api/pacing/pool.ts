import { sleep } from 'n8n-workflow';
import type { Account } from '../account';
import type { Endpoint } from '../endpoint';
import { backoffMs } from './retry';
import { Share } from './share';

const WINDOW_MS = 60_000;

/**
 * Where the limit is higher than Mercado Libre's. With half of it, n8n's thread is idle for a third of the time at
 * 100 ms of latency, since answers come in waves.
 */
const MAX_IN_FLIGHT = 500;

/** A refusal comes sooner: what takes longer, such as an upload, is not waited for before others are sent. */
const SLOW_MS = 2_000;

/** A smaller difference is that of a header without fractions of a second. */
const SAME_CLOCK_MS = 1_500;

let setBackBy = 0;
let latest = 0;

/** In ms. Where the clock of the machine is set back, it goes on from where it was: nobody waits for that long. */
function steadyNow(): number {
	setBackBy += Math.max(0, latest - (Date.now() + setBackBy));
	latest = Date.now() + setBackBy;
	return latest;
}

/** Thrown to those who wait for their turn when the execution is cancelled. */
export class CancelledWhileWaiting extends Error {}

/** So many urgent requests in a row, then one of the others, if any wait. */
const URGENT_IN_A_ROW = 3;

/** A request under way. */
interface Sent {
	isProbe: boolean;
	at: number;
}

interface Waiter {
	start: (sent: Sent) => void;
}

/**
 * The reads, or the writes, that Mercado Libre counts together: at most `limit` in any 60 seconds, at most 500 at
 * once, in the order in which they came.
 *
 * A request keeps its place in the window until 60 seconds after its *answer*, since Mercado Libre may
 * have counted it at any moment until then: so no burst of ours can break the limit as they count it. Other processes
 * may use the same limit: see `Share`.
 */
export class Pool {
	/** What is under way, oldest first. */
	private readonly underWay: Sent[] = [];

	/** When the requests of the last 60 seconds were answered, oldest first. */
	private readonly answeredAt: number[] = [];

	/** Who waits: a buyer waits behind a trigger, so it overtakes a large workflow, but does not starve it. */
	private readonly queues = { urgent: new Set<Waiter>(), normal: new Set<Waiter>() };

	private urgentInARow = 0;

	private pausedUntil = 0;

	/** When a place of ours is free again, where all of the limit is used up. */
	private usedUpUntil = 0;

	/** From when on more than our share may be tried again: once a minute, or each place that is free would cost a refusal. */
	private beyondFrom = 0;

	/** How often in a row, with nothing let through between. */
	private refusals = 0;

	/** After a pause one request goes ahead; the others follow when it was not refused. */
	private probe: 'wanted' | 'underWay' | undefined;

	private share: Share;

	/** Those that were refused take no place in the window when they end. */
	private refusedInFlight = 0;

	/** When those who wait are looked at again. */
	private wakeAt = Infinity;

	/** By how much Mercado Libre's clock is ahead of ours, in ms, as its last answer told. */
	private serverAheadMs = 0;

	constructor(private limit: number) {
		this.share = new Share(limit);
	}

	/**
	 * Runs `send` when it is its turn; urgent ones overtake the others. `send` learns whether it goes ahead
	 * after a pause, and how many ms it has waited. Rejects with CancelledWhileWaiting if `signal` aborts before.
	 */
	async run<T>(
		send: (isProbe: boolean, waited: number) => Promise<T>,
		signal?: AbortSignal,
		isUrgent = false,
	): Promise<T> {
		const queue = this.queues[isUrgent ? 'urgent' : 'normal'];
		const since = steadyNow();
		const sent = await this.turn(queue, signal);
		const { isProbe } = sent;
		try {
			return await send(isProbe, sent.at - since);
		} finally {
			this.underWay.splice(this.underWay.indexOf(sent), 1);
			if (this.refusedInFlight > 0) this.refusedInFlight--;
			else this.answeredAt.push(steadyNow());
			// One that ended without an answer has shown nothing.
			if (isProbe && this.probe === 'underWay') this.probe = 'wanted';
			this.startThoseWhoMay();
		}
	}

	/**
	 * Mercado Libre refused a request that is under way with 429: nobody of this pool sends for as long as it asked; else
	 * until a place is free when the minute is used up, or for a time that grows with every refusal in a row. Returns that
	 * time in ms.
	 */
	refused(retryAfter?: number): number {
		this.refusedInFlight++;
		this.forgetOldAnswers();
		// Requests that were in flight together are refused together: that counts once.
		if (steadyNow() >= this.pausedUntil) {
			this.refusals++;
			const isUsedUp = this.share.shrink(this.answeredAt.length, this.refusals);
			this.usedUpUntil = isUsedUp ? this.answeredAt[0] + WINDOW_MS : 0;
			if (isUsedUp) this.beyondFrom = steadyNow() + WINDOW_MS;
		}
		// "Retry-After: 0" asks for nothing.
		const wait =
			retryAfter || Math.max(this.usedUpUntil - steadyNow(), 0) || backoffMs(this.refusals);
		this.pausedUntil = Math.max(this.pausedUntil, steadyNow() + wait);
		this.probe = 'wanted';
		return wait;
	}

	/** A request was let through: if it is the one that went ahead, the others may follow. */
	passed(isProbe: boolean): void {
		this.share.grow(this.taken());
		if (!isProbe || this.probe !== 'underWay') return;
		this.probe = undefined;
		this.refusals = 0;
	}

	/** Takes the server's time from the Date header of an answer, which has whole seconds, cut off. */
	noteServerDate(date: unknown): void {
		const ahead = Date.parse(String(date)) - Date.now();
		if (Number.isNaN(ahead)) return;
		const isSameClock = Math.abs(ahead) < SAME_CLOCK_MS;
		this.serverAheadMs = isSameClock ? 0 : ahead;
	}

	/** A moment of ours on Mercado Libre's clock; exact to about a second where the clocks differ. */
	serverTime(moment: Date): Date {
		return new Date(moment.getTime() + this.serverAheadMs);
	}

	setLimit(limit: number): void {
		if (limit === this.limit) return;
		this.limit = limit;
		this.share = new Share(limit);
	}

	isIdle(): boolean {
		const { urgent, normal } = this.queues;
		return [this.taken(), urgent.size, normal.size].every((count) => count === 0);
	}

	private async turn(queue: Set<Waiter>, signal?: AbortSignal): Promise<Sent> {
		return await new Promise((resolve, reject) => {
			const cancel = () => {
				queue.delete(waiter);
				reject(new CancelledWhileWaiting());
			};
			const waiter: Waiter = {
				start: (sent) => {
					signal?.removeEventListener('abort', cancel);
					resolve(sent);
				},
			};
			if (signal?.aborted) return cancel();
			signal?.addEventListener('abort', cancel);
			queue.add(waiter);
			this.startThoseWhoMay();
		});
	}

	/** How many of the limit are taken: those under way, and those of the last 60 seconds. */
	private taken(): number {
		this.forgetOldAnswers();
		return this.underWay.length + this.answeredAt.length;
	}

	/** Takes a place for a request. */
	private start(): Sent {
		const sent = { isProbe: this.probe === 'wanted', at: steadyNow() };
		this.underWay.push(sent);
		if (sent.isProbe) this.probe = 'underWay';
		return sent;
	}

	private startThoseWhoMay(): void {
		for (let queue = this.nextQueue(); queue; queue = this.nextQueue()) {
			const wait = this.msUntilAllowed();
			if (wait > 0) return this.wakeAfter(wait);
			const [waiter] = queue;
			queue.delete(waiter);
			this.urgentInARow = queue === this.queues.urgent ? this.urgentInARow + 1 : 0;
			waiter.start(this.start());
		}
	}

	private nextQueue(): Set<Waiter> | undefined {
		const { urgent, normal } = this.queues;
		const isNormalsTurn = normal.size > 0 && this.urgentInARow >= URGENT_IN_A_ROW;
		if (urgent.size > 0 && !isNormalsTurn) return urgent;
		return normal.size > 0 ? normal : undefined;
	}

	/** Infinity: only the answer of a request under way can make room. */
	private msUntilAllowed(): number {
		const now = steadyNow();
		if (now < this.pausedUntil) return this.pausedUntil - now;
		if (this.probe === 'underWay') return Infinity;
		const taken = this.taken();
		const [oldest = Infinity] = this.answeredAt;
		if (taken >= this.limit) return oldest + WINDOW_MS - now;
		if (this.probe === 'wanted') return 0;
		if (now < this.beyondFrom && this.share.isUsed(taken)) {
			return Math.min(oldest + WINDOW_MS, this.beyondFrom) - now;
		}
		if (this.underWay.length >= MAX_IN_FLIGHT) return Infinity;
		const firstToWaitFor = this.underWay.at(-Math.floor(this.share.mostAtOnce(taken)));
		return firstToWaitFor ? Math.max(0, firstToWaitFor.at + SLOW_MS - now) : 0;
	}

	private forgetOldAnswers(): void {
		const since = steadyNow() - WINDOW_MS;
		const firstInside = this.answeredAt.findIndex((at) => at > since);
		this.answeredAt.splice(0, firstInside === -1 ? this.answeredAt.length : firstInside);
	}

	private wakeAfter(ms: number): void {
		const at = steadyNow() + ms;
		if (at >= this.wakeAt) return;
		this.wakeAt = at;
		void sleep(ms).then(() => {
			if (this.wakeAt === at) this.wakeAt = Infinity;
			this.startThoseWhoMay();
		});
	}
}

/** The pools, and when each was asked for last: one that is about to be used looks idle. */
const pools = new Map<string, { pool: Pool; askedAt: number }>();

/**
 * The pool of an application's reads or writes, shared by all accounts, nodes and workflows of this n8n process.
 * Mercado Libre counts GET requests and others apart (500 a minute each, for messages), mainly by application
 * (its FAQ on 429, 2026-05-05).
 */
export const poolOf = (account: Account, kind: 'read' | 'write'): Pool =>
	poolNamed(account, kind, account.requestsPerMinute);

/** The pool of a call that Mercado Libre also counts by itself, such as Global Selling's search of orders. */
export function ownPoolOf(account: Account, endpoint: Endpoint): Pool | undefined {
	const perMinute = endpoint.perMinute?.[account.family];
	if (perMinute === undefined) return undefined;
	const limit = Math.min(perMinute, account.requestsPerMinute);
	return poolNamed(account, endpoint[account.family], limit);
}

function poolNamed({ apiBaseUrl, clientId }: Account, name: string, limit: number): Pool {
	const key = `${name} ${apiBaseUrl} ${clientId}`;
	const now = Date.now();
	if (!pools.has(key)) {
		for (const [otherKey, { pool, askedAt }] of pools) {
			if (pool.isIdle() && now - askedAt > WINDOW_MS) pools.delete(otherKey);
		}
	}
	const { pool } = pools.get(key) ?? { pool: new Pool(limit) };
	pools.set(key, { pool, askedAt: now });
	pool.setLimit(limit);
	return pool;
}

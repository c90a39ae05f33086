import { sleep } from 'n8n-workflow';
import type { Account } from '../account';
import type { Endpoint } from '../endpoint';
import { backoffMs } from './retry';

const WINDOW_MS = 60_000;

/**
 * All that Mercado Libre allows in a minute by default. With half of it, n8n's thread is idle for a third of the time at
 * 100 ms of latency, since answers come in waves.
 */
const MAX_IN_FLIGHT = 500;

/** A smaller difference is that of a header without fractions of a second. */
const SAME_CLOCK_MS = 1_500;

/** Thrown to those who wait for their turn when the execution is cancelled. */
export class CancelledWhileWaiting extends Error {}

/** So many urgent requests in a row, then one of the others, if any wait. */
const URGENT_IN_A_ROW = 3;

interface Waiter {
	start: (isProbe: boolean) => void;
}

/**
 * The reads, or the writes, that Mercado Libre counts together: at most `limit` in any 60 seconds, at most 500 at
 * once, in the order in which they came.
 *
 * A request keeps its place in the window until 60 seconds after its *answer*, since Mercado Libre may
 * have counted it at any moment until then: so no burst of ours can break the limit as they count it.
 */
export class Pool {
	private inFlight = 0;

	/** When the requests of the last 60 seconds were answered, oldest first. */
	private readonly answeredAt: number[] = [];

	/** Who waits: a buyer waits behind a trigger, so it overtakes a large workflow, but does not starve it. */
	private readonly queues = { urgent: new Set<Waiter>(), normal: new Set<Waiter>() };

	private urgentInARow = 0;

	private pausedUntil = 0;

	/** How often in a row, with nothing let through between. */
	private refusals = 0;

	/**
	 * After a pause one request goes ahead; the others follow when it was not refused. What was sent before
	 * the pause says nothing and is not waited for: it may be a long upload.
	 */
	private probe: 'none' | 'wanted' | 'underWay' = 'none';

	private sleeping = false;

	/** By how much Mercado Libre's clock is ahead of ours, in ms, as its last answer told. */
	private serverAheadMs = 0;

	constructor(private limit: number) {}

	/**
	 * Runs `send` when it is its turn; urgent ones overtake the others. `send` learns whether it goes ahead
	 * after a pause. Rejects with CancelledWhileWaiting if `signal` aborts before.
	 */
	async run<T>(
		send: (isProbe: boolean) => Promise<T>,
		signal?: AbortSignal,
		isUrgent = false,
	): Promise<T> {
		const isProbe = await this.turn(this.queues[isUrgent ? 'urgent' : 'normal'], signal);
		try {
			return await send(isProbe);
		} finally {
			this.inFlight--;
			this.answeredAt.push(Date.now());
			// One that ended without an answer has shown nothing.
			if (isProbe && this.probe === 'underWay') this.probe = 'wanted';
			this.startThoseWhoMay();
		}
	}

	/**
	 * Mercado Libre refused a request with 429: nobody of this pool sends for as long as it asked, else for a
	 * time that grows with every refusal in a row. Returns that time in ms.
	 */
	refused(retryAfter?: number): number {
		// Requests that were in flight together are refused together: that counts once.
		if (Date.now() >= this.pausedUntil) this.refusals++;
		// "Retry-After: 0" asks for nothing.
		const wait = retryAfter || backoffMs(this.refusals);
		this.pausedUntil = Math.max(this.pausedUntil, Date.now() + wait);
		this.probe = 'wanted';
		return wait;
	}

	/** A request was let through: if it is the one that went ahead, the others may follow. */
	passed(isProbe: boolean): void {
		if (!isProbe || this.probe !== 'underWay') return;
		this.probe = 'none';
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
		this.limit = limit;
	}

	isIdle(): boolean {
		this.forgetOldAnswers();
		const { urgent, normal } = this.queues;
		const counts = [this.inFlight, urgent.size, normal.size, this.answeredAt.length];
		return counts.every((count) => count === 0);
	}

	private async turn(queue: Set<Waiter>, signal?: AbortSignal): Promise<boolean> {
		return await new Promise<boolean>((resolve, reject) => {
			const cancel = () => {
				queue.delete(waiter);
				reject(new CancelledWhileWaiting());
			};
			const waiter: Waiter = {
				start: (isProbe) => {
					signal?.removeEventListener('abort', cancel);
					resolve(isProbe);
				},
			};
			if (signal?.aborted) return cancel();
			signal?.addEventListener('abort', cancel);
			queue.add(waiter);
			this.startThoseWhoMay();
		});
	}

	private hasPlace(): boolean {
		return this.probe === 'wanted' || (this.probe === 'none' && this.inFlight < MAX_IN_FLIGHT);
	}

	/** Takes a place for a request; returns whether it goes ahead of the others. */
	private start(): boolean {
		this.inFlight++;
		const isProbe = this.probe === 'wanted';
		if (isProbe) this.probe = 'underWay';
		return isProbe;
	}

	private startThoseWhoMay(): void {
		for (let queue = this.nextQueue(); queue && this.hasPlace(); queue = this.nextQueue()) {
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

	/** Infinity: only the answer of a request in flight can make room. */
	private msUntilAllowed(): number {
		const now = Date.now();
		if (now < this.pausedUntil) return this.pausedUntil - now;
		this.forgetOldAnswers();
		if (this.inFlight + this.answeredAt.length < this.limit) return 0;
		return this.answeredAt.length > 0 ? this.answeredAt[0] + WINDOW_MS - now : Infinity;
	}

	private forgetOldAnswers(): void {
		const since = Date.now() - WINDOW_MS;
		const firstInside = this.answeredAt.findIndex((at) => at > since);
		this.answeredAt.splice(0, firstInside === -1 ? this.answeredAt.length : firstInside);
	}

	private wakeAfter(ms: number): void {
		if (this.sleeping || ms === Infinity) return;
		this.sleeping = true;
		void sleep(ms).then(() => {
			this.sleeping = false;
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

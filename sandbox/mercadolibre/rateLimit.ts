// Requests that may be made in a rolling window; reads and writes have a window each, as in the real API.
import type { Caller } from './api/accounts.ts';

export interface RateLimitOptions {
	requests: number;
	windowMs: number;
	/** Whom they are counted for. Default: each user; the FAQ of 2026-05-05 says, mainly each application. */
	per?: 'user' | 'application';
	/** Say in a header when to come back. The real API does not. */
	retryAfter?: boolean;
}

export class RateLimit {
	private readonly windows = new Map<string, number[]>();
	private options: RateLimitOptions | null;

	constructor(options: RateLimitOptions | null = null) {
		this.options = options;
	}

	set(options: RateLimitOptions | null): void {
		this.options = options;
		this.windows.clear();
	}

	/** null: go ahead. Otherwise what to answer the 429 with. */
	take(
		{ userId, clientId }: Caller,
		method: string,
		now = Date.now(),
	): { headers: Record<string, string> } | null {
		if (!this.options) return null;
		const { requests, windowMs, per, retryAfter } = this.options;
		const key = `${per === 'application' ? clientId : userId} ${method === 'GET' ? 'read' : 'write'}`;
		const times = this.windows.get(key) ?? [];
		this.windows.set(key, times);

		const old = times.findIndex((time) => time > now - windowMs);
		times.splice(0, old < 0 ? times.length : old);
		if (times.length < requests) {
			times.push(now);
			return null;
		}
		const seconds = Math.ceil(((times[0] ?? now) + windowMs - now) / 1000);
		return { headers: retryAfter ? { 'retry-after': String(seconds) } : {} };
	}
}

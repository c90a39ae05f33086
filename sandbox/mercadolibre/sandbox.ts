// What the parts of the sandbox share.
import type { Accounts, Caller, Dialect } from './api/accounts.ts';
import type { Fault, Faults } from './faults.ts';
import type { Marketplace } from './marketplace/marketplace.ts';
import type { Notifications } from './notifications.ts';
import type { RateLimit } from './rateLimit.ts';
import type { LogEntry, RequestLog } from './requestLog.ts';

/** `reset` replaces marketplace and accounts: read them from here on every request. */
export interface Sandbox {
	marketplace: Marketplace;
	accounts: Accounts;
	readonly faults: Faults;
	readonly rateLimit: RateLimit;
	/** Of Global Selling's search of orders. */
	readonly orderSearchLimit: RateLimit;
	readonly log: RequestLog;
	readonly notifications: Notifications;
	latencyMs: number;
	reset(options?: { keepTokens?: boolean }): void;
}

declare module 'fastify' {
	interface FastifyContextConfig {
		/** Routes with a dialect want a token, and complain about it in that dialect. */
		dialect?: Dialect;
	}
	interface FastifyRequest {
		caller: Caller | null;
		logEntry: LogEntry | null;
		fault: Fault | null;
	}
}

/** How often a request is sent at most when the API or the network fails. */
export const MAX_ATTEMPTS = 5;

/**
 * How often a request may be refused with 429: others may be using up the same application's minute, so
 * it takes several of them. A lone request is given up after four or five minutes.
 */
export const MAX_REFUSALS = 40;

/**
 * How many tokens a request is sent with at most: the one that its run began with, one that somebody else had renewed
 * since, long ago perhaps, and a new one.
 */
export const MAX_TOKENS = 3;

/**
 * The pauses before the looks for the effect of a write whose answer was lost. A message may take seconds to
 * appear (documents 000 and 002, "try again in a few seconds"): only after the last look it is sent again.
 */
export const LOOK_PAUSES_MS = [500, 1_000, 2_000, 3_000, 4_000];

const FIRST_BACKOFF_MS = 500;
const LONGEST_BACKOFF_MS = 10_000;
const LONGEST_RETRY_AFTER_MS = 5 * 60_000;

/** Exponential backoff with jitter: between half of and the whole 0.5 s, 1 s, 2 s … 10 s. */
export function backoffMs(attempt: number): number {
	const full = Math.min(FIRST_BACKOFF_MS * 2 ** (attempt - 1), LONGEST_BACKOFF_MS);
	return full / 2 + (Math.random() * full) / 2;
}

/** The wait that a Retry-After header asks for: seconds or an HTTP date; undefined without a usable one. */
export function retryAfterMs(header: unknown, now = Date.now()): number | undefined {
	if (typeof header !== 'string') return undefined;
	const ms = /^\s*\d+\s*$/.test(header) ? Number(header) * 1000 : Date.parse(header) - now;
	return Number.isNaN(ms) ? undefined : Math.min(Math.max(ms, 0), LONGEST_RETRY_AFTER_MS);
}

/** The pauses before something that Mercado Libre does not know is read again, 10 s in all: a new message may not be readable yet. */
export const UNKNOWN_PAUSES_MS = [500, 1_500, 3_000, 5_000];

/**
 * So many executions at once. Each costs n8n more the more there are, they come to their ends later than in turn, and
 * webhooks are answered late meanwhile: but Mercado Libre wants its 200 within half a second.
 */
export const STARTS_AT_ONCE = 5;

/** An execution that waits for others than n8n, an AI model for instance, holds up the next ones no longer than this. */
export const UNDER_WAY_MS = 200;

/** After a read that came to nothing again. */
export const REREAD_PACE_MS = 600;

/** Between reads while nothing is known that is notified of. */
export const FLOOD_PACE_MS = 300;

/** The pauses before something that Mercado Libre does not know is read again, 10 s in all: a new message may not be readable yet. */
export const UNKNOWN_PAUSES_MS = [500, 1_500, 3_000, 5_000];

/**
 * Between two starts of the workflow. What is started at once, n8n works on at once, and answers no webhook meanwhile:
 * but Mercado Libre wants its 200 within half a second. Fifty at once also come to their ends later than fifty in turn.
 */
export const START_PACE_MS = 40;

/** After a read that came to nothing again. */
export const REREAD_PACE_MS = 600;

/** Between reads while nothing is known that is notified of. */
export const FLOOD_PACE_MS = 300;

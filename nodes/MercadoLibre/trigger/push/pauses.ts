/** The pauses before something that Mercado Libre does not know is read again, 10 s in all: a new message may not be readable yet. */
export const UNKNOWN_PAUSES_MS = [500, 1_500, 3_000, 5_000];

/** After a read that came to nothing again. */
export const REREAD_PACE_MS = 600;

/** Between reads while nothing is known that is notified of. */
export const FLOOD_PACE_MS = 300;

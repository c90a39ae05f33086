/** Five processes that begin together do not need more care than one. */
const FIRST_SHARE = 1 / 5;

/** Of the limit: whoever was let through less in a minute may have been refused for something else. */
const LEAST_SHARE = 1 / 10;

/** Of the limit: that many go at once where nothing is known yet. */
const FIRST_AT_ONCE = 1 / 250;

/** Of the share: that many are under way at most within it. */
const MOST_WITHIN = 1 / 8;

/** Of the limit: that many are under way at most beyond the share. */
const MOST_BEYOND = 1 / 60;

/** Beyond the share, one more may be under way for so many that were let through. */
const ONE_MORE_FOR = 12;

/** Waits that end before the minute does have a share that is off by no more than this. */
const TOLERANCE = 0.9;

/**
 * How much of an application's limit a process takes for its own. Mercado Libre counts an application's requests
 * together, n8n's workers know nothing of each other, and a request that is too many is refused. So each process learns
 * from its refusals: its share is what was let through in a minute. Within it, requests go fast, since the others have
 * learnt theirs. Beyond it few are under way at once, so that few are refused when the limit is reached: one at first,
 * then more as they are let through (additive increase); a refusal ends that, and lowers the share to what was let through
 * in this minute, however much it was before (the decrease).
 *
 * A process that is alone is let through all the limit in its first minute, and then takes it at once.
 */
export class Share {
	private size: number;

	private within: number;

	private beyond = 1;

	/** Whether a minute was used up: to be refused at the end of the share says nothing new then. */
	private isKnown = false;

	constructor(private readonly limit: number) {
		this.size = limit * FIRST_SHARE;
		this.within = limit * FIRST_AT_ONCE;
	}

	/** Whether one more is beyond the share, when `taken` were let through in the last minute or are under way. */
	isUsed(taken: number): boolean {
		return taken >= this.size;
	}

	/** How many may be under way when `taken` are. */
	mostAtOnce(taken: number): number {
		// Nobody knows what the others have done meanwhile.
		if (taken === 0) this.within = this.limit * FIRST_AT_ONCE;
		if (this.isUsed(taken)) return this.beyond;
		return Math.max(1, Math.min(this.within, this.size * MOST_WITHIN));
	}

	/** One was let through; `taken` counts it. */
	grow(taken: number): void {
		if (taken <= this.size) this.within++;
		else {
			this.size++;
			this.beyond = Math.min(this.beyond + 1 / ONE_MORE_FOR, this.limit * MOST_BEYOND);
		}
	}

	/**
	 * One was refused, when `taken` had been let through in the last minute. Returns whether the minute is used up, so that
	 * there is no place for this process until one of its own is free again.
	 * @param inARow how many were refused one after the other, with nothing let through between
	 */
	shrink(taken: number, inARow: number): boolean {
		const isExpected = this.isKnown && taken >= this.size * TOLERANCE;
		this.size = Math.max(taken, this.limit * LEAST_SHARE);
		this.within = this.limit * FIRST_AT_ONCE;
		this.beyond = 1;
		// One refusal may have other reasons. The more there are, the fewer of its own it takes to believe it.
		const isUsedUp = isExpected || taken * (inARow - 1) >= this.limit * LEAST_SHARE;
		this.isKnown ||= isUsedUp;
		return isUsedUp;
	}
}

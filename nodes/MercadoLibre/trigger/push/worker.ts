import { sleep } from 'n8n-workflow';
import { FLOOD_PACE_MS, REREAD_PACE_MS, UNKNOWN_PAUSES_MS } from './pauses';

/** A read that is to be done; `reads` counts how often it was. */
export interface Work {
	reads: number;
	/** After how many reads it is given up. */
	mostReads: number;
}

/** What a read came to; dropped: nothing was asked of the API. */
export type Outcome = 'done' | 'unknown' | 'dropped';

/** Enough that none waits for the latency of another; the pool of requests has the limit. */
const AT_ONCE = 50;

/** So many unknown ones in a row are a flood: then one is read at a time, so that a known one finds its place. */
const FLOOD = 30;

/**
 * Works through reads, newest first, so that a flood of ids that nobody knows holds up no real one. What is unknown is
 * read again later, one at a time, and slowly as long as it stays unknown.
 */
export class Worker<W extends Work> {
	private readonly fresh: W[] = [];

	private readonly unknown: { work: W; dueAt: number }[] = [];

	private busy = 0;

	private isRereading = false;

	private unknownInARow = 0;

	private paced: Promise<void> = Promise.resolve();

	/**
	 * @param read never rejects
	 * @param giveUp is told of what is unknown still after its last read
	 */
	constructor(
		private readonly read: (work: W) => Promise<Outcome>,
		private readonly giveUp: (work: W) => void,
	) {}

	add(work: W): void {
		this.fresh.push(work);
		if (this.busy < AT_ONCE) void this.workThrough();
	}

	private async workThrough(): Promise<void> {
		this.busy++;
		while (this.fresh.length > 0) {
			if (this.unknownInARow >= FLOOD) await this.pace();
			const newest = this.fresh.pop();
			if (newest) await this.look(newest);
		}
		this.busy--;
	}

	private async pace(): Promise<void> {
		this.paced = this.paced.then(async () => await sleep(FLOOD_PACE_MS));
		await this.paced;
	}

	private async look(work: W): Promise<Outcome> {
		work.reads++;
		const outcome = await this.read(work);
		if (outcome === 'done') this.unknownInARow = 0;
		if (outcome !== 'unknown') return outcome;
		this.unknownInARow++;
		const pause = UNKNOWN_PAUSES_MS[work.reads - 1] ?? 0;
		if (work.reads >= work.mostReads) {
			this.giveUp(work);
		} else {
			this.unknown.push({ work, dueAt: Date.now() + pause });
			void this.readAgain();
		}
		return outcome;
	}

	private async readAgain(): Promise<void> {
		if (this.isRereading) return;
		this.isRereading = true;
		while (this.unknown.length > 0) {
			const now = Date.now();
			const index = this.unknown.findLastIndex(({ dueAt }) => dueAt <= now);
			if (index < 0) {
				const next = Math.min(...this.unknown.map(({ dueAt }) => dueAt));
				// Not longer: another one may be due before.
				await sleep(Math.min(next - now, UNKNOWN_PAUSES_MS[0]));
				continue;
			}
			const [{ work }] = this.unknown.splice(index, 1);
			if ((await this.look(work)) === 'unknown') await sleep(REREAD_PACE_MS);
		}
		this.isRereading = false;
	}
}

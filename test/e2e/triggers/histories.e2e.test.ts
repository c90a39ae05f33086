import { mkdirSync } from 'node:fs';
import { join } from 'node:path';

import { pollModes } from '../../../sandbox/n8n/pollModes.ts';
import type { PollMode } from '../../../sandbox/n8n/pollModes.ts';
import { check, violations } from '../../histories/checker.ts';
import { writeHistory } from '../../histories/history.ts';
import type { HistoryEvent } from '../../histories/history.ts';
import { SHORT_RUN, demandedOf } from '../../histories/plan.ts';
import { runHistory } from '../../histories/run.ts';
import { missing, situationsIn } from '../../histories/situations.ts';

/** `npm run test:histories` takes others, and goes on for longer. */
const SEED = 1;
const MINUTES = 15;

const modes = Object.keys(pollModes) as PollMode[];
const histories = new Map<PollMode, HistoryEvent[]>();

/** Side by side: most of the time each waits for n8n's next poll. */
beforeAll(async () => {
	const folder = join('.cache', 'histories');
	mkdirSync(folder, { recursive: true });
	const runs = await Promise.allSettled(
		modes.map(async (pollMode) => {
			const history = await runHistory({
				pollMode,
				seed: SEED,
				goesOn: (rounds) => rounds < SHORT_RUN,
				logFolder: folder,
			});
			writeHistory(join(folder, `${pollMode}.${SEED}.jsonl`), history);
			histories.set(pollMode, history);
		}),
	);
	for (const run of runs) if (run.status === 'rejected') throw run.reason;
}, MINUTES * 60_000);

describe.each(modes)('with the poll mode %s', (pollMode) => {
	it('a seeded marketplace gets into every situation that it is to show', () => {
		const situations = situationsIn(histories.get(pollMode)!);
		expect(missing(situations, demandedOf(pollMode))).toEqual([]);
	});

	it('no message is lost, none comes twice, and no buyer is answered twice', () => {
		const verdict = check(histories.get(pollMode)!);
		expect(violations(verdict)).toEqual([]);
		expect(verdict.counts.written).toBeGreaterThan(SHORT_RUN);
	});

	it('what n8n leaves open is no more than what its own saves explain', () => {
		const history = histories.get(pollMode)!;
		const kills = situationsIn(history).killedBetweenSaves;
		const { open } = check(history);
		if (kills === 0) expect(open).toEqual([]);
	});
});

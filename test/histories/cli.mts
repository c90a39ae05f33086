/**
 * `npm run test:histories [-- --seed 1] [-- --minutes 10] [-- --mode memory]`: lets buyers write, workflows answer and
 * things go wrong in a real n8n, in each of its poll modes, and checks what came of it (see checker.ts). Longer is more;
 * without a seed another one is taken every time, and printed. The histories are left in .cache/histories.
 */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

import { pollModes } from '../../sandbox/n8n/pollModes.ts';
import type { PollMode } from '../../sandbox/n8n/pollModes.ts';
import { check, violations } from './checker.ts';
import { eventsOf, readHistory, writeHistory } from './history.ts';
import type { HistoryEvent } from './history.ts';
import { SHORT_RUN, demandedOf } from './plan.ts';
import { report } from './report.ts';
import { runHistory } from './run.ts';
import { missing, situationsIn } from './situations.ts';

const { values } = parseArgs({
	options: {
		seed: { type: 'string', default: String(Math.floor(Math.random() * 1e6)) },
		/** For each mode; 0: each demanded situation once. */
		minutes: { type: 'string', default: '0' },
		mode: { type: 'string', multiple: true, default: Object.keys(pollModes) },
		/** Judges histories that were written down before, and runs nothing. */
		check: { type: 'string', multiple: true, default: [] },
	},
});
const seed = Number(values.seed);
const minutes = Number(values.minutes);
const modes = values.mode as PollMode[];
if (!Number.isInteger(seed) || !(minutes >= 0) || modes.some((mode) => !(mode in pollModes))) {
	const names = Object.keys(pollModes).join('|');
	console.error(`Usage: --seed <whole number> --minutes <number> --mode ${names} --check <file>`);
	process.exit(2);
}

function judge(history: HistoryEvent[]): void {
	const [{ pollMode }] = eventsOf(history, 'run');
	const verdict = check(history);
	const situations = situationsIn(history);
	const unreached = missing(situations, demandedOf(pollMode));
	console.log(report(verdict, situations, unreached));
	if (violations(verdict).length > 0 || unreached.length > 0) process.exitCode = 1;
}

async function run(pollMode: PollMode): Promise<void> {
	const folder = join('.cache', 'histories');
	await mkdir(folder, { recursive: true });
	console.log(`Poll mode ${pollMode}, seed ${seed}`);
	const end = Date.now() + minutes * 60_000;
	const history = await runHistory({
		pollMode,
		seed,
		goesOn: (rounds) => rounds < SHORT_RUN || Date.now() < end,
		tell: (line) => console.log(`  ${line}`),
		logFolder: folder,
	});
	const file = join(folder, `${pollMode}.${seed}.jsonl`);
	writeHistory(file, history);
	judge(history);
	console.log(`  The history: ${file}\n`);
}

for (const file of values.check) judge(readHistory(file));
if (values.check.length === 0) for (const mode of modes) await run(mode);

/**
 * `npm run bench` measures this package beside what people have without it, and writes docs/benchmark.md with its chart.
 *
 * `-- --only reads,files`, or by letter `-- --only a,e`, measures parts and writes nothing.
 * `-- --profile` also writes a CPU profile of n8n while it reads to .cache/ (open it in Chrome's DevTools).
 */
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { measureAnswers } from './answer.mts';
import { measureFiles } from './files.mts';
import type { Finding } from './finding.mts';
import { measureLostAnswers } from './lostAnswers.mts';
import { measurePaced } from './paced.mts';
import { tell, writePage } from './page.mts';
import { measurePolls } from './polls.mts';
import { measureReads } from './reads.mts';
import { measureSize } from './size.mts';

const { values } = parseArgs({
	options: { only: { type: 'string' }, profile: { type: 'boolean', default: false } },
});
const profile = { NODE_OPTIONS: `--cpu-prof --cpu-prof-dir=${resolve('.cache')}` };

const parts: Record<string, { letter: string; measure: () => Promise<Finding> }> = {
	reads: {
		letter: 'a',
		measure: async () => await measureReads(values.profile ? profile : {}),
	},
	paced: { letter: 'b', measure: measurePaced },
	lost: { letter: 'c', measure: measureLostAnswers },
	polls: { letter: 'd', measure: measurePolls },
	files: { letter: 'e', measure: measureFiles },
	size: { letter: 'f', measure: measureSize },
	answers: { letter: 'g', measure: measureAnswers },
};

const only = values.only?.split(',').map((one) => one.trim());
const unknown = only?.filter(
	(one) => !Object.entries(parts).some(([name, { letter }]) => one === name || one === letter),
);
if (unknown?.length) {
	const known = Object.entries(parts).map(([name, { letter }]) => `${letter} (${name})`);
	throw new Error(`Unknown: ${unknown.join(', ')}. Parts are ${known.join(', ')}.`);
}

const findings: Finding[] = [];
for (const [name, { letter, measure }] of Object.entries(parts)) {
	if (only && !only.includes(name) && !only.includes(letter)) continue;
	console.error(`${letter}, ${name} ...`);
	const finding = await measure();
	findings.push(finding);
	console.log(`${tell(finding)}\n`);
}
if (!only) {
	await writePage(findings);
	console.error('docs/benchmark.md and docs/images/benchmark.svg are written');
}

// (f): how long n8n takes to load the package, and how much of it there is.
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { packPackage } from '../../sandbox/n8n/communityPackage.ts';
import { median, spread } from './finding.mts';
import type { Finding } from './finding.mts';

const ROUNDS = 15;
const MOST_MS = 30;
const MOST_KILOBYTES = 200;

export async function measureSize(): Promise<Finding> {
	const { n8n } = JSON.parse(await readFile('package.json', 'utf8')) as {
		n8n: { nodes: string[]; credentials: string[] };
	};
	const files = [...n8n.credentials, ...n8n.nodes].map((file) => resolve(file));
	// n8n has loaded n8n-workflow long before.
	const script = `require('n8n-workflow');
		const [begin, cpu] = [performance.now(), process.threadCpuUsage()];
		for (const file of ${JSON.stringify(files)}) require(file);
		const { user, system } = process.threadCpuUsage(cpu);
		console.log(performance.now() - begin, (user + system) / 1000);`;
	const times: number[] = [];
	const cpuTimes: number[] = [];
	// The first one warms up the disk.
	for (let round = 0; round <= ROUNDS; round++) {
		const { stdout } = await promisify(execFile)(process.execPath, ['-e', script]);
		const [time, cpuTime] = stdout.split(' ').map(Number);
		if (round === 0) continue;
		times.push(time);
		cpuTimes.push(cpuTime);
	}

	const folder = await mkdtemp(join(tmpdir(), 'mercadolibre-bench-'));
	const { size } = await stat(await packPackage(folder));
	await rm(folder, { recursive: true });
	const kilobytes = size / 1_000;
	return {
		title: 'The package itself',
		how: `The three nodes and the credential are loaded as n8n loads them, each time in a new process in which n8n-workflow is loaded already. ${ROUNDS} rounds.`,
		head: ['', ''],
		rows: [
			['Loading, ms', spread(times, 1)],
			['Of that, time of the processor, ms', spread(cpuTimes, 1)],
			['Tarball, kB', kilobytes.toFixed(0)],
		],
		targets: [
			{
				words: `loaded in under ${MOST_MS} ms: ${median(times).toFixed(1)} ms`,
				isMet: median(times) < MOST_MS,
			},
			{
				words: `under ${MOST_KILOBYTES} kB: ${kilobytes.toFixed(0)} kB`,
				isMet: kilobytes < MOST_KILOBYTES,
			},
		],
	};
}

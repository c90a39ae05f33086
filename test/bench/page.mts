// docs/benchmark.md and its chart.
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { cpus, loadavg, totalmem } from 'node:os';
import { dirname } from 'node:path';
import { format, resolveConfig } from 'prettier';
import { drawChart } from './chart.mts';
import type { Finding } from './finding.mts';

const PAGE = 'docs/benchmark.md';
const CHART = 'images/benchmark.svg';

const versionIn = async (folder: string): Promise<string> =>
	(JSON.parse(await readFile(`${folder}/package.json`, 'utf8')) as { version: string }).version;

async function surroundings(): Promise<string[][]> {
	const system = await readFile('/etc/os-release', 'utf8').catch(() => '');
	const name = /^PRETTY_NAME="(.*)"$/m.exec(system)?.[1] ?? process.platform;
	return [
		['Date', new Date().toISOString().slice(0, 10)],
		['This package', await versionIn('.')],
		['n8n', await versionIn('sandbox/n8n/node_modules/n8n')],
		['Node', process.versions.node],
		['Processor', `${cpus()[0].model.trim()}, ${cpus().length} cores`],
		['Memory', `${Math.round(totalmem() / 1024 ** 3)} GB`],
		['System', name],
		[
			'Load',
			`${loadavg()[2].toFixed(1)} on average in the last 15 minutes, the benchmark's own included`,
		],
	];
}

/** The page's part, and what a terminal shows. */
export function tell({ title, how, head, rows, targets }: Finding): string {
	const wanted = targets.map(({ words, isMet }) => `- ${isMet ? 'Met' : '**Missed**'}: ${words}.`);
	return [
		`## ${title}`,
		how,
		table(head, rows),
		...(wanted.length > 0 ? [`Targets:\n\n${wanted.join('\n')}`] : []),
	].join('\n\n');
}

const table = (head: string[], rows: string[][]): string =>
	[head, head.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |`).join('\n');

export async function writePage(findings: Finding[]): Promise<void> {
	const panels = findings.flatMap((finding) => finding.panels ?? []);
	const title = 'Mercado Libre node and HTTP Request node compared';
	await mkdir(dirname(`docs/${CHART}`), { recursive: true });
	await writeFile(`docs/${CHART}`, drawChart(title, panels));
	const page = [
		'# Benchmark',
		"Written by `npm run bench`: this package beside what people have without it, n8n's HTTP Request node with n8n's own OAuth2 credential, in a real n8n (SQLite, one process, files on disk) against the [local Mercado Libre](../CONTRIBUTING.md#the-sandbox), which runs on the same machine and takes a part of its time. Contestants take turns, and a first round that warms up does not count. Figures are medians, with the least and the most in brackets. Other machines have other times; ratios stay much the same.",
		`![${title}: bars for reading 1,000 conversations, answering while answers are lost, memory for files, and the time to an answer](${CHART})`,
		table(['', ''], await surroundings()),
		...findings.map(tell),
		'## Run it',
		'`npm run bench` measures everything anew and writes this page; `npm run bench -- --only reads,polls` measures parts of it and writes nothing. What a run needs is in [CONTRIBUTING](../CONTRIBUTING.md#commands).',
	].join('\n\n');
	const style = await resolveConfig(PAGE, { editorconfig: false });
	await writeFile(PAGE, await format(page, { ...style, filepath: PAGE }));
}

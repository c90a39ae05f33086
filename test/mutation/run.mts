/**
 * `npm run test:mutation`: changes the code of a room in many small ways (mutants) and sees whether the room's own
 * unit tests notice. Those that live on must be explained in explained.mts; else this ends with an error.
 *
 * `npm run test:mutation -- api/paging.ts input` does it for some files or rooms below nodes/MercadoLibre.
 *
 * Which mutants were noticed before, in code that nobody has touched since, is kept in .cache/mutation/, where each
 * room's HTML file shows every mutant.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join, matchesGlob, relative, resolve } from 'node:path';
import type { MutantResult, PartialStrykerOptions } from '@stryker-mutator/api/core';
import { Stryker } from '@stryker-mutator/core';
import { EXPLAINED, type Explained } from './explained.mts';

const ROOT = resolve(import.meta.dirname, '../..');
const NODES = 'nodes/MercadoLibre';

/** What is changed, and where the tests stand that must notice. */
const ROOMS: Record<string, { mutate: string[]; tests: string[] }> = {
	api: { mutate: ['api/**/*.ts'], tests: ['api'] },
	input: {
		mutate: ['input/**/*.ts', 'conversations/textRules.ts'],
		tests: ['input', 'conversations'],
	},
	trigger: { mutate: ['trigger/**/*.ts'], tests: ['trigger'] },
};

const optionsFor = (room: string, mutate: string[]): PartialStrykerOptions => ({
	mutate: mutate.map((path) => `${NODES}/${path}`),
	testRunner: 'jest',
	plugins: ['@stryker-mutator/jest-runner'],
	jest: {
		configFile: 'test/mutation/jest.config.js',
		config: {
			testMatch: ROOMS[room].tests.map((folder) => `<rootDir>/test/unit/${folder}/**/*.test.ts`),
		},
	},
	coverageAnalysis: 'perTest',
	concurrency: 1,
	// Endless loops are found by counting; this is for what waits for ever, and must not end a slow machine's runs.
	timeoutMS: 60_000,
	// The copy lies within the project, whose packages it finds by itself.
	tempDirName: `.cache/mutation/copy-${room}`,
	symlinkNodeModules: false,
	ignorePatterns: ['dist', '.cache', 'docs', 'icons', 'sandbox/n8n', 'test/e2e', 'test/bench'],
	disableTypeChecks: false,
	incremental: true,
	incrementalFile: foundOut(room),
	reporters: ['html', 'progress-append-only'],
	htmlReporter: { fileName: `.cache/mutation/${room}.html` },
	allowConsoleColors: false,
});

const foundOut = (room: string) => `.cache/mutation/${room}.json`;

interface FoundOut {
	files: Record<string, { mutants: { status: MutantResult['status'] }[] }>;
}

/** A new test may notice what none did before, and Stryker does not see that where it knows no coverage. */
function forgetSurvivors(room: string): void {
	if (!existsSync(foundOut(room))) return;
	const report = JSON.parse(readFileSync(foundOut(room), 'utf8')) as FoundOut;
	for (const file of Object.values(report.files)) {
		file.mutants = file.mutants.filter(({ status }) => status === 'Killed' || status === 'Timeout');
	}
	writeFileSync(foundOut(room), JSON.stringify(report));
}

/** A mutant as explained.mts and the report below name it. */
interface Change {
	file: string;
	at: number;
	/** The line where it begins. */
	line: string;
	from: string;
	to: string;
}

function changeOf({ fileName, location: { start, end }, replacement }: MutantResult): Change {
	const lines = readFileSync(fileName, 'utf8')
		.split('\n')
		.slice(start.line - 1, end.line);
	const line = lines[0].trim();
	lines[lines.length - 1] = lines[lines.length - 1].slice(0, end.column - 1);
	lines[0] = lines[0].slice(start.column - 1);
	const file = relative(join(ROOT, NODES), fileName);
	return { file, at: start.line, line, from: lines.join('\n'), to: replacement };
}

const explains = ({ file, line, change }: Explained, mutant: Change): boolean =>
	file === mutant.file &&
	line === mutant.line &&
	(change === undefined || (change[0] === mutant.from && change[1] === mutant.to));

/** The mutants of a file by what became of them. */
function countsOf(results: MutantResult[]) {
	const count = (...states: MutantResult['status'][]) =>
		results.filter(({ status }) => states.includes(status)).length;
	const killed = count('Killed', 'Timeout');
	const survived = count('Survived', 'NoCoverage');
	return { killed, survived, score: `${Math.round((100 * killed) / (killed + survived || 1))} %` };
}

const indented = (text: string) => text.replace(/\n/g, '\n      ');

async function tryRoom(room: string, mutate: string[]): Promise<number> {
	console.log(`\n${room}`);
	forgetSurvivors(room);
	const results = await new Stryker(optionsFor(room, mutate)).runMutationTest();
	const mutants = results.map((result) => ({ ...changeOf(result), result }));

	const files = [...new Set(mutants.map(({ file }) => file))].sort();
	const ofFile = (file: string) =>
		mutants.filter((mutant) => mutant.file === file).map(({ result }) => result);
	console.table(Object.fromEntries(files.map((file) => [file, countsOf(ofFile(file))])));

	const survivors = mutants.filter(
		({ result: { status } }) => status === 'Survived' || status === 'NoCoverage',
	);
	const unexplained = survivors.filter(
		(mutant) => !EXPLAINED.some((explained) => explains(explained, mutant)),
	);
	for (const { file, at, from, to, result } of unexplained) {
		console.log(`${file}:${at} ${result.status}\n    - ${indented(from)}\n    + ${indented(to)}`);
	}
	const outdated = EXPLAINED.filter(
		(explained) =>
			files.includes(explained.file) && !survivors.some((mutant) => explains(explained, mutant)),
	);
	for (const { file, line } of outdated) console.log(`Explained, but not alive: ${file}: ${line}`);
	console.log(
		`${survivors.length} of ${results.length} survived, ${survivors.length - unexplained.length} of them explained`,
	);
	return unexplained.length + outdated.length;
}

process.chdir(ROOT);
const wanted = process.argv.slice(2);
let open = 0;
for (const [room, { mutate }] of Object.entries(ROOMS)) {
	const files = wanted.includes(room)
		? mutate
		: wanted.filter((path) => mutate.some((pattern) => matchesGlob(path, pattern)));
	if (wanted.length === 0) open += await tryRoom(room, mutate);
	else if (files.length > 0) open += await tryRoom(room, files);
}
if (open > 0) process.exitCode = 1;

// Runs suites of test/e2e on each version of n8n that sandbox/n8n/versions.json names, and on the newest:
//
//   npm run test:versions [-- --only 1.123.81] [-- suites...]
//
// What came of it is told in docs/versions.md.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';

/** What a seller stands on; the other suites are about n8n's newest ways to poll, or about the sandbox. */
const SUITES = [
	'connect',
	'tokens',
	'operations',
	'contactAndClaims',
	'resilience',
	'files',
	'trigger',
	'notifications',
	'examples',
];

const read = (path: string) => JSON.parse(readFileSync(path, 'utf8'));
const older = Object.keys(read('sandbox/n8n/versions.json') as object);
const newest = (read('sandbox/n8n/package.json') as { dependencies: { n8n: string } }).dependencies
	.n8n;

const { values, positionals } = parseArgs({
	allowPositionals: true,
	options: { only: { type: 'string', multiple: true } },
});
const suites = positionals.length > 0 ? positionals : SUITES;
const versions = values.only ?? [...older, newest];
const unknown = versions.find((version) => version !== newest && !older.includes(version));
if (unknown)
	throw new Error(`n8n ${unknown} is neither the newest nor in sandbox/n8n/versions.json`);

const results = versions.map((version) => {
	console.log(`\nn8n ${version}`);
	const patterns = suites.map((suite) => `e2e/${suite}\\.e2e`);
	const { status } = spawnSync(
		'jest',
		['--config', 'test/e2e/jest.config.js', '--runInBand', '--testPathPatterns', ...patterns],
		{
			stdio: 'inherit',
			env: { ...process.env, ...(older.includes(version) && { E2E_N8N_VERSION: version }) },
		},
	);
	return `n8n ${version}: ${status === 0 ? 'passed' : 'failed'}`;
});
console.log(`\n${results.join('\n')}`);
process.exitCode = results.every((result) => result.endsWith('passed')) ? 0 : 1;

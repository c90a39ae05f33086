/**
 * n8n's own gate for community packages, run over the sources and over the packed tarball. Their scanner
 * passes a package with warnings; this does not.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import {
	analyzePackage,
	buildScanConfig,
	SOURCE_FILE_PATTERNS,
} from '@n8n/scan-community-package/scanner/scanner.mjs';
import { ESLint } from 'eslint';

async function warnings(directory, patterns) {
	const eslint = new ESLint({
		cwd: directory,
		allowInlineConfig: false,
		overrideConfigFile: true,
		overrideConfig: await buildScanConfig(),
		errorOnUnmatchedPattern: false,
	});
	const results = await eslint.lintFiles(patterns);
	return results.flatMap(({ filePath, messages }) =>
		messages.map(({ line, message }) => `${path.relative(directory, filePath)}:${line} ${message}`),
	);
}

async function check(name, directory, patterns) {
	const verdict = await analyzePackage(directory, patterns);
	const problems = await warnings(directory, patterns);
	const passed = verdict.passed && problems.length === 0;
	console.log(`${passed ? 'passed' : 'FAILED'}: n8n's scanner over ${name}`);
	if (!verdict.passed) console.log(verdict.message, '\n', verdict.details ?? '');
	for (const problem of problems) console.log(`  ${problem}`);
	return passed;
}

const work = mkdtempSync(path.join(tmpdir(), 'gate-'));
try {
	const [{ filename, files, size }] = JSON.parse(
		execFileSync('npm', ['pack', '--json', '--pack-destination', work], {
			encoding: 'utf8',
			stdio: ['ignore', 'pipe', 'ignore'],
		}),
	);
	execFileSync('tar', ['-xzf', path.join(work, filename), '-C', work]);
	const strays = files
		.map((file) => file.path)
		.filter((file) => !/^(dist\/|package\.json$|README|LICENSE)/.test(file));
	console.log(`${files.length} files, ${Math.round(size / 1000)} kB packed`);
	const results = [
		await check('the sources', process.cwd(), SOURCE_FILE_PATTERNS),
		await check('the packed tarball', path.join(work, 'package'), [
			'**/*.js',
			'**/*.ts',
			'**/*.json',
		]),
	];
	if (strays.length > 0) console.log(`FAILED: not for publishing: ${strays.join(', ')}`);
	if (size > 200_000) console.log('FAILED: the package is larger than 200 kB');
	process.exitCode = results.every(Boolean) && strays.length === 0 && size <= 200_000 ? 0 : 1;
} finally {
	rmSync(work, { recursive: true, force: true });
}

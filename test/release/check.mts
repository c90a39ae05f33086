// `npm run release:check`: refuses what must not be published. `npm publish` runs it first.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

import { releaseProblems } from './problems.ts';
import type { Release } from './problems.ts';

const { GITHUB_REPOSITORY, GITHUB_SERVER_URL, GITHUB_REF_TYPE, GITHUB_REF_NAME } = process.env;

function originOfGit(): string | undefined {
	try {
		return execFileSync('git', ['remote', 'get-url', 'origin'], {
			encoding: 'utf8',
			stdio: ['ignore', 'pipe', 'ignore'],
		}).trim();
	} catch {
		return undefined;
	}
}

const problems = releaseProblems({
	packageJson: JSON.parse(readFileSync('package.json', 'utf8')) as Release['packageJson'],
	changelog: readFileSync('CHANGELOG.md', 'utf8'),
	builtFrom: GITHUB_REPOSITORY
		? `${GITHUB_SERVER_URL ?? 'https://github.com'}/${GITHUB_REPOSITORY}`
		: originOfGit(),
	tag: GITHUB_REF_TYPE === 'tag' ? GITHUB_REF_NAME : undefined,
});
for (const problem of problems) console.error(`Not to be published: ${problem}`);
if (problems.length === 0) console.log('May be published');
process.exitCode = problems.length === 0 ? 0 : 1;

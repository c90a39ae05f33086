/** Every suite on a real n8n, also when one before it has failed; fails when any has. */
import { spawnSync } from 'node:child_process';

for (const suite of ['e2e', 'browser', 'queue']) {
	const { status } = spawnSync(
		'jest',
		['--config', `test/${suite}/jest.config.js`, '--runInBand', ...process.argv.slice(2)],
		{ stdio: 'inherit' },
	);
	if (status !== 0) process.exitCode = 1;
	// Ctrl-C ends all of them.
	if (status === null) break;
}

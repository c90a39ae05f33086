// `npm start [-- --once] [-- --port 5678]`: see demo/demo.ts for what it shows.
import { parseArgs } from 'node:util';
import { dirname } from 'node:path';

import { runDemo } from './demo/demo.ts';

const signalNumbers = { SIGHUP: 1, SIGINT: 2, SIGTERM: 15 } as const;
type EndingSignal = keyof typeof signalNumbers;

/** The user wants it to end: what runs is wound up, in order. */
class Interrupted extends Error {
	readonly signal: EndingSignal;

	constructor(signal: EndingSignal) {
		super(`interrupted by ${signal}`);
		this.signal = signal;
	}
}

const ending = new AbortController();
for (const signal of Object.keys(signalNumbers) as EndingSignal[]) {
	process.on(signal, () => ending.abort(new Interrupted(signal)));
}
// npm and the set-up script may be killed without a word to us: then it ends like a terminal that was closed.
const parent = process.ppid;
setInterval(() => process.ppid !== parent && ending.abort(new Interrupted('SIGHUP')), 500).unref();
// Whoever read our output may be gone, too.
process.stdout.on('error', () => ending.abort(new Interrupted('SIGHUP')));

process.chdir(dirname(import.meta.dirname));
try {
	const { values } = parseArgs({ options: { once: { type: 'boolean', default: false }, port: { type: 'string' } } });
	await runDemo({ once: values.once, editorPort: values.port ? Number(values.port) : undefined, signal: ending.signal });
} catch (error) {
	const { reason } = ending.signal as { reason?: unknown };
	if (reason instanceof Interrupted) {
		process.exitCode = 128 + signalNumbers[reason.signal];
		console.error('Stopped.');
	} else {
		process.exitCode = 1;
		console.error((error as Error).message);
	}
}

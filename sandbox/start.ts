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
let once = false;
try {
	const { values } = parseArgs({
		options: { once: { type: 'boolean', default: false }, port: { type: 'string' } },
	});
	once = values.once;
	const editorPort = values.port === undefined ? undefined : Number(values.port);
	await runDemo({ once, editorPort, signal: ending.signal });
} catch (error) {
	const reason: unknown = ending.signal.reason;
	if (reason instanceof Interrupted) {
		console.error('Stopped.');
		// Without --once there is no other end than this one.
		process.exitCode = once ? 128 + signalNumbers[reason.signal] : 0;
	} else {
		console.error((error as Error).message);
		process.exitCode = 1;
	}
}

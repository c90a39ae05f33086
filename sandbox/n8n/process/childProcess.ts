import { spawn } from 'node:child_process';
import type { ChildProcess as NodeChildProcess } from 'node:child_process';
import { createWriteStream } from 'node:fs';

import { waitFor } from './waitFor.ts';

const LOG_LINES_KEPT = 5000;
const SECONDS_FOR_THE_GROUP_TO_VANISH = 5;

interface ChildOptions {
	program: string;
	args: string[];
	cwd: string;
	env: Record<string, string>;
	/** Everything it prints also goes there, so that nothing is lost when the log is long. */
	logFile?: string;
}

/**
 * A program in a process group of its own. Signals that the terminal sends to our group do not reach it: we decide
 * when it stops, and then nothing of its group is left. It is killed when our process ends in an orderly way; for the
 * other ways see die-with-parent.cjs.
 */
export class ChildProcess {
	readonly pid: number;
	readonly exited: Promise<string>;
	/** How it ended; undefined while it runs. */
	ending?: string;
	private readonly child: NodeChildProcess;
	private readonly lines: string[] = [];
	private readonly killAtExit = () => this.signalGroup('SIGKILL');

	private constructor(child: NodeChildProcess, logFile?: string) {
		this.child = child;
		this.pid = child.pid as number;
		this.collectLog(logFile);
		this.exited = new Promise((resolve) => {
			child.once('exit', (code, signal) => {
				this.ending = signal ? `killed by ${signal}` : `exit code ${code}`;
				resolve(this.ending);
			});
		});
		process.on('exit', this.killAtExit);
	}

	static async spawn({ program, args, cwd, env, logFile }: ChildOptions): Promise<ChildProcess> {
		const child = spawn(program, args, {
			cwd,
			env,
			detached: true,
			stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
		});
		await new Promise((resolve, reject) => {
			child.once('spawn', resolve);
			child.once('error', reject);
		});
		return new ChildProcess(child, logFile);
	}

	log(): string {
		return this.lines.join('\n');
	}

	logTail(lines = 40): string {
		return this.lines.slice(-lines).join('\n');
	}

	/** Asks it to stop, insists after the given time, and returns when the whole group is gone. */
	async stop(seconds: number): Promise<void> {
		if (!this.ending) {
			this.child.kill('SIGTERM');
			const insist = setTimeout(this.killAtExit, seconds * 1000);
			await this.exited;
			clearTimeout(insist);
		}
		await this.kill();
	}

	async kill(): Promise<void> {
		this.signalGroup('SIGKILL');
		await this.exited;
		// A dead grandchild stays in the group until the system's first process collects it, which some containers' does not.
		await waitFor(() => !this.signalGroup(0), {
			what: `the end of process group ${this.pid}`,
			seconds: SECONDS_FOR_THE_GROUP_TO_VANISH,
			everyMilliseconds: 20,
		}).catch(() => undefined);
		process.off('exit', this.killAtExit);
	}

	private collectLog(logFile?: string): void {
		const file = logFile ? createWriteStream(logFile, { flags: 'a' }) : undefined;
		for (const stream of [this.child.stdout, this.child.stderr]) {
			let unfinished = '';
			stream?.setEncoding('utf8').on('data', (text: string) => {
				file?.write(text);
				const lines = (unfinished + text).split('\n');
				unfinished = lines.pop() ?? '';
				this.lines.push(...lines);
				this.lines.splice(0, this.lines.length - LOG_LINES_KEPT);
			});
			stream?.once('end', () => this.lines.push(unfinished));
		}
		this.child.once('close', () => file?.end());
	}

	/** False when nobody of the group is left. */
	private signalGroup(signal: NodeJS.Signals | 0): boolean {
		try {
			return process.kill(-this.pid, signal);
		} catch {
			return false;
		}
	}
}

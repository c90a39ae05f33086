import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { waitFor } from './support/patience.ts';

/** What `npm start` runs once everything is installed. */
function startDemo(args: string[], folder: string) {
	const demo = spawn('node', [join('sandbox', 'start.ts'), ...args], {
		env: { ...process.env, TMPDIR: folder },
		stdio: ['ignore', 'pipe', 'pipe'],
	});
	let output = '';
	for (const stream of [demo.stdout, demo.stderr]) {
		stream.setEncoding('utf8').on('data', (text: string) => (output += text));
	}
	const exited = once(demo, 'close').then(([code]) => code as number);
	return { demo, exited, output: () => output };
}

function descendants(pid: number): number[] {
	const table = execFileSync('ps', ['-A', '-o', 'pid=,ppid='], { encoding: 'utf8' })
		.trim()
		.split('\n')
		.map((line) => line.trim().split(/\s+/).map(Number));
	const childrenOf = (parent: number): number[] =>
		table.filter(([, ppid]) => ppid === parent).flatMap(([child]) => [child, ...childrenOf(child)]);
	return childrenOf(pid);
}

function isAlive(pid: number): boolean {
	const state = execFileSync('sh', ['-c', `ps -o stat= -p ${pid} || true`], { encoding: 'utf8' });
	return state !== '' && !state.startsWith('Z');
}

describe('npm start', () => {
	let folder: string;

	beforeEach(() => {
		folder = mkdtempSync(join(tmpdir(), 'demo-test-'));
	});

	/** The tools of the build keep caches there, which are theirs. */
	const leftovers = () => readdirSync(folder).filter((name) => name.startsWith('mercadolibre-'));

	afterEach(() => rmSync(folder, { recursive: true, force: true }));

	it('with --once answers one buyer, ends well, and leaves nothing', async () => {
		const { exited, output } = startDemo(['--once'], folder);
		expect({ code: await exited, output: output() }).toMatchObject({ code: 0 });
		expect(output()).toMatch(/^buyer 1: .*\nseller to buyer 1: Hola.* \(after \d+\.\d s\)$/m);
		expect(leftovers()).toEqual([]);
	});

	it('ends by Ctrl-C, and leaves no process and no file', async () => {
		const { demo, exited, output } = startDemo([], folder);
		await waitFor(() => output().includes('buyer '), { what: 'the first buyer', context: output });
		const started = descendants(demo.pid as number);
		expect(started.length).toBeGreaterThan(0);

		demo.kill('SIGINT');

		expect(await exited).toBe(0);
		await waitFor(() => !started.some(isAlive), { what: `the end of ${started.join(', ')}` });
		expect(leftovers()).toEqual([]);
	});

	it('dies with everything it started when it is killed', async () => {
		const { demo, exited, output } = startDemo([], folder);
		await waitFor(() => output().includes('buyer '), { what: 'the first buyer', context: output });
		const started = descendants(demo.pid as number);
		demo.kill('SIGKILL');
		await exited;
		await waitFor(() => !started.some(isAlive), { what: `the end of ${started.join(', ')}` });
	});

	it('says why when it cannot start, and leaves nothing', async () => {
		const server = createServer().listen(0, '127.0.0.1');
		await once(server, 'listening');
		const { port } = server.address() as AddressInfo;
		try {
			const { exited, output } = startDemo(['--port', String(port)], folder);
			expect(await exited).toBe(1);
			expect(output()).toContain(`port ${port}`);
			expect(leftovers()).toEqual([]);
		} finally {
			server.close();
		}
	});
});

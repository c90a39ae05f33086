import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';

import { startSandbox } from '../mercadolibre/server.ts';
import type { RunningSandbox } from '../mercadolibre/server.ts';
import { N8nClient } from '../n8n/client.ts';
import type { WorkflowJson } from '../n8n/client.ts';
import { packPackage } from '../n8n/communityPackage.ts';
import { connectAccount, sellers, withAccount } from '../n8n/mercadoLibreAccount.ts';
import { startN8n } from '../n8n/server.ts';
import type { N8nServer } from '../n8n/server.ts';
import { buyers } from './buyers.ts';

const WORKFLOW_FILE = join('sandbox', 'demo', 'auto-reply.workflow.json');
const SECONDS_BETWEEN_BUYERS = 5;
const SECONDS_FOR_AN_ANSWER = 60;
const MILLISECONDS_BETWEEN_LOOKS = 200;

const owner = {
	email: 'owner@example.com',
	password: 'Mercado-Libre-1',
	firstName: 'Demo',
	lastName: 'Seller',
};

export interface DemoOptions {
	/** End after the first answer. */
	once: boolean;
	/** Fixed ports, instead of free ones. */
	editorPort?: number;
	/** Aborted when the user wants the demo to end. */
	signal: AbortSignal;
}

/**
 * From the sources to a conversation between buyers and the package in a real n8n. Returns when one buyer was answered
 * (`once`), and throws when aborted or when anything fails. Whatever it started is gone then.
 */
export async function runDemo({ once, editorPort, signal }: DemoOptions): Promise<void> {
	const folder = await mkdtemp(join(tmpdir(), 'mercadolibre-demo-'));
	let mercadoLibre: RunningSandbox | undefined;
	let n8n: N8nServer | undefined;
	try {
		say('Building the package ...');
		await build(signal);
		const packageTarball = await packPackage(folder, { signal });

		say('Starting a local Mercado Libre and n8n ...');
		mercadoLibre = await startSandbox({ seed: false });
		n8n = await startN8n({
			userFolder: join(folder, 'n8n'),
			port: editorPort,
			packageTarball,
			signal,
			// One execution at a time: two would read, and answer, the same message.
			env: { N8N_CONCURRENCY_PRODUCTION_LIMIT: '1' },
		});
		const workflowId = await provision(n8n.url, mercadoLibre.url);
		say(
			`\nThe editor: ${n8n.url}/workflow/${workflowId}\n  e-mail:   ${owner.email}\n  password: ${owner.password}\n`,
		);

		const stopped = new AbortController();
		const crash = n8n.exited.then((ending) => {
			if (!signal.aborted && !stopped.signal.aborted)
				throw new Error(`n8n ended by itself (${ending}):\n${n8n?.log().slice(-4000)}`);
		});
		try {
			await Promise.race([
				converse(mercadoLibre, once, AbortSignal.any([signal, stopped.signal])),
				crash,
			]);
		} finally {
			stopped.abort();
		}
	} finally {
		await n8n?.stop();
		await mercadoLibre?.close();
		await rm(folder, { recursive: true, force: true, maxRetries: 3 });
	}
}

async function build(signal: AbortSignal): Promise<void> {
	try {
		await promisify(execFile)('npm', ['run', '--silent', 'build'], { signal });
	} catch (error) {
		const { stdout = '', stderr = '' } = error as { stdout?: string; stderr?: string };
		throw new Error(`The build failed:\n${stdout}${stderr}`, { cause: error });
	}
}

/** What a seller does once: sets n8n up, connects the account, imports the workflow, and activates it. */
async function provision(n8nUrl: string, mercadoLibreUrl: string): Promise<string> {
	const client = new N8nClient(n8nUrl);
	await client.setUpOwner(owner);
	const account = await connectAccount(client, {
		sandboxUrl: mercadoLibreUrl,
		name: 'Mercado Libre account',
	});
	const workflow = JSON.parse(await readFile(WORKFLOW_FILE, 'utf8')) as WorkflowJson;
	const { id } = await client.createWorkflow(withAccount(workflow, account));
	await client.activate(id);
	return id;
}

/** Lets the buyers write in turn, and prints every message as it appears in their conversations. */
async function converse(
	{ control }: RunningSandbox,
	once: boolean,
	signal: AbortSignal,
): Promise<void> {
	for (let turn = 0; ; turn++) {
		const { packId, buyerId, says } = buyers[turn % buyers.length];
		const text = says[Math.floor(turn / buyers.length) % says.length];
		const shown = turn < buyers.length ? 0 : control.conversation({ packId }).messages.length;
		control.buyerWrites({ packId, buyerId, text, sellerId: sellers.globalSelling });
		await printUntilAnswered(control, packId, shown, signal);
		if (once) return;
		await sleep(SECONDS_BETWEEN_BUYERS * 1000, undefined, { signal });
	}
}

async function printUntilAnswered(
	control: RunningSandbox['control'],
	packId: string,
	shown: number,
	signal: AbortSignal,
): Promise<void> {
	const deadline = Date.now() + SECONDS_FOR_AN_ANSWER * 1000;
	for (;;) {
		const { messages, sellerId } = control.conversation({ packId });
		const fresh = messages.slice(shown);
		shown = messages.length;
		for (const { from, text } of fresh)
			say(`${from === sellerId ? 'seller' : 'buyer '} (pack ${packId}): ${text}`);
		if (fresh.some(({ from }) => from === sellerId)) return;
		if (Date.now() > deadline)
			throw new Error(
				`The buyer of pack ${packId} got no answer within ${SECONDS_FOR_AN_ANSWER} s.`,
			);
		await sleep(MILLISECONDS_BETWEEN_LOOKS, undefined, { signal });
	}
}

function say(line: string): void {
	console.log(line);
}

import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';

import axios from 'axios';

import { startSandbox } from '../mercadolibre/server.ts';
import type { RunningSandbox } from '../mercadolibre/server.ts';
import { N8nClient } from '../n8n/client.ts';
import type { WorkflowJson } from '../n8n/client.ts';
import { packPackage } from '../n8n/communityPackage.ts';
import { connectAccount, sellers, withAccount } from '../n8n/mercadoLibreAccount.ts';
import { startN8n } from '../n8n/server.ts';
import type { N8nServer } from '../n8n/server.ts';
import { waitFor } from '../n8n/process/waitFor.ts';
import { messageOf, provocations, secondsAfter } from './buyers.ts';

const WORKFLOW_FILE = join('examples', 'auto-reply.json');
const SECONDS_FOR_AN_ANSWER = 120;
const SECONDS_FOR_THE_WEBHOOK = 60;
const MILLISECONDS_BETWEEN_LOOKS = 200;

const owner = {
	email: 'owner@example.com',
	password: 'Mercado-Libre-1',
	firstName: 'Demo',
	lastName: 'Seller',
};

interface DemoOptions {
	/** End after the first answer. */
	once: boolean;
	/** A port for the editor, instead of a free one. */
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
		});
		const client = new N8nClient(n8n.url);
		const { workflowId, path } = await provision(client, mercadoLibre.url);
		say(
			`\nThe editor: ${n8n.url}/workflow/${workflowId}\n  e-mail:   ${owner.email}\n  password: ${owner.password}\n\n` +
				`The local Mercado Libre: ${mercadoLibre.url}\n` +
				`${provocations(mercadoLibre.url)
					.map(({ what, command }) => `  ${what}:\n    ${command}`)
					.join('\n')}\n\n` +
				'Buyers write, at first after seconds and later every few minutes, and Mercado Libre notifies n8n of it.\n',
		);
		await client.activate(workflowId);
		await subscribe(mercadoLibre, `${n8n.url}/webhook/${path}`, signal);
		write(mercadoLibre, 0);

		const stopped = new AbortController();
		const crash = n8n.exited.then((ending) => {
			if (!signal.aborted && !stopped.signal.aborted)
				throw new Error(`n8n ended by itself (${ending}):\n${n8n?.log().slice(-4000)}`);
		});
		try {
			await Promise.race([
				once
					? untilAnswered(mercadoLibre, client, AbortSignal.any([signal, stopped.signal]))
					: converse(mercadoLibre, AbortSignal.any([signal, stopped.signal])),
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

/**
 * What a seller does once: sets n8n up, connects the account, and imports the workflow; here with the notification
 * trigger in the place of the one that looks every minute. Gives the path of its webhook.
 */
async function provision(
	client: N8nClient,
	mercadoLibreUrl: string,
): Promise<{ workflowId: string; path: string }> {
	await client.setUpOwner(owner);
	const account = await connectAccount(client, {
		sandboxUrl: mercadoLibreUrl,
		name: 'Mercado Libre account',
	});
	const workflow = JSON.parse(await readFile(WORKFLOW_FILE, 'utf8')) as WorkflowJson;
	const webhookId = randomUUID();
	for (const node of workflow.nodes.filter(({ type }) => type.endsWith('.mercadoLibreTrigger'))) {
		node.type = node.type.replace(/mercadoLibreTrigger$/, 'mercadoLibreNotificationTrigger');
		node.typeVersion = 1.1;
		node.webhookId = webhookId;
		node.parameters = { event: 'messageReceived', options: {} };
	}
	const { id } = await client.createWorkflow(withAccount(workflow, account));
	return { workflowId: id, path: `${webhookId}/webhook` };
}

/** Enters the address in the application, as its user does on the developer site. */
async function subscribe(
	{ control }: RunningSandbox,
	url: string,
	signal: AbortSignal,
): Promise<void> {
	// n8n says that the workflow is active some moments before it knows its address.
	await waitFor(
		async () =>
			(await axios.post(url, {}, { proxy: false, validateStatus: () => true })).status !== 404,
		{
			what: 'the webhook of the workflow',
			seconds: SECONDS_FOR_THE_WEBHOOK,
			giveUp: () => signal.throwIfAborted(),
		},
	);
	control.setCallback({ url, topics: ['marketplace_messages'] });
}

/** Lets the next buyer write. */
function write({ control }: RunningSandbox, turn: number): void {
	const { packId, buyerId, text } = messageOf(turn);
	control.buyerWrites({ packId, buyerId, text, sellerId: sellers.globalSelling });
}

/** Lets the buyers write in turn, and prints every message as it appears, until `signal` aborts. */
async function converse(mercadoLibre: RunningSandbox, signal: AbortSignal): Promise<never> {
	const print = printer(mercadoLibre);
	for (let turn = 0; ; turn++) {
		const next = Date.now() + secondsAfter(turn) * 1000;
		while (Date.now() < next) {
			print(turn);
			await sleep(MILLISECONDS_BETWEEN_LOOKS, undefined, { signal });
		}
		write(mercadoLibre, turn + 1);
	}
}

/** Prints until the first buyer is answered, and throws the reason when that takes too long. */
async function untilAnswered(
	mercadoLibre: RunningSandbox,
	client: N8nClient,
	signal: AbortSignal,
): Promise<void> {
	const print = printer(mercadoLibre);
	const deadline = Date.now() + SECONDS_FOR_AN_ANSWER * 1000;
	while (!print(0).some((from) => from === Number(sellers.globalSelling))) {
		if (Date.now() > deadline) {
			throw new Error(
				`The buyer got no answer within ${SECONDS_FOR_AN_ANSWER} s. ${await whatHappened(client)}`,
			);
		}
		await sleep(MILLISECONDS_BETWEEN_LOOKS, undefined, { signal });
	}
}

/** Prints the messages of the turns so far that have come since its last call, and returns who wrote them. */
function printer({ control }: RunningSandbox): (turn: number) => number[] {
	const shown = new Map<string, number>();
	const buyers = new Map<string, number>();
	return (turn) => {
		const { packId, buyer } = messageOf(turn);
		buyers.set(packId, buyer);
		return [...buyers].flatMap(([packId, buyer]) => {
			const { messages, sellerId } = control.conversation({ packId });
			const before = shown.get(packId) ?? 0;
			shown.set(packId, messages.length);
			const fresh = messages.slice(before);
			fresh.forEach(({ from, text, createdAt }, i) => {
				if (from !== sellerId) return say(`buyer ${buyer}: ${text}`);
				const asked = messages[before + i - 1]?.createdAt ?? createdAt;
				const seconds = (Date.parse(createdAt) - Date.parse(asked)) / 1000;
				say(`seller to buyer ${buyer}: ${text} (after ${seconds.toFixed(1)} s)`);
			});
			return fresh.map(({ from }) => from);
		});
	};
}

/** What n8n says of the workflow's newest execution. */
async function whatHappened(client: N8nClient): Promise<string> {
	const [newest] = await client.listExecutions();
	if (!newest) return 'The workflow was not started.';
	const { error } = await client.getExecution(newest.id);
	return `The newest execution of the workflow: ${newest.status}. ${error?.message ?? ''}`;
}

function say(line: string): void {
	console.log(line);
}

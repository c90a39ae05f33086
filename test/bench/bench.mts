/**
 * `npm run bench`: how long reading 1,000 conversations takes, with the Mercado Libre node and with n8n's HTTP
 * Request node and n8n's own OAuth2 credential, by turns in one real n8n. Ratios only: absolute times depend on
 * the machine. The Mercado Libre node runs twice: with a field of the item as its pack, which it reads itself, and
 * with an expression, which n8n has to evaluate.
 *
 * `npm run bench -- --paced` does the work once under Mercado Libre's limit instead (500 reads in any minute):
 * how near it comes to the least possible time, and how many requests are refused.
 *
 * `npm run bench -- --answer` measures from a buyer's message to the answer instead: see answer.mts.
 *
 * `npm run bench -- --profile` also writes a CPU profile of n8n to .cache/ (open it in Chrome's DevTools).
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { startSandbox } from '../../sandbox/mercadolibre/server.ts';
import { N8nClient, type WorkflowNode } from '../../sandbox/n8n/client.ts';
import { packPackage } from '../../sandbox/n8n/communityPackage.ts';
import {
	connectAccount,
	connectGenericAccount,
	sellers,
} from '../../sandbox/n8n/mercadoLibreAccount.ts';
import { startN8n } from '../../sandbox/n8n/server.ts';
import { benchAnswer } from './answer.mts';

const CONVERSATIONS = 1_000;
const LATENCIES_MS = [0, 100];
const ROUNDS = 5;
/** So high that pacing never waits: what is measured is the work. */
const NO_LIMIT = 10_000_000;

/** Mercado Libre's own limit. */
const LIMIT = { requests: 500, windowMs: 60_000 };

const { values } = parseArgs({
	options: {
		answer: { type: 'boolean', default: false },
		paced: { type: 'boolean', default: false },
		profile: { type: 'boolean', default: false },
	},
});

const owner = {
	email: 'owner@example.com',
	password: 'Mercado-Libre-1',
	firstName: 'B',
	lastName: 'B',
};
const folder = await mkdtemp(join(tmpdir(), 'mercadolibre-bench-'));
const sandbox = await startSandbox({ seed: false });
const n8n = await startN8n({
	userFolder: join(folder, 'n8n'),
	packageTarball: await packPackage(folder),
	env: values.profile ? { NODE_OPTIONS: `--cpu-prof --cpu-prof-dir=${resolve('.cache')}` } : {},
});
try {
	await bench();
} finally {
	await n8n.stop();
	await sandbox.close();
	await rm(folder, { recursive: true, force: true, maxRetries: 3 });
}

async function bench(): Promise<void> {
	if (values.answer) {
		const client = new N8nClient(n8n.url);
		await client.setUpOwner(owner);
		return await benchAnswer(sandbox, n8n, client);
	}
	for (let i = 0; i < CONVERSATIONS; i++) {
		sandbox.control.buyerWrites({
			packId: String(2_000_000_000_000_000 + i),
			text: `Question ${i}`,
			sellerId: sellers.globalSelling,
		});
	}
	const client = new N8nClient(n8n.url);
	await client.setUpOwner(owner);
	const credential = await connectAccount(client, {
		sandboxUrl: sandbox.url,
		data: values.paced ? {} : { requestsPerMinute: NO_LIMIT },
	});
	const credentials = { mercadoLibreOAuth2Api: credential };
	const mercadoLibre = (packId: string): Partial<WorkflowNode> => ({
		type: 'n8n-nodes-mercadolibre-messaging.mercadoLibre',
		typeVersion: 1,
		parameters: {
			resource: 'message',
			operation: 'getAll',
			packId: { __rl: true, mode: 'id', value: packId },
		},
		credentials,
	});
	const contestants: Record<string, Partial<WorkflowNode>> = {
		'Mercado Libre': mercadoLibre('={{ $json.packId }}'),
		'Mercado Libre with an expression': mercadoLibre('={{ $json.packId.trim() }}'),
		'HTTP Request': {
			type: 'n8n-nodes-base.httpRequest',
			typeVersion: 4.2,
			parameters: {
				url: `=${sandbox.url}/marketplace/messages/packs/{{ $json.packId }}?limit=50&offset=0&mark_as_read=false`,
				authentication: 'genericCredentialType',
				genericAuthType: 'oAuth2Api',
			},
			credentials: {
				oAuth2Api: await connectGenericAccount(client, { sandboxUrl: sandbox.url }),
			},
		},
	};
	const ids: Record<string, string> = {};
	for (const [name, node] of Object.entries(contestants)) {
		ids[name] = (await client.createWorkflow(workflow(name, credentials, node))).id;
	}
	if (values.paced) return await paced(client, ids['Mercado Libre']);
	const names = Object.keys(ids);
	for (const ms of LATENCIES_MS) {
		sandbox.control.setLatency({ ms });
		const rounds: Record<string, number>[] = [];
		for (let round = 0; round <= ROUNDS; round++) {
			const times: Record<string, number> = {};
			// Everyone begins in turn, and leaves others its garbage.
			for (const i of names.keys()) {
				const name = names[(i + round) % names.length];
				times[name] = await timeOf(client, ids[name]);
			}
			// The first round warms up.
			if (round === 0) continue;
			rounds.push(times);
			const told = names.map((name) => `${name} ${(times[name] / CONVERSATIONS).toFixed(2)}`);
			console.log(`latency ${ms} ms, round ${round}, ms an item: ${told.join(', ')}`);
		}
		for (const name of names.filter((one) => one !== 'HTTP Request')) {
			const ratios = rounds
				.map((times) => times['HTTP Request'] / times[name])
				.sort((a, b) => a - b);
			console.log(
				`latency ${ms} ms: ${name} is ${ratios[ratios.length >> 1].toFixed(2)} times as fast as HTTP Request (median of ${ROUNDS})`,
			);
		}
	}
}

/** How long n8n worked on all items, in ms. */
async function timeOf(client: N8nClient, workflowId: string): Promise<number> {
	const execution = await client.run(workflowId, 'Start', 300);
	const items = execution.items('Contestant').length;
	if (execution.status !== 'success' || items !== CONVERSATIONS) {
		throw new Error(`${execution.status}, ${items} items ${execution.error?.message ?? ''}`);
	}
	return execution.runs.Contestant[0].executionTime;
}

async function paced(client: N8nClient, workflowId: string): Promise<void> {
	sandbox.control.setRateLimit(LIMIT);
	sandbox.control.clearRequests();
	const execution = await client.run(workflowId, 'Start', 300);
	const items = execution.items('Contestant').length;
	const requests = sandbox.control.requests();
	const refused = requests.filter(({ status }) => status === 429).length;
	const tookMs = requests[requests.length - 1].at - requests[0].at;
	// The list and 1,000 conversations: the last of 1,001 reads must wait for the third minute.
	const leastMs = Math.floor(CONVERSATIONS / LIMIT.requests) * LIMIT.windowMs;
	console.log(
		`${items} of ${CONVERSATIONS} conversations read with ${requests.length} requests, ${refused} of them refused, in ${(tookMs / leastMs).toFixed(3)} of the least possible time`,
	);
}

function workflow(
	name: string,
	credentials: WorkflowNode['credentials'],
	contestant: Partial<WorkflowNode>,
) {
	const node = (nodeName: string, rest: Partial<WorkflowNode>): WorkflowNode =>
		({
			id: nodeName,
			name: nodeName,
			position: [0, 0],
			typeVersion: 1,
			parameters: {},
			...rest,
		}) as WorkflowNode;
	const next = (to: string) => ({ main: [[{ node: to, type: 'main', index: 0 }]] });
	return {
		name,
		nodes: [
			node('Start', { type: 'n8n-nodes-base.manualTrigger' }),
			node('Unread', {
				type: 'n8n-nodes-mercadolibre-messaging.mercadoLibre',
				parameters: { resource: 'conversation', operation: 'getAll', returnAll: true },
				credentials,
			}),
			node('Contestant', contestant),
		],
		connections: { Start: next('Unread'), Unread: next('Contestant') },
	};
}

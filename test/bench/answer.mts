/**
 * `npm run bench -- --answer`: how long it takes from a buyer's message to the answer, p50 and p95, in one real n8n:
 * notified of (Notification Trigger, then Send), by hand (n8n's Webhook node and two HTTP Request nodes), and polled
 * once a minute (Trigger, then Send). One buyer at a time, and a burst. Then the requests a day of push and polling.
 */
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { RunningSandbox } from '../../sandbox/mercadolibre/server.ts';
import type { N8nClient, WorkflowNode } from '../../sandbox/n8n/client.ts';
import {
	connectAccount,
	connectGenericAccount,
	sellers,
} from '../../sandbox/n8n/mercadoLibreAccount.ts';
import type { N8nServer } from '../../sandbox/n8n/server.ts';

const ONE_BY_ONE = 15;
const BURST = 50;
const POLLED = 20;
const NO_LIMIT = 10_000_000;
const POLLS_A_DAY = 24 * 60;
const BUSY_MESSAGES_A_DAY = 500;
const PATIENCE_MS = 300_000;

const TYPE = 'n8n-nodes-mercadolibre-messaging';
const TEXT = 'Hola, gracias por escribir.';

export async function benchAnswer(
	{ control, url }: RunningSandbox,
	n8n: N8nServer,
	client: N8nClient,
): Promise<void> {
	const mercadoLibreOAuth2Api = await connectAccount(client, {
		sandboxUrl: url,
		data: { requestsPerMinute: NO_LIMIT },
	});
	const oAuth2Api = await connectGenericAccount(client, { sandboxUrl: url });
	const ours = (name: string, type: string, parameters: object): Partial<WorkflowNode> => ({
		name,
		type: `${TYPE}.${type}`,
		typeVersion: 1,
		parameters: parameters as WorkflowNode['parameters'],
		credentials: { mercadoLibreOAuth2Api },
	});
	const byHand = (name: string, parameters: object): Partial<WorkflowNode> => ({
		name,
		type: 'n8n-nodes-base.httpRequest',
		typeVersion: 4.2,
		parameters: {
			authentication: 'genericCredentialType',
			genericAuthType: 'oAuth2Api',
			...parameters,
		},
		credentials: { oAuth2Api },
	});
	const send = ours('Answer', 'mercadoLibre', {
		resource: 'message',
		operation: 'send',
		packId: { __rl: true, mode: 'id', value: '={{ $json.packId }}' },
		text: TEXT,
	});

	const activate = async (name: string, nodes: Partial<WorkflowNode>[]): Promise<string> => {
		const { id } = await client.createWorkflow(chain(name, nodes));
		await client.activate(id);
		return id;
	};
	const listen = async (address: string) => {
		// n8n says that it is active some moments before it knows the address.
		for (let status = 404; status === 404; await sleep(100)) {
			({ status } = await fetch(address, { method: 'POST', body: '' }));
		}
		control.setCallback({ url: address, topics: ['marketplace_messages'], lateAfterMs: 60_000 });
	};

	let packs = 2_000_000_000_000_000;
	const write = () =>
		control.buyerWrites({
			packId: String(++packs),
			text: 'Hola',
			sellerId: sellers.globalSelling,
			buyerId: 700_000_000 + (packs % 1_000_000),
		}).packId;
	const answerTime = (packId: string): number | undefined => {
		const { messages, sellerId } = control.conversation({ packId });
		const answer = messages.find(({ from }) => from === sellerId);
		return answer && Date.parse(answer.createdAt) - Date.parse(messages[0].createdAt);
	};
	const answered = async (packIds: string[]): Promise<number[]> => {
		const until = Date.now() + PATIENCE_MS;
		for (;;) {
			const times = packIds.map(answerTime).filter((one) => one !== undefined);
			if (times.length === packIds.length) return times;
			if (Date.now() > until) throw new Error(`${times.length} of ${packIds.length} answered`);
			await sleep(20);
		}
	};
	const oneByOne = async () => {
		const times: number[] = [];
		for (let i = 0; i < ONE_BY_ONE; i++) {
			times.push(...(await answered([write()])));
			await sleep(300);
		}
		return times.slice(3);
	};
	const burst = async () => await answered(Array.from({ length: BURST }, write));

	const pushId = randomUUID();
	const handId = randomUUID();
	const contestants = {
		push: {
			address: `${n8n.url}/webhook/${pushId}/webhook`,
			nodes: [
				{
					...ours('Notified', 'mercadoLibreNotificationTrigger', { event: 'messageReceived' }),
					typeVersion: 1.1,
					webhookId: pushId,
				},
				send,
			],
		},
		'by hand': {
			address: `${n8n.url}/webhook/${handId}`,
			nodes: [
				{
					name: 'Webhook',
					type: 'n8n-nodes-base.webhook',
					typeVersion: 2,
					parameters: { httpMethod: 'POST', path: handId, options: {} },
					webhookId: handId,
				},
				byHand('Read', {
					url: `=${url}{{ $json.body.resource }}`,
				}),
				byHand('Write', {
					method: 'POST',
					url: `=${url}/marketplace/messages/packs/{{ $json.messages[0].message_resources[0].id }}`,
					sendBody: true,
					specifyBody: 'json',
					jsonBody: JSON.stringify({ text: TEXT }),
				}),
			],
		},
	};
	let perMessage = 0;
	for (let round = 1; round <= 2; round++) {
		for (const [name, { address, nodes }] of Object.entries(contestants)) {
			const id = await activate(name, nodes);
			await listen(address);
			await answered([write()]);
			control.clearRequests();
			tell(`${name}, one at a time, round ${round}`, await oneByOne());
			if (name === 'push') perMessage = control.stats().total / ONE_BY_ONE;
			tell(`${name}, a burst of ${BURST}, round ${round}`, await burst());
			await client.deactivate(id);
		}
	}

	control.setCallback({ url: null });
	control.clearRequests();
	await activate('polled', [
		ours('Polled', 'mercadoLibreTrigger', {
			pollTimes: { item: [{ mode: 'everyMinute' }] },
			event: 'messageReceived',
			options: { markAsRead: true },
		}),
		send,
	]);
	// n8n says that it is active some moments before the first poll: what is written before that was there already.
	while (control.stats().total === 0) await sleep(50);
	const written: string[] = [];
	for (let i = 0; i < POLLED; i++) {
		written.push(write());
		await sleep(3_000);
	}
	tell('polled once a minute', await answered(written));
	// Everything was read, and nobody writes: what two polls more cost.
	await sleep(70_000);
	control.clearRequests();
	await sleep(120_000);
	const perPoll = control.stats().total / 2;
	const day = (idle: number, busy: number) => `${Math.round(idle)} idle, ${Math.round(busy)} busy`;
	console.log(`requests a day (busy: ${BUSY_MESSAGES_A_DAY} messages, answers included):`);
	console.log(`  push     ${day(0, perMessage * BUSY_MESSAGES_A_DAY)}`);
	console.log(
		`  polling  ${day(perPoll * POLLS_A_DAY, perPoll * POLLS_A_DAY + (perMessage + 1) * BUSY_MESSAGES_A_DAY)}`,
	);
}

function tell(what: string, times: number[]): void {
	const sorted = [...times].sort((a, b) => a - b);
	const at = (part: number) =>
		(sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] / 1_000).toFixed(2);
	console.log(`${what}: p50 ${at(0.5)} s, p95 ${at(0.95)} s`);
}

function chain(name: string, given: Partial<WorkflowNode>[]) {
	const nodes = given.map(
		(node) => ({ id: node.name, position: [0, 0], parameters: {}, ...node }) as WorkflowNode,
	);
	const links = nodes
		.slice(1)
		.map((node, i) => [nodes[i].name, { main: [[{ node: node.name, type: 'main', index: 0 }]] }]);
	return { name, nodes, connections: Object.fromEntries(links) as Record<string, unknown> };
}

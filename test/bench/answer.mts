// (g): how long it takes from a buyer's message to the answer: notified of (Notification Trigger, then Send), by hand
// (n8n's Webhook node and two HTTP Request nodes), and polled once a minute (Trigger, then Send).
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { WorkflowJson, WorkflowNode } from '../../sandbox/n8n/client.ts';
import { applicationIdOf } from '../e2e/support/seller.ts';
import { openStage } from '../e2e/support/stage.ts';
import { TRIGGER, triggered } from '../e2e/support/trigger.ts';
import { builtInNode, byId, inARow } from '../e2e/support/workflows.ts';
import { MESSAGES, newContestants } from './contestants.mts';
import { median } from './finding.mts';
import type { Finding } from './finding.mts';

const ROUNDS = 2;
const ONE_BY_ONE = 12;
const BURST = 50;
const POLLED = 20;
const POLLS_A_DAY = 24 * 60;
const BUSY_MESSAGES_A_DAY = 500;
const PATIENCE_MS = 300_000;
const TEXT = 'Hola, gracias por escribir.';

const PUSH = 'Notification Trigger, Send';
const HAND = 'Webhook, two HTTP Requests';
const POLL = 'Trigger, polling each minute, Send';

export async function measureAnswers(): Promise<Finding> {
	const stage = await openStage();
	try {
		const { client, n8n, mercadoLibre } = stage;
		const { control } = mercadoLibre;
		const node = await newContestants(stage);
		const { sellerId, credential } = node.seller;
		const clientId = applicationIdOf(sellerId);
		const send = node.mercadoLibre('Answer', {
			resource: 'message',
			operation: 'send',
			packId: byId('={{ $json.packId }}'),
			text: TEXT,
		});

		const activate = async (workflow: WorkflowJson): Promise<string> => {
			const { id } = await client.createWorkflow(workflow);
			await client.activate(id);
			return id;
		};
		const listen = async (address: string) => {
			// n8n says that it is active some moments before it knows the address.
			for (let status = 404; status === 404; await sleep(100)) {
				({ status } = await fetch(address, { method: 'POST', body: '' }));
			}
			control.setCallback({
				clientId,
				url: address,
				topics: ['marketplace_messages'],
				lateAfterMs: 60_000,
			});
		};

		let packs = 2_000_000_000_000_000;
		const write = () =>
			control.buyerWrites({
				packId: String(++packs),
				text: 'Hola',
				sellerId,
				buyerId: 700_000_000 + (packs % 1_000_000),
			}).packId;
		const answerTime = (packId: string): number | undefined => {
			const { messages, sellerId: from } = control.conversation({ packId });
			const answer = messages.find((message) => message.from === from);
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

		const pushId = randomUUID();
		const handId = randomUUID();
		const contestants: Record<string, { address: string; nodes: WorkflowNode[] }> = {
			[PUSH]: {
				address: `${n8n.url}/webhook/${pushId}/webhook`,
				nodes: [
					{
						...node.mercadoLibre('Notified', { event: 'messageReceived' }),
						type: 'n8n-nodes-mercadolibre-messaging.mercadoLibreNotificationTrigger',
						typeVersion: 1.1,
						webhookId: pushId,
					},
					send,
				],
			},
			[HAND]: {
				address: `${n8n.url}/webhook/${handId}`,
				nodes: [
					{
						...builtInNode('Webhook', 'webhook', 2, {
							httpMethod: 'POST',
							path: handId,
							options: {},
						}),
						webhookId: handId,
					},
					node.httpRequest('Read', { url: '{{ $json.body.resource }}' }),
					node.httpRequest('Write', {
						method: 'POST',
						url: `${MESSAGES}/packs/{{ $json.messages[0].message_resources[0].id }}`,
						sendBody: true,
						specifyBody: 'json',
						jsonBody: JSON.stringify({ text: TEXT }),
					}),
				],
			},
		};

		const alone: Record<string, number[]> = { [PUSH]: [], [HAND]: [], [POLL]: [] };
		const inBurst: Record<string, number[]> = { [PUSH]: [], [HAND]: [] };
		let perMessage = 0;
		for (let round = 1; round <= ROUNDS; round++) {
			for (const [name, { address, nodes }] of Object.entries(contestants)) {
				const id = await activate({ name, ...inARow(nodes) });
				await listen(address);
				for (let i = 0; i < 3; i++) await answered([write()]);
				control.clearRequests();
				for (let i = 0; i < ONE_BY_ONE; i++) {
					alone[name].push(...(await answered([write()])));
					await sleep(300);
				}
				if (name === PUSH) perMessage = control.stats().total / ONE_BY_ONE;
				inBurst[name].push(...(await answered(Array.from({ length: BURST }, write))));
				await client.deactivate(id);
			}
			console.error(`  round ${round} of ${ROUNDS}`);
		}

		control.setCallback({ clientId, url: null });
		control.clearRequests();
		const polled = triggered(credential, { options: { markAsRead: true }, then: [send] });
		for (const { name, parameters } of polled.nodes)
			if (name === TRIGGER) parameters.pollTimes = { item: [{ mode: 'everyMinute' }] };
		await activate(polled);
		// n8n says that it is active some moments before the first poll: what is written before that was there already.
		while (control.stats().total === 0) await sleep(50);
		const written: string[] = [];
		for (let i = 0; i < POLLED; i++) {
			written.push(write());
			await sleep(3_000);
		}
		alone[POLL] = await answered(written);

		const row = (name: string, how: string, times: number[]) => [
			name,
			how,
			String(times.length),
			...[0.5, 0.95].map((part) => (at(times, part) / 1_000).toFixed(2)),
		];
		const busy = perMessage * BUSY_MESSAGES_A_DAY;
		return {
			title: "From a buyer's message to the answer",
			how: `From the time of the buyer's message to that of the answer, as Mercado Libre stores them. Buyers write one after the other, or ${BURST} at once; ${ROUNDS} rounds by turns. Polling is once a minute, n8n's least, with buyers who write every three seconds. In a day without messages polling makes ${POLLS_A_DAY} requests, one a poll, and notifications make none; ${BUSY_MESSAGES_A_DAY} messages and their answers take about ${Math.round(busy)} more.`,
			head: ['How', 'Buyers', 'Messages', 'Half within, s', '95% within, s'],
			rows: [
				...[PUSH, HAND].flatMap((name) => [
					row(name, 'one at a time', alone[name]),
					row(name, `${BURST} at once`, inBurst[name]),
				]),
				row(POLL, 'every 3 s', alone[POLL]),
			],
			targets: [],
			panels: [
				{
					title: "From a buyer's message to the answer, one buyer at a time",
					bars: [PUSH, HAND, POLL].map((name) => {
						const value = median(alone[name]) / 1_000;
						return { label: name, value, told: `${value.toFixed(2)} s`, isOurs: name !== HAND };
					}),
				},
			],
		};
	} finally {
		await stage.close();
	}
}

function at(times: number[], part: number): number {
	const sorted = times.toSorted((a, b) => a - b);
	return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))];
}

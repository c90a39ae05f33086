// (g): how long it takes from a buyer's message to the answer: notified of (Notification Trigger, then Send), by hand
// (n8n's Webhook node and two HTTP Request nodes), and polled once a minute (Trigger, then Send); and how long Mercado
// Libre waits for the 200 to its notification.
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { WorkflowJson, WorkflowNode } from '../../sandbox/n8n/client.ts';
import { applicationIdOf } from '../e2e/support/seller.ts';
import { openStage } from '../e2e/support/stage/stage.ts';
import type { Stage } from '../e2e/support/stage/stage.ts';
import { TRIGGER, triggered } from '../e2e/support/trigger.ts';
import { builtInNode, byId, inARow } from '../e2e/support/workflows.ts';
import { byTurns, MESSAGES, newContestants } from './contestants.mts';
import { median } from './finding.mts';
import type { Finding } from './finding.mts';

const ROUNDS = 4;
const ONE_BY_ONE = 12;
const BURST = 50;
const STEADY = 30;
const STEADY_EVERY_MS = 100;
const HANGS_MS = 3_000;
const POLLED = 20;
const POLLS_A_DAY = 24 * 60;
const BUSY_MESSAGES_A_DAY = 500;
const PATIENCE_MS = 300_000;

const MOST_ALONE_MS = 1_000;
const MOST_TIMES_AS_LONG = 1.3;

const TEXT = 'Hola, gracias por escribir.';

const PUSH = 'Notification Trigger, Send';
const HAND = 'Webhook, two HTTP Requests';
const POLL = 'Trigger, polling each minute, Send';

/** In ms. */
interface Times {
	/** From each message to its answer. */
	answers: number[];
	/** From each notification to the 200 for it. */
	acknowledged: number[];
}

type Round = Record<'alone' | 'burst' | 'hanging' | 'burstHanging', Times>;

/** With it, n8n makes an isolate for expressions only when one is evaluated. */
const LAZY = 'N8N_EXPRESSION_ENGINE_LAZY_ACQUIRE';

/** A seller whose buyers write, and what answers them in an n8n. */
async function newShop(stage: Stage) {
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
			lateAfterMs: 300_000,
		});
	};

	let packs = 2_000_000_000_000_000;
	const unread: string[] = [];
	const write = () => {
		const { packId } = control.buyerWrites({
			packId: String(++packs),
			text: 'Hola',
			sellerId,
			buyerId: 700_000_000 + (packs % 1_000_000),
		});
		unread.push(packId);
		return packId;
	};
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
	/** Lets buyers write; how long it takes to the answers, and to the 200s. */
	const timed = async (writing: () => Promise<string[]>): Promise<Times> => {
		const before = control.notifications().length;
		const answers = await answered(await writing());
		await control.notificationsSettled();
		const acknowledged = control
			.notifications()
			.slice(before)
			.map(({ attempts }) => attempts[0].ms);
		return { answers, acknowledged };
	};
	const atOnce = async () => Array.from({ length: BURST }, write);
	const steadily = async () => {
		const packIds: string[] = [];
		for (let i = 0; i < STEADY; i++, await sleep(STEADY_EVERY_MS)) packIds.push(write());
		return packIds;
	};

	/** Lets a contestant answer, in a workflow that has answered some already. */
	const contest = async <T,>(name: string, contestOf: () => Promise<T>): Promise<T> => {
		const { address, nodes } = contestants[name];
		const id = await activate({ name, ...inARow(nodes) });
		await listen(address);
		for (let i = 0; i < 3; i++) await answered([write()]);
		const result = await contestOf();
		await client.deactivate(id);
		// A list of 1,000 unread would be full, and hide from polling what comes after.
		for (const packId of unread.splice(0)) control.readElsewhere({ packId });
		return result;
	};

	return {
		/** Requests for each message. */
		async requestsPerMessage(): Promise<number> {
			return await contest(PUSH, async () => {
				control.clearRequests();
				for (let i = 0; i < ONE_BY_ONE; i++) await answered([write()]);
				return control.stats().total / ONE_BY_ONE;
			});
		},
		burst: async (name: string): Promise<Times> =>
			await contest(name, async () => await timed(atOnce)),
		round: async (name: string): Promise<Round> =>
			await contest(name, async () => {
				const alone: Times = { answers: [], acknowledged: [] };
				for (let i = 0; i < ONE_BY_ONE; i++, await sleep(300)) {
					const { answers, acknowledged } = await timed(async () => [write()]);
					alone.answers.push(...answers);
					alone.acknowledged.push(...acknowledged);
				}
				const burst = await timed(atOnce);
				control.setLatency({ ms: HANGS_MS });
				const hanging = await timed(steadily);
				const burstHanging = await timed(atOnce);
				control.setLatency({ ms: 0 });
				return { alone, burst, hanging, burstHanging };
			}),
		/** From each message to its answer, polled each minute. */
		async polled(): Promise<number[]> {
			control.setCallback({ clientId, url: null });
			control.clearRequests();
			const workflow = triggered(credential, { options: { markAsRead: true }, then: [send] });
			for (const { name, parameters } of workflow.nodes)
				if (name === TRIGGER) parameters.pollTimes = { item: [{ mode: 'everyMinute' }] };
			await activate(workflow);
			// n8n says that it is active some moments before the first poll: what is written before that was there already.
			while (control.stats().total === 0) await sleep(50);
			const written: string[] = [];
			for (let i = 0; i < POLLED; i++, await sleep(3_000)) written.push(write());
			return await answered(written);
		},
	};
}

async function inN8n<T>(
	env: Record<string, string>,
	measure: (shop: Awaited<ReturnType<typeof newShop>>) => Promise<T>,
): Promise<T> {
	const stage = await openStage({ env });
	try {
		return await measure(await newShop(stage));
	} finally {
		await stage.close();
	}
}

export async function measureAnswers(): Promise<Finding> {
	const { rounds, polled, perMessage } = await inN8n({}, async (shop) => ({
		rounds: await byTurns([PUSH, HAND], ROUNDS, shop.round),
		perMessage: await shop.requestsPerMessage(),
		polled: await shop.polled(),
	}));
	const lazy = await inN8n(
		{ [LAZY]: 'true' },
		async (shop) => await byTurns([PUSH, HAND], ROUNDS, shop.burst),
	);
	const together = (times: Times[]): Times => ({
		answers: times.flatMap(({ answers }) => answers),
		acknowledged: times.flatMap(({ acknowledged }) => acknowledged),
	});
	const all = (name: string, part: keyof Round | 'lazyBurst'): Times =>
		together(part === 'lazyBurst' ? lazy[name] : rounds[name].map((round) => round[part]));

	const inSeconds = (times: number[]) =>
		[0.5, 0.95].map((part) => (at(times, part) / 1_000).toFixed(2));
	const row = (name: string, buyers: string, part: keyof Round | 'lazyBurst') => {
		const { answers, acknowledged } = all(name, part);
		const isHanging = part === 'hanging' || part === 'burstHanging';
		const within = [0.5, 0.99].map((share) => at(acknowledged, share).toFixed(0));
		return [
			name,
			buyers,
			String(answers.length),
			...(isHanging ? ['', ''] : inSeconds(answers)),
			...within,
		];
	};
	const half = at(all(PUSH, 'alone').answers, 0.5);
	const burstTarget = (how: string, part: 'burst' | 'lazyBurst') => {
		const [ours, byHand] = [PUSH, HAND].map((name) => at(all(name, part).answers, 0.95));
		return {
			words: `${BURST} at once${how}, 95% answered no later than by hand: ${(ours / 1_000).toFixed(2)} s, by hand ${(byHand / 1_000).toFixed(2)} s`,
			isMet: ours <= byHand,
		};
	};
	const acknowledgedTarget = (how: string, part: 'hanging' | 'burstHanging') => {
		const ratio = at(all(PUSH, part).acknowledged, 0.99) / at(all(HAND, part).acknowledged, 0.99);
		return {
			words: `${how}, 99% of the 200s within ${MOST_TIMES_AS_LONG} times what n8n's Webhook node takes: ${ratio.toFixed(2)} times`,
			isMet: ratio <= MOST_TIMES_AS_LONG,
		};
	};
	const busy = perMessage * BUSY_MESSAGES_A_DAY;
	return {
		title: "From a buyer's message to the answer",
		how: `From the time of the buyer's message to that of the answer, as Mercado Libre stores them, and from a notification to the 200 for it. Buyers write one after the other, or ${BURST} at once. Then the API hangs: it takes ${HANGS_MS / 1_000} s for every request, and buyers write one each ${STEADY_EVERY_MS / 1_000} s (${STEADY}), or ${BURST} at once. "Lazy" is another n8n, with its setting \`${LAZY}=true\`: [scale](scale.md#many-notifications-at-once) says why. ${ROUNDS} rounds by turns. Polling is once a minute, n8n's least, with buyers who write every three seconds. In a day without messages polling makes ${POLLS_A_DAY} requests, one a poll, and notifications make none; ${BUSY_MESSAGES_A_DAY} messages and their answers take about ${Math.round(busy)} more.`,
		head: [
			'How',
			'Buyers',
			'Messages',
			'Half answered within, s',
			'95% within, s',
			'Half of the 200s within, ms',
			'99% within, ms',
		],
		rows: [
			...[PUSH, HAND].flatMap((name) => [
				row(name, 'one at a time', 'alone'),
				row(name, `${BURST} at once`, 'burst'),
				row(name, `${BURST} at once, lazy`, 'lazyBurst'),
				row(name, `one each ${STEADY_EVERY_MS / 1_000} s, the API hangs`, 'hanging'),
				row(name, `${BURST} at once, the API hangs`, 'burstHanging'),
			]),
			[POLL, 'every 3 s', String(polled.length), ...inSeconds(polled), '', ''],
		],
		targets: [
			{
				words: `one at a time, half answered in under ${MOST_ALONE_MS / 1_000} s: ${(half / 1_000).toFixed(2)} s`,
				isMet: half < MOST_ALONE_MS,
			},
			burstTarget('', 'burst'),
			burstTarget(', lazy', 'lazyBurst'),
			acknowledgedTarget('while the API hangs', 'hanging'),
			acknowledgedTarget(`while it hangs and ${BURST} come at once`, 'burstHanging'),
		],
		panels: [
			{
				title: "From a buyer's message to the answer, one buyer at a time",
				bars: [PUSH, HAND, POLL].map((name) => {
					const times = name === POLL ? polled : all(name, 'alone').answers;
					const value = median(times) / 1_000;
					return { label: name, value, told: `${value.toFixed(2)} s`, isOurs: name !== HAND };
				}),
			},
		],
	};
}

function at(times: number[], part: number): number {
	const sorted = times.toSorted((a, b) => a - b);
	return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))];
}

// (c): 200 buyers are answered, and every third answer of Mercado Libre is lost: the message is there, nobody is told.
import type { WorkflowNode } from '../../sandbox/n8n/client.ts';
import { openStage } from '../e2e/support/stage/stage.ts';
import { byId, chain } from '../e2e/support/workflows.ts';
import {
	BY_HAND,
	MESSAGES,
	OURS,
	byTurns,
	newContestants,
	run,
	wholeTime,
} from './contestants.mts';
import { median, ratios, seconds, spread } from './finding.mts';
import type { Finding } from './finding.mts';

const BUYERS = 200;
const LATENCY_MS = 100;
const ROUNDS = 3;
const TEXT = 'Hola, gracias por escribir.';

const CONTINUES = `${BY_HAND}, On Error: Continue`;
const RETRIES = `${BY_HAND}, Retry On Fail`;

export async function measureLostAnswers(): Promise<Finding> {
	const stage = await openStage();
	try {
		const { client, mercadoLibre } = stage;
		const { control } = mercadoLibre;
		const node = await newContestants(stage);
		const { sellerId } = node.seller;
		const post = {
			method: 'POST',
			url: `${MESSAGES}/packs/{{ $json.packId }}`,
			sendBody: true,
			specifyBody: 'json',
			jsonBody: JSON.stringify({ text: TEXT }),
		};
		const contestants: WorkflowNode[] = [
			node.mercadoLibre(OURS, {
				resource: 'message',
				operation: 'send',
				packId: byId('={{ $json.packId }}'),
				text: TEXT,
			}),
			{ ...node.httpRequest(CONTINUES, post), onError: 'continueRegularOutput' },
			{ ...node.httpRequest(RETRIES, post), retryOnFail: true },
		];
		const names = contestants.map(({ name }) => name);
		control.setLatency({ ms: LATENCY_MS });
		control.addFault({
			match: { method: 'POST', path: `^${MESSAGES}/packs/` },
			kind: 'dropAfter',
			times: 0,
			every: 3,
		});

		let packs = 2_000_000_000_000_000;
		const found = await byTurns(names, ROUNDS, async (name) => {
			const items = Array.from({ length: BUYERS }, () => {
				const packId = String(++packs);
				control.buyerWrites({ packId, sellerId, text: 'Hola' });
				return { packId };
			});
			const contestant = contestants.find((one) => one.name === name)!;
			const { id } = await client.createWorkflow(chain([contestant], items));
			const execution = await run(client, id);
			const answers = items.map(
				({ packId }) =>
					control.conversation({ packId }).messages.filter(({ from }) => String(from) === sellerId)
						.length,
			);
			return {
				once: answers.filter((count) => count === 1).length,
				more: answers.filter((count) => count > 1).length,
				told: execution.items(name).filter(({ json }) => json.error === undefined).length,
				time: wholeTime(execution),
			};
		});

		const of = (name: string, what: 'once' | 'more' | 'told' | 'time') =>
			found[name].map((round) => round[what]);
		const onceOurs = Math.min(...of(OURS, 'once'));
		const toldOurs = Math.min(...of(OURS, 'told'));
		return {
			title: 'Answering 200 buyers while every third answer is lost',
			how: `${BUYERS} buyers have written. Mercado Libre, ${LATENCY_MS} ms away, stores every message, and breaks the connection of every third one instead of answering. The HTTP Request node runs once with "On Error: Continue" and once with "Retry On Fail" (three tries), with which the execution still fails. The Mercado Libre node reads each conversation before it sends. Times are those of the whole execution. ${ROUNDS} rounds.`,
			head: [
				'Sent by',
				'Answered once',
				'Answered more than once',
				'Told as sent',
				'Seconds',
				`${OURS} takes, of that`,
			],
			rows: names.map((name) => [
				name,
				String(median(of(name, 'once'))),
				String(median(of(name, 'more'))),
				String(median(of(name, 'told'))),
				seconds(of(name, 'time')),
				spread(ratios(of(OURS, 'time'), of(name, 'time'))),
			]),
			targets: [
				{
					words: `all ${BUYERS} answered once and told so, in every round: ${onceOurs} answered once, ${toldOurs} told`,
					isMet: onceOurs === BUYERS && toldOurs === BUYERS,
				},
			],
			panels: [
				{
					title: `${BUYERS} buyers, every third answer lost: answered once, and told so (more is better)`,
					bars: names.map((name) => {
						const value = Math.min(median(of(name, 'once')), median(of(name, 'told')));
						return { label: name, value, told: String(value), isOurs: name === OURS };
					}),
				},
			],
		};
	} finally {
		await stage.close();
	}
}

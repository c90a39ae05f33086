// (a): 1,000 conversations are read.
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
import type { Bar, Finding, Target } from './finding.mts';

const CONVERSATIONS = 1_000;
const LATENCIES_MS = [0, 100];
const ROUNDS = 5;
const LEAST_RATIO = 4;

/** n8n evaluates an expression; what is but a field of the item, the node reads itself. */
const WITH_EXPRESSION = `${OURS}, an expression as its pack`;

export async function measureReads(env: Record<string, string>): Promise<Finding> {
	const stage = await openStage({ env });
	try {
		const { client, mercadoLibre } = stage;
		const node = await newContestants(stage, { conversations: CONVERSATIONS });
		const unread = node.mercadoLibre('Unread', {
			resource: 'conversation',
			operation: 'getAll',
			returnAll: true,
		});
		const read = (name: string, packId: string) =>
			node.mercadoLibre(name, { resource: 'message', operation: 'getAll', packId: byId(packId) });
		const contestants = [
			read(OURS, '={{ $json.packId }}'),
			read(WITH_EXPRESSION, '={{ $json.packId.trim() }}'),
			node.httpRequest(BY_HAND, {
				url: `${MESSAGES}/packs/{{ $json.packId }}?limit=50&offset=0&mark_as_read=false`,
			}),
		];
		const names = contestants.map(({ name }) => name);
		const ids: Record<string, string> = {};
		for (const contestant of contestants) {
			ids[contestant.name] = (await client.createWorkflow(chain([unread, contestant]))).id;
		}

		const rows: string[][] = [];
		const targets: Target[] = [];
		const bars: Bar[] = [];
		for (const ms of LATENCIES_MS) {
			mercadoLibre.control.setLatency({ ms });
			const times = await byTurns(names, ROUNDS, async (name) => {
				const execution = await run(client, ids[name]);
				const items = execution.items(name).length;
				if (execution.status !== 'success' || items !== CONVERSATIONS)
					throw new Error(`${name}: ${execution.status}, ${items} items`);
				return { node: execution.runs[name][0].executionTime, whole: wholeTime(execution) };
			});
			const nodeOf = (name: string) => times[name].map((one) => one.node);
			const wholeOf = (name: string) => times[name].map((one) => one.whole);
			for (const name of names) {
				rows.push([
					`${ms} ms`,
					name,
					seconds(nodeOf(name)),
					spread(ratios(nodeOf(BY_HAND), nodeOf(name))),
					seconds(wholeOf(name)),
					spread(ratios(wholeOf(BY_HAND), wholeOf(name))),
				]);
			}
			const ratio = median(ratios(nodeOf(BY_HAND), nodeOf(OURS)));
			targets.push({
				words: `at least ${LEAST_RATIO} times as fast at ${ms} ms: ${ratio.toFixed(2)} times`,
				isMet: ratio >= LEAST_RATIO,
			});
			for (const name of [OURS, BY_HAND]) {
				const value = median(nodeOf(name)) / 1_000;
				const told = `${value.toFixed(1)} s`;
				bars.push({ label: `${name}, ${ms} ms away`, value, told, isOurs: name === OURS });
			}
		}
		return {
			title: 'Reading 1,000 conversations',
			how: `A workflow lists ${CONVERSATIONS} unread conversations and reads each of them, with Mercado Libre 0 and 100 ms away and without its limit. "Node" is the time of the node that reads alone, "workflow" that of the whole execution. ${ROUNDS} rounds.`,
			head: ['Latency', 'Read by', 'Node, s', 'Times as fast', 'Workflow, s', 'Times as fast'],
			rows,
			targets,
			panels: [{ title: 'Reading 1,000 conversations', bars }],
		};
	} finally {
		await stage.close();
	}
}

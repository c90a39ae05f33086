// (b): the same work under Mercado Libre's limit.
import { openStage } from '../e2e/support/stage/stage.ts';
import { byId, chain } from '../e2e/support/workflows.ts';
import { OURS, newContestants, run } from './contestants.mts';
import type { Finding } from './finding.mts';

const CONVERSATIONS = 1_000;
/** Mercado Libre's own limit. */
const LIMIT = { requests: 500, windowMs: 60_000 };
const MOST = 1.02;

export async function measurePaced(): Promise<Finding> {
	const stage = await openStage();
	try {
		const { control } = stage.mercadoLibre;
		const node = await newContestants(stage, {
			conversations: CONVERSATIONS,
			requestsPerMinute: LIMIT.requests,
		});
		const list = { resource: 'conversation', operation: 'getAll', returnAll: true };
		const read = {
			resource: 'message',
			operation: 'getAll',
			packId: byId('={{ $json.packId }}'),
		};
		const { id } = await stage.client.createWorkflow(
			chain([node.mercadoLibre('Unread', list), node.mercadoLibre(OURS, read)]),
		);
		control.setRateLimit(LIMIT);
		control.clearRequests();
		const items = (await run(stage.client, id)).items(OURS).length;
		const requests = control.requests();
		const refused = requests.filter(({ status }) => status === 429).length;
		const tookMs = requests[requests.length - 1].at - requests[0].at;
		// The list and 1,000 conversations: the last of 1,001 reads must wait for the third minute.
		const leastMs = Math.floor(CONVERSATIONS / LIMIT.requests) * LIMIT.windowMs;
		const ratio = tookMs / leastMs;
		return {
			title: 'The same under the limit',
			how: `Mercado Libre lets ${LIMIT.requests} reads through in any minute, so the last of ${CONVERSATIONS + 1} can begin after ${leastMs / 1_000} s at the earliest. One run.`,
			head: ['Conversations read', 'Requests', 'Refused', 'Seconds', 'Of the least possible time'],
			rows: [
				[
					String(items),
					String(requests.length),
					String(refused),
					(tookMs / 1_000).toFixed(1),
					ratio.toFixed(3),
				],
			],
			targets: [
				{
					words: `within ${MOST} of the least possible time: ${ratio.toFixed(3)}`,
					isMet: items === CONVERSATIONS && ratio <= MOST,
				},
			],
		};
	} finally {
		await stage.close();
	}
}

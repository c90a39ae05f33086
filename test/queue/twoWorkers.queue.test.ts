// One account, two workers, each with an execution: what one does not know of the other.
import { PATIENCE_SECONDS, waitFor } from '../e2e/support/patience.ts';
import { startChain } from '../e2e/support/runs.ts';
import { newSeller } from '../e2e/support/seller.ts';
import { byId, mercadoLibreNode } from '../e2e/support/workflows.ts';
import { openCluster } from './support/cluster.ts';
import type { Cluster } from './support/cluster.ts';

const WORKERS = 2;
const READS = 1_200;
const LIMIT = 500;

let cluster: Cluster;

// With one execution at once, each worker takes one.
beforeAll(async () => {
	cluster = await openCluster({ workers: WORKERS, executionsAtOnce: 1 });
});
afterAll(async () => await cluster?.close());

it('of two workers that answer one buyer, the one that had to wait looks again, and skips', async () => {
	const { client, mercadoLibre } = cluster;
	const { control } = mercadoLibre;
	const { sellerId, credential, packs } = await newSeller(
		{ client, mercadoLibre },
		{ conversations: 1 },
	);
	const [packId] = packs;
	const startAnswer = async (text: string) => {
		const answer = mercadoLibreNode('Answer', credential, {
			resource: 'message',
			operation: 'send',
			packId: byId(packId),
			text,
			options: { onlyIfBuyerWroteLast: true },
		});
		return await startChain(client, [answer]);
	};
	const skipped = async (id: string) => {
		const execution = await client.waitForExecution(id, PATIENCE_SECONDS);
		expect(execution.error).toBeUndefined();
		return execution.json('Answer')[0].skipped === true;
	};

	control.addFault({
		match: { method: 'POST', path: '/marketplace/messages/packs' },
		kind: 'status',
		status: 429,
		headers: { 'retry-after': '20' },
	});
	const waiting = await startAnswer('Del primero');
	await waitFor(() => control.stats().byStatus[429] === 1, { what: 'the first to wait' });
	control.buyerWrites({ packId, sellerId, text: '¿Hay alguien?' });
	const other = await startAnswer('Del segundo');

	expect([await skipped(waiting), await skipped(other)].sort()).toEqual([false, true]);
	const { messages } = control.conversation({ packId });
	expect(messages.filter(({ from }) => String(from) === sellerId)).toHaveLength(1);
});

it('workers that ask for more than the limit together do all of it, and hardly a request is refused', async () => {
	const { client, mercadoLibre, workers } = cluster;
	const { control } = mercadoLibre;
	const { credential, packs } = await newSeller(
		{ client, mercadoLibre },
		{ conversations: READS / WORKERS },
	);
	control.setRateLimit({ requests: LIMIT, windowMs: 60_000, per: 'application' });
	control.clearRequests();
	const read = mercadoLibreNode('Read', credential, {
		resource: 'message',
		operation: 'getAll',
		packId: byId('={{ $json.packId }}'),
	});
	const items = packs.map((packId) => ({ packId }));
	const begin = Date.now();
	const executions = await Promise.all(
		workers.map(async () => {
			const id = await startChain(client, [read], items);
			return await client.waitForExecution(id, PATIENCE_SECONDS);
		}),
	);
	const seconds = (Date.now() - begin) / 1_000;
	for (const execution of executions) {
		expect(execution.error).toBeUndefined();
		expect(execution.items('Read')).toHaveLength(packs.length);
	}
	for (const worker of workers) expect(worker.log()).toContain('Worker started execution');
	const { 429: refused = 0, 200: done = 0 } = control.stats().byStatus;
	expect(done).toBe(READS);
	const percent = (100 * refused) / (refused + done);
	console.log(
		`${WORKERS} x ${packs.length} reads: ${seconds.toFixed(0)} s, of which Mercado Libre's limit takes ${60 * (Math.ceil(READS / LIMIT) - 1)} s; ${refused} refused (${percent.toFixed(1)}%)`,
	);
	expect(percent).toBeLessThan(5);
});

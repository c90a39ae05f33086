// One account, several workers: each has a Pool of its own, and Mercado Libre counts their requests together.
import { PATIENCE_SECONDS } from '../e2e/support/patience.ts';
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

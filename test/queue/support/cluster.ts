import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { startSandbox } from '../../../sandbox/mercadolibre/server.ts';
import type { RunningSandbox } from '../../../sandbox/mercadolibre/server.ts';
import { N8nClient } from '../../../sandbox/n8n/client.ts';
import { packPackage } from '../../../sandbox/n8n/communityPackage.ts';
import { startQueueServices } from '../../../sandbox/n8n/process/queueServices.ts';
import { startN8n } from '../../../sandbox/n8n/server.ts';
import type { N8nCommand, N8nServer } from '../../../sandbox/n8n/server.ts';
import { owner } from '../../e2e/support/stage/stage.ts';

/** n8n in queue mode: a main process, workers and one for webhooks, each with a disk of its own. */
export interface Cluster {
	mercadoLibre: RunningSandbox;
	main: N8nServer;
	workers: N8nServer[];
	webhooks: N8nServer;
	/** Logged in as the owner, at the main process. */
	client: N8nClient;
	close(): Promise<void>;
}

/** A worker's job counts as lost that long after it was last heard of: a tenth of what n8n waits, and far more than a worker is ever silent. */
const LOST_AFTER_SECONDS = 20;

export async function openCluster({
	workers: workerCount,
	executionsAtOnce = 10,
}: {
	workers: number;
	/** By each worker. */
	executionsAtOnce?: number;
}): Promise<Cluster> {
	const folder = await mkdtemp(join(tmpdir(), 'mercadolibre-queue-'));
	const closing: (() => Promise<unknown>)[] = [
		async () => await rm(folder, { recursive: true, force: true, maxRetries: 3 }),
	];
	const close = async () => {
		for (const end of closing.splice(0).reverse()) await end();
	};
	try {
		const services = await startQueueServices();
		closing.push(async () => await services.stop());
		const mercadoLibre = await startSandbox();
		closing.push(async () => await mercadoLibre.close());
		const packageTarball = await packPackage(folder);
		const env = {
			...services.env,
			N8N_ENCRYPTION_KEY: randomBytes(24).toString('base64'),
			// They share no disk.
			N8N_DEFAULT_BINARY_DATA_MODE: 'database',
			N8N_CONCURRENCY_PRODUCTION_LIMIT: String(executionsAtOnce),
			OFFLOAD_MANUAL_EXECUTIONS_TO_WORKERS: 'true',
			QUEUE_WORKER_LOCK_DURATION: String(LOST_AFTER_SECONDS * 1_000),
			QUEUE_WORKER_LOCK_RENEW_TIME: '5000',
			QUEUE_WORKER_STALLED_INTERVAL: '5000',
			// In minutes; n8n's own are 180.
			N8N_EXECUTIONS_QUEUE_RECOVERY_INTERVAL: '0.2',
		};
		const start = async (name: string, command: N8nCommand) => {
			const userFolder = join(folder, name);
			const server = await startN8n({ command, userFolder, packageTarball, env });
			closing.push(async () => await server.stop());
			return server;
		};
		// The main process makes the tables.
		const main = await start('main', 'start');
		const client = new N8nClient(main.url);
		await client.setUpOwner(owner);
		const names = Array.from({ length: workerCount }, (_, i) => `worker ${i + 1}`);
		const [webhooks, ...workers] = await Promise.all([
			start('webhooks', 'webhook'),
			...names.map(async (name) => await start(name, 'worker')),
		]);
		return { mercadoLibre, main, workers, webhooks, client, close };
	} catch (error) {
		await close();
		throw error;
	}
}

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { startSandbox } from '../../../../sandbox/mercadolibre/server.ts';
import type { RunningSandbox } from '../../../../sandbox/mercadolibre/server.ts';
import { N8nClient } from '../../../../sandbox/n8n/client.ts';
import { packPackage } from '../../../../sandbox/n8n/communityPackage.ts';
import { startN8n } from '../../../../sandbox/n8n/server.ts';
import type { N8nOptions, N8nServer } from '../../../../sandbox/n8n/server.ts';

export const owner = {
	email: 'owner@example.com',
	password: 'Mercado-Libre-1',
	firstName: 'Test',
	lastName: 'Owner',
};

export interface Stage {
	mercadoLibre: RunningSandbox;
	n8n: N8nServer;
	/** Logged in as the owner. */
	client: N8nClient;
	close(): Promise<void>;
}

/**
 * A local Mercado Libre, and a real n8n with the packed package. Starting takes some ten seconds: use `shared.ts`
 * unless the suite kills n8n, or wants it otherwise.
 */
export async function openStage(options: Partial<N8nOptions> = {}): Promise<Stage> {
	const folder = await mkdtemp(join(tmpdir(), 'mercadolibre-e2e-'));
	const opened: Partial<Stage> = {};
	const close = async () => {
		await opened.n8n?.stop();
		await opened.mercadoLibre?.close();
		await rm(folder, { recursive: true, force: true, maxRetries: 3 });
	};
	try {
		opened.mercadoLibre = await startSandbox();
		const packageTarball = await packPackage(folder);
		opened.n8n = await startN8n({
			userFolder: join(folder, 'n8n'),
			packageTarball,
			version: process.env.E2E_N8N_VERSION,
			...options,
		});
		opened.client = new N8nClient(opened.n8n.url);
		await opened.client.setUpOwner(owner);
		return { ...(opened as Stage), close };
	} catch (error) {
		await close();
		throw error;
	}
}

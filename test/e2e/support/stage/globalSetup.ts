import { openStage } from './stage.ts';
import type { Stage } from './stage.ts';

declare global {
	var sharedStage: Stage | undefined;
}

/** Opens the stage that the suites share; they find it by these variables, since jest isolates them from here. */
export default async function globalSetup(): Promise<void> {
	const stage = await openStage();
	globalThis.sharedStage = stage;
	process.env.E2E_N8N_URL = stage.n8n.url;
	process.env.E2E_MERCADO_LIBRE_URL = stage.mercadoLibre.url;
}

import type { Control } from '../../sandbox/mercadolibre/control.ts';
import { PATIENCE_SECONDS } from './support/patience.ts';
import { startChain } from './support/runs.ts';
import { connectSeller, newSeller } from './support/seller.ts';
import { openStage } from './support/stage/stage.ts';
import type { Stage } from './support/stage/stage.ts';
import { byId, mercadoLibreNode } from './support/workflows.ts';

const CONVERSATIONS = 200;
/** A fifth of the real one; its window ends when the test says so. */
const LIMIT = { requests: 100, windowMs: 3_600_000 };

let stages: Stage[] = [];
let control: Control;

/** The second n8n uses the Mercado Libre of the first. */
beforeAll(async () => {
	stages = await Promise.all([openStage(), openStage()]);
	({ control } = stages[0].mercadoLibre);
});

afterAll(async () => {
	await Promise.all(stages.map((stage) => stage.close()));
});

/** A window of the limit is over as soon as somebody was refused in it; returns how to stop that. */
function endWindowsOnceUsedUp(): () => void {
	let refused = 0;
	const watch = setInterval(() => {
		const { 429: all = 0 } = control.stats().byStatus;
		if (all > refused) control.setRateLimit(LIMIT);
		refused = all;
	}, 50);
	return () => clearInterval(watch);
}

/**
 * As the workers of n8n's queue mode are to each other, these are processes that know nothing of each other's
 * requests: each paces itself, and what is too much for the account is refused with 429. (Queue mode itself:
 * `npm run test:queue`.)
 */
it('two n8n processes at once on one account do everything, once, though each alone would use up the limit', async () => {
	const [first, second] = stages;
	const { url } = first.mercadoLibre;
	const { sellerId, credential, packs } = await newSeller(first, { conversations: CONVERSATIONS });
	const credentials = [credential, await connectSeller(second.client, url, sellerId)];
	control.setRateLimit(LIMIT);
	control.clearRequests();
	const packId = byId('={{ $json.packId }}');

	const stopEndingWindows = endWindowsOnceUsedUp();
	const executions = await Promise.all(
		stages.map(async ({ client }, n) => {
			const account = credentials[n];
			const share = packs.filter((_, i) => i % 2 === n);
			const id = await startChain(
				client,
				[
					mercadoLibreNode('Read', account, { resource: 'message', operation: 'getAll', packId }),
					mercadoLibreNode('Send', account, {
						resource: 'message',
						operation: 'send',
						packId,
						text: 'Gracias por escribir',
					}),
				],
				share.map((pack) => ({ packId: pack })),
			);
			return await client.waitForExecution(id, PATIENCE_SECONDS);
		}),
	).finally(stopEndingWindows);

	for (const execution of executions) {
		expect(execution.error).toBeUndefined();
		expect(execution.items('Read')).toHaveLength(CONVERSATIONS / 2);
		expect(execution.items('Send')).toHaveLength(CONVERSATIONS / 2);
	}
	for (const pack of packs) {
		const { buyerSees } = control.conversation({ packId: pack });
		expect(buyerSees.map(({ text }) => text)).toEqual(['Hola', 'Gracias por escribir']);
	}
	const { 429: refused = 0, ...others } = control.stats().byStatus;
	expect(Object.keys(others).sort()).toEqual(['200', '201']);
	// There was a shortage; who is refused waits, so fewer requests are in vain than not.
	expect(refused).toBeGreaterThan(0);
	expect(refused).toBeLessThan(2 * CONVERSATIONS);
});

// Who is compared: this package's node, and n8n's HTTP Request node with n8n's own OAuth2 credential, which is what
// people have without this package.
import { setTimeout as sleep } from 'node:timers/promises';
import type { Execution, N8nClient, WorkflowNode } from '../../sandbox/n8n/client.ts';
import { connectGenericAccount } from '../../sandbox/n8n/mercadoLibreAccount.ts';
import { PATIENCE_SECONDS } from '../e2e/support/patience.ts';
import { applicationOf, newSeller } from '../e2e/support/seller.ts';
import type { Seller } from '../e2e/support/seller.ts';
import type { Stage } from '../e2e/support/stage/stage.ts';
import { START, builtInNode, mercadoLibreNode } from '../e2e/support/workflows.ts';

export const OURS = 'Mercado Libre';
export const BY_HAND = 'HTTP Request';

/** So high that pacing never waits: what is measured is the work. */
export const NO_LIMIT = 10_000_000;

export const MESSAGES = '/marketplace/messages';

type Parameters = Record<string, unknown>;

export interface Contestants {
	seller: Seller;
	mercadoLibre(name: string, parameters: Parameters): WorkflowNode;
	/** `url` is a path of the API here. */
	httpRequest(name: string, parameters: Parameters & { url: string }): WorkflowNode;
}

/** A seller of their own, connected by both credentials. */
export async function newContestants(
	stage: Stage,
	{ conversations = 0, requestsPerMinute = NO_LIMIT } = {},
): Promise<Contestants> {
	const { client, mercadoLibre } = stage;
	const seller = await newSeller(stage, { conversations, requestsPerMinute });
	const oAuth2Api = await connectGenericAccount(client, {
		sandboxUrl: mercadoLibre.url,
		sellerId: seller.sellerId,
		...applicationOf(seller.sellerId),
	});
	return {
		seller,
		mercadoLibre: (name, parameters) => mercadoLibreNode(name, seller.credential, parameters),
		httpRequest: (name, { url, ...parameters }) => ({
			...builtInNode(name, 'httpRequest', 4.2, {
				url: `=${mercadoLibre.url}${url}`,
				authentication: 'genericCredentialType',
				genericAuthType: 'oAuth2Api',
				...parameters,
			}),
			credentials: { oAuth2Api },
		}),
	};
}

/** Runs a saved workflow, and rests a little, so that nobody pays for what n8n still does after the one before. */
export async function run(client: N8nClient, workflowId: string): Promise<Execution> {
	const execution = await client.run(workflowId, START, PATIENCE_SECONDS);
	await sleep(500);
	return execution;
}

/** From the start of an execution to its end, in ms. */
export function wholeTime({ summary }: Execution): number {
	return Date.parse(summary.stoppedAt ?? '') - Date.parse(summary.startedAt);
}

/** Rounds in which everyone begins in turn, and leaves others its garbage; the first one warms up, and does not count. */
export async function byTurns<T>(
	names: string[],
	rounds: number,
	measure: (name: string, round: number) => Promise<T>,
): Promise<Record<string, T[]>> {
	const found: Record<string, T[]> = Object.fromEntries(names.map((name) => [name, []]));
	for (let round = 0; round <= rounds; round++) {
		for (const i of names.keys()) {
			const name = names[(i + round) % names.length];
			const result = await measure(name, round);
			if (round > 0) found[name].push(result);
		}
		console.error(round === 0 ? '  warm' : `  round ${round} of ${rounds}`);
	}
	return found;
}

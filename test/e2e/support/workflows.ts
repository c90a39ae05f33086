import type {
	Execution,
	N8nClient,
	WorkflowJson,
	WorkflowNode,
} from '../../../sandbox/n8n/client.ts';
import type { CredentialReference } from '../../../sandbox/n8n/mercadoLibreAccount.ts';
import { PATIENCE_SECONDS } from './patience.ts';

type Parameters = Record<string, unknown>;

export const START = 'Start';

/** The package's node in a workflow. */
export function mercadoLibreNode(
	name: string,
	credential: CredentialReference,
	parameters: Parameters,
): WorkflowNode {
	return {
		...builtInNode(name, 'mercadoLibre', 1, parameters),
		type: 'n8n-nodes-mercadolibre-messaging.mercadoLibre',
		credentials: { mercadoLibreOAuth2Api: credential },
	};
}

export function builtInNode(
	name: string,
	type: string,
	typeVersion: number,
	parameters: Parameters,
): WorkflowNode {
	return {
		id: name,
		name,
		type: `n8n-nodes-base.${type}`,
		typeVersion,
		position: [0, 0],
		parameters,
	};
}

/** Nodes one after the other, behind a manual trigger that gives out these items. */
export function chain(nodes: WorkflowNode[], items: Parameters[] = [{}]): WorkflowJson {
	const all = [builtInNode(START, 'manualTrigger', 1, {}), ...nodes];
	return {
		name: nodes.map(({ name }) => name).join(', '),
		...inARow(all),
		pinData: { [START]: items.map((json) => ({ json })) },
	};
}

/** Each starts the next. */
export function inARow(nodes: WorkflowNode[]): Pick<WorkflowJson, 'nodes' | 'connections'> {
	const links = nodes
		.slice(1)
		.map(({ name }, i) => [nodes[i].name, { main: [[{ node: name, type: 'main', index: 0 }]] }]);
	return { nodes, connections: Object.fromEntries(links) };
}

export async function runChain(
	client: N8nClient,
	nodes: WorkflowNode[],
	items?: Parameters[],
): Promise<Execution> {
	const { id } = await client.createWorkflow(chain(nodes, items));
	return await client.run(id, START, PATIENCE_SECONDS);
}

/** Runs one operation for each of the items, and gives its output; throws what the node complains about. */
export async function runOperation(
	client: N8nClient,
	credential: CredentialReference,
	parameters: Parameters,
	items?: Parameters[],
): Promise<Parameters[]> {
	const execution = await runChain(
		client,
		[mercadoLibreNode('Operation', credential, parameters)],
		items,
	);
	if (execution.error)
		throw new Error(`${execution.error.message}\n${execution.error.description ?? ''}`, {
			cause: execution.error,
		});
	return execution.json('Operation');
}

/** A pack by its id, as the editor stores it in a resource locator. */
export const byId = (value: string) => ({ __rl: true, mode: 'id', value });

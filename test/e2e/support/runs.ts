import type { N8nClient, WorkflowNode } from '../../../sandbox/n8n/client.ts';
import { START, chain } from './workflows.ts';

/** Starts a chain of nodes without waiting for its end, and returns the execution's id. */
export async function startChain(
	client: N8nClient,
	nodes: WorkflowNode[],
	items?: Record<string, unknown>[],
): Promise<string> {
	const { id } = await client.createWorkflow(chain(nodes, items));
	return await client.startManually(id, START);
}

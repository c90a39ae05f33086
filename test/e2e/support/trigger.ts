import type { Item, N8nClient, WorkflowJson, WorkflowNode } from '../../../sandbox/n8n/client.ts';
import type { CredentialReference } from '../../../sandbox/n8n/mercadoLibreAccount.ts';
import type { LogEntry } from '../../../sandbox/mercadolibre/requestLog.ts';
import { waitFor } from './patience.ts';
import { builtInNode, inARow } from './workflows.ts';

export const TRIGGER = 'Trigger';

const TRIGGER_TYPE = 'n8n-nodes-mercadolibre-messaging.mercadoLibreTrigger';

/** What a poll begins with. */
const LISTS = [
	'/marketplace/messages/unread',
	'/messages/unread',
	'/marketplace/v2/claims/search',
	'/post-purchase/v1/claims/search',
];

/**
 * n8n refuses poll times of less than a minute, each by itself: here are as many as it takes, a minute each, to poll
 * every few seconds.
 */
export const pollTimes = (seconds: number) => ({
	item: Array.from({ length: Math.floor(60 / seconds) }, (_, i) => ({
		mode: 'custom',
		cronExpression: `${i * seconds} * * * * *`,
	})),
});

/** The workflow as its user would have it who is in a hurry. */
export function pollingEvery(seconds: number, workflow: WorkflowJson): WorkflowJson {
	return {
		...workflow,
		nodes: workflow.nodes.map((node) =>
			node.type === TRIGGER_TYPE
				? { ...node, parameters: { ...node.parameters, pollTimes: pollTimes(seconds) } }
				: node,
		),
	};
}

interface TriggerOptions {
	event?: string;
	options?: Record<string, unknown>;
	seconds?: number;
	/** What the trigger starts, one after the other. */
	then?: WorkflowNode[];
	settings?: Record<string, unknown>;
}

/** The package's trigger, and what it starts: a node that does nothing unless told otherwise. */
export function triggered(
	credential: CredentialReference,
	{ event = 'messageReceived', options = {}, seconds = 2, then, settings }: TriggerOptions = {},
): WorkflowJson {
	const trigger: WorkflowNode = {
		...builtInNode(TRIGGER, '', 1, { pollTimes: pollTimes(seconds), event, options }),
		type: TRIGGER_TYPE,
		credentials: { mercadoLibreOAuth2Api: credential },
	};
	const nodes = [trigger, ...(then ?? [builtInNode('Nothing', 'noOp', 1, {})])];
	return { name: event, ...inARow(nodes), settings };
}

/** What a node gave out in all executions of a workflow that have ended, the newest 100. */
async function allItems(client: N8nClient, workflowId: string, node = TRIGGER): Promise<Item[]> {
	const summaries = await client.listExecutions({
		workflowId,
		status: ['success', 'error', 'crashed', 'canceled'],
	});
	const executions = await Promise.all(summaries.map(({ id }) => client.getExecution(id)));
	return executions.reverse().flatMap((execution) => execution.items(node));
}

export const allJson = async (client: N8nClient, workflowId: string, node?: string) =>
	(await allItems(client, workflowId, node)).map(({ json }) => json);

/** The sandbox's control, in this process or in another. */
interface Requests {
	control: { requests(): LogEntry[] | Promise<LogEntry[]> };
}

export async function pollRequests({ control }: Requests) {
	return (await control.requests()).filter(({ path }) => LISTS.includes(path));
}

/** Waits until a poll that began after this call has ended: that is when the one after it begins. */
export async function waitForPoll(stage: Requests): Promise<void> {
	const before = (await pollRequests(stage)).length;
	const isAnswered = ({ status }: LogEntry) => status === 200;
	await waitFor(
		async () => (await pollRequests(stage)).slice(before).filter(isAnswered).length >= 2,
		{ what: 'two polls' },
	);
}

/** Activates, and waits until the first poll has noted from when on messages are wanted. */
export async function activate(
	stage: Requests & { client: N8nClient },
	workflow: WorkflowJson,
): Promise<string> {
	const { id } = await stage.client.createWorkflow(workflow);
	await stage.client.activate(id);
	await waitForPoll(stage);
	return id;
}

// n8n's queue mode: what its processes do with one account, and what is left when one of them dies.
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import type { Control } from '../../sandbox/mercadolibre/control.ts';
import type { WorkflowJson, WorkflowNode } from '../../sandbox/n8n/client.ts';
import { withAccount } from '../../sandbox/n8n/mercadoLibreAccount.ts';
import type { N8nServer } from '../../sandbox/n8n/server.ts';
import { waitFor } from '../e2e/support/patience.ts';
import { applicationIdOf, newSeller } from '../e2e/support/seller.ts';
import type { Seller } from '../e2e/support/seller.ts';
import { activate, triggered } from '../e2e/support/trigger.ts';
import { builtInNode, byId, mercadoLibreNode } from '../e2e/support/workflows.ts';
import { openCluster } from './support/cluster.ts';
import type { Cluster } from './support/cluster.ts';

const POLLED = 200;
const PUSHED = 100;
const ANSWER = 'Gracias por escribir';

let cluster: Cluster;
let control: Control;

beforeAll(async () => {
	cluster = await openCluster({ workers: 2 });
	({ control } = cluster.mercadoLibre);
});
afterAll(async () => await cluster?.close());

const answerNode = (seller: Seller) =>
	mercadoLibreNode('Answer', seller.credential, {
		resource: 'message',
		operation: 'send',
		packId: byId('={{ $json.packId }}'),
		text: ANSWER,
		options: { onlyIfBuyerWroteLast: true },
	});

/** The workflow with the notification trigger, and where it is notified. */
function pushed(seller: Seller): { workflow: WorkflowJson; path: string } {
	const webhookId = randomUUID();
	const trigger: WorkflowNode = {
		...builtInNode('Pushed', '', 1, { event: 'messageReceived', options: {} }),
		type: 'n8n-nodes-mercadolibre-messaging.mercadoLibreNotificationTrigger',
		credentials: { mercadoLibreOAuth2Api: seller.credential },
		webhookId,
	};
	const workflow = {
		name: 'pushed',
		nodes: [trigger, answerNode(seller)],
		connections: { Pushed: { main: [[{ node: 'Answer', type: 'main', index: 0 }]] } },
	};
	return { workflow, path: `${webhookId}/webhook` };
}

/** examples/answer-what-was-left.json, in a hurry. */
function sweep(seller: Seller): WorkflowJson {
	const file = readFileSync(join('examples', 'answer-what-was-left.json'), 'utf8');
	const hurried = file.replace('minutes: 30', 'minutes: 0');
	const workflow = withAccount(JSON.parse(hurried) as WorkflowJson, seller.credential);
	const schedule = workflow.nodes.find(({ type }) => type.endsWith('.scheduleTrigger'))!;
	schedule.parameters = { rule: { interval: [{ field: 'seconds', secondsInterval: 5 }] } };
	return workflow;
}

const buyersOf = (seller: Seller, count: number) =>
	Array.from({ length: count }, (_, i) => ({
		packId: `2${seller.sellerId}${String(i).padStart(6, '0')}`,
		sellerId: seller.sellerId,
		buyerId: 700_000_000 + i,
		text: 'Hola',
	}));

const answersTo = (packId: string) => {
	const { messages, sellerId } = control.conversation({ packId });
	return messages.filter(({ from }) => String(from) === String(sellerId));
};

const isBusy = (worker: N8nServer) => {
	const count = (words: string) => worker.log().split(words).length;
	return count('Worker started execution') > count('Worker finished execution');
};

const hasEnded = ({ status }: { status: string }) =>
	!['new', 'running', 'waiting'].includes(status);

it('300 buyers are answered once, though tokens expire, answers are lost, a worker is killed and the main process restarts', async () => {
	const { client, mercadoLibre, workers, main, webhooks } = cluster;
	const stage = { client, mercadoLibre, control };
	const sellers = [await newSeller(stage), await newSeller(stage)];
	const [polling, pushing] = sellers;
	const polled = buyersOf(polling, POLLED);
	const notified = buyersOf(pushing, PUSHED);
	const packs = [...polled, ...notified].map(({ packId }) => packId);
	const answered = () => packs.filter((packId) => answersTo(packId).length > 0).length;

	const { workflow, path } = pushed(pushing);
	const workflowIds = [
		await activate(stage, triggered(polling.credential, { then: [answerNode(polling)] })),
	];
	const { id: pushedId } = await client.createWorkflow(workflow);
	await client.activate(pushedId);
	workflowIds.push(pushedId);
	const url = `${webhooks.url}/webhook/${path}`;
	await waitFor(async () => (await fetch(url, { method: 'POST', body: '{}' })).status === 400, {
		what: 'the webhook',
	});
	control.setCallback({ url, clientId: applicationIdOf(pushing.sellerId), lateAfterMs: 3_600_000 });

	const posts = { method: 'POST', path: '/marketplace/messages/packs' };
	control.addFault({ match: posts, kind: 'dropAfter', times: 0, every: 17 });
	control.addFault({
		match: { method: 'GET', path: '/marketplace/messages' },
		kind: 'status',
		status: 503,
		times: 0,
		every: 19,
	});
	// So that there is much under way at any time.
	control.addFault({ match: posts, kind: 'slow', delayMs: 1_000, times: 0 });
	control.clearRequests();

	// Some in one poll, the others in another, so that both workers have an execution with many.
	for (const buyer of polled.slice(0, POLLED / 2)) control.buyerWrites(buyer);
	await waitFor(() => workers.some(isBusy), { what: 'a worker to begin' });
	for (const buyer of polled.slice(POLLED / 2)) control.buyerWrites(buyer);
	for (const buyer of notified) control.buyerWrites(buyer);
	await waitFor(() => workers.every(isBusy), { what: 'both workers to be busy' });
	for (const { sellerId } of sellers) control.expireTokens({ userId: sellerId });
	const before = answered();
	await waitFor(() => answered() > before + 20, { what: 'some to be answered with new tokens' });
	// Nothing is sent any more, so nothing ends: one is killed that has an execution with many messages.
	control.clearFaults();
	control.addFault({ match: posts, kind: 'hang', times: 0 });
	const [{ id: lostId }] = await waitFor(
		async () => {
			const running = await client.listExecutions({
				workflowId: workflowIds[0],
				status: ['running'],
			});
			return running.length > 0 && running;
		},
		{ what: 'an execution of what was polled' },
	);
	const victim = workers.find((one) => one.log().includes(`Worker started execution ${lostId} `))!;
	await victim.kill();
	control.clearFaults();
	await main.restart();
	await victim.start();

	// n8n tells of what was lost, sooner or later; until then it shows it as running.
	const executions = async () =>
		(
			await Promise.all(
				workflowIds.map(async (workflowId) => await client.listAllExecutions({ workflowId })),
			)
		).flat();
	await waitFor(async () => (await executions()).every(hasEnded), {
		what: 'the end of all executions',
	});
	const lost = (await executions()).filter(({ status }) => status !== 'success');
	expect(lost.map(({ id }) => id)).toContain(lostId);

	const whenLost = answered();
	// What n8n offers for it: it does something only where n8n has kept what the execution began with.
	await Promise.all(
		lost.map(async ({ id }) => {
			const retry = client.request('POST', `/rest/executions/${id}/retry`, { loadWorkflow: false });
			await retry.catch(() => undefined);
		}),
	);
	await waitFor(async () => (await executions()).every(hasEnded), { what: 'the end of retries' });
	const whenRetried = answered();
	for (const seller of sellers) {
		const { id } = await client.createWorkflow(sweep(seller));
		await client.activate(id);
	}
	await waitFor(() => answered() === packs.length, { what: 'everybody to be answered' });
	for (const packId of packs) expect(answersTo(packId)).toHaveLength(1);

	// A refresh token serves once: who renews must not take the grant from the others.
	const renewals = control.requests().filter(({ path: asked }) => asked === '/oauth/token');
	const renewed = renewals.filter(({ status }) => status === 200);
	expect(renewed.length).toBeGreaterThanOrEqual(sellers.length);
	console.log(
		[
			`${lost.length} executions were lost (${lost.map(({ status }) => status).join(', ')})`,
			`${packs.length - whenLost} buyers waited, ${packs.length - whenRetried} after Retry, none after the sweep`,
			`2 tokens were renewed by ${renewed.length} of ${renewals.length} requests`,
		].join('\n'),
	);
});

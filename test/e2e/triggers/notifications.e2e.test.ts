// The notification trigger in a real n8n: production webhooks, Mercado Libre pushing to them.
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import axios from 'axios';

import type { WorkflowJson, WorkflowNode } from '../../../sandbox/n8n/client.ts';
import { withAccount } from '../../../sandbox/n8n/mercadoLibreAccount.ts';
import { waitFor } from '../support/patience.ts';
import { newSeller, applicationIdOf } from '../support/seller.ts';
import type { Seller } from '../support/seller.ts';
import { openStage } from '../support/stage/stage.ts';
import type { Stage } from '../support/stage/stage.ts';
import { pollingEvery } from '../support/trigger.ts';
import { builtInNode } from '../support/workflows.ts';
import { isOlder } from '../support/versions.ts';

const HOUR = 3_600_000;
const TRIGGER_TYPE = 'n8n-nodes-mercadolibre-messaging.mercadoLibreNotificationTrigger';

let stage: Stage;
let seller: Seller;
const workflows: string[] = [];

beforeAll(async () => {
	stage = await openStage();
});
beforeEach(async () => {
	seller = await newSeller(stage);
});
afterEach(async () => {
	for (const id of workflows.splice(0)) await stage.client.deleteWorkflow(id);
	stage.mercadoLibre.control.reset({ keepTokens: true });
});
afterAll(async () => await stage?.close());

const control = () => stage.mercadoLibre.control;

/** As the editor does: a trigger gets a random id for its webhook when it is dragged in, or imported. */
function withWebhookIds(workflow: WorkflowJson): { workflow: WorkflowJson; paths: string[] } {
	const paths: string[] = [];
	const nodes = workflow.nodes.map((node) => {
		if (node.type !== TRIGGER_TYPE) return node;
		const webhookId = randomUUID();
		paths.push(`${webhookId}/webhook`);
		return { ...node, webhookId };
	});
	return { workflow: { ...workflow, nodes }, paths };
}

async function activated(json: WorkflowJson): Promise<{ id: string; url: string }> {
	const { workflow, paths } = withWebhookIds(withAccount(json, seller.credential));
	const { id } = await stage.client.createWorkflow(workflow);
	workflows.push(id);
	await stage.client.activate(id);
	const url = `${stage.n8n.url}/webhook/${paths[0]}`;
	// n8n says that it is active some moments before it knows the address.
	await waitFor(async () => (await post(url, {})).status === 400, { what: 'the webhook' });
	return { id, url };
}

/**
 * n8n serves the webhook from moments before it starts the trigger on. What comes in between is acknowledged, and nobody
 * remembers it when n8n is killed right then: docs/notifications.md says so.
 */
const isSwitchedOn = async (id: string) =>
	await waitFor(
		async () => {
			const { staticData } = await stage.client.request<{ staticData: unknown }>(
				'GET',
				`/rest/workflows/${id}`,
			);
			return JSON.stringify(staticData).includes('mercadoLibreNotificationTrigger:');
		},
		{ what: 'n8n to keep what the trigger remembers' },
	);

const pushed = (parameters: Record<string, unknown> = {}): WorkflowJson => {
	const trigger: WorkflowNode = {
		...builtInNode('Pushed', '', 1.1, { event: 'messageReceived', options: {}, ...parameters }),
		type: TRIGGER_TYPE,
	};
	return {
		name: 'pushed',
		nodes: [trigger, builtInNode('Nothing', 'noOp', 1, {})],
		connections: { Pushed: { main: [[{ node: 'Nothing', type: 'main', index: 0 }]] } },
	};
};

const pushTo = (url: string | null) =>
	control().setCallback({ url, clientId: applicationIdOf(seller.sellerId), lateAfterMs: HOUR });

let packs = 0;
const write = (text = 'Hola') =>
	control().buyerWrites({
		packId: `3${seller.sellerId}${String(++packs).padStart(4, '0')}`,
		sellerId: seller.sellerId,
		buyerId: 800_000_000 + packs,
		text,
	});

/** A text is posted as it is. */
const post = async (url: string, body: unknown) =>
	await axios.post<unknown>(
		url,
		Buffer.from(typeof body === 'string' ? body : JSON.stringify(body)),
		{
			proxy: false,
			validateStatus: () => true,
			headers: { 'content-type': 'application/json' },
		},
	);

/** The ids of messages that executions of a workflow were started with, crashed ones included. */
async function startedWith(workflowId: string, node = 'Pushed'): Promise<unknown[]> {
	const summaries = await stage.client.listAllExecutions({ workflowId });
	const ids: unknown[] = [];
	for (const { id } of summaries) {
		const execution = await stage.client.getExecution(id);
		ids.push(...execution.startItems(node).map(({ json }) => json.id));
	}
	return ids;
}

const haveStarted = async (workflowId: string, ids: unknown[]) =>
	await waitFor(
		async () => {
			const started = new Set(await startedWith(workflowId));
			return ids.every((id) => started.has(id));
		},
		{ what: `${ids.length} messages to have started the workflow` },
	);

it('each message starts the workflow once; what is forged, foreign or nonsense starts nothing', async () => {
	const { id, url } = await activated(pushed());
	pushTo(url);
	const ids = Array.from({ length: 20 }, () => write().id);
	await control().notificationsSettled();
	expect(
		control()
			.notifications()
			.flatMap(({ attempts }) => attempts.map(({ status }) => status)),
	).toEqual(ids.map(() => 200));

	const about = (messageId: string, more: object = {}) => ({
		topic: 'marketplace_messages',
		resource: `/marketplace/messages/${messageId}`,
		user_id: seller.sellerId,
		application_id: Number(applicationIdOf(seller.sellerId)),
		...more,
	});
	const again = [...ids, ...ids].sort(() => Math.random() - 0.5).map((one) => about(one));
	const dropped = [
		about(ids[0], { user_id: 1 }),
		about(ids[0], { application_id: 1 }),
		about(ids[0], { topic: 'questions' }),
		about('0123456789abcdef0123456789abcdef'),
	];
	const statuses = await Promise.all(
		[...again, ...dropped].map(async (body) => (await post(url, body)).status),
	);
	expect(new Set(statuses)).toEqual(new Set([200]));
	expect((await post(url, { hello: 'world' })).status).toBe(400);
	expect((await post(url, [])).status).toBe(400);
	// n8n itself refuses what is no JSON.
	expect((await post(url, '{"topic":')).status).toBe(422);

	await haveStarted(id, ids);
	const last = write().id;
	await haveStarted(id, [last]);
	expect((await startedWith(id)).sort()).toEqual([...ids, last].sort());
});

it('200 is answered while the API hangs; what was acknowledged survives that n8n is killed', async () => {
	const { id, url } = await activated(pushed());
	const first = write().id;
	pushTo(url);
	control().addFault({ match: { path: '/marketplace/messages/' }, kind: 'hang', times: 0 });
	const ids = Array.from({ length: 5 }, () => write().id);
	await control().notificationsSettled();
	expect(
		control()
			.notifications()
			.map(({ attempts }) => attempts[0].status),
	).toEqual(ids.map(() => 200));
	await stage.n8n.kill();
	control().clearFaults();
	await stage.n8n.start();

	await haveStarted(id, ids);
	const last = write().id;
	await haveStarted(id, [last]);
	const started = await startedWith(id);
	expect([...started].sort()).toEqual([...ids, last].sort());
	expect(started).not.toContain(first);
});

it('n8n is killed under traffic and comes back: every message starts the workflow, none twice', async () => {
	const { id, url } = await activated(pushed({ options: { recoverMissed: true } }));
	await isSwitchedOn(id);
	pushTo(url);
	const ids: string[] = [];
	for (let i = 0; i < 30; i++) {
		ids.push(write().id);
		if (i === 15) await stage.n8n.kill();
		await sleep(50);
	}
	// It stays away for so long that Mercado Libre gives up.
	await control().passTime({ ms: HOUR });
	await stage.n8n.start();

	await haveStarted(id, ids);
	const last = write().id;
	await haveStarted(id, [last]);
	const started = await startedWith(id);
	// Older versions refuse no second start with the same key: what n8n was told of when it was killed may start twice.
	const counted = isOlder ? [...new Set(started)] : started;
	expect(counted.sort()).toEqual([...ids, last].sort());
});

it("the editor's test run shows what a notification brings", async () => {
	const { workflow, paths } = withWebhookIds(withAccount(pushed(), seller.credential));
	const { id } = await stage.client.createWorkflow(workflow);
	workflows.push(id);
	const answer = await stage.client.pressExecute(id, 'Pushed');
	expect(answer).toMatchObject({ waitingForWebhook: true });
	pushTo(`${stage.n8n.url}/webhook-test/${paths[0]}`);
	const { id: messageId } = write();

	const [{ id: executionId }] = await stage.client.waitForExecutions(id, 1);
	const execution = await stage.client.getExecution(executionId);
	expect(execution.status).toBe('success');
	expect(execution.json('Nothing')).toMatchObject([{ id: messageId, text: 'Hola' }]);
});

const example = (file: string) =>
	JSON.parse(readFileSync(join('examples', file), 'utf8')) as WorkflowJson;

const answersTo = (packId: string) => {
	const { messages, sellerId } = control().conversation({ packId });
	return messages.filter(({ from }) => from === sellerId);
};

it('push-with-safety-net.json answers each message once, notified of or not', async () => {
	const { url } = await activated(pollingEvery(2, example('push-with-safety-net.json')));
	pushTo(url);
	const both = Array.from({ length: 5 }, () => write().packId);
	await waitFor(() => both.every((packId) => answersTo(packId).length > 0), {
		what: 'answers to what was pushed',
	});
	// The notifications of these are lost.
	pushTo(null);
	const polled = Array.from({ length: 3 }, () => write().packId);
	await waitFor(() => polled.every((packId) => answersTo(packId).length > 0), {
		what: 'answers to what was found',
	});
	for (const packId of [...both, ...polled]) expect(answersTo(packId)).toHaveLength(1);
});

it('hand-out-notifications.json passes on to the workflows that it names', async () => {
	const messages = await activated(pushed());
	const claims = await activated(pushed({ event: 'claimUpdated' }));
	const handOut = example('hand-out-notifications.json');
	for (const node of handOut.nodes) {
		if (node.name === 'To the Message Workflow') node.parameters.url = messages.url;
		if (node.name === 'To the Claim Workflow') node.parameters.url = claims.url;
	}
	const { url } = await activated(handOut);
	pushTo(url);
	const { id } = write();
	const { id: claimId } = control().openClaim({ sellerId: seller.sellerId });

	await haveStarted(messages.id, [id]);
	await haveStarted(claims.id, [String(claimId)]);
	expect(await startedWith(messages.id)).toEqual([id]);
	expect(await startedWith(claims.id)).toEqual([String(claimId)]);
});

import type { FaultOptions } from '../../../sandbox/mercadolibre/faults.ts';
import type { Control } from '../../../sandbox/mercadolibre/control.ts';
import type { N8nClient } from '../../../sandbox/n8n/client.ts';
import { connectAccount, sellers } from '../../../sandbox/n8n/mercadoLibreAccount.ts';
import type { AccountType, CredentialReference } from '../../../sandbox/n8n/mercadoLibreAccount.ts';
import type { N8nServer } from '../../../sandbox/n8n/server.ts';
import { PATIENCE_SECONDS, waitFor } from '../support/patience.ts';
import { openStage, owner } from '../support/stage/stage.ts';
import type { Stage } from '../support/stage/stage.ts';
import {
	TRIGGER,
	activate,
	allJson,
	pollRequests,
	triggered,
	waitForPoll,
} from '../support/trigger.ts';
import { builtInNode } from '../support/workflows.ts';

const packId = (i: number) => String(2000005500000001 + i);

let stage: Stage;
let control: Control;
let client: N8nClient;
let n8n: N8nServer;
let workflowId: string;

/** n8n is killed here: it is this suite's own. */
beforeAll(async () => {
	stage = await openStage();
	({ client, n8n } = stage);
	({ control } = stage.mercadoLibre);
});

afterAll(async () => {
	await stage?.close();
});

beforeEach(() => {
	control.reset();
});

afterEach(async () => {
	await client.deactivate(workflowId);
});

const connect = async (
	accountType: AccountType = 'globalSelling',
	data?: Record<string, unknown>,
): Promise<CredentialReference> =>
	await connectAccount(client, { sandboxUrl: stage.mercadoLibre.url, accountType, data });

const start = async (workflow: Parameters<typeof activate>[1]) => {
	workflowId = await activate({ client, control }, workflow);
};

const emitted = async () => await allJson(client, workflowId);

const emittedIds = async () => (await emitted()).map(({ id }) => String(id));

/** The memory of the trigger, as n8n keeps it. */
const staticData = async (id = workflowId) =>
	(await client.request<{ staticData: unknown }>('GET', `/rest/workflows/${id}`)).staticData;

const unreadOf = (id: string) =>
	control.conversation({ packId: id }).messages.filter(({ readAt }) => readAt === null).length;

/**
 * n8n saves the trigger's memory and the execution that a poll starts one beside the other: killed in these few
 * milliseconds it may keep only one of them. That is n8n's to close (its durable poll cursors do). Here it is killed
 * once in the middle of a poll, whose news nobody has seen then, and once in the middle of an execution, which has begun.
 */
it('starts the workflow once for every message, through faults, an expired token, and two times SIGKILL', async () => {
	const CONVERSATIONS = 24;
	const MESSAGES = 100;
	const EXECUTION_SECONDS = 30;
	control.setLatency({ ms: 200 });
	const credential = await connect();
	await start(
		triggered(credential, {
			// Executions last a while, and n8n writes down what they have done: one that is killed still tells its items.
			then: [builtInNode('Wait', 'wait', 1.1, { amount: EXECUTION_SECONDS, unit: 'seconds' })],
			settings: { saveExecutionProgress: true },
		}),
	);

	const written: string[] = [];
	const buyersWrite = (count: number) => {
		for (let i = 0; i < count; i++) {
			const n = written.length;
			// Some conversations get several messages in one poll, some one in each.
			const conversation = n % 2 === 0 ? n % 5 : ((n - 1) / 2) % CONVERSATIONS;
			const message = control.buyerWrites({
				packId: packId(conversation),
				buyerId: 700_000_000 + conversation,
				text: `Mensaje ${n}`,
			});
			written.push(message.id);
		}
	};
	const api = { path: '/marketplace/messages' };
	const readPath = `${api.path}/packs`;
	const faults: FaultOptions[] = [
		{ match: api, kind: 'status', status: 503, times: 3, every: 2 },
		{ match: api, kind: 'dropBefore', times: 2, every: 3 },
		{ match: api, kind: 'dropAfter', times: 2, every: 2 },
		{ match: api, kind: 'status', status: 429, headers: { 'retry-after': '1' }, times: 2 },
		{ match: api, kind: 'html', times: 2, every: 2 },
	];
	/** Messages go on arriving, a few for each of what goes wrong. */
	const duringTraffic = async (trouble: () => unknown) => {
		buyersWrite(8);
		await trouble();
		buyersWrite(4);
		await waitForPoll({ control });
	};
	/** What has started the workflow, in executions that are under way, too. */
	const startedIds = async () => {
		const summaries = await client.listExecutions({ workflowId });
		const executions = await Promise.all(summaries.map(({ id }) => client.getExecution(id)));
		return executions.flatMap((one) => one.startItems(TRIGGER)).map(({ json }) => String(json.id));
	};
	/** Between a poll and its execution n8n is never killed here, however long it takes on a busy machine. */
	const everythingHasStarted = async () =>
		await waitFor(
			async () => {
				const ids = new Set(await startedIds());
				return written.every((id) => ids.has(id));
			},
			{ what: 'every message to start the workflow' },
		);
	const comeBack = async () => {
		buyersWrite(6);
		await n8n.start();
		await client.logIn(owner);
	};

	await duringTraffic(() => control.addFault(faults[0]));
	await duringTraffic(() => {
		control.expireTokens();
		control.addFault(faults[1]);
	});
	await duringTraffic(async () => {
		await everythingHasStarted();
		// The poll can get no further than to read the conversations.
		control.clearFaults();
		control.addFault({ match: { path: readPath }, kind: 'hang', times: 0 });
		buyersWrite(2);
		const before = control.requests().length;
		const isRead = ({ path }: { path: string }) => path.startsWith(readPath);
		await waitFor(() => control.requests().slice(before).filter(isRead).length > 1, {
			what: 'a poll to read conversations',
		});
		await n8n.kill();
		control.clearFaults();
		await comeBack();
	});
	await duringTraffic(() => [faults[2], faults[3]].forEach(control.addFault));
	await duringTraffic(async () => {
		await everythingHasStarted();
		expect(await client.listExecutions({ workflowId, status: ['running'] })).not.toEqual([]);
		await n8n.kill();
		await comeBack();
	});
	await duringTraffic(() => control.addFault(faults[4]));
	await duringTraffic(async () => {
		// More often than the list is asked for in one poll, which fails as a whole.
		control.clearFaults();
		const list = { path: '/marketplace/messages/unread' };
		control.addFault({ match: list, kind: 'status', status: 500, times: 5 });
		await waitFor(
			async () => (await client.listExecutions({ workflowId, status: ['error'] })).length > 0,
			{ what: 'a poll to fail' },
		);
	});
	buyersWrite(MESSAGES - written.length);

	await everythingHasStarted();
	control.clearRequests();
	await waitForPoll({ control });
	await waitForPoll({ control });

	// A poll without news: the list, and one in twenty of the conversations that are unread. What came before the first
	// list is of a poll that was under way.
	const requests = control.requests();
	const polls = await pollRequests({ control: { requests: () => requests } });
	const ofPolls = requests.slice(requests.indexOf(polls[0]));
	expect(ofPolls.length).toBeLessThanOrEqual(polls.length * (1 + Math.ceil(CONVERSATIONS / 20)));
	// Executions end some seconds after they began.
	await waitFor(
		async () =>
			(await client.listExecutions({ workflowId, status: ['running', 'new'] })).length === 0,
		{ what: 'the end of the executions' },
	);
	expect((await startedIds()).sort()).toEqual(written.sort());
	const states = (await client.listExecutions({ workflowId })).map(({ status }) => status);
	expect(states).toEqual(expect.arrayContaining(['crashed', 'error', 'success']));
	for (let i = 0; i < CONVERSATIONS; i++) {
		const { messages } = control.conversation({ packId: packId(i) });
		expect(messages.map(({ readAt }) => readAt)).toEqual(messages.map(() => null));
	}
});

it('marks as read, with the next poll, what has started the workflow, when told to', async () => {
	control.buyerWrites({ packId: packId(1), text: 'Antes' });
	await start(triggered(await connect(), { options: { markAsRead: true } }));
	control.buyerWrites({ packId: packId(0), text: 'Hola' });

	await waitFor(() => unreadOf(packId(0)) === 0, { what: 'the message to be read' });

	const texts = async () => (await emitted()).map(({ text }) => text);
	await waitFor(async () => (await texts()).length > 0, { what: 'the message' });
	control.buyerWrites({ packId: packId(0), text: '¿Hay alguien?' });
	await waitFor(async () => (await texts()).length > 1, { what: 'the next message' });
	await waitFor(() => unreadOf(packId(0)) === 0, { what: 'that to be read, too' });
	await waitForPoll({ control });
	expect(await texts()).toEqual(['Hola', '¿Hay alguien?']);
	// What has started nothing is left alone.
	expect(unreadOf(packId(1))).toBe(1);
});

it('starts the workflow with the messages of buyers and mediators in claims, and with what may be done until when', async () => {
	const dueDate = '2030-01-02T03:04:05.000-04:00';
	const claim = control.openClaim({ dueDate });
	const dispute = control.openClaim({ stage: 'dispute' });
	control.claimWrites({ claimId: claim.id, senderRole: 'complainant', message: 'Antes' });
	await start(triggered(await connect(), { event: 'claimMessageReceived' }));

	control.claimWrites({ claimId: claim.id, senderRole: 'complainant', message: 'Llegó roto' });
	control.claimWrites({ claimId: claim.id, senderRole: 'respondent', message: 'Lo siento' });
	control.claimWrites({ claimId: dispute.id, senderRole: 'mediator', message: 'Mande fotos' });
	await waitFor(async () => (await emitted()).length >= 2, { what: 'two messages' });
	await waitForPoll({ control });

	const items = await emitted();
	expect(items).toHaveLength(2);
	expect(items).toEqual(
		expect.arrayContaining([
			expect.objectContaining({
				claimId: String(claim.id),
				senderRole: 'complainant',
				message: 'Llegó roto',
				stage: 'claim',
				dueDate,
				availableActions: [
					expect.objectContaining({ action: 'send_message_to_complainant', dueDate }),
				],
			}),
			expect.objectContaining({
				claimId: String(dispute.id),
				senderRole: 'mediator',
				message: 'Mande fotos',
				stage: 'dispute',
				dueDate: null,
				availableActions: [expect.objectContaining({ action: 'send_message_to_mediator' })],
			}),
		]),
	);
});

it('shows in a test run of the editor what is unread, and changes nothing', async () => {
	const { id } = control.buyerWrites({ packId: packId(0), text: 'Hola' });
	const workflow = triggered(await connect());
	({ id: workflowId } = await client.createWorkflow(workflow));

	const whileInactive = await client.run(workflowId, TRIGGER, PATIENCE_SECONDS);
	expect(whileInactive.json(TRIGGER)).toEqual([expect.objectContaining({ id, text: 'Hola' })]);
	expect(unreadOf(packId(0))).toBe(1);
	expect((await staticData()) ?? {}).toEqual({});

	await client.activate(workflowId);
	await waitForPoll({ control });
	const news = control.buyerWrites({ packId: packId(1), text: '¿Llega hoy?' });
	const whileActive = await client.run(workflowId, TRIGGER, PATIENCE_SECONDS);
	expect(whileActive.json(TRIGGER).map(({ id }) => id)).toEqual([news.id]);

	const byPolls = async () =>
		(await client.listExecutions({ workflowId })).filter(({ mode }) => mode === 'trigger');
	await waitFor(async () => (await byPolls()).some(({ status }) => status === 'success'), {
		what: 'the poll to find the new message all the same',
	});
	await waitForPoll({ control });
	const polled = await Promise.all((await byPolls()).map(({ id }) => client.getExecution(id)));
	expect(polled.flatMap((execution) => execution.json(TRIGGER)).map(({ id }) => id)).toEqual([
		news.id,
	]);
	expect(unreadOf(packId(0)) + unreadOf(packId(1))).toBe(2);
});

it('emits 1,000 conversations that are unread at the activation, 200 a poll, within the rate limit', async () => {
	const CONVERSATIONS = 1000;
	// What the limit demands is a wait of one window: the real one, 500, would demand two.
	const PER_MINUTE = 700;
	const sellerId = sellers.local;
	control.setBehaviour({ unreadCap: CONVERSATIONS });
	const written = Array.from({ length: CONVERSATIONS }, (_, i) => {
		const message = { packId: packId(i), sellerId, buyerId: 700_000_000 + i, text: `Hola ${i}` };
		return control.buyerWrites(message).id;
	});
	control.setRateLimit({ requests: PER_MINUTE, windowMs: 60_000 });
	const credential = await connect('local', { requestsPerMinute: PER_MINUTE });
	control.clearRequests();
	await start(triggered(credential, { options: { emitExisting: true } }));

	const sizes: number[] = [];
	await waitFor(
		async () => {
			sizes.push(JSON.stringify(await staticData()).length);
			return (await emitted()).length >= CONVERSATIONS;
		},
		{ what: 'all messages', everyMilliseconds: 1000 },
	);

	expect((await emittedIds()).sort()).toEqual(written.sort());
	const executions = await client.listExecutions({ workflowId });
	// One poll fails, to tell that the list is full.
	const successes = executions.filter(({ status }) => status === 'success');
	expect(executions).toHaveLength(6);
	const items = await Promise.all(
		successes.map(async ({ id }) => (await client.getExecution(id)).items(TRIGGER).length),
	);
	expect(items).toEqual(Array(5).fill(200));
	expect(control.stats().byStatus).not.toHaveProperty('429');
	sizes.push(JSON.stringify(await staticData()).length);
	expect(Math.max(...sizes)).toBeLessThan(64 * 1024);
	expect(Math.max(...sizes)).toBeGreaterThan(CONVERSATIONS);
});

import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import type { Control } from '../../sandbox/mercadolibre/control.ts';
import type { Execution, N8nClient } from '../../sandbox/n8n/client.ts';
import { PATIENCE_SECONDS, waitFor } from './support/patience.ts';
import { startChain } from './support/runs.ts';
import { newSeller } from './support/seller.ts';
import { openStage } from './support/stage/stage.ts';
import type { Stage } from './support/stage/stage.ts';
import { byId, mercadoLibreNode, runChain } from './support/workflows.ts';

/** Every text that is sent has it, so that one can look where texts turn up. */
const SECRET_WORD = 'confidencial';

const HOUR = 3_600_000;

const folder = mkdtempSync(join(tmpdir(), 'mercadolibre-log-'));
const logFile = join(folder, 'n8n.log');

let stage: Stage;
let control: Control;
let client: N8nClient;

beforeAll(async () => {
	stage = await openStage({ logLevel: 'debug', logFile });
	({ client } = stage);
	({ control } = stage.mercadoLibre);
});

afterAll(async () => {
	await stage?.close();
	rmSync(folder, { recursive: true, force: true });
});

beforeEach(() => {
	control.reset();
});

const packItem = byId('={{ $json.packId }}');
const readMessages = { resource: 'message', operation: 'getAll', packId: packItem };
const send = {
	resource: 'message',
	operation: 'send',
	packId: packItem,
	text: '={{ $json.text }}',
};
const itemsFor = (packs: string[]) =>
	packs.map((packId, i) => ({ packId, text: `Respuesta ${SECRET_WORD} ${i}` }));

const answersTo = (packId: string) => {
	const { buyerSees, sellerId } = control.conversation({ packId });
	return buyerSees.filter(({ from }) => from === sellerId).map(({ text }) => text);
};

const errorText = ({ error }: Execution) => JSON.stringify(error);

it('sends 200 messages once each while every third answer is lost after its effect', async () => {
	const { credential, packs } = await newSeller(stage, { conversations: 50 });
	const items = itemsFor([...packs, ...packs, ...packs, ...packs]);
	control.addFault({
		match: { method: 'POST', path: '/marketplace/messages/packs' },
		kind: 'dropAfter',
		times: 0,
		every: 3,
	});

	const execution = await runChain(client, [mercadoLibreNode('Send', credential, send)], items);

	expect(execution.error).toBeUndefined();
	expect(execution.items('Send')).toHaveLength(200);
	for (const packId of packs) {
		const wanted = items.filter((item) => item.packId === packId).map(({ text }) => text);
		expect(answersTo(packId).sort()).toEqual(wanted.sort());
	}
	// An answer that was lost costs a look, not another message.
	expect(control.requests().filter(({ method }) => method === 'POST')).toHaveLength(200);
});

it.each([2_000, 5_000])(
	'sends once when the answer is lost and reads lag behind writes by %i ms',
	async (ms) => {
		const { credential, packs } = await newSeller(stage, { conversations: 1 });
		control.setLag({ ms, of: 'sent' });
		control.addFault({
			match: { method: 'POST', path: '/marketplace/messages/packs' },
			kind: 'dropAfter',
		});

		const execution = await runChain(
			client,
			[mercadoLibreNode('Send', credential, send)],
			itemsFor(packs),
		);

		expect(execution.error).toBeUndefined();
		control.releaseLag({});
		expect(answersTo(packs[0])).toHaveLength(1);
	},
);

it.each(['stopWorkflow', 'continueErrorOutput'] as const)(
	'sends once under Retry On Fail beside an item that fails (%s)',
	async (onError) => {
		const { credential, packs } = await newSeller(stage, { conversations: 1 });
		const node = {
			...mercadoLibreNode('Send', credential, send),
			retryOnFail: true,
			maxTries: 3,
			waitBetweenTries: 1,
			onError,
		};

		await runChain(client, [node], itemsFor(['9999999999999999', ...packs]));

		const tries = control.requests().filter(({ path }) => path.endsWith('/9999999999999999'));
		expect(tries.filter(({ method }) => method === 'POST')).toHaveLength(3);
		expect(answersTo(packs[0])).toHaveLength(1);
	},
);

it.each([
	['reads', readMessages],
	['sends', send],
])('refreshes a token once when it expires under 40 %s in flight', async (_, operation) => {
	const { credential, packs } = await newSeller(stage, { conversations: 40 });
	// All are held until they are under way at once: a new process begins with care, and a machine may be slow.
	control.setLatency({ ms: HOUR });
	const id = await startChain(
		client,
		[mercadoLibreNode('Work', credential, { ...operation, requestOptions: { timeout: HOUR } })],
		itemsFor(packs),
	);
	// The sandbox judges a request after its latency.
	await waitFor(() => control.stats().inFlight >= 40, {
		what: '40 requests in flight',
		everyMilliseconds: 20,
	});
	control.expireTokens();
	control.setLatency({ ms: 0 });

	const execution = await client.waitForExecution(id, PATIENCE_SECONDS);

	expect(execution.error).toBeUndefined();
	expect(execution.items('Work')).toHaveLength(40);
	const { tokenRefreshes, byStatus } = control.stats();
	expect(byStatus[401]).toBeGreaterThanOrEqual(40);
	expect(tokenRefreshes).toBe(1);
	if (operation === send)
		expect(packs.map((packId) => answersTo(packId).length)).toEqual(packs.map(() => 1));
});

it('keeps the 97 results when 3 of 100 items fail, each paired with its item', async () => {
	const { credential, packs } = await newSeller(stage, { conversations: 98 });
	const [closed] = packs.slice(-1);
	control.blockConversation({ packId: closed, substatus: 'blocked_by_cancelled_order' });
	const items = itemsFor(packs);
	items.splice(10, 0, { packId: 'not a pack', text: `${SECRET_WORD} 1` });
	items.splice(50, 0, { packId: '299999999999', text: `${SECRET_WORD} 2` });
	const failing = [10, 50, 99];

	const execution = await runChain(
		client,
		[{ ...mercadoLibreNode('Send', credential, send), onError: 'continueErrorOutput' }],
		items,
	);

	expect(execution.error).toBeUndefined();
	const results = execution.items('Send', 0);
	const errors = execution.items('Send', 1);
	const sources = (of: typeof results) =>
		of.map(({ pairedItem }) => (pairedItem as { item: number }).item);
	expect(sources(errors)).toEqual(failing);
	expect(sources(results)).toEqual(items.map((_, i) => i).filter((i) => !failing.includes(i)));
	expect(results.map(({ json }) => json.text)).toEqual(
		items.filter((_, i) => !failing.includes(i)).map(({ text }) => text),
	);
	expect(errors.map(({ json }) => json.error)).toEqual([
		expect.stringContaining('Pack ID'),
		expect.stringMatching(/no pack/i),
		expect.stringMatching(/cancelled/i),
	]);
});

it('reads 150 conversations at 100 a minute: one wait, and nobody is told "too many"', async () => {
	const PER_MINUTE = 100;
	const { credential, packs } = await newSeller(stage, {
		conversations: 150,
		requestsPerMinute: PER_MINUTE,
	});
	control.setRateLimit({ requests: PER_MINUTE, windowMs: 60_000 });
	const unread = { resource: 'conversation', operation: 'getAll', returnAll: true };
	const id = await startChain(
		client,
		[
			mercadoLibreNode('Unread', credential, unread),
			mercadoLibreNode('Read', credential, readMessages),
		],
		[{}],
	);
	const execution = await client.waitForExecution(id, PATIENCE_SECONDS);

	expect(execution.error).toBeUndefined();
	const read = execution.json('Read').map(({ packId }) => packId);
	expect(read.sort()).toEqual(packs.sort());
	expect(control.stats().byStatus).toEqual({ 200: 151 });
	const sentAt = control.requests().map(({ at }) => at);
	const pauses = sentAt.slice(1).filter((at, i) => at - sentAt[i] > 20_000);
	expect(pauses.length).toBeLessThanOrEqual(1);
});

it('ends soon when an execution is stopped that waits for its turn', async () => {
	const SENT = 5;
	const WAIT_SECONDS = 300;
	const { credential, packs } = await newSeller(stage, { conversations: 20 });
	control.setRateLimit({ requests: SENT, windowMs: WAIT_SECONDS * 1000, retryAfter: true });
	const id = await startChain(
		client,
		[mercadoLibreNode('Send', credential, send)],
		itemsFor(packs),
	);
	const answers = () => packs.flatMap(answersTo).length;
	const refused = () => control.requests().filter(({ status }) => status === 429);
	await waitFor(() => answers() === SENT && refused().length > 0, { what: 'the others to wait' });

	await client.request('POST', `/rest/executions/${id}/stop`);
	const { status } = await client.waitForExecution(id, PATIENCE_SECONDS);

	expect(status).toBe('canceled');
	expect(answers()).toBe(SENT);
	expect(Date.now() - refused()[0].at).toBeLessThan(WAIT_SECONDS * 1000);
});

describe('n8n at log level debug, with all that and runs that fail,', () => {
	const failed: Execution[] = [];

	beforeEach(async () => {
		const run = async (trouble: (sellerId: string, packId: string) => unknown) => {
			const { credential, sellerId, packs } = await newSeller(stage, { conversations: 1 });
			trouble(sellerId, packs[0]);
			const nodes = [mercadoLibreNode('Send', credential, send)];
			failed.push(await runChain(client, nodes, itemsFor(packs)));
			control.clearFaults();
		};
		const post = { method: 'POST', path: '/marketplace/messages/packs' };
		await run((userId) => {
			control.expireTokens({ userId });
			control.revokeGrant({ userId });
		});
		await run((_, packId) =>
			control.blockConversation({ packId, substatus: 'blocked_by_mediation' }),
		);
		// Nothing can be read afterwards either: nobody knows whether it was sent.
		await run(() =>
			control.addFault({ match: { path: '/marketplace/messages' }, kind: 'dropAfter', times: 0 }),
		);
		await run(() =>
			control.addFault({
				match: post,
				kind: 'status',
				status: 400,
				body: { message: 'not so', error: 'bad_request', status: 400, cause: [] },
			}),
		);
	});

	it('writes no token, no secret key and no text of a message into log, errors or database', async () => {
		expect(failed.map(({ status }) => status)).toEqual(failed.map(() => 'error'));
		const token = /APP_USR-\d|TG-[0-9a-f]{24}/;
		for (const execution of failed) {
			expect(errorText(execution)).not.toMatch(token);
			expect(errorText(execution)).not.toMatch(/sandbox-secret/);
			expect(errorText(execution)).not.toContain(SECRET_WORD);
		}

		await stage.n8n.stop();
		const log = readFileSync(logFile, 'utf8');
		// It is the log of all that.
		expect(log).toContain('Mercado Libre did not answer as hoped');
		expect(log).not.toMatch(token);
		expect(log).not.toMatch(/sandbox-secret/);
		expect(log).not.toContain(SECRET_WORD);

		// Texts are in the executions, as the nodes' input and output. Credentials are encrypted.
		const database = join(stage.n8n.userFolder, '.n8n');
		const files = readdirSync(database).filter((name) => name.startsWith('database.sqlite'));
		const contents = files.map((name) => readFileSync(join(database, name), 'latin1')).join('');
		expect(contents).toContain(SECRET_WORD);
		expect(contents).not.toMatch(token);
		expect(contents).not.toMatch(/sandbox-secret/);
	});
});

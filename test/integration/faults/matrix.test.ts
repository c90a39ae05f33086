// The fault matrix: every operation meets every kind of fault. Either it is done, once, or there is a clear error and
// nothing is lost. `npm run test:faults` prints the outcomes as a table.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { FaultOptions } from '../../../sandbox/mercadolibre/faults.ts';
import { expectClearError } from '../../support/errors';
import { FAMILIES, useHarness } from '../../support/engine/harness';
import type { Family } from '../../support/engine/harness';
import { timingOut } from '../../support/engine/noAnswer';
import { OPERATIONS } from '../../support/operations';
import type { OperationCase } from '../../support/operations';

const n8n = useHarness();

type Outcome = 'done' | 'error';

interface FaultCase {
	name: string;
	fault: Omit<FaultOptions, 'match'>;
	/** One outcome for all, or one for each kind of operation; a send is like a read unless it says otherwise. */
	outcome: Outcome | { read: Outcome; upload?: Outcome; send?: Outcome };
}

const ALWAYS = 0;

/** Another host, to which no answer should lead. */
let elsewhere: { url: string; asked: { authorization?: string }[]; close: () => void };

beforeAll(async () => {
	const asked: { authorization?: string }[] = [];
	const server = createServer((request, response) => {
		asked.push({ authorization: request.headers.authorization });
		response.setHeader('content-type', 'application/json');
		response.end('{"message":"another host"}');
	}).listen(0, '127.0.0.1');
	await new Promise((resolve) => server.once('listening', resolve));
	const { port } = server.address() as AddressInfo;
	elsewhere = { url: `http://localhost:${port}/`, asked, close: () => server.close() };
});
afterAll(() => elsewhere.close());

const faults: FaultCase[] = [
	{ name: '500 once', fault: { kind: 'status', status: 500 }, outcome: 'done' },
	{ name: '503 four times', fault: { kind: 'status', status: 503, times: 4 }, outcome: 'done' },
	{ name: '503 always', fault: { kind: 'status', status: 503, times: ALWAYS }, outcome: 'error' },
	{
		name: '503 after the effect',
		fault: { kind: 'status', status: 503, afterEffect: true },
		outcome: 'done',
	},
	{ name: '408 once', fault: { kind: 'status', status: 408 }, outcome: 'done' },
	{ name: '429 once', fault: { kind: 'status', status: 429 }, outcome: 'done' },
	{
		name: '429 with Retry-After',
		fault: { kind: 'status', status: 429, headers: { 'retry-after': '2' } },
		outcome: 'done',
	},
	{ name: '429 twenty times', fault: { kind: 'status', status: 429, times: 20 }, outcome: 'done' },
	{
		name: '429 always',
		fault: { kind: 'status', status: 429, times: ALWAYS },
		outcome: 'error',
	},
	{ name: '400', fault: { kind: 'status', status: 400 }, outcome: 'error' },
	{ name: '401 once', fault: { kind: 'status', status: 401 }, outcome: 'done' },
	{ name: '401 always', fault: { kind: 'status', status: 401, times: ALWAYS }, outcome: 'error' },
	{ name: '403', fault: { kind: 'status', status: 403, times: ALWAYS }, outcome: 'error' },
	{ name: '404', fault: { kind: 'status', status: 404, times: ALWAYS }, outcome: 'error' },
	{ name: 'dropped before the effect', fault: { kind: 'dropBefore' }, outcome: 'done' },
	{
		name: 'dropped before, always',
		fault: { kind: 'dropBefore', times: ALWAYS },
		outcome: 'error',
	},
	{ name: 'dropped after the effect', fault: { kind: 'dropAfter' }, outcome: 'done' },
	{
		name: 'dropped after, always',
		fault: { kind: 'dropAfter', times: ALWAYS },
		outcome: { read: 'error', send: 'done' },
	},
	{ name: 'HTML with 502', fault: { kind: 'html' }, outcome: 'done' },
	{ name: 'empty', fault: { kind: 'empty', status: 200 }, outcome: 'done' },
	{
		name: 'empty, always',
		fault: { kind: 'empty', times: ALWAYS },
		outcome: { read: 'error', send: 'done' },
	},
	{ name: 'truncated', fault: { kind: 'truncated' }, outcome: 'done' },
	{
		name: 'truncated, always',
		fault: { kind: 'truncated', times: ALWAYS },
		outcome: { read: 'error', send: 'done' },
	},
	{ name: 'slow', fault: { kind: 'slow', delayMs: 40 }, outcome: 'done' },
	{ name: 'no answer', fault: { kind: 'hang' }, outcome: 'done' },
];

/** Nonsense with status 200 shows where JSON is expected; a file may have any content. */
const jsonFaults: FaultCase[] = [
	{ name: 'HTML with 200', fault: { kind: 'html', status: 200 }, outcome: 'done' },
	{
		name: 'HTML with 200 after, always',
		fault: { kind: 'html', status: 200, afterEffect: true, times: ALWAYS },
		outcome: { read: 'error', send: 'done' },
	},
	{ name: 'garbage', fault: { kind: 'garbage' }, outcome: 'done' },
	{
		name: 'garbage, always',
		fault: { kind: 'garbage', times: ALWAYS },
		outcome: { read: 'error', send: 'done' },
	},
	{ name: 'redirect elsewhere', fault: { kind: 'redirect' }, outcome: 'done' },
	{
		name: 'redirect after the effect',
		fault: { kind: 'redirect', afterEffect: true },
		outcome: 'done',
	},
];

const isDownload = ({ operation }: OperationCase) => operation.endsWith('.download');

const outcomeFor = ({ outcome }: FaultCase, { kind }: OperationCase): Outcome =>
	typeof outcome === 'string' ? outcome : (outcome[kind] ?? outcome.read);

/** By fault and operation: what came of it in each family. */
const outcomes = new Map<string, Set<string>>();

async function meet(
	operation: OperationCase,
	faultCase: FaultCase,
	account: Family,
): Promise<void> {
	const { fault } = faultCase;
	const { parameters, items } = await operation.prepare(n8n, account);
	n8n.account(account);
	const location = fault.kind === 'redirect' ? elsewhere.url : undefined;
	n8n.control.addFault({ match: operation.match, ...fault, ...(location && { location }) });

	const start = () => n8n.run(operation.operation, parameters, { account, items });
	const run = await (fault.kind === 'hang' ? timingOut(n8n, operation.match, start) : start());

	const times = operation.effects?.(n8n) ?? 1;
	const key = `${faultCase.name}|${operation.name}`;
	const outcome = run.error ? 'error' : operation.effects ? `done ${times}x` : 'done';
	outcomes.set(key, (outcomes.get(key) ?? new Set()).add(outcome));
	if (outcomeFor(faultCase, operation) === 'done') {
		await operation.check(n8n, run.done);
		expect(times).toBe(1);
	} else {
		expectClearError(run);
		if (operation.effects) expect(times).toBe(0);
	}
}

describe.each(FAMILIES)('%s', (account) => {
	describe.each(OPERATIONS)('$name', (operation) => {
		const met = isDownload(operation) ? faults : [...faults, ...jsonFaults];
		test.each(met)('$name', async (fault) => await meet(operation, fault, account));

		test('what is refused is not asked again', async () => {
			const { parameters, items } = await operation.prepare(n8n, account);
			n8n.control.addFault({ match: operation.match, kind: 'status', status: 400, times: ALWAYS });
			await n8n.run(operation.operation, parameters, { account, items });
			const { method, path } = operation.match;
			const asked = n8n.control
				.requests()
				.filter((request) => request.method === method && new RegExp(path).test(request.path));
			expect(asked.map(({ status }) => status)).toEqual([400]);
		});
	});
});

test('nobody else was asked', () => {
	expect(elsewhere.asked).toEqual([]);
});

function printTable(): void {
	const rows = [...faults, ...jsonFaults].map(({ name }) => name);
	const label = Math.max(...rows.map(({ length }) => length)) + 2;
	const cell = (text: string) => text.padEnd(9);
	const lines = [
		...OPERATIONS.map(({ name }, i) => `${String(i + 1).padStart(2)}  ${name}`),
		'',
		' '.repeat(label) + OPERATIONS.map((_, i) => cell(String(i + 1))).join(''),
		...rows.map((row) => {
			const cells = OPERATIONS.map(({ name }) =>
				[...(outcomes.get(`${row}|${name}`) ?? '-')].join('/'),
			);
			return row.padEnd(label) + cells.map(cell).join('');
		}),
	];
	process.stdout.write(`\n${lines.join('\n')}\n\n`);
}

afterAll(() => {
	if (process.env.npm_lifecycle_event === 'test:faults') printTable();
});

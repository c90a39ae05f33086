// Whatever goes wrong: no token, no secret and no message text in an error, in what n8n keeps of the execution beyond the
// node's own output, or in the log at debug level.
import type { FaultOptions } from '../../../sandbox/mercadolibre/faults.ts';
import type { IDataObject, INodeCredentialsDetails } from 'n8n-workflow';
import { NODE } from '../../support/engine/engine';
import { APPLICATION, FAMILIES, sellerOf, useHarness } from '../../support/engine/harness';
import type { Family, Run } from '../../support/engine/harness';
import { OPERATIONS, SECRET_TEXT } from '../../support/operations';

const n8n = useHarness();

const printed: string[] = [];
beforeEach(() => {
	printed.length = 0;
	for (const method of ['log', 'info', 'warn', 'error', 'debug'] as const) {
		jest
			.spyOn(console, method)
			.mockImplementation((...words) => void printed.push(words.join(' ')));
	}
});
afterEach(() => jest.restoreAllMocks());

/** Every text that can be reached from a value: also in hidden properties, in stacks and in causes. */
function textsIn(value: unknown, seen = new Set<unknown>()): string[] {
	if (typeof value === 'string') return [value];
	if (typeof value !== 'object' || value === null || seen.has(value)) return [];
	seen.add(value);
	if (Buffer.isBuffer(value)) return [value.toString('utf8')];
	if (value instanceof Map || value instanceof Set) return textsIn([...value.entries()], seen);
	return Object.getOwnPropertyNames(value).flatMap((name) => [
		name,
		...textsIn((value as Record<string, unknown>)[name], seen),
	]);
}

interface Situation {
	name: string;
	/** Its answers may repeat the tokens that were sent. */
	fault?: (token: IDataObject) => Omit<FaultOptions, 'match'>;
	at?: FaultOptions['match'];
	spoil?: () => void;
	credential?: IDataObject;
}

const ALWAYS = 0;

/** Runs, and how many of them failed: without failures this file would show nothing. */
const runs = { all: 0, failed: 0 };

const situations: Situation[] = [
	{
		name: 'refused, and the answer repeats the token',
		fault: ({ access_token }) => ({
			kind: 'status',
			status: 400,
			body: {
				message: `Malformed access_token: ${access_token}`,
				error: 'bad_request',
				status: 400,
			},
		}),
	},
	{ name: 'refused without words', fault: () => ({ kind: 'status', status: 403, body: {} }) },
	{ name: 'broken for good', fault: () => ({ kind: 'status', status: 500 }) },
	{ name: 'dropped before', fault: () => ({ kind: 'dropBefore' }) },
	{ name: 'dropped after', fault: () => ({ kind: 'dropAfter' }) },
	{ name: 'a page of a gateway', fault: () => ({ kind: 'html' }) },
	{ name: 'garbage', fault: () => ({ kind: 'garbage' }) },
	{
		name: 'sent round in circles',
		fault: () => ({ kind: 'redirect', location: '/marketplace/messages/unread' }),
	},
	{
		name: 'grant revoked',
		spoil: () => {
			n8n.control.expireTokens();
			n8n.control.revokeGrant();
		},
	},
	{
		name: 'the token cannot be renewed, and the answer repeats it',
		spoil: () => n8n.control.expireTokens(),
		at: { path: '/oauth/token' },
		fault: ({ refresh_token }) => ({
			kind: 'status',
			status: 400,
			body: { message: `refresh_token=${refresh_token}`, error: 'bad_request', status: 400 },
		}),
	},
	{
		name: 'the token server is broken',
		spoil: () => n8n.control.expireTokens(),
		at: { path: '/oauth/token' },
		fault: () => ({ kind: 'status', status: 500 }),
	},
	{ name: 'nobody listens', credential: { apiBaseUrl: 'http://127.0.0.1:9' } },
];

/** Texts come from the input: what is typed into a node is part of the workflow itself. */
const fromItem = (parameters: IDataObject): IDataObject =>
	Object.fromEntries(
		Object.entries(parameters).map(([name, value]) => [
			name,
			value === SECRET_TEXT ? '={{ $json.text }}' : value,
		]),
	);

function secretsOf(credential: INodeCredentialsDetails): string[] {
	const { access_token, refresh_token } = n8n.engine.credentials.read(credential.id)
		.oauthTokenData as Record<string, string>;
	return [access_token, refresh_token, APPLICATION.clientSecret, SECRET_TEXT];
}

/** Everything that n8n keeps or writes of the node, besides what the node handed out. */
function told(run: Run): string {
	const { resultData } = run.data.data;
	const tasks = resultData.runData[NODE]?.map(
		({ data: _output, inputOverride: _input, ...task }) => task,
	);
	return [
		...textsIn(resultData.error),
		...textsIn(tasks),
		...n8n.engine.takeLog(),
		...printed,
	].join('\n');
}

async function expectNothingTold(
	{ operation, match, prepare }: (typeof OPERATIONS)[number],
	{ fault, at, spoil, credential: overrides = {} }: Situation,
	account: Family,
	onError: 'stopWorkflow' | 'continueRegularOutput',
): Promise<void> {
	const { parameters, items: [item] = [{ json: {} }] } = await prepare(n8n, account);
	const token = n8n.control.issueToken({ userId: sellerOf(account) }) as unknown as IDataObject;
	const credential = n8n.connect(account, { ...overrides, oauthTokenData: token });
	const before = secretsOf(credential);
	spoil?.();
	if (fault) n8n.control.addFault({ match: at ?? match, times: ALWAYS, ...fault(token) });

	const run = await n8n.run(operation, fromItem(parameters), {
		credential,
		items: [{ ...item, json: { text: SECRET_TEXT } }],
		node: { onError },
	});

	runs.all++;
	if (run.error || run.items.some(({ error }) => error !== undefined)) runs.failed++;
	const words = told(run);
	for (const secret of [...before, ...secretsOf(credential)]) expect(words).not.toContain(secret);
	if (onError === 'stopWorkflow') return;
	const failed = run.items.filter(({ error }) => error !== undefined);
	for (const item of failed) {
		const shown = textsIn(item).join('\n');
		for (const secret of before) expect(shown).not.toContain(secret);
	}
}

describe.each(FAMILIES)('%s', (account) => {
	describe.each(OPERATIONS)('$name', (operation) => {
		test.each(situations)('$name', async (situation) => {
			await expectNothingTold(operation, situation, account, 'stopWorkflow');
		});
	});
});

describe('items of errors', () => {
	test.each(OPERATIONS)('$name', async (operation) => {
		for (const situation of situations) {
			n8n.reset();
			await expectNothingTold(operation, situation, 'globalSelling', 'continueRegularOutput');
		}
	});
});

test('most of these runs failed', () => {
	expect(runs.failed / runs.all).toBeGreaterThan(0.8);
});

test('a secret would be found, wherever it were', () => {
	const error = new Error('outer', { cause: new Error(`inner ${SECRET_TEXT}`) });
	Object.defineProperty(error, 'hidden', { value: { list: ['TG-1'] }, enumerable: false });
	const texts = textsIn({ error }).join('\n');
	expect(texts).toContain(SECRET_TEXT);
	expect(texts).toContain('TG-1');
});

test('what failed is told in the log, without contents', async () => {
	n8n.control.addFault({ match: { method: 'GET' }, kind: 'status', status: 503 });
	await n8n.run('conversation.getAll');
	const log = n8n.engine.takeLog().join('\n');
	expect(log).toMatch(/debug .*again.*503/s);
	expect(log).toContain('/marketplace/messages/unread');
});

// What the node's settings mean, whose account it is, and how, in which order and how many at once the workflow is
// started; time is given.
import type { IDataObject, IRun, ITriggerFunctions, IWebhookFunctions } from 'n8n-workflow';
import {
	lastingReceiver,
	limitedTurns,
	passingReceiver,
} from '../../../../nodes/MercadoLibre/trigger/push/receiver';
import { stubContext } from '../../../support/stub';

beforeEach(() => jest.useFakeTimers());
afterEach(() => jest.useRealTimers());

/** Turns that note who got one, and how to end it. */
function taking(atOnce: number, ms: number) {
	const turn = limitedTurns(atOnce, ms);
	const taken: string[] = [];
	const ends = new Map<string, () => void>();
	const take = async (...names: string[]) => {
		for (const name of names) {
			void turn().then((end) => {
				taken.push(name);
				ends.set(name, end);
			});
		}
		await pass(0);
	};
	const end = async (name: string) => {
		ends.get(name)!();
		await pass(0);
	};
	return { taken, take, end };
}

const pass = async (ms: number) => await jest.advanceTimersByTimeAsync(ms);

test('so many turns at once, the others when one ends, in the order in which they were asked for', async () => {
	const { taken, take, end } = taking(2, 200);
	await take('a', 'b', 'c', 'd');
	expect(taken).toEqual(['a', 'b']);
	await end('b');
	expect(taken).toEqual(['a', 'b', 'c']);
	await take('e');
	await end('a');
	await end('c');
	expect(taken).toEqual(['a', 'b', 'c', 'd', 'e']);
});

test('a turn that does not end holds up the next one for its time', async () => {
	const { taken, take } = taking(2, 200);
	await take('a', 'b', 'c', 'd', 'e');
	await pass(199);
	expect(taken).toEqual(['a', 'b']);
	await pass(1);
	expect(taken).toEqual(['a', 'b', 'c', 'd']);
	await pass(200);
	expect(taken).toEqual(['a', 'b', 'c', 'd', 'e']);
});

test('a turn that ends twice, or after its time, makes room for one', async () => {
	const { taken, take, end } = taking(1, 200);
	await take('a', 'b', 'c', 'd');
	await end('a');
	await end('a');
	expect(taken).toEqual(['a', 'b']);
	await pass(200);
	expect(taken).toEqual(['a', 'b', 'c']);
	await end('b');
	expect(taken).toEqual(['a', 'b', 'c']);
});

function deferred() {
	let resolve!: (run: IRun) => void;
	const promise = new Promise<IRun>((settle) => (resolve = settle));
	return { promise, resolve };
}

/** The node in n8n: its parameters, its credential, and what it gives to n8n. */
function node(parameters: IDataObject = {}) {
	const credential = { clientId: '7', oauthTokenData: { access_token: 'APP_USR-1', user_id: 1 } };
	const run = {};
	const emit = jest.fn(
		(
			_data: unknown,
			_response: unknown,
			_execution?: { resolve: (run: IRun) => void },
			_key?: string,
		) => undefined,
	);
	const saveFailedExecution = jest.fn();
	const getCredentials = jest.fn(async () => credential);
	const context = stubContext({
		emit,
		saveFailedExecution,
		getCredentials,
		getExecuteData: () => run,
		getNode: () => ({ id: 'node', name: 'Trigger' }),
		getWorkflow: () => ({ id: 'workflow' }),
		getNodeParameter: (name: string, fallback: unknown) => parameters[name] ?? fallback,
		helpers: { createDeferredPromise: deferred },
		logger: { debug: jest.fn() },
	}) as unknown as ITriggerFunctions & IWebhookFunctions;
	return { context, emit, saveFailedExecution, getCredentials };
}

const { signal } = new AbortController();

const CHOSEN = {
	event: 'claimUpdated',
	options: {
		simplify: false,
		downloadAttachments: true,
		addSale: 'order',
		onUnreadable: 'error',
		onUnknown: 'item',
	},
};

describe('the settings', () => {
	test('that nobody has chosen', () => {
		expect(lastingReceiver(node().context, signal).settings).toEqual({
			event: 'messageReceived',
			simplify: true,
			downloadAttachments: false,
			addSale: 'nothing',
			onUnreadable: 'item',
			onUnknown: 'ignore',
		});
	});

	test('as they are chosen', () => {
		const chosen = { event: CHOSEN.event, ...CHOSEN.options };
		expect(lastingReceiver(node(CHOSEN).context, signal).settings).toEqual(chosen);
	});

	test('where n8n can show no failed execution, it is an item', () => {
		const { context } = node(CHOSEN);
		const older = { ...context, saveFailedExecution: undefined } as unknown as ITriggerFunctions;
		expect(lastingReceiver(older, signal).settings.onUnreadable).toBe('item');
		expect(passingReceiver(context).receiver.settings).toEqual({
			event: CHOSEN.event,
			...CHOSEN.options,
			onUnreadable: 'item',
		});
	});
});

describe('the account', () => {
	/** Who opens it `ms` after it was opened first; how often it was taken from the credential then. */
	async function openedAgain(ms: number, how?: { mustBeSure: boolean }) {
		const { context, getCredentials } = node();
		const receiver = lastingReceiver(context, signal);
		await receiver.open();
		await pass(ms);
		await receiver.open(how);
		return getCredentials.mock.calls.length;
	}

	test('is taken from the credential again after half a minute', async () => {
		expect(await openedAgain(29_999)).toBe(1);
		expect(await openedAgain(30_000)).toBe(2);
	});

	test('that must be sure, after a second', async () => {
		expect(await openedAgain(999, { mustBeSure: true })).toBe(1);
		expect(await openedAgain(1_000, { mustBeSure: true })).toBe(2);
	});

	test('is known without a look into the credential for a second', async () => {
		const receiver = lastingReceiver(node().context, signal);
		expect(receiver.account()).toBeUndefined();
		await receiver.open();
		expect(receiver.account()).toMatchObject({ clientId: '7', sellerId: '1' });
		await pass(999);
		expect(receiver.account()).toMatchObject({ clientId: '7' });
		await pass(1);
		expect(receiver.account()).toBeUndefined();
	});

	test('that can no longer be opened is not known', async () => {
		const { context, getCredentials } = node();
		const receiver = lastingReceiver(context, signal);
		await receiver.open();
		await pass(30_000);
		getCredentials.mockRejectedValueOnce(new Error('no credential'));
		await expect(receiver.open()).rejects.toThrow('no credential');
		expect(receiver.account()).toBeUndefined();
	});

	test('is opened for requests that overtake others, until the trigger is closed', async () => {
		expect(await lastingReceiver(node().context, signal).open()).toMatchObject({
			account: { sellerId: '1' },
			isUrgent: true,
			signal,
		});
		const { receiver } = passingReceiver(node().context);
		expect(await receiver.open()).toMatchObject({ account: { sellerId: '1' }, isUrgent: true });
		expect(receiver.account()).toBeUndefined();
	});
});

describe('a start', () => {
	const ITEM = { json: { id: 'a' } };

	test('has a key that is the same in every process, and another one for other nodes and news', () => {
		const keyOf = (news: string, id = 'node') => {
			const { context, emit } = node();
			const one = { ...context, emit, getNode: () => ({ id }) } as unknown as ITriggerFunctions;
			lastingReceiver(one, signal).start(ITEM, news);
			return emit.mock.calls[0][3];
		};
		expect(keyOf('message a')).toMatch(/^mercadoLibreNotificationTrigger workflow node \w{12}$/);
		expect(keyOf('message a')).toBe(keyOf('message a'));
		expect(keyOf('message b')).not.toBe(keyOf('message a'));
		expect(keyOf('message a', 'other')).not.toBe(keyOf('message a'));
	});

	test('hands out the item, without a key where there is none, and tells of the end', async () => {
		const { context, emit } = node();
		const receiver = lastingReceiver(context, signal);
		expect(receiver.startsOnce).toBe(true);
		const onEnd = jest.fn();
		receiver.start(ITEM, undefined, onEnd);
		expect(emit).toHaveBeenCalledWith([[ITEM]], undefined, expect.anything(), undefined);
		await pass(0);
		expect(onEnd).not.toHaveBeenCalled();
		emit.mock.calls[0][2]!.resolve({} as IRun);
		await pass(0);
		expect(onEnd).toHaveBeenCalledTimes(1);
	});

	test('in an n8n that knows no keys waits for nothing, and starts whatever it is told to', () => {
		const { context } = node();
		const emit = jest.fn((_data: unknown, _response: unknown, _execution: unknown) => undefined);
		const older = { ...context, emit } as unknown as ITriggerFunctions;
		const receiver = lastingReceiver(older, signal);
		expect(receiver.startsOnce).toBe(false);
		receiver.start(ITEM, 'message a');
		expect(emit.mock.calls[0].slice(0, 3)).toEqual([[[ITEM]], undefined, undefined]);
	});

	test('at most five are under way, each for a fifth of a second at most', async () => {
		const { turnToStart } = lastingReceiver(node().context, signal);
		let turns = 0;
		for (let i = 0; i < 7; i++) void turnToStart().then(() => turns++);
		await pass(199);
		expect(turns).toBe(5);
		await pass(1);
		expect(turns).toBe(7);
	});

	test('for one webhook is an item of its answer', async () => {
		const { receiver, items } = passingReceiver(node().context);
		expect(await receiver.turnToStart()).toEqual(expect.any(Function));
		receiver.start(ITEM, 'message a');
		expect(items).toEqual([ITEM]);
	});
});

test('a failure is shown as an execution that failed, where it lasts', () => {
	const { context, saveFailedExecution } = node();
	const error = new Error('unreadable');
	lastingReceiver(context, signal).fail(error);
	expect(saveFailedExecution).toHaveBeenCalledWith(error);
});

test('one that lasts is closed when n8n closes it; one for a webhook does not last, and n8n knows no key of its starts', () => {
	const closing = new AbortController();
	const lasting = lastingReceiver(node().context, closing.signal);
	expect(lasting.isLasting).toBe(true);
	expect(lasting.isClosed()).toBe(false);
	closing.abort();
	expect(lasting.isClosed()).toBe(true);
	const { receiver } = passingReceiver(node().context);
	expect(receiver).toMatchObject({ isLasting: false, startsOnce: false });
	expect(receiver.isClosed()).toBe(false);
});

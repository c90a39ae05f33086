// What a poll does around the logic: whom it tells of what, and what it does when there is no time or nothing to read.
import type { IPollFunctions } from 'n8n-workflow';
import { apiRequest } from '../../../nodes/MercadoLibre/api/transport';
import { readMessage } from '../../../nodes/MercadoLibre/conversations/conversation';
import { findNews } from '../../../nodes/MercadoLibre/trigger/findNews';
import { hash } from '../../../nodes/MercadoLibre/trigger/memory';
import type { Look, Thread } from '../../../nodes/MercadoLibre/trigger/poll';
import type { Source, SourceMessage } from '../../../nodes/MercadoLibre/trigger/source';
import { polledHere, Store } from '../../../nodes/MercadoLibre/trigger/store';
import { ok, status, stubApi, type Answer } from '../../support/stubApi';

const NOW = Date.parse('2026-03-01T10:00:00.500Z');
const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
const SCOPE = 'messages seller 1';
const IN_MEMORY_MS = 300_000;
const SCHEDULER_MS = 36_000;

beforeEach(() => {
	polledHere.clear();
	jest.useFakeTimers({ now: NOW });
});
afterEach(() => jest.useRealTimers());

const message = (id: string, arrivedAt = NOW + 1_000): SourceMessage => ({
	id,
	arrivedAt,
	isReceived: true,
	json: { id },
	attachments: [],
});

const look = (...messages: SourceMessage[]): Look<SourceMessage> => ({
	messages,
	isComplete: true,
});

/** A trigger with what it lists and reads, polled in one context unless told otherwise. */
function trigger({ me = ok({ site_id: 'CBT' }) as Answer, workflow = 'w' } = {}) {
	const api = stubApi(() => me);
	// Of which account nobody has asked before.
	api.session.account.sellerId = api.session.account.clientId;
	const data = { node: {}, global: {} };
	const log = { warn: jest.fn(), info: jest.fn(), debug: jest.fn() };
	let pollTime: number | null = IN_MEMORY_MS;
	const newContext = () =>
		Object.assign(Object.create(api.session.context), {
			logger: log,
			getWorkflow: () => ({ id: workflow }),
			getWorkflowStaticData: (type: 'node' | 'global') => data[type],
			...(pollTime !== null && { getPollBudgetMs: () => pollTime }),
		}) as IPollFunctions;
	let context = newContext();
	const source = {
		list: jest.fn(async () => ({ threads: [] as Thread[], isFull: false })),
		read: jest.fn(async (_: Thread, _marks: boolean) => look()),
	};
	const settings = {
		scope: SCOPE,
		wantsExisting: false,
		markAsRead: false,
		budget: 10,
		rotation: { polls: 20, atLeast: 1 },
	};
	return {
		api,
		data,
		log,
		source,
		/** n8n makes another context, and gives polls so much time. */
		activate(time: number | null = IN_MEMORY_MS) {
			pollTime = time;
			context = newContext();
		},
		/** One poll, after which a minute goes by. */
		async poll({ signal, ...more }: Partial<typeof settings> & { signal?: AbortSignal } = {}) {
			const session = { ...api.session, context, signal };
			const store = new Store(context, more.scope ?? SCOPE);
			const { news, memory, listedAt } = await findNews(
				session,
				source as unknown as Source,
				store,
				{ ...settings, ...more },
			);
			store.write(memory, listedAt);
			jest.setSystemTime(Date.now() + MINUTE);
			return {
				ids: news.flatMap(({ messages }) => messages.map(({ id }) => id)),
				memory,
				listedAt,
			};
		},
	};
}

const threads = (...ids: string[]): { threads: Thread[]; isFull: boolean } => ({
	threads: ids.map((id) => ({ id, fingerprint: '1', unread: 1 })),
	isFull: false,
});

describe('the first poll', () => {
	test('reads nothing, unless what is unread already is wanted', async () => {
		const { poll, source } = trigger();
		source.list.mockResolvedValue(threads('1', '2'));
		expect((await poll()).ids).toEqual([]);
		expect(source.read).not.toHaveBeenCalled();
	});

	test('reads what is unread if that is wanted', async () => {
		const { poll, source } = trigger();
		source.list.mockResolvedValue(threads('1'));
		source.read.mockResolvedValue(look(message('old', NOW - DAY)));
		expect((await poll({ wantsExisting: true })).ids).toEqual(['old']);
	});

	test('and later ones are of the moment when the list was asked for, on the clock of Mercado Libre', async () => {
		const date = new Date(NOW + 7 * DAY).toUTCString();
		const { poll, source } = trigger({ me: ok({ site_id: 'CBT' }, { date }) });
		// The account is asked for once, which tells the time.
		await poll();
		const asked = Date.now();
		source.list.mockImplementation(async () => {
			jest.setSystemTime(asked + MINUTE);
			return threads();
		});
		const { listedAt } = await poll();
		expect(listedAt - asked - 7 * DAY).toBeGreaterThan(-2_000);
		expect(listedAt - asked - 7 * DAY).toBeLessThan(2_000);
	});
});

describe('the account type', () => {
	const LOCAL = ok({ site_id: 'MLB' });

	test('is checked when the list of a new trigger is empty, which it is for the wrong one', async () => {
		await expect(trigger({ me: LOCAL }).poll()).rejects.toThrow(/"Account Type".* is wrong/);
	});

	test('is not checked where the list has something, nor later', async () => {
		const { poll, source, api } = trigger();
		source.list.mockResolvedValueOnce(threads('1'));
		await poll();
		await poll();
		expect(api.sent).toEqual([]);
	});

	test('explains a list that is refused', async () => {
		const { poll, source } = trigger({ me: LOCAL });
		const refusal = stubApi([status(403, {}, { message: 'Access denied', status: 403 })]);
		source.list.mockImplementation(
			async () =>
				(await apiRequest(refusal.session, {
					endpoint: { method: 'GET', globalSelling: '/x', local: '/x' },
				})) as never,
		);
		await expect(poll()).rejects.toThrow(/"Account Type".* is wrong/);
	});
});

describe('no time', () => {
	test('to list: says so, and that nothing is lost', async () => {
		const { poll, source } = trigger();
		source.list.mockRejectedValue(new Error('The execution was canceled'));
		await expect(poll({ signal: AbortSignal.abort() })).rejects.toMatchObject({
			message: 'Mercado Libre did not list what is new in time',
			description: expect.stringMatching(
				/Nothing is lost: the next poll looks for the same news\./,
			),
		});
	});

	test('another error of the list is told as it is', async () => {
		const { poll, source } = trigger();
		source.list.mockRejectedValue(new Error('broken'));
		await expect(poll()).rejects.toThrow('broken');
	});

	test('to read: what is left comes with the next poll, and is no failure', async () => {
		const { poll, source, log } = trigger();
		await poll();
		source.list.mockResolvedValue(threads('1', '2'));
		source.read.mockRejectedValue(new Error('The execution was canceled'));
		expect((await poll({ signal: AbortSignal.abort() })).ids).toEqual([]);
		expect(log.info.mock.calls).toEqual([
			['2 conversations or claims with news are left for the next poll'],
		]);
		expect(log.warn).not.toHaveBeenCalled();
		log.info.mockClear();
		source.read.mockImplementation(async ({ id }) => look(message(`of ${id}`)));
		expect((await poll()).ids).toEqual(['of 1', 'of 2']);
		expect(log.info).not.toHaveBeenCalled();
	});
});

test('a conversation that cannot be read is told of in the log, without its text, and tried again', async () => {
	const { poll, source, log, api } = trigger();
	await poll();
	source.list.mockResolvedValue(threads('1', '2'));
	const refused = stubApi([status(404)]);
	source.read.mockImplementation(async ({ id }) => {
		if (id === '2') throw new Error('broken');
		return (await readMessage(refused.session, '1')) as never;
	});
	expect((await poll()).ids).toEqual([]);
	const told = 'A conversation or claim could not be read; it is tried again with the next poll';
	expect(log.warn.mock.calls).toEqual([
		[told, { id: '1', status: 404, reason: expect.stringMatching(/./) }],
		[told, { id: '2', status: undefined, reason: 'broken' }],
	]);
	expect(api.sent.length).toBeLessThanOrEqual(1);
	source.read.mockImplementation(async ({ id }) => look(message(`of ${id}`)));
	expect((await poll()).ids.sort()).toEqual(['of 1', 'of 2']);
});

test('each poll is the next one in the rotation', async () => {
	const { poll, source } = trigger();
	source.list.mockResolvedValue(threads('1', '2', '3'));
	await poll();
	source.read.mockResolvedValue(look());
	for (let polls = 0; polls < 3; polls++) await poll({ rotation: { polls: 3, atLeast: 1 } });
	expect(source.read.mock.calls.map(([{ id }]) => id).sort()).toEqual(['1', '2', '3']);
});

describe('a full list', () => {
	const full = { ...threads('1', '2'), isFull: true };
	const TOLD = {
		message: "Mercado Libre's list of unread conversations is full (2)",
		description: expect.stringMatching(/Switch on "Mark as Read" under Options of this trigger/),
	};

	test('fails no poll with which the workflow is switched on, and then one a day', async () => {
		const { poll, source } = trigger();
		source.list.mockResolvedValue(full);
		await poll();
		const told = Date.now();
		await expect(poll()).rejects.toMatchObject(TOLD);
		await poll();
		jest.setSystemTime(told + DAY - 1);
		await poll();
		jest.setSystemTime(told + DAY);
		await expect(poll()).rejects.toMatchObject(TOLD);
	});

	test('fails no poll of the next activation', async () => {
		const { poll, source, activate } = trigger();
		source.list.mockResolvedValue(full);
		await poll();
		activate();
		await poll();
		await expect(poll()).rejects.toMatchObject(TOLD);
	});

	test("fails the scheduler's polls, each of which has a context of its own", async () => {
		const { poll, source, activate } = trigger();
		source.list.mockResolvedValue(full);
		activate(SCHEDULER_MS);
		await expect(poll({ markAsRead: true })).rejects.toMatchObject(TOLD);
		activate(SCHEDULER_MS);
		await poll();
	});

	test('counts as an activation where n8n does not tell how long a poll may take', async () => {
		const { poll, source, activate } = trigger();
		source.list.mockResolvedValue(full);
		activate(null);
		await poll();
		await expect(poll()).rejects.toMatchObject(TOLD);
	});

	const handsOut = async ({ id }: Thread) => look(message(`of ${id}`));

	test('is not told of while it is being emptied', async () => {
		const { poll, source } = trigger();
		// One that was there before, and is hidden later.
		source.list.mockResolvedValue({ ...threads('0'), isFull: true });
		await poll();
		source.list.mockResolvedValue({ ...threads('0', '1', '2'), isFull: false });
		source.read.mockImplementation(async (one) => (one.id === '0' ? look() : await handsOut(one)));
		expect((await poll({ markAsRead: true })).ids).toEqual(['of 1', 'of 2']);
		source.list.mockResolvedValue(full);
		// These two are to be marked now.
		await poll({ markAsRead: true });
		expect(source.read.mock.calls.filter(([, marks]) => marks).map(([{ id }]) => id)).toEqual([
			'1',
			'2',
		]);
		// They were, and the list is full still.
		await expect(poll({ markAsRead: true })).rejects.toMatchObject(TOLD);
	});

	test('is told of where the seller does not want it emptied any more', async () => {
		const { poll, source } = trigger();
		source.list.mockResolvedValue({ ...threads(), isFull: true });
		await poll();
		source.list.mockResolvedValue({ ...full, isFull: false });
		source.read.mockImplementation(handsOut);
		await poll({ markAsRead: true });
		source.list.mockResolvedValue(full);
		await expect(poll({ markAsRead: false })).rejects.toMatchObject(TOLD);
	});

	test('hides what is not on it: that does not count as gone', async () => {
		const { poll, source } = trigger();
		await poll();
		source.list.mockResolvedValue(threads('1'));
		source.read.mockImplementation(handsOut);
		expect((await poll()).ids).toEqual(['of 1']);
		source.list.mockResolvedValue({ ...threads('2'), isFull: true });
		const { memory } = await poll();
		expect(memory.known.get('1')!.fingerprint).toBe('1');
	});
});

describe('what another account or event has left', () => {
	const STARTS_ANEW =
		'The Mercado Libre Trigger was used with another account, event or version before: it starts anew';

	test('is told of in the log, and not read', async () => {
		const { poll, source, log } = trigger();
		source.list.mockResolvedValue(threads('1'));
		await poll();
		expect(log.warn).not.toHaveBeenCalled();
		polledHere.clear();
		const { memory } = await poll({ scope: 'claims seller 1' });
		expect(log.warn.mock.calls).toEqual([[STARTS_ANEW]]);
		expect(memory).toMatchObject({ scope: 'claims seller 1', epoch: 0 });
		await poll({ scope: 'claims seller 1' });
		expect(log.warn).toHaveBeenCalledTimes(1);
	});

	test('though it is as old as the first release', async () => {
		const { poll, source, log, data } = trigger();
		source.list.mockResolvedValue(threads('1'));
		Object.assign(data.node, { version: 1, scope: 'of another', since: NOW, known: [hash('x')] });
		await poll();
		expect(log.warn.mock.calls).toEqual([[STARTS_ANEW]]);
	});
});

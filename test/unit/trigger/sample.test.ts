// What a test run in the editor shows: one item, the newest that there is, and nothing is marked.
import { firstMemory } from '../../../nodes/MercadoLibre/trigger/poll';
import { sample } from '../../../nodes/MercadoLibre/trigger/sample';
import type { Source, SourceMessage } from '../../../nodes/MercadoLibre/trigger/source';
import type { Thread } from '../../../nodes/MercadoLibre/trigger/poll';

const received = (arrivedAt: number, more: Partial<SourceMessage> = {}): SourceMessage => ({
	id: `m${arrivedAt}`,
	arrivedAt,
	isReceived: true,
	json: {},
	attachments: [],
	...more,
});
const sent = (arrivedAt: number) => received(arrivedAt, { isReceived: false });
const read = (arrivedAt: number) => received(arrivedAt, { readAt: arrivedAt + 1 });

interface Listed {
	unread?: number;
	messages: SourceMessage[];
}

function sourceWith(listed: Record<string, Listed>, others: Record<string, Listed> = {}) {
	const threads = Object.entries(listed).map(([id, { unread }]): Thread => ({
		id,
		fingerprint: 'x',
		unread,
	}));
	const looks = jest.fn(async ({ id }: Thread, _marksAsRead: boolean) => ({
		messages: ({ ...listed, ...others }[id] ?? { messages: [] }).messages,
		isComplete: true,
	}));
	const source = { list: async () => ({ threads, isFull: false }), read: looks };
	return { source: source as unknown as Source, looks };
}

const shown = async (
	{ source }: ReturnType<typeof sourceWith>,
	{ perThread = false, memory = undefined as Parameters<typeof sample>[1] } = {},
) =>
	(await sample(source, memory, { perThread })).map(({ thread, messages }) => [
		thread.id,
		messages.map(({ arrivedAt }) => arrivedAt),
	]);

test('the newest message of all, and nothing is marked', async () => {
	const source = sourceWith({
		a: { unread: 1, messages: [received(10)] },
		b: { unread: 1, messages: [received(30)] },
		c: { unread: 1, messages: [received(20)] },
	});
	expect(await shown(source)).toEqual([['b', [30]]]);
	expect(source.looks.mock.calls.map(([, marksAsRead]) => marksAsRead)).toEqual([
		false,
		false,
		false,
	]);
});

test('one item, though several are unread in its conversation, in any order', async () => {
	const a = { unread: 2, messages: [received(30), read(5), received(20)] };
	expect(await shown(sourceWith({ a }))).toEqual([['a', [30]]]);
	expect(await shown(sourceWith({ a }), { perThread: true })).toEqual([['a', [20, 30]]]);
});

test('without a count, the messages tell what is unread', async () => {
	const a = { messages: [read(10), received(20), received(30)] };
	expect(await shown(sourceWith({ a }), { perThread: true })).toEqual([['a', [20, 30]]]);
});

test('the last one, where none is unread', async () => {
	const a = { messages: [read(10), read(20)] };
	expect(await shown(sourceWith({ a }), { perThread: true })).toEqual([['a', [20]]]);
	const b = { unread: 0, messages: [read(10), read(20)] };
	expect(await shown(sourceWith({ b }), { perThread: true })).toEqual([['b', [20]]]);
});

test('nothing of what the account wrote itself', async () => {
	const source = sourceWith({
		a: { unread: 1, messages: [received(10), sent(40)] },
		b: { unread: 1, messages: [sent(50)] },
	});
	expect(await shown(source)).toEqual([['a', [10]]]);
});

test('looks into five conversations of the list, not more', async () => {
	const source = sourceWith(
		Object.fromEntries(Array.from({ length: 7 }, (_, i) => [`c${i}`, { messages: [received(i)] }])),
	);
	expect(await shown(source)).toEqual([['c4', [4]]]);
	expect(source.looks).toHaveBeenCalledTimes(5);
});

describe('where the list is empty', () => {
	const remembering = (...ids: string[]) =>
		firstMemory(
			'',
			ids.map((id) => ({ id, fingerprint: '1' })),
			{ since: 0, wantsExisting: false },
		);

	test('the conversation that was looked into last', async () => {
		const source = sourceWith(
			{},
			{ a: { messages: [received(30)] }, b: { messages: [read(20)] }, c: { messages: [read(10)] } },
		);
		expect(await shown(source, { memory: remembering('a', 'b', 'c') })).toEqual([['c', [10]]]);
	});

	test('which is not asked while the list has some', async () => {
		const source = sourceWith(
			{ a: { unread: 1, messages: [received(10)] } },
			{ b: { messages: [received(20)] } },
		);
		expect(await shown(source, { memory: remembering('b') })).toEqual([['a', [10]]]);
	});

	test('nothing, where nothing is remembered', async () => {
		const source = sourceWith({});
		expect(await shown(source)).toEqual([]);
		expect(await shown(source, { memory: remembering() })).toEqual([]);
		expect(source.looks).not.toHaveBeenCalled();
	});

	test('nothing, where that one is empty', async () => {
		expect(await shown(sourceWith({}), { memory: remembering('a') })).toEqual([]);
	});
});

// What one look makes of a thread, and whose turn it is: poll by poll, without a marketplace.
import { GONE, LEFT, type Known, type Memory } from '../../../nodes/MercadoLibre/trigger/memory';
import {
	firstMemory,
	poll,
	type Look,
	type Message,
	type PollInput,
	type Thread,
} from '../../../nodes/MercadoLibre/trigger/poll';

const SINCE = Date.parse('2026-01-01T10:00:00.500Z');
const MINUTE = 60_000;

const thread = (id: string, unread = 1): Thread => ({ id, fingerprint: `${unread}`, unread });

/** A claim has no count: its messages alone tell. */
const claim: Thread = { id: 'a', fingerprint: 'x' };

const message = (id: string, more: Partial<Message> = {}): Message => ({
	id,
	arrivedAt: SINCE + MINUTE,
	isReceived: true,
	...more,
});

const look = (...messages: Message[]): Look<Message> => ({ messages, isComplete: true });

/** A trigger that was switched on when these were listed. */
const switchedOn = (threads: Thread[] = [], wantsExisting = false) =>
	firstMemory('', threads, { since: SINCE, wantsExisting });

const with_ = (memory: Memory, known: Record<string, Partial<Known>>): Memory => ({
	...memory,
	known: new Map(
		Object.entries(known).map(([id, entry]) => [
			id,
			{ fingerprint: '1', settled: new Map(), ...entry },
		]),
	),
});

/** A poll that finds these messages in each thread; what is not there cannot be read. */
async function polled(
	memory: Memory,
	threads: Thread[],
	found: Record<string, Look<Message> | undefined>,
	more: Partial<PollInput<Message>> = {},
) {
	const looked: string[] = [];
	const outcome = await poll<Message>({
		memory,
		threads,
		listedAt: SINCE + 2 * MINUTE,
		read: async ({ id }) => {
			looked.push(id);
			if (id in found) return found[id];
			throw new Error('The API failed');
		},
		budget: 10,
		rotation: { polls: 1, atLeast: 1 },
		turn: 0,
		...more,
	});
	const ids = outcome.news.map(({ messages }) => messages.map(({ id }) => id));
	return { ...outcome, looked, ids };
}

describe('what is handed out', () => {
	test('comes oldest first, in whatever order it was read', async () => {
		const messages = [3, 1, 2].map((n) => message(`m${n}`, { arrivedAt: SINCE + n * 1_000 }));
		const { ids } = await polled(switchedOn(), [thread('a', 3)], { a: look(...messages) });
		expect(ids).toEqual([['m1', 'm2', 'm3']]);
	});

	test('counts the polls that handed out something', async () => {
		const first = await polled(switchedOn(), [thread('a')], { a: look(message('m')) });
		expect(first.memory.epoch).toBe(1);
		const second = await polled(first.memory, [thread('a')], { a: look(message('m')) });
		expect({ ids: second.ids, epoch: second.memory.epoch }).toEqual({ ids: [], epoch: 1 });
	});
});

describe('who is left', () => {
	const threads = [thread('a'), thread('b'), thread('c')];
	const found = { a: look(message('a')), b: look(message('b')), c: look(message('c')) };

	test('beyond the budget', async () => {
		expect(await polled(switchedOn(), threads, found, { budget: 1 })).toMatchObject({ left: 2 });
		expect(await polled(switchedOn(), threads, found, { budget: 3 })).toMatchObject({ left: 0 });
		expect(await polled(switchedOn(), threads, found, { budget: 9 })).toMatchObject({ left: 0 });
	});

	test('without time', async () => {
		const outOfTime = { ...found, b: undefined };
		const { left, failures, ids, memory } = await polled(switchedOn(), threads, outOfTime);
		expect({ left, failures, ids }).toEqual({ left: 1, failures: [], ids: [['a'], ['c']] });
		expect((await polled(memory, threads, found, { budget: 1 })).looked).toEqual(['b']);
	});

	test('and who fails is told of, and is no news', async () => {
		const { left, failures } = await polled(switchedOn(), threads, { a: found.a, c: found.c });
		expect(failures).toEqual([{ threadId: 'b', error: new Error('The API failed') }]);
		expect(left).toBe(0);
	});
});

describe('whose turn it is', () => {
	test('whoever was looked into goes to the end, though it stays due', async () => {
		// The list tells of one that the conversation does not show.
		const threads = [thread('a'), thread('b')];
		let memory = switchedOn();
		const looked: string[] = [];
		for (let polls = 0; polls < 4; polls++) {
			const outcome = await polled(memory, threads, { a: look(), b: look() }, { budget: 1 });
			memory = outcome.memory;
			looked.push(...outcome.looked);
		}
		expect(looked).toEqual(['a', 'b', 'a', 'b']);
	});

	test('whoever failed waits with those that rest, until it was read once', async () => {
		const threads = [thread('a'), thread('b')];
		const first = await polled(switchedOn(), [thread('a')], {});
		expect(first.memory.known.get('a')).toMatchObject({ isDue: true, hasFailed: true });
		const second = await polled(first.memory, threads, { a: look(), b: look() });
		expect(second.looked).toEqual(['b', 'a']);
		expect(second.memory.known.get('a')).toMatchObject({ isDue: true, hasFailed: false });
		const third = await polled(second.memory, threads, { a: look(), b: look() });
		expect(third.left).toBe(0);
		expect(third.looked).toEqual(['b', 'a']);
	});

	test.each([
		['at least ten a poll', 10, { polls: 5, atLeast: 10 }, 10],
		['at least one a poll', 3, { polls: 5, atLeast: 1 }, 1],
		['all within five polls', 60, { polls: 5, atLeast: 10 }, 12],
		['not one more than there are', 3, { polls: 5, atLeast: 10 }, 3],
	])('those that rest: %s', async (_, count, rotation, each) => {
		const threads = Array.from({ length: count }, (_one, i) => thread(`${i}`));
		const found = Object.fromEntries(threads.map(({ id }) => [id, look()]));
		const looked = new Set<string>();
		for (let turn = 7; turn < 7 + count / each; turn++) {
			const one = await polled(switchedOn(threads), threads, found, { budget: 99, rotation, turn });
			expect(one.looked).toHaveLength(each);
			for (const id of one.looked) looked.add(id);
		}
		expect(looked.size).toBe(count);
	});

	test('those that are gone rest no more, unless a full list may hide them', async () => {
		const memory = with_(switchedOn(), { a: { fingerprint: GONE }, b: { fingerprint: LEFT } });
		const found = { a: look(), b: look() };
		expect((await polled(memory, [], found)).looked).toEqual(['b']);
		expect((await polled(memory, [], found, { isFull: true })).looked).toEqual(['a', 'b']);
	});
});

describe('a look that shows too little', () => {
	const isDue = ({ memory }: { memory: Memory }, id = 'a') => memory.known.get(id)?.isDue === true;

	test('is repeated where the list tells of more', async () => {
		const listed = [thread('a', 2)];
		expect(isDue(await polled(switchedOn(), listed, { a: look(message('m')) }))).toBe(true);
		const both = look(message('m'), message('n'));
		expect(isDue(await polled(switchedOn(), listed, { a: both }))).toBe(false);
	});

	test('is not repeated for what was read, or sent by the account', async () => {
		const listed = [thread('a', 1)];
		const read = look(message('m', { readAt: SINCE + MINUTE }));
		expect(isDue(await polled(switchedOn(), listed, { a: read }))).toBe(true);
		const sent = look(message('m', { isReceived: false }));
		expect(isDue(await polled(switchedOn(), listed, { a: sent }))).toBe(true);
	});

	test('is repeated where the API handed out less than it announced', async () => {
		const short = { messages: [message('m')], isComplete: false };
		expect(isDue(await polled(switchedOn(), [thread('a')], { a: short }))).toBe(true);
		// In turn as well.
		expect(isDue(await polled(switchedOn([thread('a')]), [thread('a')], { a: short }))).toBe(true);
	});

	test('is final for one that rests: the list may count for ever what moderation has hidden', async () => {
		const threads = [thread('a', 1)];
		expect(isDue(await polled(switchedOn(threads), threads, { a: look() }))).toBe(false);
	});

	test('is final where only the messages tell', async () => {
		expect(isDue(await polled(switchedOn(), [claim], { a: look() }))).toBe(false);
	});

	test('what arrived after the list is not among those that it tells of', async () => {
		const late = look(message('m', { arrivedAt: SINCE + 3 * MINUTE }));
		expect(isDue(await polled(switchedOn(), [thread('a')], { a: late }))).toBe(true);
		const onTime = look(message('m', { arrivedAt: SINCE + 2 * MINUTE }));
		expect(isDue(await polled(switchedOn(), [thread('a')], { a: onTime }))).toBe(false);
	});
});

describe('a full list', () => {
	test('that hides a thread does not make a look final that showed too little', async () => {
		const short = { a: look(message('m')) };
		const first = await polled(switchedOn(), [thread('a', 2)], short);
		const second = await polled(first.memory, [], short, { isFull: true });
		expect(second.memory.known.get('a')!.isDue).toBe(true);
	});
});

describe('off the list', () => {
	test('and back on it, as it was: it is due', async () => {
		const memory = with_(switchedOn(), { a: {} });
		const gone = await polled(memory, [], {}, { budget: 0 });
		expect((await polled(gone.memory, [thread('a')], {}, { budget: 0 })).left).toBe(1);
		expect((await polled(memory, [thread('a')], {}, { budget: 0 })).left).toBe(0);
	});

	test('one that shows nothing unread is gone', async () => {
		const memory = with_(switchedOn(), { a: {}, b: {} });
		const found = {
			a: look(message('m', { readAt: SINCE + MINUTE })),
			b: look(message('n')),
		};
		for (const isFull of [false, true]) {
			const { known } = (await polled(memory, [], found, { isFull })).memory;
			expect(known.get('a')!.fingerprint).toBe(GONE);
			expect(known.get('b')!.fingerprint).toBe(isFull ? '1' : GONE);
		}
	});

	test('is looked into once more', async () => {
		const memory = with_(switchedOn(), { a: {} });
		const first = await polled(memory, [], { a: look(message('m')) });
		expect(first.ids).toEqual([['m']]);
		expect((await polled(first.memory, [], {})).looked).toEqual([]);
	});
});

describe('what is remembered', () => {
	const remembered = ({ memory }: { memory: Memory }) => {
		const { settled, pending } = memory.known.get('a')!;
		return { settled: settled.size, pending: pending?.size ?? 0 };
	};

	test('is nothing of what was there before the trigger was switched on', async () => {
		const old = look(message('m', { arrivedAt: SINCE - MINUTE }));
		const one = await polled(switchedOn([thread('a')]), [thread('a')], { a: old });
		expect(remembered(one)).toEqual({ settled: 0, pending: 0 });
	});

	test('is what moderation holds back, until it lets it go', async () => {
		const held = look(message('m', { isPending: true }), message('n'));
		const first = await polled(switchedOn(), [thread('a', 2)], { a: held });
		expect(remembered(first)).toEqual({ settled: 2, pending: 1 });
		const free = look(message('m', { arrivedAt: SINCE + 2 * MINUTE }), message('n'));
		const second = await polled(first.memory, [thread('a', 2)], { a: free });
		expect(second.ids).toEqual([]);
		expect(remembered(second)).toEqual({ settled: 2, pending: 0 });
	});
});

describe('what was there when the trigger was switched on', () => {
	test('is told from what came in the same second by its milliseconds', async () => {
		const memory = with_(switchedOn(), { a: {} });
		const both = look(
			message('before', { arrivedAt: SINCE - 100 }),
			message('after', { arrivedAt: SINCE + 100 }),
		);
		expect((await polled(memory, [thread('a')], { a: both })).ids).toEqual([['after']]);
	});

	test('does not stand for what is new, though less of it is shown than was counted', async () => {
		const messages = look(
			message('old', { arrivedAt: SINCE - MINUTE }),
			message('new', { arrivedAt: SINCE + MINUTE }),
		);
		const memory = switchedOn([thread('a', 2)]);
		expect((await polled(memory, [thread('a', 2)], { a: messages })).ids).toEqual([['new']]);
	});
});

describe('marking as read', () => {
	const marking = { markAsRead: true };
	const toMark = ({ memory }: { memory: Memory }) => memory.known.get('a')!.toMarkAsRead;
	const news = { a: look(message('m')) };

	test('is for what was handed out, if it is wanted and still on the list', async () => {
		expect(toMark(await polled(switchedOn(), [thread('a')], news, marking))).toBe(true);
		expect(toMark(await polled(switchedOn(), [thread('a')], news))).toBe(false);
		expect(toMark(await polled(switchedOn(), [thread('a')], { a: look() }, marking))).toBe(false);
		const known = with_(switchedOn(), { a: {} });
		expect(toMark(await polled(known, [], news, marking))).toBe(false);
		expect(toMark(await polled(known, [], news, { ...marking, isFull: true }))).toBe(true);
	});

	test('waits until all has come that the list tells of', async () => {
		const listed = [thread('a', 2)];
		let last = await polled(switchedOn(), listed, news, marking);
		const marks: boolean[] = [];
		const read = async (_: Thread, marksAsRead: boolean) => {
			marks.push(marksAsRead);
			return news.a;
		};
		// Six looks in all are for the other one; then it is marked, once.
		for (let polls = 2; polls <= 9; polls++) {
			last = await polled(last.memory, listed, news, { ...marking, read });
		}
		expect(marks).toEqual([false, false, false, false, false, true, false, false]);
	});
});

describe('a thread of which nothing is known', () => {
	const forgotten = SINCE + 60 * MINUTE;
	const after = (memory: Memory, forgottenUntil: number): Memory => ({
		...memory,
		forgottenUntil,
		nothingForgottenFrom: forgottenUntil,
	});
	const late = { listedAt: forgotten + 2 * MINUTE };

	test('that may have been forgotten: what is unread in it is new, as the count tells', async () => {
		const messages = [
			message('read', { readAt: SINCE + 2 * MINUTE }),
			message('unread', { arrivedAt: SINCE + 5 * MINUTE }),
			message('new', { arrivedAt: forgotten + MINUTE }),
		];
		const memory = after(switchedOn(), forgotten);
		const { ids } = await polled(memory, [thread('a', 2)], { a: look(...messages) }, late);
		expect(ids).toEqual([['unread', 'new']]);
	});

	test.each([
		['one', 1, ['second']],
		['both', 2, ['first', 'second']],
		['more than there are', 5, ['first', 'second']],
	])('the newest ones, where the count tells of %s', async (_, unread, ids) => {
		const messages = [
			message('first', { arrivedAt: SINCE + MINUTE }),
			message('second', { arrivedAt: SINCE + 2 * MINUTE }),
		];
		const memory = after(switchedOn(), forgotten);
		const found = { a: look(...messages) };
		expect((await polled(memory, [thread('a', unread)], found, late)).ids).toEqual([ids]);
	});

	test('without a count, all that is unread is new if nothing was ever forgotten', async () => {
		const found = { a: look(message('m', { arrivedAt: SINCE - MINUTE })) };
		expect((await polled(switchedOn([], true), [claim], found)).ids).toEqual([['m']]);
		expect((await polled(switchedOn(), [claim], found)).ids).toEqual([]);
		expect((await polled(after(switchedOn([], true), forgotten), [claim], found)).ids).toEqual([]);
	});

	test.each([
		['falls', 3, 1],
		['grows', 1, 3],
	])('that cannot be read while its count %s: the highest one counts', async (_, first, second) => {
		const old = (id: string, more: Partial<Message> = {}) =>
			message(id, { arrivedAt: SINCE + 2 * MINUTE, ...more });
		const readAt = second < first ? forgotten + MINUTE : undefined;
		const found = { a: look(old('a', { readAt }), old('b', { readAt }), old('c')) };
		const failed = await polled(after(switchedOn(), forgotten), [thread('a', first)], {}, late);
		const { ids } = await polled(failed.memory, [thread('a', second)], found, late);
		expect(ids).toEqual([['a', 'b', 'c']]);
	});

	test('that had to be forgotten unread: what arrived until then is settled', async () => {
		const memory = { ...switchedOn([], true), settledUntil: Math.floor(SINCE / 1_000) + 60 };
		const messages = look(
			message('settled', { arrivedAt: SINCE + MINUTE }),
			message('new', { arrivedAt: SINCE + MINUTE + 1_000 }),
		);
		expect((await polled(memory, [thread('a', 2)], { a: messages })).ids).toEqual([['new']]);
	});
});

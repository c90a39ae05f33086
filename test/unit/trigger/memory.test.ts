// What is remembered survives n8n's database, whatever is found there.
import fc from 'fast-check';
import type { IDataObject } from 'n8n-workflow';
import {
	decodeMemory,
	encodeMemory,
	hash,
	secondOf,
	type Known,
	type Memory,
} from '../../../nodes/MercadoLibre/trigger/memory';
import { firstMemory, poll } from '../../../nodes/MercadoLibre/trigger/poll';

const SCOPE = 'messages seller 1';
const NOW = Date.parse('2026-01-01T10:00:00Z');

const memoryWith = (known: [string, Known][]): Memory => ({
	scope: SCOPE,
	since: NOW,
	wantsExisting: false,
	known: new Map(known),
	forgottenUntil: 0,
	nothingForgottenFrom: 0,
	epoch: 3,
	settledUntil: 0,
});

const throughJson = (data: IDataObject) => JSON.parse(JSON.stringify(data)) as IDataObject;

const stored = (memory: Memory) => throughJson(encodeMemory(memory, NOW));

const SECOND = NOW / 1_000;

const second = fc.integer({ min: SECOND - 10_000_000, max: SECOND });
const flag = fc.boolean();
const count = fc.option(fc.nat(9_999), { nil: undefined });
const known: fc.Arbitrary<Known> = fc.record({
	fingerprint: fc.oneof(fc.nat().map(String), fc.constantFrom('left', 'gone')),
	isDue: flag,
	hasFailed: flag,
	shortLooks: fc.option(fc.integer({ min: 1, max: 6 }), { nil: undefined }),
	toMarkAsRead: flag,
	unreadAtActivation: count,
	first: fc.option(fc.record({ unread: fc.nat(9_999), forgottenUntil: fc.nat(NOW) }), {
		nil: undefined,
	}),
	settledUntil: fc.option(fc.nat(SECOND), { nil: undefined }),
	settled: fc
		.array(fc.tuple(fc.string().map(hash), second), { maxLength: 20 })
		.map((entries) => new Map(entries)),
});

/** One in which moderation holds back the first of the settled messages. */
const holdingBack = fc.tuple(known, fc.nat(3)).map(([one, count]): Known => {
	const pending = [...one.settled.keys()].slice(0, count);
	return pending.length > 0 ? { ...one, pending: new Set(pending) } : one;
});

/** As decoding gives it: what is false or undefined is not there. */
const bare = (memory: Memory | undefined) => ({
	...memory,
	known: [...(memory?.known ?? [])].map(([id, entry]) => [
		id,
		Object.fromEntries(
			Object.entries(entry).filter(([, value]) => value !== undefined && value !== false),
		),
	]),
});

test('what was remembered is read back, in the same order', () => {
	fc.assert(
		fc.property(
			fc.array(fc.tuple(fc.string({ minLength: 1 }), holdingBack), { maxLength: 20 }),
			(entries) => {
				const memory = memoryWith(entries);
				expect(bare(decodeMemory(stored(memory), SCOPE))).toEqual(bare(memory));
			},
		),
	);
});

test('what is told of the whole is read back as well', () => {
	const memory = {
		...memoryWith([]),
		wantsExisting: true,
		epoch: 12,
		forgottenUntil: NOW - 5,
		nothingForgottenFrom: NOW - 6,
		settledUntil: SECOND - 7,
	};
	expect(decodeMemory(stored(memory), SCOPE)).toEqual(memory);
});

test('what the first release did not keep is 0', () => {
	const kept = stored(memoryWith([]));
	const { epoch, forgottenUntil, nothingForgottenFrom, settledUntil, ...first } = kept;
	expect([epoch, forgottenUntil, nothingForgottenFrom, settledUntil]).toEqual([3, 0, 0, 0]);
	expect(decodeMemory(first, SCOPE)).toMatchObject({
		epoch: 0,
		forgottenUntil: 0,
		nothingForgottenFrom: 0,
		settledUntil: 0,
	});
});

test('where it is not kept what had arrived in forgotten threads, all that had may have been handed out', () => {
	const { nothingForgottenFrom, ...before } = stored({ ...memoryWith([]), forgottenUntil: NOW });
	expect(nothingForgottenFrom).toBe(0);
	expect(decodeMemory(before, SCOPE)).toMatchObject({ nothingForgottenFrom: NOW });
});

test.each(['961405', 'abc123'])('that moderation holds back a message with the hash %s', (key) => {
	const one = { fingerprint: '1', settled: new Map([[key, SECOND]]), pending: new Set([key]) };
	expect(decodeMemory(stored(memoryWith([['1', one]])), SCOPE)!.known.get('1')).toEqual(one);
});

test.each([
	['from before 1970', -5_000, 0],
	['of today', NOW + 999, SECOND],
	['from after 2038', Date.parse('2100-01-01T00:00:00Z'), 36 ** 6 - 1],
])('a message %s is settled like others', (_, ms, second) => {
	const settled = new Map([[hash('a'), secondOf(ms)]]);
	const back = decodeMemory(stored(memoryWith([['1', { fingerprint: '1', settled }]])), SCOPE)!;
	expect(back.known.get('1')!.settled).toEqual(new Map([[hash('a'), second]]));
});

// What is stored must be found again by every later release: FNV-1a, without its last bit, in six places.
test.each([
	['', 0x811c9dc5],
	['a', 0xe40c292c],
	['foobar', 0xbf9cf968],
])('the hash of "%s" is that of FNV-1a', (text, fnv) => {
	expect(parseInt(hash(text), 36)).toBe(Math.floor(fnv / 2));
});

test('every hash has six places', () => {
	const lengths = Array.from({ length: 3_000 }, (_, i) => hash(`message ${i}`).length);
	expect(new Set(lengths)).toEqual(new Set([6]));
});

describe('static data that is not ours is not read, and crashes nothing', () => {
	const good = stored(memoryWith([['1', { fingerprint: '1', settled: new Map() }]]));
	test.each<[string, IDataObject]>([
		['nothing', {}],
		['another account', { ...good, scope: 'messages seller 2' }],
		['another version', { ...good, version: 2 }],
		['the form of an earlier version', { ...good, known: ['1~1~~'], toMark: ['1'] }],
		['no date', { ...good, since: null }],
		['threads that are no list', { ...good, known: { 1: '1' } }],
		['a thread that is no text', { ...good, known: [null] }],
		['a thread in a list of its own', { ...good, known: [['~1~~~~~1']] }],
		['a time that is none', { ...good, known: ['~1~~~???~~1'] }],
		['half a hash', { ...good, known: ['~1~~~~abc~1'] }],
		['a thread without an id', { ...good, known: ['~1~~~~~'] }],
		['a flag that is none', { ...good, known: ['x~1~~~~~1'] }],
		['one good thread and another', { ...good, known: ['~1~~~~~1', '~1'] }],
		['something before a thread', { ...good, known: ['? ~1~~~~~1'] }],
	])('%s', (_, data) => {
		expect(decodeMemory(data, SCOPE)).toBeUndefined();
	});

	test('any JSON', async () => {
		const anything = fc.dictionary(
			fc.constantFrom('version', 'scope', 'since', 'wantsExisting', 'forgottenUntil', 'known', 'x'),
			fc.oneof(
				fc.jsonValue(),
				fc.constantFrom(1, SCOPE, NOW),
				fc.array(
					fc.stringMatching(
						/^[dfsm]{0,2}~[0-9a-z]{0,3}~(a\d)?~(f\d\.\d)?~[0-9a-z]{0,6}~([0-9a-z]{12})?~1$/,
					),
				),
			) as fc.Arbitrary<IDataObject[string]>,
		);
		await fc.assert(
			fc.asyncProperty(anything, async (data) => {
				const threads = [{ id: '1', fingerprint: '1', unread: 1 }];
				const memory =
					decodeMemory(throughJson(data), SCOPE) ??
					firstMemory(SCOPE, threads, { since: NOW, wantsExisting: true });
				const outcome = await poll({
					memory,
					threads,
					read: async () => ({ messages: [], isComplete: true }),
					budget: 10,
					rotation: { polls: 20, atLeast: 1 },
					listedAt: NOW,
					turn: 0,
				});
				expect(decodeMemory(stored(outcome.memory), SCOPE)).toBeDefined();
			}),
			{ numRuns: 500 },
		);
	});
});

describe('room', () => {
	const settled = (messages: number) =>
		new Map(Array.from({ length: messages }, (_, i) => [hash(`${i}`), SECOND + i] as const));
	const threads = (number: number, messages: number, more: Partial<Known> = {}) =>
		Array.from({ length: number }, (_, i): [string, Known] => [
			String(2_000_000_000_000_000 + i),
			{ fingerprint: '1', settled: settled(messages), ...more },
		]);
	const bytes = (data: IDataObject) => Buffer.byteLength(JSON.stringify(data));

	test.each([
		[1, 500],
		[200, 32],
		[1_000, 1],
		[1_000, 50],
		[1_300, 50],
		[3_000, 0],
	])('%i threads of %i messages take less than 64 kB', (number, messages) => {
		const memory = memoryWith(threads(number, messages, { toMarkAsRead: true }));
		expect(bytes(stored(memory))).toBeLessThan(64_000);
	});

	test('the quotes and commas between threads count, too', () => {
		// 35 characters each, and 38 with them.
		const { known } = stored(memoryWith(threads(1_600, 1)));
		expect(JSON.stringify(known).length).toBeLessThanOrEqual(60_001);
	});

	test('1,000 listed threads are all kept, whatever they hold', () => {
		const memory = memoryWith(threads(1_000, 50, { toMarkAsRead: true }));
		const back = decodeMemory(stored(memory), SCOPE)!;
		expect([...back.known.keys()]).toEqual([...memory.known.keys()]);
		expect(back.forgottenUntil).toBe(0);
	});

	test('the newest messages stay, older ones are settled by their second', () => {
		const back = decodeMemory(stored(memoryWith(threads(1, 40))), SCOPE)!;
		const [entry] = [...back.known.values()];
		expect([...entry.settled.values()]).toEqual(
			Array.from({ length: 32 }, (_, i) => SECOND + 8 + i),
		);
		expect(entry.settledUntil).toBe(SECOND + 7);
	});

	test('the newest second is never settled: more may arrive in it', () => {
		const sameSecond = new Map(
			Array.from({ length: 40 }, (_, i) => [hash(`${i}`), SECOND] as const),
		);
		const back = decodeMemory(
			stored(memoryWith([['1', { fingerprint: '1', settled: sameSecond }]])),
			SCOPE,
		)!;
		expect(back.known.get('1')).toEqual({ fingerprint: '1', settled: sameSecond });
	});

	test('of more than 1,000 threads the first are forgotten that are neither listed nor due', () => {
		const all = threads(1_010, 1, { fingerprint: 'gone' });
		all[0][1] = { ...all[0][1], isDue: true };
		all[1][1] = { ...all[1][1], toMarkAsRead: true };
		all[2][1] = { ...all[2][1], fingerprint: '1' };
		const back = decodeMemory(stored(memoryWith(all)), SCOPE)!;
		expect([...back.known.keys()]).toEqual([
			all[0][0],
			all[1][0],
			all[2][0],
			...all.slice(13).map(([id]) => id),
		]);
		expect(back.forgottenUntil).toBe(NOW);
	});

	test('it is kept what had arrived last in those that were forgotten', () => {
		const gone = { fingerprint: 'gone' };
		const all = threads(1_003, 0, gone);
		all[0][1] = { ...gone, settled: new Map([[hash('a'), SECOND + 4]]) };
		all[1][1] = { ...gone, settledUntil: SECOND + 7, settled: new Map() };
		all[3][1] = { ...gone, settled: new Map([[hash('b'), SECOND + 9]]) };
		const from = (nothingForgottenFrom: number) =>
			stored({ ...memoryWith(all), nothingForgottenFrom }).nothingForgottenFrom;
		expect(from(0)).toBe((SECOND + 8) * 1_000);
		expect(from(NOW + 60_000)).toBe(NOW + 60_000);
	});

	test('a thousand that were read are all kept, and of more the first are forgotten', () => {
		for (const fingerprint of ['left', 'gone']) {
			const all = threads(1_000, 1, { fingerprint });
			const back = decodeMemory(stored({ ...memoryWith(all), forgottenUntil: 5 }), SCOPE)!;
			expect(back.known.size).toBe(1_000);
			expect(back.forgottenUntil).toBe(5);
			const more = decodeMemory(stored(memoryWith(threads(1_001, 1, { fingerprint }))), SCOPE)!;
			expect(more.known.size).toBe(1_000);
			expect(more.known.has(all[0][0])).toBe(false);
			expect(more.forgottenUntil).toBe(NOW);
		}
	});

	test('of many threads as many messages are kept as fit for all', () => {
		const keptOf = (number: number) => {
			const back = decodeMemory(stored(memoryWith(threads(number, 40))), SCOPE)!;
			return new Set([...back.known.values()].map(({ settled: { size } }) => size));
		};
		// 12 bytes a message, and some 30 a thread, of 60,000.
		expect([...keptOf(100)]).toEqual([32]);
		expect([...keptOf(200)]).toEqual([16]);
		expect([...keptOf(400)]).toEqual([8]);
		expect([...keptOf(700)]).toEqual([4]);
		expect([...keptOf(1_000)]).toEqual([2]);
		expect([...keptOf(1_200)]).toEqual([1]);
		expect([...keptOf(1_400)]).toEqual([0]);
	});

	test('messages that moderation holds back stay beside the newest, whatever their age', () => {
		const all = [...settled(80)];
		const pending = new Set(all.slice(0, 40).map(([key]) => key));
		const one: Known = { fingerprint: '1', settled: new Map(all), pending };
		const back = decodeMemory(stored(memoryWith([['1', one]])), SCOPE)!.known.get('1')!;
		const newest = (from: number, to: number) => all.slice(from, to).map(([key]) => key);
		// 32 that are held back, the newest of them, and 32 of the others.
		expect(back.pending).toEqual(new Set(newest(8, 40)));
		expect([...back.settled.keys()]).toEqual([...newest(8, 40), ...newest(48, 80)]);
		expect(back.settledUntil).toBe(SECOND + 47);
	});

	test('new ones that moderation holds back take no place of the others', () => {
		const all = [...settled(42)];
		const pending = new Set(all.slice(-10).map(([key]) => key));
		const one: Known = { fingerprint: '1', settled: new Map(all), pending };
		const back = decodeMemory(stored(memoryWith([['1', one]])), SCOPE)!.known.get('1')!;
		expect(back).toEqual(one);
	});

	test('where no message fits, those that moderation holds back are settled as well', () => {
		const all = threads(1_400, 40, { pending: new Set([hash('0')]) });
		const back = decodeMemory(stored(memoryWith(all)), SCOPE)!;
		expect(back.known.size).toBe(1_400);
		expect(back.known.get(all[0][0])).toEqual({
			fingerprint: '1',
			settled: new Map(),
			settledUntil: SECOND + 39,
		});
	});

	test('in whatever order they were seen, the oldest messages are settled by their second', () => {
		const reversed = new Map([...settled(40)].reverse());
		const back = decodeMemory(
			stored(memoryWith([['1', { fingerprint: '1', settled: reversed }]])),
			SCOPE,
		)!.known.get('1')!;
		expect(back.settledUntil).toBe(SECOND + 7);
		expect(back.settled.size).toBe(32);
	});

	test('a thread that is due keeps all of its messages: they come with its next look', () => {
		const back = decodeMemory(stored(memoryWith(threads(1, 40, { isDue: true }))), SCOPE)!;
		expect([...back.known.values()][0].settled.size).toBe(40);
	});

	test('exactly as many as are kept are kept whole', () => {
		const back = decodeMemory(stored(memoryWith(threads(1, 32))), SCOPE)!;
		const [one] = [...back.known.values()];
		expect(one.settled.size).toBe(32);
		expect(one).not.toHaveProperty('settledUntil');
	});

	test('of more unread threads than fit, those with the oldest news are forgotten, and no more than needed', () => {
		const all = threads(2_400, 0).map(([id, one], i): [string, Known] => [
			id,
			{ ...one, settled: new Map([[hash(`${i}`), SECOND + i]]) },
		]);
		// In the queue they stand in another order.
		const shuffled = [...all.slice(1_200), ...all.slice(0, 1_200)];
		const data = stored({ ...memoryWith(shuffled), settledUntil: 5 });
		const back = decodeMemory(data, SCOPE)!;
		const count = back.known.size;
		expect([...back.known.keys()].sort()).toEqual(all.slice(-count).map(([id]) => id));
		expect(back.settledUntil).toBe(SECOND + 2_400 - count - 1);
		expect(bytes(data)).toBeGreaterThan(56_000);
		// Whoever comes back is not one that was read.
		expect(back.forgottenUntil).toBe(0);
		const later = stored({ ...memoryWith(shuffled), settledUntil: SECOND * 2 });
		expect(decodeMemory(later, SCOPE)!.settledUntil).toBe(SECOND * 2);
	});

	test('those that are due were never seen, or wait for a look: they are forgotten last and first', () => {
		const first = { unread: 1, forgottenUntil: 0 };
		const all = threads(2_400, 1).map(([id, one], i): [string, Known] => {
			if (i % 3 === 0) return [id, { ...one, isDue: true, settledUntil: 1 }];
			if (i % 3 === 1) return [id, { fingerprint: '1', isDue: true, first, settled: new Map() }];
			return [id, one];
		});
		const back = decodeMemory(stored(memoryWith(all)), SCOPE)!;
		const keptOf = (rest: number) =>
			all.filter(([id], i) => i % 3 === rest && back.known.has(id)).length;
		expect(keptOf(0)).toBe(800);
		expect(keptOf(1)).toBeLessThan(keptOf(2));
		expect(keptOf(2)).toBe(800);
	});

	test('and those that wait for a look after all others, however old their news are', () => {
		const all = threads(2_400, 1).map(([id, one], i): [string, Known] =>
			i % 2 === 0
				? [id, { fingerprint: '1', isDue: true, settledUntil: 1, settled: new Map() }]
				: [id, one],
		);
		const back = decodeMemory(stored(memoryWith(all)), SCOPE)!;
		expect(all.filter(([id], i) => i % 2 === 0 && back.known.has(id))).toHaveLength(1_200);
		expect(back.known.size).toBeLessThan(2_400);
	});
});

// What is remembered survives n8n's database, whatever is found there.
import fc from 'fast-check';
import type { IDataObject } from 'n8n-workflow';
import {
	decodeMemory,
	encodeMemory,
	hash,
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
	epoch: 3,
	settledUntil: 0,
});

const throughJson = (data: IDataObject) => JSON.parse(JSON.stringify(data)) as IDataObject;

const stored = (memory: Memory) => throughJson(encodeMemory(memory, NOW));

const SECOND = NOW / 1_000;

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
		.array(fc.tuple(fc.string().map(hash), fc.nat(SECOND)), { maxLength: 20 })
		.map((entries) => new Map(entries)),
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
			fc.array(fc.tuple(fc.string({ minLength: 1 }), known), { maxLength: 20 }),
			(entries) => {
				const memory = memoryWith(entries);
				expect(bare(decodeMemory(stored(memory), SCOPE))).toEqual(bare(memory));
			},
		),
	);
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
		['a time that is none', { ...good, known: ['~1~~~???~~1'] }],
		['half a hash', { ...good, known: ['~1~~~~abc~1'] }],
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
});

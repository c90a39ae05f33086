// The order and the pace in which notifications are read; time is given.
import {
	Worker,
	type Outcome,
	type Work,
} from '../../../../nodes/MercadoLibre/trigger/push/worker';

interface Job extends Work {
	name: string;
}

/** A worker whose reads take 50 ms and find what `answer` says, with what was read when. */
function worker(answer: (name: string, now: number) => Outcome, readMs = 50) {
	const start = Date.now();
	const reads: { name: string; at: number }[] = [];
	const givenUp: string[] = [];
	const one = new Worker<Job>(
		async ({ name }) => {
			reads.push({ name, at: Date.now() - start });
			await new Promise((done) => setTimeout(done, readMs));
			return answer(name, Date.now() - start);
		},
		({ name }) => givenUp.push(name),
	);
	const add = (name: string) => one.add({ name, reads: 0, mostReads: 5 });
	const readsOf = (name: string) => reads.filter((read) => read.name === name);
	return { add, reads, readsOf, givenUp };
}

beforeEach(() => jest.useFakeTimers());
afterEach(() => jest.useRealTimers());

const pass = async (ms: number) => await jest.advanceTimersByTimeAsync(ms);

test('one after the other is read at once', async () => {
	const { add, reads } = worker(() => 'done');
	add('a');
	await pass(200);
	add('b');
	await pass(0);
	expect(reads).toEqual([
		{ name: 'a', at: 0 },
		{ name: 'b', at: 200 },
	]);
});

test('a burst of 200 is read as fast as the API answers, each once', async () => {
	const { add, reads } = worker(() => 'done');
	for (let i = 0; i < 200; i++) add(`m${i}`);
	await pass(1_000);
	expect(new Set(reads.map(({ name }) => name)).size).toBe(200);
	expect(reads).toHaveLength(200);
	// Fifty at once.
	expect(reads.map(({ at }) => at)).toEqual(
		Array.from({ length: 200 }, (_, i) => 50 * Math.floor(i / 50)),
	);
	for (let i = 0; i < 50; i++) add(`later ${i}`);
	await pass(0);
	expect(reads).toHaveLength(250);
});

test('what is unknown is read five times, after half a second, then after 1.5, 3 and 5, and given up', async () => {
	const { add, readsOf, givenUp } = worker(() => 'unknown');
	for (const [name, begin] of [
		['a', 0],
		['b', 60_000],
	] as const) {
		add(name);
		await pass(60_000);
		expect(readsOf(name).map(({ at }) => at - begin)).toEqual([0, 550, 2_100, 5_150, 10_200]);
		expect(givenUp).toContain(name);
		expect(jest.getTimerCount()).toBe(0);
	}
});

test('one that is due in five seconds does not hold up one that is due in half a second', async () => {
	const { add, readsOf } = worker(() => 'unknown');
	add('a');
	await pass(6_000);
	expect(readsOf('a')).toHaveLength(4);
	add('b');
	await pass(600);
	expect(readsOf('b').map(({ at }) => at)).toEqual([6_000, 6_550]);
});

test('what becomes known is done, and not given up', async () => {
	const { add, reads, givenUp } = worker((_, now) => (now < 1_500 ? 'unknown' : 'done'));
	add('a');
	await pass(60_000);
	expect(reads).toHaveLength(3);
	expect(givenUp).toEqual([]);
});

test('50 that become known together are read soon after', async () => {
	const { add, reads, givenUp } = worker((_, now) => (now < 2_000 ? 'unknown' : 'done'));
	for (let i = 0; i < 50; i++) add(`m${i}`);
	await pass(12_000);
	expect(givenUp).toEqual([]);
	expect(new Set(reads.filter(({ at }) => at >= 1_950).map(({ name }) => name)).size).toBe(50);
});

test('a flood of unknown ids does not hold up a real one', async () => {
	const { add, readsOf, reads } = worker((name) => (name === 'real' ? 'done' : 'unknown'));
	for (let i = 0; i < 1_000; i++) add(`f${i}`);
	await pass(2_000);
	const addedAt = 2_000;
	add('real');
	await pass(1_000);
	expect(readsOf('real')).toHaveLength(1);
	expect(readsOf('real')[0].at - addedAt).toBeLessThan(700);
	// Nor does it use up the requests of the minute.
	await pass(57_000);
	expect(reads.filter(({ at }) => at < 60_000).length).toBeLessThan(450);
});

test.each([
	[29, 100],
	[30, 400],
])('after %i unknown ones in a row, the next one is read at %i ms', async (count, at) => {
	const { add, readsOf } = worker(() => 'unknown');
	for (let i = 0; i < count; i++) add(`f${i}`);
	await pass(100);
	add('next');
	await pass(300);
	expect(readsOf('next')).toMatchObject([{ at }]);
});

test('a known one ends a flood, and after it as many are read at once as before', async () => {
	const { add, reads } = worker((name) => (name.startsWith('f') ? 'unknown' : 'done'));
	for (let i = 0; i < 60; i++) add(`f${i}`);
	await pass(600_000);
	add('real');
	await pass(1_000);
	const before = reads.length;
	for (let i = 0; i < 50; i++) add(`m${i}`);
	await pass(0);
	expect(reads).toHaveLength(before + 50);
});

test('none is read more than five times, however many there are', async () => {
	const { add, reads, givenUp } = worker(() => 'unknown');
	for (let i = 0; i < 100; i++) add(`f${i}`);
	await pass(600_000);
	expect(givenUp).toHaveLength(100);
	expect(reads).toHaveLength(500);
});

test('what was dropped is not read again', async () => {
	const { add, reads, givenUp } = worker(() => 'dropped');
	add('a');
	await pass(60_000);
	expect(reads).toHaveLength(1);
	expect(givenUp).toEqual([]);
});

// Several processes on one application, as the workers of n8n's queue mode: a Pool each, and one minute for all.
import { Pool } from '../../../../nodes/MercadoLibre/api/pacing/pool';

const MINUTE = 60_000;
const LIMIT = 500;
const SEEDS = [1, 2, 3];

beforeEach(() => jest.useFakeTimers());
afterEach(() => {
	jest.restoreAllMocks();
	jest.useRealTimers();
});

/** Numbers that look random and are the same in every run (mulberry32). */
function numbersOf(seed: number): () => number {
	let state = seed;
	return () => {
		state = (state + 0x6d2b79f5) | 0;
		let t = Math.imul(state ^ (state >>> 15), 1 | state);
		t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
		return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
	};
}

/** As Mercado Libre counts: no more than the limit in any 60 seconds; one that is refused takes no place. */
class Minute {
	private readonly takenAt: number[] = [];

	let = { through: 0, refused: 0 };

	take(): boolean {
		const now = Date.now();
		while (this.takenAt.length > 0 && this.takenAt[0] <= now - MINUTE) this.takenAt.shift();
		const isLetThrough = this.takenAt.length < LIMIT;
		if (isLetThrough) this.takenAt.push(now);
		this.let[isLetThrough ? 'through' : 'refused']++;
		return isLetThrough;
	}
}

const pass = async (ms: number) => await new Promise<void>((done) => setTimeout(done, ms));

interface Process {
	/** How many it wants to send. */
	requests: number;
	/** When it begins, in seconds. */
	from?: number;
	/** One that has lived before. */
	pool?: Pool;
}

/** Lets them send all they want; says when the last was done, in seconds, and how many in a hundred were refused. */
async function run(processes: Process[], { latency = 100, seed = 1 } = {}) {
	const random = numbersOf(seed);
	jest.spyOn(Math, 'random').mockImplementation(random);
	const minute = new Minute();
	const begin = Date.now();
	const sendOne = async (pool: Pool): Promise<void> => {
		const isLetThrough = await pool.run(async (isProbe) => {
			const oneWay = (latency / 2) * (0.7 + 0.6 * random());
			await pass(oneWay);
			const answer = minute.take();
			await pass(oneWay);
			if (answer) pool.passed(isProbe);
			else pool.refused();
			return answer;
		});
		if (!isLetThrough) await sendOne(pool);
	};
	let end = 0;
	const all = processes.map(async ({ requests, from = 0, pool = new Pool(LIMIT) }) => {
		await pass(from * 1_000);
		await Promise.all(Array.from({ length: requests }, () => sendOne(pool)));
		end = Date.now();
	});
	let isDone = false;
	void Promise.all(all).then(() => (isDone = true));
	while (!isDone) await jest.advanceTimersByTimeAsync(1_000);
	const { through, refused } = minute.let;
	return { seconds: (end - begin) / 1_000, refusedPercent: (100 * refused) / (through + refused) };
}

/** The first 500 at once, and so on: the least time that so many can take. */
const leastSeconds = (requests: number) => (Math.ceil(requests / LIMIT) - 1) * 60;

const equal = (count: number, requests: number): Process[] =>
	Array.from({ length: count }, () => ({ requests }));

describe.each([10, 100, 300])('at %i ms of latency', (latency) => {
	describe.each(SEEDS)('(%i)', (seed) => {
		test.each([
			['two that want 600 each', equal(2, 600)],
			['two that want 2,500 each', equal(2, 2_500)],
			['four that want 300 each', equal(4, 300)],
			['four that want 1,250 each', equal(4, 1_250)],
		])('%s use up the limit, and hardly one is refused', async (_, processes) => {
			const { seconds, refusedPercent } = await run(processes, { latency, seed });
			const requests = processes.reduce((sum, one) => sum + one.requests, 0);
			expect(refusedPercent).toBeGreaterThan(0);
			expect(refusedPercent).toBeLessThan(2);
			expect(seconds).toBeLessThan(1.1 * leastSeconds(requests));
		});
	});
});

describe.each(SEEDS)('that begin one after the other (%i)', (seed) => {
	const oneAfterTheOther = (count: number, requests: number, seconds: number): Process[] =>
		equal(count, requests).map((one, i) => ({ ...one, from: i * seconds }));

	test.each([
		['two', 0.3, oneAfterTheOther(2, 600, 0.3)],
		['two', 3, oneAfterTheOther(2, 600, 3)],
		['four', 0.3, oneAfterTheOther(4, 300, 0.3)],
		['four', 1, oneAfterTheOther(4, 300, 1)],
	])('%s, every %d s', async (_, __, processes) => {
		const { seconds, refusedPercent } = await run(processes, { seed });
		expect(refusedPercent).toBeLessThan(2.5);
		expect(seconds).toBeLessThan(1.1 * leastSeconds(1_200));
	});

	test('without latency, the first two have used up the minute before the others begin', async () => {
		const processes = oneAfterTheOther(4, 300, 1);
		const { seconds, refusedPercent } = await run(processes, { seed, latency: 3 });
		expect(refusedPercent).toBeLessThan(4);
		expect(seconds).toBeLessThan(1.1 * leastSeconds(1_200));
	});
});

describe.each(SEEDS)('of others it learns when they come and go (%i)', (seed) => {
	test('one that comes when the minute is used up', async () => {
		const late = await run([{ requests: 600 }, { requests: 600, from: 20 }], { seed });
		expect(late.refusedPercent).toBeLessThan(4);
		// It asks every ten seconds at most.
		expect(late.seconds).toBeLessThan(10 + 1.1 * leastSeconds(1_200));
	});

	test('one that comes while another has work for many minutes gets its part', async () => {
		const pool = new Pool(LIMIT);
		const late = await run([{ requests: 3_000 }, { requests: 600, from: 20, pool }], { seed });
		expect(late.refusedPercent).toBeLessThan(5);
		expect(late.seconds).toBeLessThan(1.1 * leastSeconds(3_600));
	});

	test('what one leaves is taken up by the other', async () => {
		const { seconds, refusedPercent } = await run([{ requests: 300 }, { requests: 900 }], { seed });
		expect(refusedPercent).toBeLessThan(3);
		expect(seconds).toBeLessThan(1.1 * leastSeconds(1_200));
	});
});

describe('one that is alone', () => {
	test.each([
		[100, 0],
		[500, 0],
		[600, 60],
	])(
		'is never refused, and %i requests are done within ten seconds of the least time',
		async (requests, least) => {
			const { seconds, refusedPercent } = await run([{ requests }]);
			expect(refusedPercent).toBe(0);
			expect(seconds).toBeLessThan(least + 10);
		},
	);

	test('knows it after its first full minute: from then on it takes the limit at once', async () => {
		const pool = new Pool(LIMIT);
		await run([{ requests: LIMIT, pool }]);
		await jest.advanceTimersByTimeAsync(MINUTE);
		const { seconds } = await run([{ requests: 2 * LIMIT, pool }]);
		expect(seconds).toBeLessThan(1.025 * leastSeconds(2 * LIMIT));
	});

	test('waits a moment, and not a minute, when something else than the minute was refused', async () => {
		const pool = new Pool(LIMIT);
		await run([{ requests: 20, pool }]);
		for (let refusals = 0; refusals < 3; refusals++) {
			const wait = pool.refused();
			expect(wait).toBeLessThanOrEqual(2_000);
			await jest.advanceTimersByTimeAsync(wait);
		}
	});
});

test('a long upload holds up nobody', async () => {
	const pool = new Pool(LIMIT);
	for (let uploads = 0; uploads < 8; uploads++) void pool.run(() => new Promise(() => undefined));
	const answer = jest.fn(async () => undefined);
	void pool.run(answer);
	await jest.advanceTimersByTimeAsync(10_000);
	expect(answer).toHaveBeenCalled();
});

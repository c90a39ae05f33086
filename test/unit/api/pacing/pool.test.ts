import { getEventListeners } from 'node:events';
import fc from 'fast-check';
import type { Account } from '../../../../nodes/MercadoLibre/api/account';
import {
	CancelledWhileWaiting,
	Pool,
	poolOf,
} from '../../../../nodes/MercadoLibre/api/pacing/pool';

const MINUTE = 60_000;
const MOST_IN_FLIGHT = 250;

beforeEach(() => jest.useFakeTimers());
afterEach(() => jest.useRealTimers());

interface Sent {
	index: number;
	start: number;
	end: number;
}

/** Sends that take a while each, all wanted at once. */
async function sendAll(pool: Pool, latencies: number[]): Promise<Sent[]> {
	const sent: Sent[] = [];
	const all = Promise.all(
		latencies.map((latency, index) =>
			pool.run(async () => {
				const start = Date.now();
				await new Promise((resolve) => setTimeout(resolve, latency));
				sent.push({ index, start, end: Date.now() });
			}),
		),
	);
	let done = false;
	void all.then(() => (done = true));
	for (let minutes = 0; !done && minutes < 100; minutes++)
		await jest.advanceTimersByTimeAsync(MINUTE / 4);
	expect(sent).toHaveLength(latencies.length);
	return sent;
}

/** The most moments in any window of a minute. */
function mostInAMinute(moments: number[]): number {
	const sorted = [...moments].sort((a, b) => a - b);
	let most = 0;
	for (let first = 0, last = 0; last < sorted.length; last++) {
		while (sorted[last] - sorted[first] >= MINUTE) first++;
		most = Math.max(most, last - first + 1);
	}
	return most;
}

const mostAtOnce = (sent: Sent[]) =>
	Math.max(
		...sent.map(
			({ start }) => sent.filter((other) => other.start <= start && start < other.end).length,
		),
	);

describe('the limit of a minute', () => {
	test('holds whenever the API counts a request: when it is sent, answered, or between', async () => {
		await fc.assert(
			fc.asyncProperty(
				fc.integer({ min: 1, max: 20 }),
				fc.array(fc.integer({ min: 1, max: 5_000 }), { minLength: 1, maxLength: 60 }),
				fc.double({ min: 0, max: 1, noNaN: true }),
				async (limit, latencies, between) => {
					const sent = await sendAll(new Pool(limit), latencies);
					expect(mostInAMinute(sent.map(({ start }) => start))).toBeLessThanOrEqual(limit);
					expect(mostInAMinute(sent.map(({ end }) => end))).toBeLessThanOrEqual(limit);
					const counted = sent.map(({ index, start, end }) =>
						index % 2 ? start + between * (end - start) : end - between * (end - start),
					);
					expect(mostInAMinute(counted)).toBeLessThanOrEqual(limit);
				},
			),
			{ numRuns: 30 },
		);
	});

	test('is used up: 1,000 at 500 a minute take hardly more than the one minute of waiting', async () => {
		const sent = await sendAll(new Pool(500), Array(1_000).fill(100));
		const took =
			Math.max(...sent.map(({ end }) => end)) - Math.min(...sent.map(({ start }) => start));
		expect(took).toBeLessThan(MINUTE * 1.1);
	});

	test('can be changed while requests wait', async () => {
		const pool = new Pool(1);
		const all = sendAll(pool, [10, 10, 10, 10]);
		pool.setLimit(4);
		const sent = await all;
		expect(Math.max(...sent.map(({ end }) => end)) - sent[0].start).toBeLessThan(MINUTE * 1.5);
	});
});

test('at most 250 are under way at once, and that many are', async () => {
	const sent = await sendAll(new Pool(10_000), Array(400).fill(100));
	expect(mostAtOnce(sent)).toBe(MOST_IN_FLIGHT);
});

test('first come, first served', async () => {
	const sent = await sendAll(new Pool(10), Array(40).fill(10));
	const order = sent
		.sort((a, b) => a.start - b.start || a.index - b.index)
		.map(({ index }) => index);
	expect(order).toEqual(Array.from({ length: 40 }, (_, i) => i));
});

test('one that fails makes room for the next', async () => {
	const pool = new Pool(10_000);
	const failing = Array.from({ length: 100 }, () =>
		pool.run(async () => {
			throw new Error('broken');
		}),
	);
	const results = await Promise.allSettled(failing);
	expect(results.every(({ status }) => status === 'rejected')).toBe(true);
	await expect(pool.run(async () => 'next')).resolves.toBe('next');
});

describe('after a refusal (429)', () => {
	/** Wants `count` sends that each last until they are told to end. */
	function wantMany(pool: Pool, count: number) {
		const started: { isProbe: boolean; end: () => void }[] = [];
		for (let i = 0; i < count; i++) {
			void pool.run((isProbe) => new Promise<void>((end) => void started.push({ isProbe, end })));
		}
		return started;
	}

	/** Lets the request that goes ahead be refused, or let through. */
	async function answerProbe(pool: Pool, started: ReturnType<typeof wantMany>, isRefused: boolean) {
		const { isProbe, end } = started.at(-1)!;
		expect(isProbe).toBe(true);
		if (isRefused) pool.refused(1_000);
		else pool.passed(isProbe);
		end();
		await jest.advanceTimersByTimeAsync(0);
	}

	test('nobody sends for as long as the API asks, then one goes ahead', async () => {
		const pool = new Pool(10_000);
		expect(pool.refused(5_000)).toBe(5_000);
		const started = wantMany(pool, 10);
		await jest.advanceTimersByTimeAsync(4_999);
		expect(started).toHaveLength(0);
		await jest.advanceTimersByTimeAsync(1);
		expect(started).toHaveLength(1);
	});

	test('the others follow when it was let through', async () => {
		const pool = new Pool(10_000);
		pool.refused(5_000);
		const started = wantMany(pool, 10);
		await jest.advanceTimersByTimeAsync(5_000);
		await answerProbe(pool, started, false);
		expect(started).toHaveLength(10);
	});

	test('the others wait on when it was refused again', async () => {
		const pool = new Pool(10_000);
		pool.refused(1_000);
		const started = wantMany(pool, 10);
		await jest.advanceTimersByTimeAsync(1_000);
		await answerProbe(pool, started, true);
		await jest.advanceTimersByTimeAsync(999);
		expect(started).toHaveLength(1);
		await jest.advanceTimersByTimeAsync(1);
		expect(started).toHaveLength(2);
	});

	test('a shorter wait does not end a longer one', async () => {
		const pool = new Pool(10_000);
		pool.refused(5_000);
		pool.refused(10);
		const started = wantMany(pool, 1);
		await jest.advanceTimersByTimeAsync(4_000);
		expect(started).toHaveLength(0);
	});

	test('an answer to what was sent before does not end the wait', async () => {
		const pool = new Pool(10_000);
		pool.refused(5_000);
		pool.passed(false);
		const started = wantMany(pool, 5);
		await jest.advanceTimersByTimeAsync(5_000);
		expect(started).toHaveLength(1);
	});

	test('without a wait of the API, the wait grows with every refusal in a row', async () => {
		const pool = new Pool(10_000);
		for (let refusal = 1; refusal <= 4; refusal++) {
			const wait = pool.refused();
			const whole = 500 * 2 ** (refusal - 1);
			expect(wait).toBeGreaterThanOrEqual(whole / 2);
			expect(wait).toBeLessThanOrEqual(whole);
			jest.setSystemTime(Date.now() + wait + 1);
		}
		await pool.run(async (isProbe) => pool.passed(isProbe));
		expect(pool.refused()).toBeLessThanOrEqual(500);
	});

	test('a long upload of before is not waited for', async () => {
		const pool = new Pool(10_000);
		void pool.run(() => new Promise(() => undefined));
		pool.refused(300);
		const started = wantMany(pool, 3);
		await jest.advanceTimersByTimeAsync(300);
		expect(started).toHaveLength(1);
		await answerProbe(pool, started, false);
		expect(started).toHaveLength(3);
	});

	test('what was sent before the pause and is answered after it lets nobody follow', async () => {
		const pool = new Pool(10_000);
		const sentBefore = wantMany(pool, 1);
		await jest.advanceTimersByTimeAsync(0);
		const [before] = sentBefore;
		pool.refused(300);
		const started = wantMany(pool, 3);
		await jest.advanceTimersByTimeAsync(300);
		pool.passed(before.isProbe);
		before.end();
		await jest.advanceTimersByTimeAsync(0);
		expect(started).toHaveLength(1);
	});

	test('one that goes ahead and is cancelled leaves its place to the next', async () => {
		const pool = new Pool(10_000);
		pool.refused(300);
		const cancelled = pool
			.run(async () => {
				throw new Error('cancelled');
			})
			.catch(() => undefined);
		const started = wantMany(pool, 2);
		await jest.advanceTimersByTimeAsync(300);
		await cancelled;
		expect(started).toHaveLength(1);
	});

	test('those who were refused together count as one refusal', () => {
		const pool = new Pool(10_000);
		for (let i = 0; i < 50; i++) expect(pool.refused()).toBeLessThanOrEqual(500);
	});
});

describe('cancelling', () => {
	test('ends the waiting of those who are cancelled, and of nobody else', async () => {
		const pool = new Pool(1);
		const controller = new AbortController();
		await pool.run(async () => undefined);
		const cancelled = pool.run(async () => 'never', controller.signal);
		const other = pool.run(async () => 'other');
		controller.abort();
		await expect(cancelled).rejects.toBeInstanceOf(CancelledWhileWaiting);
		await jest.advanceTimersByTimeAsync(MINUTE + 1);
		await expect(other).resolves.toBe('other');
	});

	test('before the wait begins', async () => {
		const send = jest.fn();
		await expect(new Pool(1).run(send, AbortSignal.abort())).rejects.toBeInstanceOf(
			CancelledWhileWaiting,
		);
		expect(send).not.toHaveBeenCalled();
	});

	test('leaves nothing behind on the signal', async () => {
		const { signal } = new AbortController();
		const pool = new Pool(1_000);
		await Promise.all(Array.from({ length: 100 }, () => pool.run(async () => undefined, signal)));
		expect(getEventListeners(signal, 'abort')).toHaveLength(0);
	});
});

describe('which pool', () => {
	const account = (more: Partial<Account> = {}): Account => ({
		family: 'globalSelling',
		apiBaseUrl: 'https://api.mercadolibre.com',
		isCustom: false,
		clientId: '7',
		sellerId: '1',
		siteId: undefined,
		requestsPerMinute: 500,
		...more,
	});

	test('one for the reads and one for the writes of an application, in every workflow', () => {
		expect(poolOf(account(), 'read')).toBe(poolOf(account(), 'read'));
		expect(poolOf(account(), 'read')).not.toBe(poolOf(account(), 'write'));
		expect(poolOf(account(), 'read')).toBe(poolOf(account({ sellerId: '2' }), 'read'));
		expect(poolOf(account(), 'read')).not.toBe(poolOf(account({ clientId: '8' }), 'read'));
		expect(poolOf(account(), 'read')).not.toBe(
			poolOf(account({ apiBaseUrl: 'http://localhost' }), 'read'),
		);
	});

	test('idle ones are forgotten, busy ones are not', async () => {
		const idle = poolOf(account({ clientId: 'idle' }), 'read');
		const busy = poolOf(account({ clientId: 'busy' }), 'read');
		await idle.run(async () => undefined);
		await jest.advanceTimersByTimeAsync(MINUTE + 1);
		await busy.run(async () => undefined);
		poolOf(account({ clientId: 'new' }), 'read');
		expect(poolOf(account({ clientId: 'busy' }), 'read')).toBe(busy);
		expect(poolOf(account({ clientId: 'idle' }), 'read')).not.toBe(idle);
	});
});

describe("Mercado Libre's clock", () => {
	const now = Date.parse('2024-05-01T10:00:00.400Z');
	const told = (date: unknown) => {
		jest.setSystemTime(now);
		const pool = new Pool(1);
		pool.noteServerDate(date);
		return pool.serverTime(new Date(now)).getTime() - now;
	};

	test('a clock that is ten minutes ahead', () => {
		expect(Math.abs(told('Wed, 01 May 2024 10:10:00 GMT') - 600_000)).toBeLessThan(1_000);
	});

	test.each([['Wed, 01 May 2024 10:00:00 GMT'], [undefined], ['yesterday'], [null]])(
		'%j changes nothing',
		(date) => {
			expect(Math.abs(told(date))).toBeLessThan(1_000);
		},
	);
});

test('a trigger overtakes what waits, so that buyers do not wait for a large workflow', async () => {
	const pool = new Pool(1);
	const order: string[] = [];
	const send = (name: string, isUrgent = false) =>
		pool.run(async () => void order.push(name), undefined, isUrgent);
	const all = Promise.all([send('first'), send('second'), send('third'), send('trigger', true)]);
	await jest.advanceTimersByTimeAsync(4 * MINUTE);
	await all;
	expect(order).toEqual(['first', 'trigger', 'second', 'third']);
});

test('triggers without end leave every fourth place to what waits', async () => {
	const pool = new Pool(4);
	const order: string[] = [];
	const send = (name: string, isUrgent: boolean) =>
		void pool.run(async () => void order.push(name), undefined, isUrgent);
	for (let i = 0; i < 20; i++) send('trigger', true);
	for (let i = 0; i < 4; i++) send('send', false);
	await jest.advanceTimersByTimeAsync(5 * MINUTE);
	expect(order.slice(4, 20).filter((name) => name === 'send')).toHaveLength(4);
});

test('a Retry-After of 0 does not mean at once', () => {
	expect(new Pool(1).refused(0)).toBeGreaterThan(0);
});

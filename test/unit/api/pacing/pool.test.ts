import { getEventListeners } from 'node:events';
import fc from 'fast-check';
import type { Account } from '../../../../nodes/MercadoLibre/api/account';
import {
	CancelledWhileWaiting,
	Pool,
	ownPoolOf,
	poolOf,
} from '../../../../nodes/MercadoLibre/api/pacing/pool';

const MINUTE = 60_000;
const MOST_IN_FLIGHT = 500;

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
			pool.run(async (isProbe) => {
				const start = Date.now();
				await new Promise((resolve) => setTimeout(resolve, latency));
				sent.push({ index, start, end: Date.now() });
				pool.passed(isProbe);
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

/** Wants `count` sends that each last until they are told to end. */
function wantMany(pool: Pool, count: number) {
	const started: { isProbe: boolean; end: () => void }[] = [];
	for (let i = 0; i < count; i++) {
		void pool.run((isProbe) => new Promise<void>((end) => void started.push({ isProbe, end })));
	}
	return started;
}

/** Sends one after the other, each let through at once; returns how many could be sent without waiting. */
async function passMany(pool: Pool, count: number): Promise<number> {
	let passed = 0;
	for (let i = 0; i < count; i++) {
		void pool.run(async (isProbe) => {
			passed++;
			pool.passed(isProbe);
		});
		await jest.advanceTimersByTimeAsync(0);
	}
	return passed;
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

	test('is used up: 1,000 at 500 a minute take little more than the one minute of waiting, though nobody knows yet that no other process asks', async () => {
		const sent = await sendAll(new Pool(500), Array(1_000).fill(100));
		const took =
			Math.max(...sent.map(({ end }) => end)) - Math.min(...sent.map(({ start }) => start));
		expect(took).toBeLessThan(MINUTE * 1.15);
	});

	test('a place is free again a minute after the answer, not a moment later', async () => {
		const [first, second] = await sendAll(new Pool(1), [100, 100]);
		expect(second.start - first.end).toBe(MINUTE);
	});

	test('counts those under way: nobody goes before one of them is answered', async () => {
		const pool = new Pool(1);
		let end: () => void = () => undefined;
		void pool.run(() => new Promise<void>((resolve) => (end = resolve)));
		const next = jest.fn(async () => undefined);
		void pool.run(next);
		// Nothing can be waited for: no timer runs.
		expect(jest.getTimerCount()).toBe(0);
		await jest.advanceTimersByTimeAsync(2 * MINUTE);
		expect(next).not.toHaveBeenCalled();
		end();
		await jest.advanceTimersByTimeAsync(MINUTE);
		expect(next).toHaveBeenCalled();
	});

	test('holds after a pause, too', async () => {
		const pool = new Pool(1);
		await pool.run(async () => undefined);
		pool.refused(1_000);
		const next = jest.fn(async () => undefined);
		void pool.run(next);
		await jest.advanceTimersByTimeAsync(MINUTE - 1);
		expect(next).not.toHaveBeenCalled();
		await jest.advanceTimersByTimeAsync(1);
		expect(next).toHaveBeenCalled();
	});

	test('one timer wakes all who wait', async () => {
		const pool = new Pool(1);
		await pool.run(async () => undefined);
		for (let i = 0; i < 100; i++) void pool.run(async () => undefined);
		expect(jest.getTimerCount()).toBe(1);
	});

	test('can be changed while requests wait', async () => {
		const pool = new Pool(1);
		const all = sendAll(pool, [10, 10, 10, 10]);
		pool.setLimit(4);
		const sent = await all;
		expect(Math.max(...sent.map(({ end }) => end)) - sent[0].start).toBeLessThan(MINUTE * 1.5);
	});
});

test('at most 500 are under way at once, and that many are', async () => {
	const sent = await sendAll(new Pool(1_000_000), Array(800).fill(100));
	expect(mostAtOnce(sent)).toBe(MOST_IN_FLIGHT);
});

test('whoever had to wait is told how long: the world may have changed meanwhile', async () => {
	const pool = new Pool(1);
	const waits: number[] = [];
	for (let i = 0; i < 2; i++) void pool.run(async (_, waited) => void waits.push(waited));
	await jest.advanceTimersByTimeAsync(MINUTE);
	expect(waits).toEqual([0, MINUTE]);
});

test('first come, first served', async () => {
	const sent = await sendAll(new Pool(10), Array(40).fill(10));
	const order = sent
		.sort((a, b) => a.start - b.start || a.index - b.index)
		.map(({ index }) => index);
	expect(order).toEqual(Array.from({ length: 40 }, (_, i) => i));
});

test('nobody overtakes those whose time has come and who have not been woken yet', async () => {
	const pool = new Pool(2);
	const order: string[] = [];
	const send = (name: string, isUrgent = false) =>
		void pool.run(async () => void order.push(name), undefined, isUrgent);
	send('a');
	send('b');
	await jest.advanceTimersByTimeAsync(0);
	send('waiting');
	send('urgent', true);
	jest.setSystemTime(Date.now() + MINUTE);
	send('newcomer');
	await jest.advanceTimersByTimeAsync(3 * MINUTE);
	expect(order).toEqual(['a', 'b', 'urgent', 'waiting', 'newcomer']);
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

	test('one that comes while another goes ahead waits for what comes of it', async () => {
		const pool = new Pool(10_000);
		pool.refused(300);
		const ahead = wantMany(pool, 1);
		await jest.advanceTimersByTimeAsync(300);
		expect(ahead).toHaveLength(1);
		const next = wantMany(pool, 2);
		await jest.advanceTimersByTimeAsync(MINUTE);
		expect(next).toHaveLength(0);
		await answerProbe(pool, ahead, false);
		expect(next.map(({ isProbe }) => isProbe)).toEqual([false, false]);
	});

	test('one that went ahead and was let through leaves nothing behind', async () => {
		const pool = new Pool(10_000);
		pool.refused(300);
		const ahead = wantMany(pool, 1);
		await jest.advanceTimersByTimeAsync(300);
		await answerProbe(pool, ahead, false);
		const later = wantMany(pool, 3);
		await jest.advanceTimersByTimeAsync(0);
		expect(later.map(({ isProbe }) => isProbe)).toEqual([false, false, false]);
	});

	test('one that goes ahead says nothing once another was refused', async () => {
		const pool = new Pool(10_000);
		pool.refused(300);
		const started = wantMany(pool, 5);
		await jest.advanceTimersByTimeAsync(300);
		expect(started).toHaveLength(1);
		// The answer to one that was sent before the first pause.
		pool.refused(5_000);
		await answerProbe(pool, started, false);
		await jest.advanceTimersByTimeAsync(4_999);
		expect(started).toHaveLength(1);
		await jest.advanceTimersByTimeAsync(1);
		expect(started.map(({ isProbe }) => isProbe)).toEqual([true, true]);
	});

	test('one at the moment when a pause ends counts as the next', async () => {
		const pool = new Pool(10_000);
		pool.refused(1_000);
		await jest.advanceTimersByTimeAsync(1_000);
		// The second in a row: from half of to the whole of 1 s.
		expect(pool.refused()).toBeGreaterThanOrEqual(500);
	});

	test('what was refused takes no place in the minute, what comes after it does', async () => {
		const pool = new Pool(2);
		await passMany(pool, 1);
		void pool.run(async () => void pool.refused(1_000));
		await jest.advanceTimersByTimeAsync(0);
		const started = wantMany(pool, 2);
		await jest.advanceTimersByTimeAsync(1_000);
		await answerProbe(pool, started, false);
		await jest.advanceTimersByTimeAsync(MINUTE - 1_001);
		expect(started).toHaveLength(1);
		await jest.advanceTimersByTimeAsync(1);
		expect(started).toHaveLength(2);
	});

	test('of two timers for one moment, one goes on', async () => {
		const pool = new Pool(2);
		await passMany(pool, 1);
		void pool.run(async () => {
			await new Promise((resolve) => setTimeout(resolve, 10_000));
			pool.refused(1_000);
		});
		// They wait for the end of the minute first, then for that of the pause, then for that of the minute again.
		const next = jest.fn(async (isProbe: boolean) => pool.passed(isProbe));
		for (let i = 0; i < 4; i++) void pool.run(next);
		await jest.advanceTimersByTimeAsync(MINUTE);
		expect(next).toHaveBeenCalledTimes(2);
		expect(jest.getTimerCount()).toBe(1);
	});

	describe('when the minute is used up', () => {
		const second = 1_000;

		/** Four of ten were let through, two of them at 0 s; others have taken the rest, as two refusals until 32 s tell. */
		async function usedUp(retryAfter?: number) {
			const pool = new Pool(10);
			const begin = Date.now();
			await passMany(pool, 2);
			await jest.advanceTimersByTimeAsync(30 * second);
			await passMany(pool, 2);
			await jest.advanceTimersByTimeAsync(second);
			void pool.run(async () => void pool.refused(second));
			await jest.advanceTimersByTimeAsync(0);
			let wait = 0;
			void pool.run(async () => void (wait = pool.refused(retryAfter)));
			await jest.advanceTimersByTimeAsync(second);
			return { pool, begin, wait };
		}

		test('nobody sends before a place is free; more than the share is tried a minute later, one at a time', async () => {
			const { pool, begin, wait } = await usedUp();
			expect(wait).toBe(28 * second);
			const timers = jest.spyOn(globalThis, 'setTimeout');
			const starts: number[] = [];
			for (let i = 0; i < 7; i++) {
				void pool.run(async (isProbe) => {
					starts.push((Date.now() - begin) / second);
					await new Promise((resolve) => setTimeout(resolve, 100));
					pool.passed(isProbe);
				});
			}
			await jest.advanceTimersByTimeAsync(MINUTE + second);
			expect(starts).toEqual([60, 60.1, 90, 90.1, 92, 92.1, 92.2]);
			// A wait that is none wakes those who wait all the time.
			expect(timers.mock.calls.length).toBeLessThan(50);
			timers.mockRestore();
		});

		test('one goes ahead after the time that the API asks for, whatever the share says', async () => {
			const { pool, begin } = await usedUp(2 * second);
			const started = wantMany(pool, 2);
			await jest.advanceTimersByTimeAsync(2 * second);
			expect(Date.now() - begin).toBe(34 * second);
			await answerProbe(pool, started, false);
			expect(started).toHaveLength(1);
		});
	});

	test('what was answered more than a minute before it says nothing of the minute', async () => {
		const pool = new Pool(10);
		await passMany(pool, 5);
		await jest.advanceTimersByTimeAsync(50_000);
		void pool.run(async () => void pool.refused(1_000));
		void pool.run(async () => {
			await new Promise((resolve) => setTimeout(resolve, 10_000));
			pool.refused(1_000);
		});
		await jest.advanceTimersByTimeAsync(12_000);
		expect(await passMany(pool, 10)).toBe(10);
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

	test('leaves nothing behind on the signal of those who waited', async () => {
		const { signal } = new AbortController();
		const pool = new Pool(1);
		const all = Array.from({ length: 4 }, () => pool.run(async () => undefined, signal));
		expect(getEventListeners(signal, 'abort')).toHaveLength(3);
		await jest.advanceTimersByTimeAsync(4 * MINUTE);
		await Promise.all(all);
		expect(getEventListeners(signal, 'abort')).toHaveLength(0);
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

	test('one that is asked for again stays the same, and knows what it has learnt', async () => {
		const again = () => poolOf(account({ clientId: 'again' }), 'read');
		const pool = again();
		await jest.advanceTimersByTimeAsync(2 * MINUTE);
		expect(again()).toBe(pool);
		await passMany(pool, 50);
		const started = wantMany(again(), 20);
		await jest.advanceTimersByTimeAsync(0);
		// An eighth of its share, and not two as at first.
		expect(started).toHaveLength(12);
	});

	test('one for a call that has a limit of its own, in the families that have it', async () => {
		const search = {
			method: 'GET' as const,
			globalSelling: '/marketplace/orders/search',
			local: '/orders/search',
			perMinute: { globalSelling: 2 },
		};
		const searching = account({ family: 'globalSelling', clientId: 'searching' });
		const pool = ownPoolOf(searching, search)!;
		expect(ownPoolOf(searching, search)).toBe(pool);
		expect(poolOf(searching, 'read')).not.toBe(pool);
		expect(ownPoolOf({ ...searching, family: 'local' }, search)).toBeUndefined();
		expect(ownPoolOf(searching, { ...search, perMinute: undefined })).toBeUndefined();
		const sent = jest.fn(async () => undefined);
		for (let i = 0; i < 5; i++) void pool.run(sent);
		await jest.advanceTimersByTimeAsync(0);
		expect(sent).toHaveBeenCalledTimes(2);
	});

	test('the limit that was given last holds', async () => {
		const limited = account({ clientId: 'limited', requestsPerMinute: 1 });
		poolOf(limited, 'read');
		const pool = poolOf({ ...limited, requestsPerMinute: 3 }, 'read');
		const sent = jest.fn(async () => undefined);
		for (let i = 0; i < 5; i++) void pool.run(sent);
		await jest.advanceTimersByTimeAsync(0);
		expect(sent).toHaveBeenCalledTimes(3);
	});

	test('is idle when nothing is under way, waits or was answered in the last minute', async () => {
		const pool = new Pool(1);
		expect(pool.isIdle()).toBe(true);
		let end: () => void = () => undefined;
		void pool.run(() => new Promise<void>((resolve) => (end = resolve)));
		expect(pool.isIdle()).toBe(false);
		const controllers = [new AbortController(), new AbortController()];
		const cancelled = controllers.map(({ signal }, i) =>
			pool.run(async () => undefined, signal, i === 0).catch(() => undefined),
		);
		await jest.advanceTimersByTimeAsync(0);
		end();
		await jest.advanceTimersByTimeAsync(MINUTE - 1);
		expect(pool.isIdle()).toBe(false);
		for (const controller of controllers) controller.abort();
		await Promise.all(cancelled);
		expect(pool.isIdle()).toBe(false);
		await jest.advanceTimersByTimeAsync(1);
		expect(pool.isIdle()).toBe(true);
	});

	test.each([true, false])('is not idle while one waits (urgent: %j)', async (isUrgent) => {
		const pool = new Pool(1);
		pool.refused(1_000);
		void pool.run(async () => undefined, undefined, isUrgent);
		expect(pool.isIdle()).toBe(false);
	});

	test('one that was asked for a moment ago is not forgotten: it is about to be used', () => {
		const pool = poolOf(account({ clientId: 'beginning' }), 'read');
		poolOf(account({ clientId: 'another' }), 'read');
		expect(poolOf(account({ clientId: 'beginning' }), 'read')).toBe(pool);
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

	test('a clock that is ten minutes behind', () => {
		expect(Math.abs(told('Wed, 01 May 2024 09:50:00 GMT') + 600_000)).toBeLessThan(1_000);
	});

	test.each([
		['2024-05-01T10:00:01.899Z', 0],
		['2024-05-01T10:00:01.900Z', 1_500],
		['2024-05-01T09:59:58.901Z', 0],
		['2024-05-01T09:59:58.900Z', -1_500],
	])('a second and a half is a difference, less is none: %s', (date, ahead) => {
		expect(told(date)).toBe(ahead);
	});

	test('the last answer counts, and one without a date says nothing', () => {
		jest.setSystemTime(now);
		const pool = new Pool(1);
		const ahead = () => pool.serverTime(new Date(now)).getTime() - now;
		pool.noteServerDate('2024-05-01T10:10:00.400Z');
		pool.noteServerDate(undefined);
		expect(ahead()).toBe(600_000);
		pool.noteServerDate('Wed, 01 May 2024 10:00:00 GMT');
		expect(ahead()).toBe(0);
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
	const send = (name: string, isUrgent?: boolean) =>
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
	expect(order.slice(0, 16).filter((name) => name === 'send')).toHaveLength(4);
});

test('after three of triggers comes one of what waits, and so on', async () => {
	const pool = new Pool(1);
	const order: string[] = [];
	const send = (name: string, isUrgent: boolean) =>
		void pool.run(async () => void order.push(name), undefined, isUrgent);
	send('first', false);
	for (let i = 0; i < 7; i++) send('trigger', true);
	for (let i = 0; i < 4; i++) send('send', false);
	await jest.advanceTimersByTimeAsync(12 * MINUTE);
	const [t, s] = ['trigger', 'send'];
	expect(order).toEqual(['first', t, t, t, s, t, t, t, s, t, s, s]);
});

test('triggers go on where nothing else waits', async () => {
	const pool = new Pool(1);
	const sent = jest.fn(async () => undefined);
	for (let i = 0; i < 8; i++) void pool.run(sent, undefined, true);
	await jest.advanceTimersByTimeAsync(8 * MINUTE);
	expect(sent).toHaveBeenCalledTimes(8);
});

test('a Retry-After of 0 does not mean at once', () => {
	expect(new Pool(1).refused(0)).toBeGreaterThan(0);
});

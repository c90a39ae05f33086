// The clock of the machine is set back, as a time server does it after a start with a wrong one: nobody waits for that long.
import { Pool } from '../../../../nodes/MercadoLibre/api/pacing/pool';

beforeEach(() => jest.useFakeTimers());
afterEach(() => jest.useRealTimers());

const HOUR = 3_600_000;

async function sentWithin(pool: Pool, count: number, ms: number): Promise<number> {
	let sent = 0;
	const sending = Array.from(
		{ length: count },
		async () => await pool.run(async () => void sent++),
	);
	await jest.advanceTimersByTimeAsync(ms);
	void Promise.allSettled(sending);
	return sent;
}

test('when the minute is used up', async () => {
	const pool = new Pool(10);
	await sentWithin(pool, 10, 30_000);
	jest.setSystemTime(Date.now() - HOUR);
	expect(await sentWithin(pool, 10, 3 * 60_000)).toBe(10);
});

test('in the pause after a refusal', async () => {
	const pool = new Pool(10);
	await pool.run(async () => void pool.refused(5_000));
	jest.setSystemTime(Date.now() - HOUR);
	let isThrough = false;
	void pool.run(async (isProbe) => {
		isThrough = true;
		pool.passed(isProbe);
	});
	await jest.advanceTimersByTimeAsync(60_000);
	expect(isThrough).toBe(true);
});

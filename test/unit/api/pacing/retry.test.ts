import fc from 'fast-check';
import { backoffMs, retryAfterMs } from '../../../../nodes/MercadoLibre/api/pacing/retry';

test('the waits double, vary by half, and never exceed ten seconds', () => {
	fc.assert(
		fc.property(fc.integer({ min: 1, max: 200 }), (attempt) => {
			const whole = Math.min(500 * 2 ** (attempt - 1), 10_000);
			const wait = backoffMs(attempt);
			expect(wait).toBeGreaterThanOrEqual(whole / 2);
			expect(wait).toBeLessThanOrEqual(whole);
		}),
	);
});

test('two that fail together do not come back together', () => {
	const waits = new Set(Array.from({ length: 50 }, () => backoffMs(6)));
	expect(waits.size).toBeGreaterThan(40);
});

test.each([
	[0, 5_000],
	[0.5, 7_500],
	[1, 10_000],
])('chance decides on the second half of the wait: %d', (chance, wait) => {
	jest.spyOn(Math, 'random').mockReturnValueOnce(chance);
	expect(backoffMs(6)).toBe(wait);
});

describe('Retry-After', () => {
	const now = Date.parse('2024-05-01T10:00:00Z');

	test.each([
		['0', 0],
		['7', 7_000],
		['30', 30_000],
		[' 7 ', 7_000],
		['Wed, 01 May 2024 10:00:09 GMT', 9_000],
		['Wed, 01 May 2024 09:59:00 GMT', 0],
		['2024-05-01T10:00:09+00:00', 9_000],
		// Nobody waits for hours.
		['86400', 300_000],
		['Thu, 02 May 2024 10:00:00 GMT', 300_000],
		['', undefined],
		['  ', undefined],
		['soon', undefined],
		['-5x', undefined],
		[undefined, undefined],
		[null, undefined],
		[['7'], undefined],
	])('%j', (header, ms) => {
		expect(retryAfterMs(header, now)).toBe(ms);
	});

	test('whatever a server writes there: a sensible wait or none', () => {
		fc.assert(
			fc.property(fc.anything(), (header) => {
				const wait = retryAfterMs(header, now);
				if (wait === undefined) return;
				expect(wait).toBeGreaterThanOrEqual(0);
				expect(wait).toBeLessThanOrEqual(300_000);
			}),
		);
	});
});

// Values that nobody meant, and how a run must end that meets them.
import fc from 'fast-check';
import type { Harness, Run } from './engine/harness';

/** What a crash looks like to the user. */
const CRASH =
	/cannot (read prop|destructure|convert|set)|is not (a function|iterable|an object)|undefined|\[object|unexpected token|invalid array length|maximum call stack/i;

export const expectSaneOn =
	(n8n: Harness) =>
	(run: Run): void => {
		if (run.error) {
			expect(run.error.message).not.toMatch(CRASH);
			expect(run.error.message).toMatch(/\w{3}/);
			expect(run.error.description ?? '').not.toMatch(CRASH);
		} else {
			expect(Array.isArray(run.items)).toBe(true);
			for (const item of run.items) expect(Object(item)).toBe(item);
		}
		expect(n8n.control.requests().length).toBeLessThan(50);
	};

/** Whatever JSON can carry, most often what trips. */
export const anyValue = fc.oneof(
	fc.constantFrom(
		null,
		undefined,
		'',
		0,
		-1,
		true,
		'x',
		[],
		{},
		[null],
		[[]],
		'2024-13-45T99:99:99Z',
	),
	fc.jsonValue({ maxDepth: 2 }),
);

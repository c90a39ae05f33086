import type { Run } from './harness';
import { SECRET_TEXT } from './operations';

/** A clear error has a title and a cure, and nothing of the machinery in it. */
export function expectClearError({ failure }: Run): void {
	const shown = `${failure.message}\n${failure.description}`;
	expect(failure.message).toMatch(/\w{3}/);
	expect(failure.description).toMatch(/\w+ \w+ \w+/);
	expect(shown).not.toMatch(/request failed|undefined|\[object|socket|axios|NodeApiError/i);
	expect(shown).not.toContain(SECRET_TEXT);
}

/**
 * What n8n's editor calls its own buttons (2.41): texts that name one take it from here, and
 * `test/browser/words.browser.test.ts` looks for each on the screen.
 */
export const EDITOR = {
	/** In a credential that is filled in and not connected yet, at its top. */
	connect: 'Connect',
	/** In the same place, once it is connected. */
	switchAccount: 'Switch account',
} as const;

// What the local API takes as the text of a message.
import type { Marketplace } from '../../marketplace/marketplace.ts';
import { messagesError } from '../errors.ts';

/** Seed 002, line 168. */
const MOST_CHARACTERS = 350;

/** ISO-8859-1 (seed 002, line 168), and of its control characters those that make lines. */
const latin1 = /^[\t\n\r\x20-\x7e\xa0-\xff]$/;

/** "os emoticones dessa listagem": EMOJIS.md of github.com/vdurmont/emoji-java, which ends with the emoji of 2018. */
const emoji = /^[\p{Emoji}\p{Regional_Indicator}\u200d\ufe0f\u20e3\u{e0020}-\u{e007f}]$/u;
const addedLater =
	/^[\u{1f6d5}-\u{1f6df}\u{1f6fa}-\u{1f6fc}\u{1f7e0}-\u{1f7f0}\u{1f90c}-\u{1f90f}\u{1f93f}\u{1f971}\u{1f972}\u{1f977}-\u{1f979}\u{1f97b}\u{1f9a3}-\u{1f9af}\u{1f9ba}-\u{1f9bf}\u{1f9c3}-\u{1f9cf}\u{1fa60}-\u{1faff}]$/u;

const isSupported = (character: string) =>
	latin1.test(character) || (emoji.test(character) && !addedLater.test(character));

/** Throws the API's refusal (seed 002, lines 198 to 204). */
export function checkLocalText({ behaviour }: Marketplace, text: string): void {
	const characters = [...text];
	if (!characters.every(isSupported))
		throw messagesError(400, 'The text has character/s that is/are not supported.');
	const most = behaviour.sellerMaxLength || MOST_CHARACTERS;
	if (characters.length > most)
		throw messagesError(400, `The message content is too long, max characters allowed are ${most}`);
}

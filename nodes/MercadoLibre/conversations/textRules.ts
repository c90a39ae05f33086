import type { ApiContext } from '../api/context';
import { inputError } from '../input/inputError';

/** Document 002: "você tem um limite de 350 caracteres". */
const MAX_TEXT_LENGTH = 350;

/** @throws NodeOperationError when the text is longer than 350 characters. */
export function checkLength(
	context: ApiContext,
	label: string,
	parameter: string,
	text: string,
): void {
	if (text.length > MAX_TEXT_LENGTH) {
		throw inputError(
			context,
			label,
			parameter,
			`is longer than ${MAX_TEXT_LENGTH} characters`,
			`It has ${text.length}. Shorten it, or send it as several messages.`,
		);
	}
}

/** @throws NodeOperationError when the text has characters outside ISO-8859-1 (document 002). */
export function checkLatin1(
	context: ApiContext,
	label: string,
	parameter: string,
	text: string,
): void {
	const outside = [...new Set(text.match(/[^\u0000-\u00FF]/gu))];
	if (outside.length > 0) {
		throw inputError(
			context,
			label,
			parameter,
			'has characters that Mercado Libre does not accept',
			`Replace ${outside.slice(0, 10).join(' ')}: only letters and signs of ISO-8859-1 (Western European languages) can be sent, so no emoji, curly quotes or long dashes.`,
		);
	}
}

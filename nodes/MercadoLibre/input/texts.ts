import type { Call } from '../operation/operation';

/** Document 002: "você tem um limite de 350 caracteres". */
const MAX_TEXT_LENGTH = 350;

/** A text that must not be empty. */
export function requiredText(call: Call, label: string, parameter: string): string {
	const text = textOf(call, label, parameter, call.parameter(parameter, ''));
	if (text.trim() === '') {
		throw call.inputError(
			label,
			parameter,
			'is empty',
			'Enter the text that the buyer shall read.',
		);
	}
	return text;
}

/** @throws NodeOperationError when the value is no text: the buyer would read "[object Object]". */
export function textOf(call: Call, label: string, parameter: string, value: unknown): string {
	if (value === undefined || value === null) return '';
	if (typeof value === 'string' || typeof value === 'number') return String(value);
	throw call.inputError(
		label,
		parameter,
		'is not a text',
		`It is ${Array.isArray(value) ? 'a list' : 'an object'}. Map one of its fields instead.`,
	);
}

/** @throws NodeOperationError when the text is longer than 350 characters. */
export function checkLength(call: Call, label: string, parameter: string, text: string): void {
	if (text.length > MAX_TEXT_LENGTH) {
		throw call.inputError(
			label,
			parameter,
			`is longer than ${MAX_TEXT_LENGTH} characters`,
			`It has ${text.length}. Shorten it, or send it as several messages.`,
		);
	}
}

/** @throws NodeOperationError when the text has characters outside ISO-8859-1 (document 002). */
export function checkLatin1(call: Call, label: string, parameter: string, text: string): void {
	const outside = [...new Set(text.match(/[^\u0000-\u00FF]/gu))];
	if (outside.length > 0) {
		throw call.inputError(
			label,
			parameter,
			'has characters that Mercado Libre does not accept',
			`Replace ${outside.slice(0, 10).join(' ')}: only letters and signs of ISO-8859-1 (Western European languages) can be sent, so no emoji, curly quotes or long dashes.`,
		);
	}
}

import type { ApiContext } from '../api/context';
import { inputError } from './inputError';

/**
 * A text that must not be empty.
 * @throws NodeOperationError that names the field
 */
export function requiredText(
	context: ApiContext,
	label: string,
	parameter: string,
	value: unknown,
): string {
	const text = textOf(context, label, parameter, value);
	if (text.trim() !== '') return text;
	throw inputError(
		context,
		label,
		parameter,
		'is empty',
		'Enter the text that the buyer shall read.',
	);
}

/** @throws NodeOperationError when the value is no text: the buyer would read "[object Object]". */
export function textOf(
	context: ApiContext,
	label: string,
	parameter: string,
	value: unknown,
): string {
	if (value === undefined || value === null) return '';
	if (typeof value === 'string' || typeof value === 'number') return String(value);
	throw inputError(
		context,
		label,
		parameter,
		'is not a text',
		`It is ${Array.isArray(value) ? 'a list' : 'an object'}. Map one of its fields instead.`,
	);
}

import { fieldOf, isObject } from '../api/answers';
import type { ApiContext } from '../api/context';
import { inputError } from './inputError';

/**
 * Names that the user gives as a list or separated by commas. What an upload hands out may be given whole:
 * its `attachmentId` or `id` is the name.
 * @param label the field as the user sees it in the editor
 * @throws NodeOperationError that names the field when an entry is no name
 */
export function nameList(
	context: ApiContext,
	label: string,
	parameter: string,
	value: unknown,
): string[] {
	const entries = Array.isArray(value)
		? value
		: isObject(value)
			? [value]
			: String(value ?? '').split(',');
	return entries
		.map((entry: unknown) => {
			const name = isObject(entry)
				? (fieldOf(entry, 'attachmentId') ?? fieldOf(entry, 'id'))
				: entry;
			if (typeof name === 'string' || typeof name === 'number') return String(name).trim();
			throw inputError(
				context,
				label,
				parameter,
				'has an entry that is not a name',
				'Give names separated by commas, or map the "attachmentId" of an earlier upload.',
			);
		})
		.filter((name) => name !== '');
}

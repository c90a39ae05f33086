/** Answers are taken as they come: these tell what has the form that the documents promise. */

export const isObject = (value: unknown): value is object =>
	typeof value === 'object' && value !== null && !Array.isArray(value);

export const isListOfObjects = (value: unknown): boolean =>
	Array.isArray(value) && value.every(isObject);

/** The objects of an inner list; none when it is no list. */
export const objectsIn = <T extends object>(list: T[] | null | undefined): T[] =>
	Array.isArray(list) ? list.filter(isObject) : [];

/** The field of an answer, whatever the answer is. */
export const fieldOf = (answer: unknown, name: string): unknown =>
	isObject(answer) ? (answer as Record<string, unknown>)[name] : undefined;

/** Ids come as numbers in some answers and as texts in others; the package gives texts, and null for anything else. */
export function idText(value: unknown): string | null {
	const isText = typeof value === 'number' || (typeof value === 'string' && value !== '');
	return isText ? String(value) : null;
}

/** A number of the API, which comes as a text in some answers; 0 for anything else. */
export const numberOf = (value: unknown): number => Number(idText(value)) || 0;

/** A code of the API in small letters: its pages spell the same one in either case. */
export const codeText = (value: unknown): string | null =>
	typeof value === 'string' && value !== '' ? value.toLowerCase() : null;

/**
 * A time of the API as this package gives it: UTC with milliseconds, which sorts as text. The API gives some with an
 * offset, and some in whole seconds; what is no time stays as it is.
 */
export function timeText(value: unknown): string | null {
	const text = idText(value);
	const time = Date.parse(String(text));
	return Number.isNaN(time) ? text : new Date(time).toISOString();
}

/**
 * Oldest first. The API promises no order, and some of its dates have whole seconds only: messages of one
 * second are reversed where the list as a whole is newest first, and keep their order elsewhere.
 */
export function inOrderOfTime<T>(list: T[], timeOf: (entry: T) => number): T[] {
	const isNewestFirst = list.every((entry, i) => i === 0 || timeOf(list[i - 1]) >= timeOf(entry));
	const ordered = isNewestFirst ? [...list].reverse() : [...list];
	return ordered.sort((a, b) => timeOf(a) - timeOf(b));
}

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

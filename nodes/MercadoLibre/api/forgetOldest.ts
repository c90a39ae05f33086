/** Keeps the newest `most` of what was added to a set or a map: what lasts as long as the process must not grow. */
export function forgetOldest<T>(
	all: { size: number; keys(): Iterable<T>; delete(key: T): boolean },
	most: number,
): void {
	for (const oldest of all.keys()) {
		if (all.size <= most) return;
		all.delete(oldest);
	}
}

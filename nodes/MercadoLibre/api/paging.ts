import { OperationalError } from 'n8n-workflow';

export interface Page<T> {
	items: T[];
	/** `paging.total` of the answer; undefined when the API does not tell. */
	total: number | undefined;
}

/** No real list is longer; it stops an API that answers new items for ever. */
const MAX_PAGES = 1_000;

/**
 * Collects a list that the API hands out by `limit` and `offset`, each item once, up to `limit` items.
 * Goes on until `total` is reached or, where `total` is missing or already disproved, until a page is empty.
 * @throws OperationalError when the API repeats itself instead of handing out the rest
 */
export async function readPages<T>(
	read: (offset: number, limit: number) => Promise<Page<T>>,
	{
		idOf,
		pageSize,
		offset = 0,
		limit = Infinity,
	}: { idOf: (item: T) => string; pageSize: number; offset?: number; limit?: number },
): Promise<T[]> {
	const found = new Map<string, T>();
	let position = offset;
	for (let pages = 0; pages < MAX_PAGES && found.size < limit; pages++) {
		const wanted = Math.min(pageSize, limit - found.size);
		const { items, total } = await read(position, wanted);
		const before = found.size;
		for (const item of items) found.set(idOf(item), item);
		position += items.length;

		const isTotalBelievable = total !== undefined && total >= position - offset;
		const mayHaveMore = isTotalBelievable ? position < total : items.length > 0;
		if (items.length === 0 || !mayHaveMore) break;
		if (found.size === before) {
			throw new OperationalError(
				`Mercado Libre repeated a page: ${found.size} of ${total ?? 'an unknown number of'} entries could be read`,
			);
		}
	}
	return [...found.values()].slice(0, limit);
}

/** `paging.total` as a number: the API gives it as a number or as a text. */
export function totalOf(paging: { total?: unknown } | null | undefined): number | undefined {
	const total = Number(paging?.total ?? NaN);
	return Number.isFinite(total) && total >= 0 ? total : undefined;
}

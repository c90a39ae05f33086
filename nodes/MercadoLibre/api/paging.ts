import { OperationalError } from 'n8n-workflow';
import { idText } from './answers';

export interface Page<T> {
	items: T[];
	/** `paging.total` of the answer; undefined when the API does not tell. */
	total: number | undefined;
}

/** Reads up to `limit` entries of a list from `offset` on. */
export type ReadPage<T> = (offset: number, limit: number) => Promise<Page<T>>;

/** No real list is longer; it stops an API that answers new items for ever. */
const MAX_PAGES = 1_000;

/** So many pages in a row may show nothing new before the end: a total may count what is never shown. */
const MAX_BARREN_PAGES = 2;

/**
 * Collects a list that the API hands out by `limit` and `offset`, each item once, up to `limit` items.
 * Goes on until `total` is reached or, where `total` is missing or already disproved, until a page is empty.
 * Entries that are counted and not shown may leave gaps in pages, or make the list end before its total.
 * @throws OperationalError when the API repeats itself instead of handing out the rest
 */
export async function readPages<T>(
	read: ReadPage<T>,
	{
		idOf,
		pageSize,
		offset = 0,
		limit = Infinity,
	}: { idOf: (item: T) => string; pageSize: number; offset?: number; limit?: number },
): Promise<T[]> {
	const found = new Map<string, T>();
	let position = offset;
	let barren = 0;
	for (let pages = 0; pages < MAX_PAGES && found.size < limit; pages++) {
		const { items, total } = await read(position, pageSize);
		const before = found.size;
		for (const item of items) found.set(idOf(item), item);
		const isBarren = found.size === before;
		if (isBarren && items.length >= pageSize) {
			throw new OperationalError(
				`Mercado Libre repeated a page: ${found.size} of ${total ?? 'an unknown number of'} entries could be read`,
			);
		}
		barren = isBarren ? barren + 1 : 0;
		// A page with gaps is followed by one that overlaps, so that nothing is stepped over.
		position += isBarren ? pageSize : items.length;

		const isTotalBelievable = total !== undefined && total >= position - offset;
		const mayHaveMore = isTotalBelievable ? position < total : !isBarren;
		if (!mayHaveMore || barren > MAX_BARREN_PAGES) break;
	}
	return [...found.values()].slice(0, limit);
}

/** `paging.total` as a number: the API gives it as a number or as a text. */
export function totalOf(paging: { total?: unknown } | null | undefined): number | undefined {
	const total = Number(idText(paging?.total) ?? NaN);
	return Number.isFinite(total) && total >= 0 ? total : undefined;
}

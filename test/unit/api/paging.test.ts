import fc from 'fast-check';
import { readPages, totalOf } from '../../../nodes/MercadoLibre/api/paging';
import type { Page } from '../../../nodes/MercadoLibre/api/paging';

const items = (count: number) => Array.from({ length: count }, (_, i) => `item ${i}`);

/** An API of `count` items. */
const api = (count: number) => {
	const all = items(count);
	const asked: { offset: number; limit: number }[] = [];
	const read = async (offset: number, limit: number): Promise<Page<string>> => {
		asked.push({ offset, limit });
		return { items: all.slice(offset, offset + limit), total: count };
	};
	return { asked, read };
};

const idOf = (item: string) => item;

test('all of any list, each item once and in order, in no more requests than needed', async () => {
	await fc.assert(
		fc.asyncProperty(
			fc.integer({ min: 0, max: 300 }),
			fc.integer({ min: 1, max: 60 }),
			async (count, pageSize) => {
				const { asked, read } = api(count);
				expect(await readPages(read, { idOf, pageSize })).toEqual(items(count));
				expect(asked).toHaveLength(Math.max(1, Math.ceil(count / pageSize)));
				for (const { limit } of asked) expect(limit).toBeLessThanOrEqual(pageSize);
			},
		),
	);
});

test('a limit and an offset', async () => {
	await fc.assert(
		fc.asyncProperty(
			fc.integer({ min: 0, max: 200 }),
			fc.integer({ min: 1, max: 60 }),
			fc.integer({ min: 0, max: 100 }),
			fc.integer({ min: 1, max: 100 }),
			async (count, pageSize, offset, limit) => {
				const { asked, read } = api(count);
				const found = await readPages(read, { idOf, pageSize, offset, limit });
				expect(found).toEqual(items(count).slice(offset, offset + limit));
				expect(asked[0]).toEqual({ offset, limit: pageSize });
				// No more requests than needed.
				expect(asked).toHaveLength(Math.max(1, Math.ceil(found.length / pageSize)));
			},
		),
	);
});

describe('entries that are counted and never shown', () => {
	const hidden = fc.uniqueArray(fc.integer({ min: 0, max: 119 }), { maxLength: 20 });

	test('with gaps in the pages: all that is shown, without an error', async () => {
		await fc.assert(
			fc.asyncProperty(hidden, fc.integer({ min: 30, max: 60 }), async (gaps, pageSize) => {
				const all = items(120);
				const read = async (offset: number, limit: number) => ({
					items: all.slice(offset, offset + limit).filter((_, i) => !gaps.includes(offset + i)),
					total: 120,
				});
				const shown = all.filter((_, i) => !gaps.includes(i));
				expect(await readPages(read, { idOf, pageSize })).toEqual(shown);
			}),
		);
	});

	test('with full pages and a total that is too large: all that is shown, without an error', async () => {
		await fc.assert(
			fc.asyncProperty(hidden, fc.integer({ min: 1, max: 60 }), async (gaps, pageSize) => {
				const shown = items(120).filter((_, i) => !gaps.includes(i));
				const read = async (offset: number, limit: number) => ({
					items: shown.slice(offset, offset + limit),
					total: 120,
				});
				expect(await readPages(read, { idOf, pageSize })).toEqual(shown);
			}),
		);
	});
});

describe('an API that misbehaves', () => {
	test.each([
		['says nothing of the total', undefined],
		['says that there are none', 0],
		['says that there are fewer', 7],
		['says that there are more', 1_000_000],
	])('%s: nothing is lost', async (_, total) => {
		const { read } = api(130);
		const lying = async (offset: number, limit: number) => ({
			...(await read(offset, limit)),
			total,
		});
		expect(await readPages(lying, { idOf, pageSize: 50 })).toEqual(items(130));
	});

	test('counts many that it never shows: three empty pages are the end', async () => {
		const { asked, read } = api(10);
		const lying = async (offset: number, limit: number) => ({
			...(await read(offset, limit)),
			total: 1_000_000,
		});
		expect(await readPages(lying, { idOf, pageSize: 10 })).toEqual(items(10));
		expect(asked.map(({ offset }) => offset)).toEqual([0, 10, 20, 30]);
	});

	test('gives less than was asked for and says nothing of the total: nothing is lost', async () => {
		const all = items(30);
		const read = async (offset: number) => ({
			items: all.slice(offset, offset + 10),
			total: undefined,
		});
		expect(await readPages(read, { idOf, pageSize: 50 })).toEqual(all);
	});

	test('gives new items for ever: an end is found', async () => {
		let asked = 0;
		const found = await readPages(
			async (offset, limit) => {
				asked++;
				const fresh = Array.from({ length: limit }, (_, i) => `item ${offset + i}`);
				return { items: fresh, total: undefined };
			},
			{ idOf, pageSize: 50 },
		);
		expect(asked).toBeLessThanOrEqual(1_000);
		expect(found).toHaveLength(asked * 50);
	});

	test('gives the same page again and again: an error, not a loop and not a silent loss', async () => {
		let asked = 0;
		const reading = readPages(
			async () => {
				asked++;
				return { items: items(50), total: 500 };
			},
			{ idOf, pageSize: 50 },
		);
		await expect(reading).rejects.toThrow(/repeated a page.*50 of 500/i);
		expect(asked).toBe(2);
	});

	test('does so and says nothing of the total', async () => {
		const reading = readPages(async () => ({ items: items(50), total: undefined }), {
			idOf,
			pageSize: 50,
		});
		await expect(reading).rejects.toThrow('50 of an unknown number of entries could be read');
	});

	test('gives more than was asked for: no more than the limit is handed out', async () => {
		const found = await readPages(async () => ({ items: items(80), total: 80 }), {
			idOf,
			pageSize: 50,
			limit: 10,
		});
		expect(found).toEqual(items(10));
	});

	test('gives pages that overlap: each item once', async () => {
		const read = async (offset: number) => ({
			items: items(100).slice(Math.max(0, offset - 5), offset + 20),
			total: 100,
		});
		const found = await readPages(read, { idOf, pageSize: 20 });
		expect(new Set(found).size).toBe(found.length);
	});

	test('says anything of its total and gives any items: an end is found, nothing comes twice', async () => {
		await fc.assert(
			fc.asyncProperty(
				fc.array(
					fc.record({
						items: fc.array(fc.string({ maxLength: 2 }), { maxLength: 5 }),
						total: fc.option(fc.integer({ min: 0, max: 1_000 }), { nil: undefined }),
					}),
					{ minLength: 1, maxLength: 30 },
				),
				async (pages) => {
					let asked = 0;
					const found = await readPages(async () => pages[asked++ % pages.length], {
						idOf,
						pageSize: 5,
					}).catch((error: Error) => error.message);
					expect(asked).toBeLessThanOrEqual(1_000);
					if (typeof found !== 'string') expect(new Set(found).size).toBe(found.length);
				},
			),
		);
	});
});

test.each([
	[{ total: 5 }, 5],
	[{ total: '5' }, 5],
	[{ total: 0 }, 0],
	[{ total: -1 }, undefined],
	[{ total: 'many' }, undefined],
	[{ total: null }, undefined],
	[{}, undefined],
	[null, undefined],
	[undefined, undefined],
])('the total of %j', (paging, total) => {
	expect(totalOf(paging)).toBe(total);
});

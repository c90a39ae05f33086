// How many conversations a list has, and in which order lists and pages come. No document promises an order; the
// caps are documented.
import { CLAIM_SELLER, GLOBAL_SELLER, LOCAL_SELLER, useSandbox } from '../api.ts';

const sandbox = useSandbox();

const families = [
	{ family: 'Global Selling', base: '/marketplace/messages', seller: GLOBAL_SELLER },
	{ family: 'local', base: '/messages', seller: LOCAL_SELLER },
];

const at = (minute: number) => Date.UTC(2026, 0, 1, 10, minute);

async function listed({ base, seller }: (typeof families)[number]): Promise<string[]> {
	const path = `${base}/unread?role=seller&tag=post_sale`;
	const { results } = (await sandbox.get(path, { as: seller })).body;
	return results.map(({ resource }: { resource: string }) => /^\/packs\/(\d+)/.exec(resource)![1]);
}

describe.each(families)('the unread list, $family', (one) => {
	const packs = ['71', '72', '73', '74', '75', '76', '77', '78'];
	const buyersWrite = () =>
		packs.forEach((packId, i) =>
			sandbox.control.buyerWrites({
				packId,
				sellerId: one.seller,
				text: 'Oi',
				createdAt: at((i * 5) % 8),
			}),
		);
	const oldestFirst = ['71', '76', '73', '78', '75', '72', '77', '74'];

	it('has a cap: 1,000 in seed 003 line 45, 500 on the page mensajes-pendientes of 2025-09-11', async () => {
		const cap = one.family === 'local' ? 500 : 1000;
		for (let i = 0; i < cap + 5; i++)
			sandbox.control.buyerWrites({ packId: 10_000 + i, sellerId: one.seller, text: 'Oi' });
		expect(await listed(one)).toHaveLength(cap);
	});

	it('has the cap that a test sets; what is read makes room (seed 003, lines 45 to 48)', async () => {
		buyersWrite();
		sandbox.control.setBehaviour({ unreadCap: 3 });
		expect(await listed(one)).toEqual(['71', '72', '73']);
		sandbox.control.readElsewhere({ packId: 72 });
		expect(await listed(one)).toEqual(['71', '73', '74']);
		sandbox.control.setBehaviour({ unreadCap: null });
		expect(await listed(one)).toHaveLength(7);
	});

	it('comes as it was stored, newest first or oldest first (not documented)', async () => {
		buyersWrite();
		expect(await listed(one)).toEqual(packs);
		sandbox.control.setBehaviour({ unreadOrder: 'oldestFirst' });
		expect(await listed(one)).toEqual(oldestFirst);
		sandbox.control.setBehaviour({ unreadOrder: 'newestFirst' });
		expect(await listed(one)).toEqual(oldestFirst.toReversed());
	});

	it('comes shuffled: the same way for the same seed, and as it was for those that were there', async () => {
		buyersWrite();
		const shuffled = async (shuffleSeed: number) => {
			sandbox.control.setBehaviour({ unreadOrder: 'shuffled', shuffleSeed });
			return await listed(one);
		};
		const first = await shuffled(7);
		expect(first).not.toEqual(packs);
		expect(first.toSorted()).toEqual(packs);
		expect(await shuffled(8)).not.toEqual(first);
		expect(await shuffled(7)).toEqual(first);
		sandbox.control.buyerWrites({ packId: 79, sellerId: one.seller, text: 'Oi' });
		expect((await listed(one)).filter((packId) => packId !== '79')).toEqual(first);
	});

	it('comes in another order with every call, and in the same ones after the same start', async () => {
		const threeLists = async () => {
			buyersWrite();
			sandbox.control.setBehaviour({ unreadOrder: 'shuffledAnew', unreadCap: 4 });
			return [await listed(one), await listed(one), await listed(one)];
		};
		const lists = await threeLists();
		expect(new Set(lists.map(String)).size).toBe(3);
		sandbox.control.reset();
		expect(await threeLists()).toEqual(lists);
	});
});

describe.each(families)('the messages of a pack, $family', ({ base, seller }) => {
	const path = base === '/messages' ? `${base}/packs/77/sellers/${seller}` : `${base}/packs/77`;
	const page = async (query = ''): Promise<string[]> =>
		(
			await sandbox.get(`${path}?tag=post_sale&mark_as_read=false${query}`, { as: seller })
		).body.messages.map(({ text }: { text: string }) => text);

	beforeEach(() => {
		for (let i = 0; i < 12; i++)
			sandbox.control.buyerWrites({
				packId: 77,
				sellerId: seller,
				text: String(i),
				createdAt: at(i),
			});
	});

	const newestFirst = '11 10 9 8 7 6 5 4 3 2 1 0'.split(' ');

	it('come newest first ([obs]), or oldest first', async () => {
		expect(await page('&limit=20')).toEqual(newestFirst);
		sandbox.control.setMessageOrder({ order: 'oldestFirst' });
		expect(await page('&limit=20')).toEqual(newestFirst.toReversed());
		expect(await page('&limit=3')).toEqual(['0', '1', '2']);
	});

	it('come shuffled, over pages that fit together', async () => {
		sandbox.control.setBehaviour({ messageOrder: 'shuffled' });
		const all = await page('&limit=20');
		expect(all).not.toEqual(newestFirst);
		expect(new Set(all)).toEqual(new Set(newestFirst));
		expect([...(await page('&limit=7')), ...(await page('&limit=7&offset=7'))]).toEqual(all);
		sandbox.control.buyerWrites({ packId: 77, text: 'one more' });
		expect((await page('&limit=20')).filter((text) => text !== 'one more')).toEqual(all);
		sandbox.control.setBehaviour({ shuffleSeed: 2 });
		expect((await page('&limit=20')).filter((text) => text !== 'one more')).not.toEqual(all);
	});

	it('come shuffled within a page only: the newest page has the newest', async () => {
		sandbox.control.setBehaviour({ messageOrder: 'shuffledInPage' });
		const newest = await page('&limit=8');
		expect(newest).not.toEqual(newestFirst.slice(0, 8));
		expect(new Set(newest)).toEqual(new Set(newestFirst.slice(0, 8)));
		expect(new Set(await page('&limit=8&offset=8'))).toEqual(new Set(newestFirst.slice(8)));
	});
});

describe('the messages of a claim', () => {
	it('come newest first (example of seed 004, lines 13 to 130), or as a test sets', async () => {
		const sent = async () =>
			(
				await sandbox.get('/marketplace/v2/claims/5294629673/messages', { as: CLAIM_SELLER })
			).body.map(({ date_created }: { date_created: string }) => date_created) as string[];
		const newestFirst = await sent();
		expect(newestFirst).toEqual(newestFirst.toSorted().reverse());
		sandbox.control.setBehaviour({ messageOrder: 'oldestFirst' });
		expect(await sent()).toEqual(newestFirst.toReversed());
		sandbox.control.setBehaviour({ messageOrder: 'shuffled' });
		const shuffled = await sent();
		expect(shuffled).not.toEqual(newestFirst);
		expect(shuffled.toSorted()).toEqual(newestFirst.toSorted());
	});
});

describe('behaviour', () => {
	it('is changed by name and value, and usual again after a reset', () => {
		const set = (changes: object) => sandbox.control.setBehaviour(changes);
		expect(() => set({ colour: 'red' })).toThrow('There is no behaviour colour');
		expect(() => set({ messageOrder: 'alphabetical' })).toThrow(
			'messageOrder is one of newestFirst, oldestFirst, shuffled, shuffledInPage',
		);
		set({ messageOrder: 'oldestFirst' });
		sandbox.control.reset();
		for (const text of ['one', 'two']) sandbox.control.buyerWrites({ packId: 77, text });
		return expect(sandbox.get('/marketplace/messages/packs/77?limit=1')).resolves.toMatchObject({
			body: { messages: [{ text: 'two' }] },
		});
	});
});

describe('the unread messages of one conversation (page mensajes-pendientes of 2025-09-11)', () => {
	const path = `/messages/unread/packs/71/sellers/${LOCAL_SELLER}?tag=post_sale`;
	const as = { as: LOCAL_SELLER };

	it('come in the form of the list', async () => {
		sandbox.control.createPack({ packId: 71, sellerId: LOCAL_SELLER });
		expect((await sandbox.get(path, as)).body).toEqual({ user_id: LOCAL_SELLER, results: [] });
		for (const text of ['Hola', '¿Y?']) sandbox.control.buyerWrites({ packId: 71, text });
		sandbox.control.buyerWrites({ packId: 72, text: 'Otro', sellerId: LOCAL_SELLER });
		expect((await sandbox.get(path, as)).body.results).toEqual([
			{ resource: `/packs/71/sellers/${LOCAL_SELLER}`, count: 2 },
		]);
	});

	it('are not there for Global Selling, nor for others', async () => {
		sandbox.control.buyerWrites({ packId: 71, text: 'Hola', sellerId: LOCAL_SELLER });
		expect((await sandbox.get(path, { as: 777 })).status).toBe(403);
		const global = await sandbox.get(`/marketplace${path}`);
		expect(global.status).toBe(404);
	});
});

// An account with more unread conversations than Mercado Libre lists: nothing comes twice, in whatever order they are
// listed, and what is known is reached without the list.
import { MarketplaceModel, TriggerShell } from '../../../support/trigger/triggerModel';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
const LIMIT = 64_000;

const pack = (i: number) => String(2_000_000_000_000_000 + i);

let state = 1;
const random = () => (state = (state * 1_103_515_245 + 12_345) % 2_147_483_648) / 2_147_483_648;
const shuffled = <T>(list: T[]): T[] =>
	list
		.map((entry) => ({ entry, at: random() }))
		.sort((a, b) => a.at - b.at)
		.map(({ entry }) => entry);

const ORDERS: [string, <T>(list: T[]) => T[]][] = [
	['oldest first', (list) => list],
	['newest first', (list) => list.toReversed()],
	['in any order, another one each time', shuffled],
];

/** Polls a minute apart; the one that tells of the full list hands out nothing. */
async function polls(trigger: TriggerShell, count: number) {
	const came: string[] = [];
	const failures: string[] = [];
	for (let i = 0; i < count; i++) {
		trigger.model.now += MINUTE;
		const { ids } = await trigger.poll().catch((error: Error) => {
			failures.push(error.message);
			return { ids: [] };
		});
		came.push(...ids);
		expect(trigger.staticData.length).toBeLessThan(LIMIT);
	}
	expect(failures.filter((message) => !message.includes('is full'))).toEqual([]);
	return { came, failures };
}

describe.each(ORDERS)('listed %s', (_, shuffle) => {
	test.each([
		['Global Selling', 1_000, 1_300],
		['a local account', 500, 1_300],
		['far more than fit the memory', 1_000, 2_600],
	])('%s, %i of %i unread: none comes twice', async (_name, cap, unread) => {
		const model = new MarketplaceModel({ cap, shuffle, wholeSeconds: true });
		const trigger = new TriggerShell(model);
		await trigger.poll();
		model.now += MINUTE;
		for (let i = 0; i < unread; i++) model.write(pack(i), { at: (model.now += 100) });

		const { came, failures } = await polls(trigger, 30);

		expect(came.length).toBe(new Set(came).size);
		expect(came.length).toBeGreaterThanOrEqual(cap);
		if (shuffle === shuffled && unread < 1_700) expect(came).toHaveLength(unread);
		expect(failures).toHaveLength(1);
	});

	test('what is read makes room for the others, and each comes once', async () => {
		const model = new MarketplaceModel({ cap: 100, shuffle });
		const trigger = new TriggerShell(model, { markAsRead: true });
		await trigger.poll();
		model.now += MINUTE;
		const written = Array.from({ length: 350 }, (_one, i) => model.write(pack(i)).id);

		const { came, failures } = await polls(trigger, 15);

		expect(came.sort()).toEqual(written.sort());
		expect(failures.length).toBeLessThanOrEqual(1);
	});

	test('the messages from before the activation never come', async () => {
		const model = new MarketplaceModel({ cap: 100, shuffle });
		for (let i = 0; i < 130; i++) model.write(pack(i), { at: model.now - DAY });
		const trigger = new TriggerShell(model);

		expect((await polls(trigger, 25)).came).toEqual([]);
	});
});

test('a new message in a known conversation that the list hides comes without the list', async () => {
	const model = new MarketplaceModel({ cap: 100 });
	const trigger = new TriggerShell(model);
	await trigger.poll();
	model.now += MINUTE;
	const known = model.write(pack(999));
	const { came } = await polls(trigger, 1);
	expect(came).toEqual([known.id]);
	model.readBySeller(pack(999));
	await polls(trigger, 2);
	// A hundred older conversations are ahead of it on the list.
	const inFront = new Map<string, never[]>();
	for (let i = 0; i < 100; i++) inFront.set(pack(i), []);
	for (const [id, messages] of [...inFront, ...model.packs]) {
		model.packs.delete(id);
		model.packs.set(id, messages);
	}
	for (let i = 0; i < 100; i++) model.write(pack(i), { at: model.now - DAY });
	const hidden = model.write(pack(999));

	expect((await polls(trigger, 25)).came).toEqual([hidden.id]);
});

test('the poll that tells of the full list comes once a day, and never with the activation', async () => {
	const model = new MarketplaceModel({ cap: 10 });
	for (let i = 0; i < 13; i++) model.write(pack(i));
	const trigger = new TriggerShell(model);
	await trigger.poll();

	expect((await polls(trigger, 10)).failures).toHaveLength(1);
	model.now += DAY - 30 * MINUTE;
	expect((await polls(trigger, 10)).failures).toHaveLength(0);
	model.now += 30 * MINUTE;
	trigger.n8n.activate();
	await trigger.poll();
	expect((await polls(trigger, 10)).failures).toHaveLength(1);
});

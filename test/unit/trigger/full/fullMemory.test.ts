// What n8n keeps for a trigger has room for 64 kB: it never takes more, and nothing that matters is forgotten.
import { MarketplaceModel, TriggerShell } from '../../../support/trigger/triggerModel';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
const LIMIT = 64_000;

const pack = (i: number) => String(2_000_000_000_000_000 + i);

test.each([
	['1 message each', 1],
	['40 messages each', 40],
])(
	'stays under 64 kB with 1,000 unread conversations, %s, and all marked as read',
	async (_, count) => {
		const model = new MarketplaceModel({ wholeSeconds: true });
		const trigger = new TriggerShell(model, { budget: 1_000, markAsRead: true });
		await trigger.poll();
		const written = new Set<string>();
		const came: string[] = [];
		for (let round = 0; round < count; round += 5) {
			model.now += 5_000;
			for (let i = 0; i < 1_000; i++) {
				for (let n = 0; n < Math.min(5, count); n++) written.add(model.write(pack(i)).id);
			}
			came.push(...(await trigger.poll()).ids);
			expect(trigger.staticData.length).toBeLessThan(LIMIT);
		}
		for (let i = 0; i < 3; i++) {
			came.push(...(await trigger.poll()).ids);
			expect(trigger.staticData.length).toBeLessThan(LIMIT);
		}

		expect(came).toHaveLength(written.size);
		expect(new Set(came)).toEqual(written);
	},
);

test('does not grow over six months, and forgets nothing that matters', async () => {
	const model = new MarketplaceModel({ wholeSeconds: true });
	const trigger = new TriggerShell(model);
	await trigger.poll();
	const came: string[] = [];
	let written = 0;
	for (let day = 0; day < 180; day++) {
		for (let i = 0; i < 20; i++) {
			model.write(pack(day * 20 + i));
			model.write(pack(Math.max(0, day * 20 + i - 500)));
			written += 2;
			model.now += MINUTE;
		}
		came.push(...(await trigger.poll()).ids);
		for (const packId of model.packs.keys()) model.readBySeller(packId);
		model.now += DAY / 2;
		await trigger.poll();
		for (const [packId] of [...model.packs].slice(0, -2_000)) model.packs.delete(packId);
	}

	expect(trigger.staticData.length).toBeLessThan(LIMIT);
	expect(came.length).toBe(new Set(came).size);
	expect(came).toHaveLength(written);
});

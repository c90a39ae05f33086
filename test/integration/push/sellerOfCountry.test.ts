// Global Selling: no page says whether the notification of a message names the connected account, or the seller's account
// in the country of the sale. Both start the workflow; those of other sellers do not.
import { GLOBAL_SELLER, useHarness } from '../../support/engine/harness';
import { usePushedTriggers } from '../../support/trigger/pushTrigger';
import { until } from '../../support/until';
import '../../support/engine/noWaiting';

const n8n = useHarness();

const { pushed, switchedOn } = usePushedTriggers(n8n);

let packs = 8_000;
const write = (text: string, sellerId: number = GLOBAL_SELLER) =>
	n8n.control.buyerWrites({ packId: ++packs, sellerId, text });

const ACCOUNTS = ['account', 'marketplace'] as const;

test.each(ACCOUNTS)('named by its %s, where messages do so as well', async (named) => {
	n8n.control.setBehaviour({ globalSellerInMessages: named, globalSellerInNotifications: named });
	const trigger = await pushed();
	write('First');
	await until(() => trigger.started.length === 1);
	write('Second');
	await until(() => trigger.started.length === 2);
	await n8n.control.notificationsSettled();
	expect(trigger.items.map(({ text }) => text)).toEqual(['First', 'Second']);
});

test('named by the account, where messages name that of the country', async () => {
	n8n.control.setBehaviour({ globalSellerInMessages: 'marketplace' });
	const trigger = await pushed();
	write('First');
	await until(() => trigger.started.length === 1);
});

describe('another user', () => {
	const OTHER = 993;

	test('of a real message: nothing starts, though it can be read', async () => {
		n8n.control.setBehaviour({ globalSellerInMessages: 'marketplace' });
		const trigger = await switchedOn();
		const { id } = write('Real');
		const { status } = await trigger.post(trigger.about(id, { user_id: OTHER }));
		await until(() => n8n.control.requests().length > 0);
		// The real notification, which comes later, still starts it.
		await trigger.post(trigger.about(id));
		await until(() => trigger.started.length === 1);
		expect(status).toBe(200);
	});

	test('who sells through the same application: hardly a request, and not a word', async () => {
		const trigger = await switchedOn({ options: { onUnknown: 'item' } });
		n8n.control.createSeller({ userId: OTHER });
		const ids = Array.from({ length: 20 }, () => write('Theirs', OTHER).id);
		n8n.control.clearRequests();
		for (const id of ids) await trigger.post(trigger.about(id, { user_id: OTHER }));
		const { id } = write('Ours');
		await trigger.post(trigger.about(id));
		await until(() => trigger.started.length === 1);
		expect(trigger.items).toMatchObject([{ text: 'Ours' }]);
		expect(n8n.control.requests().length).toBeLessThanOrEqual(22);
		n8n.control.clearRequests();
		const more = write('Theirs again', OTHER);
		await trigger.post(trigger.about(more.id, { user_id: OTHER }));
		await trigger.post(trigger.about(write('Ours again').id));
		await until(() => trigger.started.length === 2);
		expect(n8n.control.requests().map(({ path }) => path)).not.toContainEqual(
			expect.stringContaining(more.id),
		);
	});
});

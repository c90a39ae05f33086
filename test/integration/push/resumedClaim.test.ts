// n8n is killed moments after a message of a claim has started the workflow: the claim is read again, since nobody knows
// whether n8n has stored that start. Of the messages before it n8n has, and may have deleted them by now.
import { sellerOf, useHarness } from '../../support/engine/harness';
import type * as PushTrigger from '../../support/trigger/pushTrigger';
import { usePushedTriggers } from '../../support/trigger/pushTrigger';
import { until } from '../../support/until';
import '../../support/engine/noWaiting';

const n8n = useHarness();

const { made } = usePushedTriggers(n8n);

const MINUTE = 60_000;
const CLAIM = 7_001;

const write = (message: string, createdAt = Date.now()) =>
	n8n.control.claimWrites({ claimId: CLAIM, senderRole: 'complainant', message, createdAt });

test('the messages before it do not come again', async () => {
	n8n.control.openClaim({ claimId: CLAIM, sellerId: sellerOf('globalSelling') });
	const before = made({ event: 'claimMessageReceived' });
	before.kept.saved = JSON.stringify({
		global: {
			'mercadoLibreNotificationTrigger:push': {
				version: 1,
				workflowId: before.workflowId,
				since: Date.now() - 60 * MINUTE,
				seen: '',
				pending: '[]',
			},
		},
	});
	await before.switchOn();
	const about = (received: number) =>
		before.notification({
			topic: 'marketplace_claims',
			resource: `/marketplace/claims/${CLAIM}`,
			received: new Date(received).toISOString(),
		});
	const { now } = Date;
	const earlier = now() - 10 * MINUTE;
	write('one', earlier);
	await before.post(about(earlier));
	await until(() => before.started.length === 1);

	// Some seconds later.
	const later = jest.spyOn(Date, 'now').mockImplementation(() => now() + 10_000);
	write('two', now());
	await before.post(about(now()));
	await until(() => before.started.length === 2);
	// n8n saves what is kept with the next notification.
	await before.post(about(now()));
	let fresh: typeof PushTrigger | undefined;
	await jest.isolateModulesAsync(async () => {
		fresh = await import('../../support/trigger/pushTrigger');
	});
	const after = new fresh!.PushedTrigger(n8n, { ...before.settings, ...before });
	await before.switchOff();
	await after.switchOn();
	write('three', now());
	await after.post(about(now()));
	await until(() => after.items.some(({ message }) => message === 'three'));
	later.mockRestore();
	await after.switchOff();
	expect(before.items.map(({ message }) => message)).toEqual(['one', 'two']);
	const again = after.items.map(({ message }) => message);
	expect(again).not.toContain('one');
	// With the same key: n8n refuses it.
	expect(again.filter((message) => message === 'two').length).toBeLessThanOrEqual(1);
});

// The notification trigger on claims.
import { FAMILIES, sellerOf, useHarness, type Family } from '../../support/engine/harness';
import { usePushedTriggers } from '../../support/trigger/pushTrigger';
import { until } from '../../support/until';
import '../../support/engine/noWaiting';

const n8n = useHarness();

const { pushed } = usePushedTriggers(n8n);

const settled = async () => await n8n.control.notificationsSettled();

let claims = 7_000;
const openClaim = (account: Family) =>
	Number(n8n.control.openClaim({ claimId: ++claims, sellerId: sellerOf(account) }).id);
const write = (claimId: number, message: string, senderRole = 'complainant') =>
	n8n.control.claimWrites({ claimId, message, senderRole });

describe.each(FAMILIES)('%s', (account) => {
	test('claimUpdated: a claim that is opened, and every change, in the shape of Claim > Get', async () => {
		const trigger = await pushed({ account, event: 'claimUpdated' });
		const claimId = openClaim(account);
		await until(() => trigger.started.length === 1);
		const { items } = await n8n.run('claim.get', { claimId: String(claimId) }, { account });
		expect(trigger.items).toEqual(items);

		n8n.control.closeClaim({ claimId });
		await until(() => trigger.started.length === 2);
		expect(trigger.items[1]).toMatchObject({ id: String(claimId), status: 'closed' });
	});

	test('claimUpdated: nothing new, nothing started', async () => {
		const trigger = await pushed({ account, event: 'claimUpdated' });
		const claimId = openClaim(account);
		await until(() => trigger.started.length === 1);
		const [{ content }] = n8n.control.notifications();
		for (let i = 0; i < 3; i++) await trigger.post({ ...content, _id: `again ${i}` });
		const other = openClaim(account);
		await until(() => trigger.started.length === 2);
		expect(trigger.items.map(({ id }) => id)).toEqual([claimId, other].map(String));
	});

	test('claimMessageReceived: each message of the others once, and none from before', async () => {
		const claimId = openClaim(account);
		const longAgo = Date.now() - 3_600_000;
		n8n.control.claimWrites({
			claimId,
			senderRole: 'complainant',
			message: 'before',
			createdAt: longAgo,
		});
		const trigger = await pushed({ account, event: 'claimMessageReceived' });
		write(claimId, 'one');
		await settled();
		write(claimId, 'mine', 'respondent');
		write(claimId, 'two');
		write(claimId, 'three');
		await until(() => trigger.started.length === 3);
		n8n.control.closeClaim({ claimId });
		await settled();

		expect(trigger.items.map(({ message }) => message).sort()).toEqual(['one', 'three', 'two']);
		expect(trigger.items[0]).toMatchObject({
			claimId: String(claimId),
			senderRole: 'complainant',
			stage: 'claim',
			claimStage: 'claim',
			availableActions: [expect.objectContaining({ action: 'send_message_to_complainant' })],
		});
	});

	test('a claim that is not the account’s, or that nobody knows: at most 5 requests, and nothing', async () => {
		const trigger = await pushed({ account, event: 'claimMessageReceived' });
		n8n.control.createSeller({ userId: 993, siteId: account === 'local' ? 'MLB' : 'CBT' });
		const foreign = Number(n8n.control.openClaim({ claimId: ++claims, sellerId: 993 }).id);
		n8n.control.clearRequests();
		const topic = account === 'local' ? 'post_purchase' : 'marketplace_claims';
		for (const id of [foreign, 1]) {
			await trigger.post(trigger.notification({ topic, resource: `/x/claims/${id}` }));
		}
		const own = openClaim(account);
		write(own, 'real');
		await until(() => trigger.started.length === 1);
		await until(() => n8n.engine.takeLog().join().includes('does not know') || asked(1) >= 4);
		expect(asked(foreign)).toBeLessThanOrEqual(5);
		expect(asked(1)).toBeLessThanOrEqual(5);
		expect(trigger.items.map(({ claimId }) => claimId)).toEqual([String(own)]);
	});
});

const asked = (claimId: number) =>
	n8n.asked().filter((request) => request.endsWith(`/claims/${claimId}`)).length;

// A list may hold an entry that names nothing. It cannot be read, and what else there is must not be missed for it.
import { LIST_UNREAD } from '../../../nodes/MercadoLibre/conversations/unread';
import { CLAIMS } from '../../support/marketplace';
import { FAMILIES, sellerOf, useHarness } from '../../support/engine/harness';
import { PolledTrigger } from '../../support/trigger/triggerPolls';

const n8n = useHarness();

describe.each(FAMILIES)('%s', (account) => {
	test.each([{}, { resource: null, count: 1 }, { resource: '', count: '1' }])(
		'conversations: %j',
		async (nameless) => {
			const write = (packId: number) =>
				n8n.control.buyerWrites({ packId, text: `of ${packId}`, sellerId: sellerOf(account) });
			const listed = (...packIds: number[]) =>
				n8n.control.addFault({
					match: { path: `${LIST_UNREAD[account]}$` },
					kind: 'status',
					status: 200,
					body: {
						results: [nameless, ...packIds.map((id) => ({ resource: `/packs/${id}`, count: 1 }))],
					},
				});
			const trigger = new PolledTrigger(n8n, { account });
			write(1001);
			listed(1001);
			expect(await trigger.items()).toEqual([]);
			trigger.kept.restart();
			write(1002);
			listed(1001, 1002);
			expect((await trigger.items()).map(({ text }) => text)).toEqual(['of 1002']);
			trigger.kept.restart();
			write(1003);
			listed(1001, 1002, 1003);
			expect((await trigger.items()).map(({ text }) => text)).toEqual(['of 1003']);
		},
	);

	test('claims', async () => {
		const claims: number[] = [];
		const open = (claimId: number) => {
			n8n.control.openClaim({ claimId, sellerId: sellerOf(account) });
			claims.push(claimId);
		};
		const listed = () =>
			n8n.control.addFault({
				match: { path: `${CLAIMS[account]}/search$` },
				kind: 'status',
				status: 200,
				body: {
					paging: { total: claims.length + 1 },
					data: [{ id: null }, ...claims.map((id) => ({ id, stage: 'claim' }))],
				},
			});
		const trigger = new PolledTrigger(n8n, { account, event: 'claimMessageReceived' });
		open(7001);
		listed();
		expect(await trigger.items()).toEqual([]);
		for (const claimId of [7002, 7003]) {
			trigger.kept.restart();
			open(claimId);
			n8n.control.claimWrites({ claimId, senderRole: 'complainant', message: `of ${claimId}` });
			listed();
			const items = await trigger.items();
			expect(items.map(({ message }) => message)).toContain(`of ${claimId}`);
		}
	});
});

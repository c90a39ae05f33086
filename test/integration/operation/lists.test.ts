// The lists from which a conversation or a claim is chosen in the editor.
import { FAMILIES, sellerOf, useHarness } from '../../support/harness';
import type { Family } from '../../support/harness';
import { openClaimIn } from '../../support/marketplace';

const n8n = useHarness();
const openClaim = openClaimIn(n8n);

const buyerWrites = (family: Family, packId: number, text = 'Hola') =>
	n8n.control.buyerWrites({ packId, text, sellerId: sellerOf(family) });

describe('the list of the field "Pack"', () => {
	test.each(FAMILIES)('shows the unread conversations (%s)', async (account) => {
		buyerWrites(account, 1001);
		buyerWrites(account, 2002);
		buyerWrites(account, 2002);

		const all = await n8n.engine.listSearch('searchConversations', n8n.account(account));
		expect(all.results.map(({ value }) => value)).toEqual(['1001', '2002']);
		expect(all.results[1].name).toContain('2');

		const found = await n8n.engine.listSearch('searchConversations', n8n.account(account), '100');
		expect(found.results.map(({ value }) => value)).toEqual(['1001']);
	});
});

describe('the list of the field "Claim"', () => {
	describe.each(FAMILIES)('%s', (account) => {
		test('shows the open claims', async () => {
			const id = openClaim(account, { claimId: 5_000_001 });
			openClaim(account, { claimId: 6_000_002 });
			const list = await n8n.engine.listSearch('searchClaims', n8n.account(account), '5000');
			expect(list.results).toMatchObject([{ value: id }]);
		});
	});
});

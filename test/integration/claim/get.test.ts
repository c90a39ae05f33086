// Claim > Get.
import { FAMILIES, byId, useHarness } from '../../support/harness';
import { openClaimIn } from '../../support/marketplace';

const n8n = useHarness();
const openClaim = openClaimIn(n8n);

const V2 = '/marketplace/v2/claims';
const V1 = '/post-purchase/v1/claims';

describe.each(FAMILIES)('claim.get (%s)', (account) => {
	test('the request of the contract and what one may do until when', async () => {
		const id = openClaim(account, {
			orderId: 2000009106789766,
			dueDate: '2024-08-25T17:31:00.000-04:00',
		});

		const run = await n8n.run('claim.get', { claimId: byId(id) }, { account });

		expect(n8n.asked()).toEqual([`GET ${account === 'local' ? V1 : V2}/${id}`]);
		expect(run.done.items).toMatchObject([
			{
				id,
				status: 'opened',
				stage: 'claim',
				type: 'mediations',
				resourceId: '2000009106789766',
				availableActions: [
					{
						action: 'send_message_to_complainant',
						mandatory: true,
						dueDate: '2024-08-25T17:31:00.000-04:00',
					},
				],
				dueDate: '2024-08-25T17:31:00.000-04:00',
			},
		]);
	});

	test('simplify off', async () => {
		const id = openClaim(account);
		const run = await n8n.run('claim.get', { claimId: byId(id), simplify: false }, { account });
		expect(run.done.items).toMatchObject([
			{ id: Number(id), players: [{ role: 'complainant' }, { role: 'respondent' }] },
		]);
	});
});

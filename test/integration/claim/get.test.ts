// Claim > Get.
import { FAMILIES, byId, useHarness } from '../../support/engine/harness';
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

	describe('with details', () => {
		const get = async (id: string, parameters: object = {}) =>
			await n8n.run(
				'claim.get',
				{ claimId: byId(id), options: { includeDetails: true }, ...parameters },
				{ account },
			);
		const base = account === 'local' ? V1 : V2;
		const dueDate = '2026-11-23T13:31:00.000-04:00';

		// Pages manage-claims of 2026-05-11 and gerenciar-reclamacoes of 2026-08-20.
		test('what it is about, who must act until when, what is expected, and what it does to the reputation', async () => {
			const id = openClaim(account, {
				reasonId: 'PDD9549',
				dueDate,
				createdAt: '2026-11-20T10:00:00Z',
			});
			const run = await get(id);
			expect(n8n.asked()).toEqual([
				`GET ${base}/${id}`,
				`GET ${base}/${id}/detail`,
				`GET ${base}/${id}/affects-reputation`,
				`GET ${base}/${id}/expected-resolutions`,
				`GET ${base}/reasons/PDD9549`,
			]);
			expect(run.done.items).toMatchObject([
				{
					id,
					reasonId: 'PDD9549',
					detail: {
						title: 'Reclamo abierto',
						description: 'Tienes tiempo de responder antes de que Mercado Libre intervenga.',
						problem: 'El producto llegó dañado',
						actionResponsible: 'seller',
						dueDate: '2026-11-23T17:31:00.000Z',
					},
					affectsReputation: 'affected',
					hasIncentive: true,
					incentiveUntil: '2026-11-23T17:31:00.000Z',
					expectedResolutions: [
						{
							playerRole: 'complainant',
							expectedResolution: 'return_product',
							status: 'pending',
							details: [{ key: 'percentage', value: '100' }],
							createdAt: '2026-11-20T10:00:00.000Z',
							updatedAt: '2026-11-20T10:00:00.000Z',
						},
					],
					reason: 'El comprador se arrepintió de la compra',
				},
			]);
		});

		test('what is not there is null', async () => {
			const id = openClaim(account, { reasonId: 'PNR3430' });
			n8n.control.setClaimDetails({ claimId: id, details: null });
			expect((await get(id)).done.items).toMatchObject([
				{
					id,
					detail: null,
					affectsReputation: null,
					hasIncentive: null,
					incentiveUntil: null,
					expectedResolutions: [],
					reason: null,
				},
			]);
		});

		test("simplify off: the API's own answers beside the claim", async () => {
			const id = openClaim(account);
			expect((await get(id, { simplify: false })).done.items).toMatchObject([
				{
					id: Number(id),
					detail: { action_responsible: 'seller' },
					affects_reputation: { affects_reputation: 'affected', has_incentive: true },
					expected_resolutions: [{ expected_resolution: 'return_product' }],
					reason: { name: 'repentant_buyer' },
				},
			]);
		});

		test('Mercado Libre does not answer: an error, as for the claim itself', async () => {
			const id = openClaim(account);
			n8n.control.addFault({ match: { path: '/detail$' }, kind: 'status', status: 503, times: 0 });
			expect((await get(id)).failure.httpCode).toBe('503');
		});
	});
});

// Claim > Get Many.
import { FAMILIES, useHarness } from '../../support/harness';
import { openClaimIn } from '../../support/marketplace';

const n8n = useHarness();
const openClaim = openClaimIn(n8n);

const V2 = '/marketplace/v2/claims';

describe.each(FAMILIES)('claim.getAll (%s)', (account) => {
	const getAll = (parameters: object = {}) =>
		n8n.run('claim.getAll', parameters as never, { account });
	/** What was asked besides the page. */
	const filters = () =>
		n8n.control.requests().map(({ path, query }) => {
			const { limit, offset, ...rest } = query as Record<string, string>;
			expect(path).toBe(`${V2}/search`);
			return { limit: Number(limit), offset: Number(offset), rest };
		});

	test('open claims unless a filter says otherwise', async () => {
		const open = openClaim(account);
		const closed = openClaim(account);
		n8n.control.closeClaim({ claimId: closed });
		const run = await getAll();
		expect(run.done.items.map(({ id }) => id)).toEqual([open]);
		expect(filters()[0].rest).toEqual({ status: 'opened' });
	});

	test('every filter of the contract reaches the API', async () => {
		await getAll({
			filters: {
				status: 'closed',
				stage: 'dispute',
				type: 'mediations',
				orderId: 2000009106789766,
				packId: '2000000089077943',
				siteId: 'MLM',
				sort: 'last_updated:desc',
			},
		});
		expect(filters()[0].rest).toEqual({
			status: 'closed',
			stage: 'dispute',
			type: 'mediations',
			order_id: '2000009106789766',
			pack_id: '2000000089077943',
			site_id: 'MLM',
			sort: 'last_updated:desc',
		});
	});

	test('returns all of many, each once', async () => {
		const ids = Array.from({ length: 250 }, (_, i) =>
			openClaim(account, { claimId: 5_000_000 + i }),
		);
		const run = await getAll({ returnAll: true });
		expect(new Set(run.done.items.map(({ id }) => id))).toEqual(new Set(ids));
		expect(run.items).toHaveLength(250);
		for (const { limit } of filters()) expect(limit).toBeLessThanOrEqual(100);
	});

	test('a limit', async () => {
		for (let i = 0; i < 10; i++) openClaim(account, { claimId: 5_000_000 + i });
		const run = await getAll({ limit: 4 });
		expect(run.done.items).toHaveLength(4);
	});

	test('simplify off', async () => {
		const id = openClaim(account);
		const run = await getAll({ simplify: false });
		expect(run.done.items).toMatchObject([{ id: Number(id), reason_id: 'PDD9939' }]);
	});
});

test('the search hands out nothing from 10,000 on, and that is no error', async () => {
	let asked = 0;
	n8n.control.addFault({ match: { path: '/none' }, kind: 'status' });
	for (let i = 0; i < 10_050; i++) openClaim('globalSelling', { claimId: 5_000_000 + i });
	const run = await n8n.run('claim.getAll', { returnAll: true });
	for (const { query } of n8n.control.requests()) {
		const { limit, offset } = query as Record<string, string>;
		expect(Number(limit) + Number(offset)).toBeLessThan(10_000);
		asked++;
	}
	expect(asked).toBeGreaterThan(90);
	expect(run.done.items.length).toBeGreaterThan(9_900);
});

// Claim > Get Many.
import { FAMILIES, sellerOf, useHarness } from '../../support/engine/harness';
import { CLAIMS, openClaimIn } from '../../support/marketplace';

const n8n = useHarness();
const openClaim = openClaimIn(n8n);

describe.each(FAMILIES)('claim.getAll (%s)', (account) => {
	const getAll = (parameters: object = {}) =>
		n8n.run('claim.getAll', parameters as never, { account });
	/** Whose claims: the pages name the user in their own words. */
	const own =
		account === 'local'
			? { 'players.user_id': String(sellerOf(account)), 'players.role': 'respondent' }
			: { user_id: String(sellerOf(account)) };
	/** What was asked besides the page. */
	const filters = () =>
		n8n.control.requests().map(({ path, query }) => {
			const { limit, offset, ...rest } = query as Record<string, string>;
			expect(path).toBe(`${CLAIMS[account]}/search`);
			return { limit: Number(limit), offset: Number(offset), rest };
		});

	test('open claims unless a filter says otherwise', async () => {
		const open = openClaim(account);
		const closed = openClaim(account);
		n8n.control.closeClaim({ claimId: closed });
		const run = await getAll();
		expect(run.done.items.map(({ id }) => id)).toEqual([open]);
		expect(filters()[0].rest).toEqual({ status: 'opened', ...own });
	});

	test('every filter of the contract reaches the API', async () => {
		await getAll({
			filters: {
				status: 'closed',
				stage: 'dispute',
				type: 'mediations',
				orderId: 2000009106789766,
				siteId: 'MLM',
				sort: 'last_updated:desc',
			},
		});
		expect(filters()[0].rest).toEqual({
			status: 'closed',
			stage: 'dispute',
			type: 'mediations',
			order_id: '2000009106789766',
			site_id: 'MLM',
			sort: 'last_updated:desc',
			...own,
		});
		n8n.control.clearRequests();
		await getAll({ filters: { packId: '2000000089077943' } });
		expect(filters()[0].rest).toEqual({
			status: 'opened',
			pack_id: '2000000089077943',
			...own,
		});
	});

	test('a filter that says nothing of the status leaves closed claims out, "all" does not', async () => {
		const open = openClaim(account, { siteId: 'MLB' });
		const closed = openClaim(account, { siteId: 'MLB' });
		n8n.control.closeClaim({ claimId: closed });
		const found = async (filters: object) =>
			(await getAll({ filters })).done.items.map(({ id }) => id).sort();

		expect(await found({ siteId: 'MLB' })).toEqual([open]);
		expect(await found({ siteId: 'MLB', status: 'all' })).toEqual([open, closed].sort());
		expect(filters().at(-1)!.rest).toEqual({ site_id: 'MLB', ...own });
	});

	test("nobody else's claims", async () => {
		const mine = openClaim(account);
		n8n.control.openClaim({ sellerId: 777 });
		expect((await getAll()).done.items.map(({ id }) => id)).toEqual([mine]);
	});

	test('in the role of buyer: what the account complains of', async () => {
		openClaim(account);
		const mine = openClaim(account, { sellerRole: 'complainant' });
		const run = await getAll({ options: { role: 'buyer' } });
		expect(run.done.items.map(({ id }) => id)).toEqual([mine]);
	});

	test('of another seller, where the account may act for several', async () => {
		await getAll({ options: { sellerId: 777 } });
		expect(Object.values(filters()[0].rest)).toContain('777');
	});

	test.each(['return', 'returns'])(
		'a type that the pages spell in two ways: "%s"',
		async (type) => {
			const id = openClaim(account, { type });
			openClaim(account);
			const run = await getAll({ filters: { type: 'returns' } });
			expect(run.done.items).toMatchObject([{ id, type }]);
		},
	);

	test.each(['ml_case', 'change', 'service', 'fulfillment'])('type %s', async (type) => {
		const id = openClaim(account, { type });
		openClaim(account);
		expect((await getAll({ filters: { type } })).done.items).toMatchObject([{ id, type }]);
	});

	test.each(['recontact', 'none', 'stale'])('stage %s', async (stage) => {
		const id = openClaim(account, { stage });
		openClaim(account);
		expect((await getAll({ filters: { stage } })).done.items).toMatchObject([{ id, stage }]);
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

test('the search hands out 9,999 claims, and no more, and that is no error', async () => {
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

test.each(FAMILIES)(
	'%s: order and pack exclude each other, as is told before anything is asked',
	async (account) => {
		const { failure } = await n8n.run(
			'claim.getAll',
			{ filters: { orderId: '2000009106789766', packId: '2000000089077943' } },
			{ account },
		);
		expect(failure.message).toMatch(/Order ID.*Pack ID/);
		expect(n8n.asked()).toEqual([]);
	},
);

test('a spelling of a type that the API refuses is asked in the other one', async () => {
	const id = openClaim('local', { type: 'returns' });
	n8n.control.addFault({
		match: { path: '/post-purchase/v1/claims/search' },
		kind: 'status',
		status: 400,
		body: { code: 400, error: 'invalid_params', message: 'Invalid type: return', cause: null },
	});
	const run = await n8n.run('claim.getAll', { filters: { type: 'returns' } }, { account: 'local' });
	expect(run.done.items).toMatchObject([{ id }]);
});

// How the account's token is kept fresh.
import { FAMILIES, byId, sellerOf, useHarness } from '../../support/harness';
import type { Family } from '../../support/harness';

const n8n = useHarness();

describe('the token', () => {
	const packs = (count: number) => Array.from({ length: count }, (_, i) => ({ packId: 1000 + i }));

	function conversations(count: number, family: Family = 'globalSelling') {
		for (const { packId } of packs(count))
			n8n.control.buyerWrites({ packId, text: 'Hola', sellerId: sellerOf(family) });
		return packs(count);
	}

	const sendAll = (count: number, account: Family = 'globalSelling') =>
		n8n.start(
			'message.send',
			{ packId: byId('={{ $json.packId }}'), text: 'Answer' },
			{ account, items: conversations(count, account) },
		);

	const answers = (count: number) =>
		packs(count).map(
			({ packId }) =>
				n8n.control.conversation({ packId }).messages.filter(({ text }) => text === 'Answer')
					.length,
		);

	test.each(FAMILIES)(
		'expired with 40 requests in flight: refreshed once (%s)',
		async (account) => {
			n8n.account(account);
			n8n.control.expireTokens();
			const updates = n8n.engine.credentials.tokenUpdates;

			const run = await sendAll(40, account).finished;

			expect(run.done.items).toHaveLength(40);
			expect(answers(40)).toEqual(Array(40).fill(1));
			expect(n8n.control.stats().tokenRefreshes).toBe(1);
			expect(n8n.engine.credentials.tokenUpdates - updates).toBe(1);
		},
	);

	test('expires in the middle of a run', async () => {
		n8n.account('globalSelling');
		n8n.control.setLatency({ ms: 5 });
		const { finished } = sendAll(120);
		while (n8n.control.requests().length < 40) await new Promise(setImmediate);
		n8n.control.expireTokens();
		const run = await finished;

		expect(run.done.items).toHaveLength(120);
		expect(answers(120)).toEqual(Array(120).fill(1));
		expect(n8n.control.stats().tokenRefreshes).toBe(1);
	});

	test('the refreshed token is kept for the next run, and can itself be refreshed', async () => {
		for (let expiry = 1; expiry <= 3; expiry++) {
			n8n.account('globalSelling');
			n8n.control.expireTokens();
			for (let runs = 0; runs < 2; runs++) {
				const run = await n8n.run('conversation.getAll');
				expect(run.done.items).toEqual([]);
			}
			expect(n8n.control.stats().tokenRefreshes).toBe(expiry);
		}
	});

	test('the seller is still known after a refresh', async () => {
		n8n.account('local');
		n8n.control.expireTokens();
		n8n.control.buyerWrites({ packId: 1000, text: 'Olá', sellerId: sellerOf('local') });
		for (let i = 0; i < 2; i++) {
			const run = await n8n.run('message.getAll', { packId: byId(1000) }, { account: 'local' });
			expect(run.done.items).toHaveLength(1);
		}
	});

	test('a revoked grant ends in the request to reconnect', async () => {
		n8n.account('globalSelling');
		n8n.control.expireTokens();
		n8n.control.revokeGrant();
		const { failure } = await sendAll(40).finished;
		expect(failure.message).toMatch(/"Mercado Libre account".*reconnect/);
		expect(failure.description).toMatch(/reconnect/);
		expect(answers(40)).toEqual(Array(40).fill(0));
	});

	test('a refresh that fails for a moment is tried again', async () => {
		n8n.account('globalSelling');
		n8n.control.expireTokens();
		n8n.control.addFault({ match: { path: '/oauth/token' }, kind: 'status', status: 503 });
		const run = await sendAll(10).finished;
		expect(run.done.items).toHaveLength(10);
		expect(answers(10)).toEqual(Array(10).fill(1));
		expect(n8n.control.stats().tokenRefreshes).toBe(1);
	});

	test.each(['claim.get', 'claimMessage.getAll'])(
		'%s: the 401 of a first-generation claim is not about the token',
		async (operation) => {
			const { id } = n8n.control.openClaim({ firstGeneration: true });
			n8n.control.claimWrites({ claimId: id, senderRole: 'complainant', message: 'Hola' });

			const run = await n8n.run(operation, { claimId: byId(id) });

			expect(run.done.items).toHaveLength(1);
			expect(n8n.asked().at(-1)).toMatch(`GET /post-purchase/v1/claims/${id}`);
			expect(n8n.control.stats().tokenRefreshes).toBe(0);
		},
	);

	test.each(['claim.get', 'claimMessage.getAll'])('%s with an expired token', async (operation) => {
		const { id } = n8n.control.openClaim({});
		n8n.control.claimWrites({ claimId: id, senderRole: 'complainant', message: 'Hola' });
		n8n.account('globalSelling');
		n8n.control.expireTokens();

		const run = await n8n.run(operation, { claimId: byId(id) });

		expect(run.done.items).toHaveLength(1);
		expect(n8n.control.stats().tokenRefreshes).toBe(1);
	});
});

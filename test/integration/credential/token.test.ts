// How the account's token is kept fresh.
import { FAMILIES, byId, sellerOf, useHarness } from '../../support/engine/harness';
import type { Family } from '../../support/engine/harness';
import { ENGINES, useEngine } from '../../support/engine/olderEngine';
import { until } from '../../support/until';

const n8n = useHarness();

describe.each(ENGINES)('the token (%s)', (engine) => {
	useEngine(engine);

	const renewals = () => n8n.control.requests().filter(({ path }) => path === '/users/me');

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
			// Refused, and sent again by n8n: whoever else was refused has waited.
			expect(renewals()).toHaveLength(2);
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
		expect(`${failure.message} ${failure.description}`).toMatch(
			engine === 'the newest engine'
				? /"Mercado Libre account".*reconnect/
				: /does not accept the connection any more.*press "Switch account" to connect it again.*invalid_grant/s,
		);
		expect(answers(40)).toEqual(Array(40).fill(0));
		expect(renewals()).toHaveLength(1);
	});

	test('without a refresh token there is nothing to renew it with: connect again', async () => {
		const token = n8n.control.issueToken({ userId: sellerOf('local') });
		n8n.control.expireTokens();
		const credential = n8n.connect('local', {
			oauthTokenData: { ...token, refresh_token: undefined } as never,
		});
		const { failure } = await n8n.run('conversation.getAll', {}, { credential });
		expect(failure).toMatchObject({
			message: 'Mercado Libre does not accept the connection any more',
			description: expect.stringContaining('press "Switch account"'),
		});
		expect(renewals()).toHaveLength(1);
	});

	test('renewed by another process in the same moment: its token is taken', async () => {
		const credential = n8n.account('globalSelling') as { id: string };
		n8n.control.expireTokens();
		n8n.control.revokeGrant();
		n8n.control.addFault({ match: { path: '/oauth/token' }, kind: 'slow', delayMs: 300 });
		const { finished } = sendAll(10);
		await until(() => renewals().length > 0);
		const oauthTokenData = n8n.control.issueToken({ userId: sellerOf('globalSelling') });
		n8n.engine.credentials.update(credential.id, { oauthTokenData: oauthTokenData as never });
		expect((await finished).done.items).toHaveLength(10);
		expect(answers(10)).toEqual(Array(10).fill(1));
	});

	test('a refusal that is not about it costs no refresh token', async () => {
		n8n.control.addFault({
			match: { path: '/marketplace/messages/unread' },
			kind: 'status',
			status: 401,
			times: 0,
		});
		const { failure } = await n8n.run('conversation.getAll');
		expect(failure.httpCode).toBe('401');
		expect(n8n.control.stats().tokenRefreshes).toBe(0);
		// Once more, for it may have been a slip.
		expect(n8n.asked()).toHaveLength(2);
		expect(renewals()).toHaveLength(1);
	});

	test('an execution that is cancelled while it is renewed takes the others nothing', async () => {
		n8n.account('globalSelling');
		n8n.control.expireTokens();
		n8n.control.setLatency({ ms: 50 });
		const first = sendAll(1);
		await until(() => renewals().length > 0);
		const second = n8n.start('conversation.getAll');
		first.cancel();
		expect((await second.finished).done.items).toHaveLength(1);
		await first.finished;
		expect(n8n.control.stats().tokenRefreshes).toBe(1);
		expect(renewals()).toHaveLength(2);
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

	test.each([
		['429', { kind: 'status', status: 429 } as const],
		[
			'429 that is told as an error',
			{ kind: 'status', status: 429, body: { error: 'x', status: 429 } } as const,
		],
		['a lost connection', { kind: 'dropBefore' } as const],
		['a page of a proxy', { kind: 'html', status: 200 } as const],
	])('a refresh that fails for a moment is tried again: %s', async (_, fault) => {
		n8n.account('globalSelling');
		n8n.control.expireTokens();
		n8n.control.addFault({ match: { path: '/oauth/token' }, ...fault });
		const run = await sendAll(10).finished;
		expect(run.done.items).toHaveLength(10);
		expect(n8n.control.stats().tokenRefreshes).toBe(1);
	});

	test('a refresh that goes on failing is told as what it is', async () => {
		n8n.account('globalSelling');
		n8n.control.expireTokens();
		const fault = {
			match: { path: '/oauth/token' },
			kind: 'status',
			status: 503,
			times: 0,
		} as const;
		n8n.control.addFault(fault);
		const { failure } = await sendAll(3).finished;
		expect(failure.description).toMatch(/fault is at Mercado Libre/);
		expect(failure.description).not.toMatch(/Switch account|reconnect/);
	});

	test.each([
		['an upload', 'attachment.upload'],
		['a claim upload', 'claimAttachment.upload'],
	])('expired before %s: the file is sent twice, no more', async (_, operation) => {
		const { id } = n8n.control.openClaim({});
		n8n.account('globalSelling');
		n8n.control.expireTokens();
		const file = await n8n.engine.storeFile(Buffer.from('%PDF-1.4'), {
			fileName: 'a.pdf',
			mimeType: 'application/pdf',
		});
		const run = await n8n.run(
			operation,
			{ siteId: 'MLM', claimId: byId(id), binaryPropertyName: 'data' },
			{ items: [{ json: {}, binary: { data: file } }] },
		);
		expect(run.done.items).toHaveLength(1);
		expect(n8n.asked().filter((asked) => asked.startsWith('POST'))).toHaveLength(2);
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

// The account behind the node: where it is connected, how its token is kept fresh, and what is refused.
import { FAMILIES, GLOBAL_SELLER, byId, sellerOf, useHarness } from '../../support/harness';
import type { Family } from '../../support/harness';

const n8n = useHarness();

const TOKEN_URL = 'https://api.mercadolibre.com/oauth/token';
const fieldsOf = (family: Family, overrides: Parameters<typeof n8n.connect>[1] = {}) =>
	n8n.engine.credentialFields(n8n.connect(family, overrides));

describe('where the account is connected', () => {
	test('Global Selling', async () => {
		const fields = await fieldsOf('globalSelling', { environment: 'production' });
		expect(fields).toMatchObject({
			authUrl: 'https://global-selling.mercadolibre.com/authorization',
			accessTokenUrl: TOKEN_URL,
		});
	});

	test.each([
		['MLA', 'https://auth.mercadolibre.com.ar'],
		['MLB', 'https://auth.mercadolivre.com.br'],
		['MLM', 'https://auth.mercadolibre.com.mx'],
		['MLC', 'https://auth.mercadolibre.cl'],
		['MCO', 'https://auth.mercadolibre.com.co'],
		['MLU', 'https://auth.mercadolibre.com.uy'],
		['MPE', 'https://auth.mercadolibre.com.pe'],
		['MEC', 'https://auth.mercadolibre.com.ec'],
		['MLV', 'https://auth.mercadolibre.com.ve'],
		['MPA', 'https://auth.mercadolibre.com.pa'],
		['MRD', 'https://auth.mercadolibre.com.do'],
		['MBO', 'https://auth.mercadolibre.com.bo'],
		['MPY', 'https://auth.mercadolibre.com.py'],
		['MCR', 'https://auth.mercadolibre.com.cr'],
	])('local, %s', async (site, host) => {
		const fields = await fieldsOf('local', { environment: 'production', site });
		expect(fields).toMatchObject({ authUrl: `${host}/authorization`, accessTokenUrl: TOKEN_URL });
	});

	test('local without a country is Brazil', async () => {
		const fields = await fieldsOf('local', { environment: 'production', site: undefined });
		expect(fields.authUrl).toBe('https://auth.mercadolivre.com.br/authorization');
	});

	test.each(FAMILIES)('custom, %s, with or without a slash at the end', async (family) => {
		for (const slash of ['', '/', '//']) {
			const fields = await fieldsOf(family, {
				apiBaseUrl: `https://api.example.com/ml${slash}`,
				authBaseUrl: `https://auth.example.com${slash}`,
			});
			expect(fields).toMatchObject({
				authUrl: 'https://auth.example.com/authorization',
				accessTokenUrl: 'https://api.example.com/ml/oauth/token',
			});
		}
	});

	test('what n8n needs to know of OAuth2', async () => {
		expect(await fieldsOf('globalSelling')).toMatchObject({
			grantType: 'authorizationCode',
			authentication: 'body',
			scope: 'offline_access read write',
			usePkce: false,
		});
		expect(await fieldsOf('local', { usePkce: true })).toMatchObject({ usePkce: true });
		expect(n8n.engine.credentials.getParentTypes('mercadoLibreOAuth2Api')).toEqual(['oAuth2Api']);
	});
});

describe('the test of the credential', () => {
	test.each(FAMILIES)('asks who the account is (%s)', async (family) => {
		const user = await n8n.engine.testCredential(n8n.connect(family));
		expect(n8n.asked()).toEqual(['GET /users/me']);
		expect(user.id).toBe(sellerOf(family));
	});

	test('an account whose grant was revoked fails it', async () => {
		const credential = n8n.connect('globalSelling');
		n8n.control.expireTokens();
		n8n.control.revokeGrant();
		await expect(n8n.engine.testCredential(credential)).rejects.toMatchObject({
			message: expect.stringMatching(/reconnect/i),
		});
	});
});

describe('an account that cannot be used', () => {
	test('not connected yet: says so', async () => {
		const credential = n8n.connect('globalSelling', { oauthTokenData: undefined });
		const { failure } = await n8n.run('conversation.getAll', {}, { credential });
		expect(failure.message).toMatch(/not connected/i);
		expect(failure.description).toMatch(/connect my account/i);
		expect(n8n.asked()).toEqual([]);
	});

	test.each([
		['plain http to another machine', 'http://gateway.example.com', /https/],
		['plain http to an address of the network', 'http://192.0.2.1:8080', /https/],
		[
			'plain http to a name that only begins like this machine',
			'http://localhost.example.com',
			/https/,
		],
		[
			'plain http to an address that only looks like this machine',
			'http://127.0.0.1.example.com',
			/https/,
		],
		['another protocol', 'ftp://127.0.0.1', /https/],
		['a file', 'file:///etc/passwd', /https/],
		['no address', 'gateway', /apiBaseUrl/],
		['nothing', '', /apiBaseUrl/],
	])('a base URL that is %s', async (_, apiBaseUrl, cure) => {
		const credential = n8n.connect('globalSelling', { apiBaseUrl });
		const { failure } = await n8n.run('conversation.getAll', {}, { credential });
		expect(failure.message).toContain('API Base URL');
		expect(`${failure.message} ${failure.description}`).toMatch(cure);
	});

	test('plain http to another machine is possible once it is allowed', async () => {
		// This address is this machine, without being one that is known to be.
		const apiBaseUrl = n8n.url.replace('127.0.0.1', '0.0.0.0');
		const asked = async (allowPlainHttp: boolean) => {
			const credential = n8n.connect('globalSelling', { apiBaseUrl, allowPlainHttp });
			return await n8n.run('conversation.getAll', {}, { credential });
		};
		expect((await asked(false)).failure.message).toContain('not encrypted');
		expect(n8n.asked()).toEqual([]);
		expect((await asked(true)).done.items).toEqual([]);
		expect(n8n.asked()).toHaveLength(1);
	});

	test('without a seller in the token, a seller can be named', async () => {
		const oauthTokenData = { ...n8n.control.issueToken({}), user_id: undefined };
		const credential = n8n.connect('globalSelling', { oauthTokenData });
		const { failure } = await n8n.run('conversation.getAll', {}, { credential });
		expect(failure.description).toContain('Seller ID');
		expect(n8n.asked()).toEqual([]);

		const named = await n8n.run(
			'conversation.getAll',
			{ options: { sellerId: String(GLOBAL_SELLER) } },
			{ credential },
		);
		expect(named.done.items).toEqual([]);
	});
});

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

// The account behind the node: where it is connected, how that is tested, and what is refused.
import { FAMILIES, GLOBAL_SELLER, sellerOf, useHarness } from '../../support/engine/harness';
import type { Family } from '../../support/engine/harness';

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
		expect(n8n.control.requests().map(({ path }) => path)).toEqual(['/users/me']);
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
		expect(failure.description).toMatch(/press "(Connect|Switch account)"/);
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

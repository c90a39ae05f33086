import {
	authorizationAfter,
	authorizationOf,
	forgetConnection,
	getAccount,
	mayBePlainHttp,
} from '../../../nodes/MercadoLibre/api/account';
import { ITEM_INDEX, stubContext } from '../../support/stub';

const token = { access_token: 'APP_USR-1', user_id: 523132944 };

/** A context whose credential holds `fields`; `run` is what n8n hands to all items of a run. */
function contextWith(fields: object, run = {}) {
	const getCredentials = jest.fn(async () => ({ oauthTokenData: token, ...fields }));
	return { context: stubContext({ getCredentials, getExecuteData: () => run }), getCredentials };
}

const account = async (fields: object) => await getAccount(contextWith(fields).context);

test('Global Selling in production', async () => {
	expect(await account({ accountType: 'globalSelling', environment: 'production' })).toEqual({
		family: 'globalSelling',
		apiBaseUrl: 'https://api.mercadolibre.com',
		isCustom: false,
		allowsPlainHttp: false,
		clientId: '',
		sellerId: '523132944',
		siteId: undefined,
		requestsPerMinute: 500,
	});
});

test('local in production', async () => {
	expect(
		await account({ accountType: 'local', site: 'MLA', environment: 'production' }),
	).toMatchObject({
		family: 'local',
		apiBaseUrl: 'https://api.mercadolibre.com',
		siteId: 'MLA',
	});
});

test('what a credential leaves out: Global Selling, and Brazil for a local account', async () => {
	expect(await account({})).toMatchObject({ family: 'globalSelling', siteId: undefined });
	expect(await account({ site: 'MLA' })).toMatchObject({ siteId: undefined });
	expect(await account({ accountType: 'local', site: '' })).toMatchObject({ siteId: 'MLB' });
});

test('the id of the application, however it is written', async () => {
	expect(await account({ clientId: ' 1344270061107690 ' })).toMatchObject({
		clientId: '1344270061107690',
	});
	expect(await account({ clientId: 1344270061107690 })).toMatchObject({
		clientId: '1344270061107690',
	});
});

test('a custom address counts only where the environment is custom', async () => {
	const apiBaseUrl = 'https://gateway.example.com/ml/';
	expect(await account({ environment: 'production', apiBaseUrl })).toMatchObject({
		apiBaseUrl: 'https://api.mercadolibre.com',
		isCustom: false,
	});
	for (const slashes of ['', '/', '//']) {
		expect(
			await account({ environment: 'custom', apiBaseUrl: apiBaseUrl + slashes }),
		).toMatchObject({ apiBaseUrl: 'https://gateway.example.com/ml', isCustom: true });
	}
});

test.each([
	['http://localhost:5000'],
	['http://api.localhost'],
	['http://127.0.0.1'],
	['http://127.9.9.9:81'],
	['http://127.100.20.255'],
	['http://[::1]:5000'],
	[' https://gateway.example.com '],
])('%j may be used', async (apiBaseUrl) => {
	expect(await account({ environment: 'custom', apiBaseUrl })).toMatchObject({
		apiBaseUrl: apiBaseUrl.trim(),
	});
});

test.each([
	['http://example.com'],
	['http://localhost.example.com'],
	['http://127.0.0.1.example.com'],
	['http://1127.0.0.1.nip.io'],
	['http://[::2]'],
	['http://example.com#localhost'],
	['http://localhost@example.com'],
	['javascript:alert(1)'],
	['ftp://localhost'],
	['localhost:5000'],
	['//example.com'],
	[''],
	[undefined],
])('%j may not', async (apiBaseUrl) => {
	await expect(account({ environment: 'custom', apiBaseUrl })).rejects.toMatchObject({
		message: expect.stringContaining('API Base URL'),
		context: { itemIndex: ITEM_INDEX },
	});
});

test.each([
	['example.com', /is not a web address$/, /must look like https:\/\/api\.mercadolibre\.com\./],
	['ftp://localhost', /must begin with https:\/\/$/, /begins with ftp:\/\//],
	['http://example.com', /is not encrypted$/, /token is readable.*"Allow Plain HTTP"/],
])('%j: why not, and what to do', async (apiBaseUrl, message, description) => {
	await expect(account({ environment: 'custom', apiBaseUrl })).rejects.toMatchObject({
		message: expect.stringMatching(message),
		description: expect.stringMatching(description),
	});
});

test('plain http to another machine: where the credential allows it, and only there', async () => {
	const custom = { environment: 'custom', apiBaseUrl: 'http://gateway.example.com' };
	expect(await account({ ...custom, allowPlainHttp: true })).toMatchObject({
		apiBaseUrl: 'http://gateway.example.com',
	});
	await expect(account({ ...custom, allowPlainHttp: 'no' })).rejects.toThrow(/not encrypted/);
	await expect(
		account({ ...custom, apiBaseUrl: 'ftp://localhost', allowPlainHttp: true }),
	).rejects.toThrow(/https/);
});

test.each([
	[120, 120],
	['120', 120],
	[12.7, 12],
	[0, 500],
	[1, 1],
	[0.9, 500],
	[-5, 500],
	['many', 500],
	[undefined, 500],
])('%j requests a minute are %i', async (requestsPerMinute, expected) => {
	expect(await account({ requestsPerMinute })).toMatchObject({ requestsPerMinute: expected });
});

test('the seller is a text, or unknown', async () => {
	const { access_token } = token;
	const seller = async (user_id?: unknown) =>
		(await account({ oauthTokenData: { access_token, user_id } })).sellerId;
	expect(await seller('77')).toBe('77');
	expect(await seller(77)).toBe('77');
	for (const none of [undefined, null, '', 'a77', '77a', '../77', {}]) {
		expect(await seller(none)).toBeUndefined();
	}
});

test.each([[undefined], [{}], [{ access_token: '' }]])(
	'a credential with the token %j is not connected',
	async (oauthTokenData) => {
		await expect(account({ oauthTokenData })).rejects.toMatchObject({
			message: expect.stringMatching(/not connected/i),
			description: expect.stringMatching(/press "(Connect|Switch account)"/),
			context: { itemIndex: ITEM_INDEX },
		});
	},
);

test('nothing secret is kept', async () => {
	const kept = await account({ clientId: 'id', clientSecret: 'hidden' });
	expect(JSON.stringify(kept)).not.toMatch(/hidden|APP_USR/);
});

describe('a run', () => {
	test('reads the credential once for all its items', async () => {
		const { context, getCredentials } = contextWith({});
		await Promise.all(Array.from({ length: 50 }, () => getAccount(context)));
		expect(getCredentials).toHaveBeenCalledTimes(1);
	});

	test('reads it once for the contexts of all its items', async () => {
		const run = {};
		const { context, getCredentials } = contextWith({}, run);
		await getAccount(context);
		await getAccount(stubContext({ getCredentials, getExecuteData: () => run }));
		expect(getCredentials).toHaveBeenCalledTimes(1);
	});

	test('does not see the credential of another run', async () => {
		const { context, getCredentials } = contextWith({});
		await getAccount(context);
		await getAccount(stubContext({ getCredentials, getExecuteData: () => ({}) }));
		expect(getCredentials).toHaveBeenCalledTimes(2);
	});

	test('reads it again when it could not be read', async () => {
		const { context, getCredentials } = contextWith({});
		getCredentials.mockRejectedValueOnce(new Error('database is locked'));
		await expect(getAccount(context)).rejects.toThrow('database is locked');
		await expect(getAccount(context)).resolves.toMatchObject({ sellerId: '523132944' });
	});

	test('of a trigger is its own', async () => {
		const { getCredentials } = contextWith({});
		const poll = stubContext({ getCredentials });
		await getAccount(poll);
		await getAccount(poll);
		expect(getCredentials).toHaveBeenCalledTimes(1);
		await getAccount(stubContext({ getCredentials }));
		expect(getCredentials).toHaveBeenCalledTimes(2);
	});

	test('takes the token from the credential again when it was renewed', async () => {
		const { context, getCredentials } = contextWith({});
		expect(await authorizationOf(context)).toBe('Bearer APP_USR-1');
		getCredentials.mockResolvedValue({ oauthTokenData: { ...token, access_token: 'APP_USR-2' } });
		expect(await authorizationOf(context)).toBe('Bearer APP_USR-1');
		forgetConnection(context);
		expect(await authorizationOf(context)).toBe('Bearer APP_USR-2');
	});

	test('takes it again once for all its items that were refused with the same token', async () => {
		const { context, getCredentials } = contextWith({});
		await authorizationOf(context);
		const again = async () => await authorizationAfter(context, 'Bearer APP_USR-1');
		expect(await Promise.all([again(), again(), again()])).toEqual(
			Array(3).fill('Bearer APP_USR-1'),
		);
		expect(getCredentials).toHaveBeenCalledTimes(2);
		getCredentials.mockResolvedValue({ oauthTokenData: { ...token, access_token: 'APP_USR-2' } });
		expect(await Promise.all([again(), again()])).toEqual(Array(2).fill('Bearer APP_USR-2'));
		expect(await again()).toBe('Bearer APP_USR-2');
		expect(getCredentials).toHaveBeenCalledTimes(3);
	});
});

test.each([
	['production', {}, 'http://127.0.0.1/file', false],
	['production', { allowPlainHttp: true }, 'http://files.example.com', false],
	['custom', {}, 'http://127.0.0.1/file', true],
	['custom', {}, 'http://files.example.com', false],
	['custom', { allowPlainHttp: true }, 'http://files.example.com', true],
	['custom', { allowPlainHttp: true }, 'ftp://files.example.com', false],
])('%s with %j: a file at %s may be fetched without encryption: %j', async (...row) => {
	const [environment, fields, url, expected] = row;
	const apiBaseUrl = 'https://gateway.example.com';
	const account = await getAccount(contextWith({ environment, apiBaseUrl, ...fields }).context);
	expect(mayBePlainHttp(account, new URL(url))).toBe(expected);
});

import { createHash } from 'node:crypto';
import { BUYER, LOCAL_SELLER, useSandbox } from './api.ts';

const sandbox = useSandbox();

const clientId = '1344270061107690';
const clientSecret = 'sandbox-secret';
const redirectUri = 'http://localhost:5678/rest/oauth2-credential/callback';

const invalidGrant = {
	message:
		'Error validating grant. Your authorization code or refresh token may be expired or it was already used',
	error: 'invalid_grant',
	status: 400,
	cause: [],
};

type Fields = Record<string, string>;

const authorize = (fields: Fields = {}) =>
	sandbox.post('/authorization', undefined, {
		as: null,
		body: new URLSearchParams({
			response_type: 'code',
			client_id: clientId,
			redirect_uri: redirectUri,
			state: 'the state',
			user_id: '415458330',
			decision: 'allow',
			...fields,
		}),
	});

const codeFor = async (fields?: Fields) =>
	new URL((await authorize(fields)).headers.get('location')!).searchParams.get('code')!;

const token = (fields: Fields, headers?: Fields, path = '/oauth/token') =>
	sandbox.post(path, undefined, { as: null, headers, body: new URLSearchParams(fields) });

const exchange = (code: string, fields: Fields = {}) =>
	token({
		grant_type: 'authorization_code',
		client_id: clientId,
		client_secret: clientSecret,
		code,
		redirect_uri: redirectUri,
		...fields,
	});

const refresh = (refreshToken: string, fields: Fields = {}) =>
	token({
		grant_type: 'refresh_token',
		client_id: clientId,
		client_secret: clientSecret,
		refresh_token: refreshToken,
		...fields,
	});

describe('the authorization page', () => {
	it('names the application, offers the sellers and two buttons', async () => {
		const query = new URLSearchParams({
			response_type: 'code',
			client_id: clientId,
			redirect_uri: redirectUri,
			state: '"><script>',
		});
		const { status, headers, text } = await sandbox.get(`/authorization?${query}`, { as: null });
		expect(status).toBe(200);
		expect(headers.get('content-type')).toContain('text/html');
		expect(text).toContain(clientId);
		expect(text).toContain('value="415458330"');
		expect(text).toContain('value="523132944"');
		expect(text).toMatch(/Allow.*Deny/);
		expect(text).not.toContain('<script>');
	});

	it('sends the code and the state back', async () => {
		const { status, headers } = await authorize();
		const target = new URL(headers.get('location')!);
		expect(status).toBe(302);
		expect(target.origin + target.pathname).toBe(redirectUri);
		expect(target.searchParams.get('state')).toBe('the state');
		expect(target.searchParams.get('code')).toMatch(/^TG-/);
	});

	it('sends access_denied back when the seller says no', async () => {
		const target = new URL((await authorize({ decision: 'deny' })).headers.get('location')!);
		expect(target.searchParams.get('error')).toBe('access_denied');
		expect(target.searchParams.get('state')).toBe('the state');
		expect(target.searchParams.has('code')).toBe(false);
	});

	it.each([
		['an unknown application', { client_id: '1' }],
		['an address elsewhere', { redirect_uri: 'https://example.com/callback' }],
		['another response type', { response_type: 'token' }],
	])('shows an error for %s', async (_case, fields) => {
		const { status, headers } = await authorize(fields);
		expect(status).toBe(400);
		expect(headers.get('location')).toBeNull();
	});

	it('accepts only the registered addresses of an application that has some', async () => {
		sandbox.control.registerApplication({
			clientId: '42',
			clientSecret: 's',
			redirectUris: ['https://n8n.example.com/callback'],
		});
		expect((await authorize({ client_id: '42' })).status).toBe(400);
		const known = { client_id: '42', redirect_uri: 'https://n8n.example.com/callback' };
		expect((await authorize(known)).status).toBe(302);
	});
});

describe('the token endpoint', () => {
	it('exchanges a code for tokens that name the user', async () => {
		const { status, body } = await exchange(await codeFor());
		expect(status).toBe(200);
		expect(body).toEqual({
			access_token: expect.stringMatching(/^APP_USR-/),
			token_type: 'Bearer',
			expires_in: 21600,
			scope: 'offline_access read write',
			user_id: 415458330,
			refresh_token: expect.stringMatching(/^TG-/),
		});
		const me = await sandbox.get('/users/me', { token: body.access_token });
		expect(me.body).toMatchObject({ id: 415458330, site_id: 'MLB' });
	});

	it('takes the parameters as JSON too', async () => {
		const { status } = await sandbox.post(
			'/oauth/token',
			{
				grant_type: 'authorization_code',
				client_id: clientId,
				client_secret: clientSecret,
				code: await codeFor(),
				redirect_uri: redirectUri,
			},
			{ as: null },
		);
		expect(status).toBe(200);
	});

	it('takes a code once', async () => {
		const code = await codeFor();
		await exchange(code);
		expect(await exchange(code)).toMatchObject({ status: 400, body: invalidGrant });
	});

	it('wants the redirect_uri of the authorization', async () => {
		const { status, body } = await exchange(await codeFor(), {
			redirect_uri: 'http://localhost/other',
		});
		expect(status).toBe(400);
		expect(body).toEqual(invalidGrant);
	});

	it('refuses a secret in a Basic header or in the query', async () => {
		const code = await codeFor();
		const basic = {
			authorization: `Basic ${Buffer.from(`${clientId}:${clientSecret}`).toString('base64')}`,
		};
		const fields = { grant_type: 'authorization_code', code, redirect_uri: redirectUri };
		expect((await token(fields, basic)).status).toBe(400);
		const query = new URLSearchParams({ client_id: clientId, client_secret: clientSecret });
		expect((await token(fields, {}, `/oauth/token?${query}`)).status).toBe(400);
		expect((await exchange(code)).status).toBe(200);
	});

	it('answers 401 invalid_client to a wrong secret', async () => {
		const { status, body } = await exchange(await codeFor(), { client_secret: 'wrong' });
		expect(status).toBe(401);
		expect(body).toMatchObject({ error: 'invalid_client', status: 401 });
	});

	it('refuses other grant types', async () => {
		const { status, body } = await refresh('x', { grant_type: 'client_credentials' });
		expect(status).toBe(400);
		expect(body.error).toBe('unsupported_grant_type');
	});

	it('refreshes with a new pair each time, and takes a refresh token once', async () => {
		const first = (await exchange(await codeFor())).body;
		const second = await refresh(first.refresh_token);
		expect(second.status).toBe(200);
		expect(second.body.user_id).toBe(415458330);
		expect(second.body.access_token).not.toBe(first.access_token);
		expect(second.body.refresh_token).not.toBe(first.refresh_token);
		expect(await refresh(first.refresh_token)).toMatchObject({ status: 400, body: invalidGrant });
		expect((await refresh(second.body.refresh_token)).status).toBe(200);
		expect(sandbox.control.stats().tokenRefreshes).toBe(2);
	});

	it('keeps only the last refresh token of a user valid', async () => {
		const first = sandbox.control.issueToken();
		const second = sandbox.control.issueToken();
		expect((await refresh(first.refresh_token)).body).toEqual(invalidGrant);
		expect((await refresh(second.refresh_token)).status).toBe(200);
	});

	it('answers invalid_grant once the grant is revoked', async () => {
		const { refresh_token } = sandbox.control.issueToken({ userId: 415458330 });
		sandbox.control.revokeGrant({ userId: 415458330 });
		expect((await refresh(refresh_token)).body).toEqual(invalidGrant);
	});
});

describe('PKCE', () => {
	const verifier = 'v'.repeat(50);
	const s256 = createHash('sha256').update(verifier).digest('base64url');

	it.each([
		['S256', s256],
		['plain', verifier],
	])('checks the verifier against a %s challenge', async (method, challenge) => {
		const pkce = { code_challenge: challenge, code_challenge_method: method };
		const right = await exchange(await codeFor(pkce), { code_verifier: verifier });
		expect(right.status).toBe(200);
		const wrong = await exchange(await codeFor(pkce), { code_verifier: 'w'.repeat(50) });
		expect(wrong.body).toEqual(invalidGrant);
		expect((await exchange(await codeFor(pkce))).body).toEqual(invalidGrant);
	});

	it('can be required by an application', async () => {
		sandbox.control.registerApplication({ clientId: '7', clientSecret: 's', pkce: true });
		expect((await authorize({ client_id: '7' })).status).toBe(400);
		expect((await authorize({ client_id: '7', code_challenge: s256 })).status).toBe(302);
	});
});

describe('access tokens', () => {
	it('are missing: 400 for messages, 401 for claims', async () => {
		const messages = await sandbox.get('/marketplace/messages/unread', { as: null });
		expect(messages.status).toBe(400);
		expect(messages.body).toEqual({
			message: 'Access token is required',
			error: 'bad_request',
			status: 400,
			cause: [],
		});
		const claims = await sandbox.get('/marketplace/v2/claims/5294629673/messages', { as: null });
		expect(claims.status).toBe(401);
		expect(claims.body).toEqual({
			code: 401,
			error: 'unauthorized_request_error',
			message: 'Invalid caller.id',
			cause: null,
		});
	});

	it.each(['/messages/unread', '/marketplace/v2/claims/5294629673/messages'])(
		'are malformed: 400 (%s)',
		async (path) => {
			const { status, body } = await sandbox.get(path, { token: 'INVALID_TOKEN' });
			expect(status).toBe(400);
			expect(body).toEqual({
				message: 'Malformed access_token: INVALID_TOKEN',
				error: 'bad_request',
				status: 400,
				cause: [],
			});
		},
	);

	it('expire, for one user or for all, and leave the refresh token', async () => {
		const one = sandbox.control.issueToken({ userId: 523132944 });
		const other = sandbox.control.issueToken({ userId: 415458330 });
		sandbox.control.expireTokens({ userId: 523132944 });
		const expired = await sandbox.get('/messages/unread', { token: one.access_token });
		expect(expired.status).toBe(401);
		expect(expired.body.message).toBe('invalid access token');
		expect((await sandbox.get('/messages/unread', { token: other.access_token })).status).toBe(200);
		sandbox.control.expireTokens();
		expect((await sandbox.get('/messages/unread', { token: other.access_token })).status).toBe(401);
		expect((await refresh(one.refresh_token)).status).toBe(200);
	});

	it('live as long as set', async () => {
		sandbox.control.setTokenLifetime({ seconds: 0 });
		const issued = sandbox.control.issueToken();
		expect(issued.expires_in).toBe(0);
		expect((await sandbox.get('/users/me', { token: issued.access_token })).status).toBe(401);
	});

	it('may act for a seller who is somebody else (not documented)', async () => {
		sandbox.control.createSeller({ userId: 5, siteId: 'MLB' });
		sandbox.control.buyerWrites({ packId: 77, sellerId: LOCAL_SELLER, text: 'Oi' });
		const path = `/messages/packs/77/sellers/${LOCAL_SELLER}?tag=post_sale`;
		const asOther = { as: 5 };
		expect((await sandbox.get(path, asOther)).status).toBe(403);

		sandbox.control.actFor({ userId: 5, sellerId: LOCAL_SELLER });
		const body = { from: { user_id: LOCAL_SELLER }, to: { user_id: BUYER }, text: 'Olá' };
		expect((await sandbox.post(path, body, asOther)).status).toBe(201);
		const [answer, question] = (await sandbox.get(path, asOther)).body.messages;
		expect(question).toMatchObject({ text: 'Oi', from: { user_id: String(BUYER) } });
		expect(answer).toMatchObject({ text: 'Olá', from: { user_id: String(LOCAL_SELLER) } });
		expect(answer.message_resources).toContainEqual({ id: String(LOCAL_SELLER), name: 'seller' });
		expect((await sandbox.get('/users/me', asOther)).body.id).toBe(5);

		sandbox.control.actFor({ userId: 5, sellerId: null });
		expect((await sandbox.get(path, asOther)).status).toBe(403);
	});

	it('survive a reset if asked to', async () => {
		const { access_token } = sandbox.control.issueToken();
		sandbox.control.reset({ keepTokens: true });
		expect((await sandbox.get('/users/me', { token: access_token })).status).toBe(200);
		sandbox.control.reset();
		expect((await sandbox.get('/users/me', { token: access_token })).status).toBe(401);
	});
});

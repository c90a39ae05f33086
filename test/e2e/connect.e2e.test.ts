import { connectAccount, createAccount, sellers } from '../../sandbox/n8n/mercadoLibreAccount.ts';
import type { AccountType } from '../../sandbox/n8n/mercadoLibreAccount.ts';
import { tokenRequests, useSharedStage } from './support/stage/shared.ts';
import type { SharedStage } from './support/stage/shared.ts';
import { itOnNewest } from './support/versions.ts';
import { mercadoLibreNode, runChain, runOperation } from './support/workflows.ts';

const pkceApplication = { clientId: '7700000000000001', clientSecret: 'pkce-secret', pkce: true };
const accountTypes: AccountType[] = ['globalSelling', 'local'];
const listConversations = { resource: 'conversation', operation: 'getAll' };

let stage: SharedStage;

beforeAll(async () => {
	stage = await useSharedStage();
});

beforeEach(async () => {
	await stage.control.reset();
	await stage.control.registerApplication(pkceApplication);
});

describe.each(accountTypes)('connecting a %s account', (accountType) => {
	const account = () => ({ sandboxUrl: stage.sandboxUrl, accountType });

	it('makes the OAuth2 round trip with its parameters where Mercado Libre wants them', async () => {
		const credential = await createAccount(stage.client, account());
		const { authorizationUrl } = await stage.client.connectOAuth2(credential.id, {
			user_id: sellers[accountType],
		});

		const { origin, pathname, searchParams } = new URL(authorizationUrl);
		const redirectUri = `${stage.n8nUrl}/rest/oauth2-credential/callback`;
		expect(origin + pathname).toBe(`${stage.sandboxUrl}/authorization`);
		expect(Object.fromEntries(searchParams)).toEqual({
			response_type: 'code',
			client_id: '1344270061107690',
			redirect_uri: redirectUri,
			scope: 'offline_access read write',
			state: expect.stringMatching(/./),
		});

		const [exchange, ...more] = await tokenRequests(stage);
		expect(more).toEqual([]);
		expect(exchange.status).toBe(200);
		expect(exchange.headers).not.toHaveProperty('authorization');
		expect(exchange.query).toEqual({});
		expect(exchange.body).toEqual({
			grant_type: 'authorization_code',
			code: expect.stringMatching(/^TG-/),
			redirect_uri: redirectUri,
			client_id: '1344270061107690',
			client_secret: 'sandbox-secret',
		});
	});

	itOnNewest('proves itself with PKCE to an application that wants it', async () => {
		const { clientId, clientSecret } = pkceApplication;
		const credential = await createAccount(stage.client, {
			...account(),
			clientId,
			clientSecret,
			data: { usePkce: true },
		});
		const { authorizationUrl } = await stage.client.connectOAuth2(credential.id, {
			user_id: sellers[accountType],
		});

		const { searchParams } = new URL(authorizationUrl);
		expect(searchParams.get('code_challenge_method')).toBe('S256');
		expect(searchParams.get('code_challenge')).toMatch(/^[\w-]{43}$/);
		const [exchange] = await tokenRequests(stage);
		expect(exchange.body).toMatchObject({
			client_id: clientId,
			code_verifier: expect.stringMatching(/^[\w.~-]{43,128}$/),
		});
		expect(await runOperation(stage.client, credential, listConversations)).toEqual(
			expect.any(Array),
		);
	});

	itOnNewest('passes the test that the editor makes after connecting', async () => {
		const credential = await connectAccount(stage.client, account());
		expect(await stage.client.testCredential(credential.id)).toMatchObject({ status: 'OK' });
	});
});

it('is refused by a PKCE application when the credential does not use PKCE', async () => {
	const { clientId, clientSecret } = pkceApplication;
	const credential = await createAccount(stage.client, {
		sandboxUrl: stage.sandboxUrl,
		clientId,
		clientSecret,
	});
	await expect(stage.client.connectOAuth2(credential.id)).rejects.toThrow(
		/requires a code_challenge/,
	);
});

describe('a credential that was never connected', () => {
	itOnNewest('fails the test of the editor', async () => {
		const credential = await createAccount(stage.client, { sandboxUrl: stage.sandboxUrl });
		expect(await stage.client.testCredential(credential.id)).toMatchObject({ status: 'Error' });
	});

	it('tells the user to connect it, and asks nothing of Mercado Libre', async () => {
		const credential = await createAccount(stage.client, { sandboxUrl: stage.sandboxUrl });
		const execution = await runChain(stage.client, [
			mercadoLibreNode('List', credential, listConversations),
		]);
		expect(execution.status).toBe('error');
		const { message, description } = execution.nodeError('List') ?? {};
		expect(`${message} ${description}`).toMatch(/connect/i);
		expect(await stage.control.requests()).toEqual([]);
	});
});

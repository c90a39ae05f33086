import type { N8nClient, WorkflowJson } from './client.ts';

export type AccountType = 'globalSelling' | 'local';

interface AccountOptions {
	/** Where the local Mercado Libre listens. */
	sandboxUrl: string;
	accountType?: AccountType;
	name?: string;
	clientId?: string;
	clientSecret?: string;
	/** More of the credential's fields, or other values. */
	data?: Record<string, unknown>;
}

export interface CredentialReference {
	id: string;
	name: string;
}

const PACKAGE = 'n8n-nodes-mercadolibre-messaging';
const CREDENTIAL_TYPE = 'mercadoLibreOAuth2Api';

/** The sandbox's sellers, one of each kind. */
export const sellers: Record<AccountType, string> = {
	globalSelling: '523132944',
	local: '415458330',
};

/** Fills in the credential's form, as a user does before Connect. */
export async function createAccount(
	client: N8nClient,
	options: AccountOptions,
): Promise<CredentialReference> {
	const { sandboxUrl, accountType = 'globalSelling' } = options;
	return await client.createCredential(
		CREDENTIAL_TYPE,
		options.name ?? `Mercado Libre ${accountType}`,
		{
			accountType,
			...(accountType === 'local' && { site: 'MLB' }),
			clientId: options.clientId ?? '1344270061107690',
			clientSecret: options.clientSecret ?? 'sandbox-secret',
			environment: 'custom',
			apiBaseUrl: sandboxUrl,
			authBaseUrl: sandboxUrl,
			...options.data,
		},
	);
}

/** The same, and logs in as the sandbox's seller of that kind. */
export async function connectAccount(
	client: N8nClient,
	options: AccountOptions,
): Promise<CredentialReference> {
	const credential = await createAccount(client, options);
	await client.connectOAuth2(credential.id, {
		user_id: sellers[options.accountType ?? 'globalSelling'],
	});
	return credential;
}

/** n8n's own OAuth2 credential, connected to an account of Global Selling: what people use without this package. */
export async function connectGenericAccount(
	client: N8nClient,
	{
		sandboxUrl,
		sellerId,
		clientId,
		clientSecret,
	}: Pick<AccountOptions, 'sandboxUrl'> & {
		sellerId: string;
		clientId: string;
		clientSecret: string;
	},
): Promise<CredentialReference> {
	const credential = await client.createCredential('oAuth2Api', 'Generic OAuth2', {
		grantType: 'authorizationCode',
		authUrl: `${sandboxUrl}/authorization`,
		accessTokenUrl: `${sandboxUrl}/oauth/token`,
		clientId,
		clientSecret,
		scope: 'offline_access read write',
		authentication: 'body',
	});
	await client.connectOAuth2(credential.id, { user_id: sellerId });
	return credential;
}

/** A workflow as it is shared names no credential, or one that only its author has: this one takes its place. */
export function withAccount(workflow: WorkflowJson, credential: CredentialReference): WorkflowJson {
	return {
		...workflow,
		nodes: workflow.nodes.map((node) =>
			node.type.startsWith(`${PACKAGE}.`)
				? { ...node, credentials: { [CREDENTIAL_TYPE]: credential } }
				: node,
		),
	};
}

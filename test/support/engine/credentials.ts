// Credentials in memory that behave as n8n keeps them: a stored part, defaults, expressions, and a token that is
// written back when it was refreshed.
import { getAdditionalKeys } from 'n8n-core';
import {
	ICredentialsHelper,
	NodeHelpers,
	UnexpectedError,
	Workflow,
	deepCopy,
	type ICredentialDataDecryptedObject,
	type ICredentialType,
	type ICredentialsExpressionResolveValues,
	type IExecuteData,
	type IHttpRequestOptions,
	type INode,
	type INodeCredentialsDetails,
	type INodeParameters,
	type INodeProperties,
	type INodeTypes,
	type IWorkflowExecuteAdditionalData,
	type WorkflowExecuteMode,
} from 'n8n-workflow';
import { MercadoLibreOAuth2Api } from '../../../credentials/MercadoLibreOAuth2Api.credentials';

export const CREDENTIAL_TYPE = 'mercadoLibreOAuth2Api';

const field = (
	name: string,
	type: INodeProperties['type'] = 'string',
	value: INodeProperties['default'] = '',
): INodeProperties => ({ displayName: name, name, type, default: value });

/** The fields that n8n's own `oAuth2Api` hands down to the credentials that extend it. */
const oAuth2Api: ICredentialType = {
	name: 'oAuth2Api',
	displayName: 'OAuth2 API',
	properties: [
		field('useDynamicClientRegistration', 'hidden', false),
		field('grantType'),
		field('authUrl'),
		field('accessTokenUrl'),
		field('clientId'),
		field('clientCredentialType', 'hidden', 'clientSecret'),
		field('clientSecret'),
		field('scope'),
		field('authQueryParameters'),
		field('authentication', 'options', 'header'),
		field('oauthTokenData', 'json', {}),
	],
};

/** n8n never takes these from what is stored where the credential type hides them. */
const PINNED = ['authUrl', 'accessTokenUrl', 'grantType', 'authentication', 'usePkce'];

const types = new Map<string, ICredentialType>(
	[new MercadoLibreOAuth2Api(), oAuth2Api].map((type) => [type.name, type]),
);

const standIn: INode = {
	id: 'credential',
	name: 'Credential',
	type: 'credential',
	typeVersion: 1,
	position: [0, 0],
	parameters: {},
};

const noNodeTypes: INodeTypes = {
	getByName: () => {
		throw new UnexpectedError('There are no nodes here');
	},
	getByNameAndVersion: () => ({ description: { properties: [] } }) as never,
	getKnownTypes: () => ({}),
};

/** What a credential holds when its fields are resolved, as nodes and n8n's OAuth2 get to see it. */
function resolve(
	stored: ICredentialDataDecryptedObject,
	properties: INodeProperties[],
	additionalData: IWorkflowExecuteAdditionalData,
	mode: WorkflowExecuteMode,
): ICredentialDataDecryptedObject {
	const isPinned = ({ name, type }: INodeProperties) => PINNED.includes(name) && type === 'hidden';
	const own = { ...stored };
	for (const { name } of properties.filter(isPinned)) delete own[name];
	const data = NodeHelpers.getNodeParameters(
		properties,
		own as INodeParameters,
		true,
		false,
		null,
		null,
	) as ICredentialDataDecryptedObject;
	if (stored.oauthTokenData === undefined) delete data.oauthTokenData;
	else data.oauthTokenData = stored.oauthTokenData;
	const workflow = new Workflow({
		nodes: [standIn],
		connections: {},
		active: false,
		nodeTypes: noNodeTypes,
	});
	return workflow.expression.getComplexParameterValue(
		standIn,
		data as INodeParameters,
		mode,
		getAdditionalKeys(additionalData, mode, null, { isCredential: true }),
		undefined,
		undefined,
		data as never,
	) as ICredentialDataDecryptedObject;
}

export class MemoryCredentials extends ICredentialsHelper {
	private readonly stored = new Map<string, ICredentialDataDecryptedObject>();

	/** How often a refreshed token was written back. */
	tokenUpdates = 0;

	add(data: ICredentialDataDecryptedObject): { id: string; name: string } {
		const id = `credential-${this.stored.size + 1}`;
		this.stored.set(id, deepCopy(data));
		return { id, name: 'Mercado Libre account' };
	}

	read(id: string | null): ICredentialDataDecryptedObject {
		const data = this.stored.get(String(id));
		if (!data) throw new UnexpectedError(`There is no credential ${id}`);
		return deepCopy(data);
	}

	/** Other values of some fields: the user has changed the credential, or connected it again. */
	update(id: string, data: ICredentialDataDecryptedObject): void {
		this.stored.set(id, { ...this.read(id), ...data });
	}

	getParentTypes(name: string): string[] {
		const parents = types.get(name)?.extends ?? [];
		return [...parents, ...parents.flatMap((parent) => this.getParentTypes(parent))];
	}

	getCredentialsProperties(name: string): INodeProperties[] {
		const properties: INodeProperties[] = [];
		for (const type of [...this.getParentTypes(name), name]) {
			NodeHelpers.mergeNodeProperties(properties, types.get(type)!.properties);
		}
		return properties;
	}

	async getDecrypted(
		additionalData: IWorkflowExecuteAdditionalData,
		{ id }: INodeCredentialsDetails,
		type: string,
		mode: WorkflowExecuteMode,
		_executeData?: IExecuteData,
		raw?: boolean,
		_values?: ICredentialsExpressionResolveValues,
	): Promise<ICredentialDataDecryptedObject> {
		const stored = this.read(id);
		return raw
			? stored
			: resolve(stored, this.getCredentialsProperties(type), additionalData, mode);
	}

	async updateCredentialsOauthTokenData(
		{ id }: INodeCredentialsDetails,
		_type: string,
		{ oauthTokenData }: ICredentialDataDecryptedObject,
	): Promise<void> {
		this.tokenUpdates++;
		this.stored.set(String(id), { ...this.read(id), oauthTokenData });
	}

	isCredentialUsableByNode(): boolean {
		return true;
	}

	async authenticate(
		_credentials: ICredentialDataDecryptedObject,
		_type: string,
		options: unknown,
	): Promise<IHttpRequestOptions> {
		return options as IHttpRequestOptions;
	}

	async preAuthentication(): Promise<undefined> {
		return undefined;
	}

	async runPreAuthentication(): Promise<undefined> {
		return undefined;
	}

	async getCredentials(): Promise<never> {
		throw new UnexpectedError('Credentials are not handed out encrypted here');
	}

	async updateCredentials(): Promise<never> {
		throw new UnexpectedError('Only tokens are updated here');
	}
}

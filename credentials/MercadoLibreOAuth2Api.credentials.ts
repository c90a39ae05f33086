import type { Icon, ICredentialTestRequest, ICredentialType, INodeProperties } from 'n8n-workflow';
import { siteOptions, SITES } from '../nodes/MercadoLibre/input/sites';

const API = 'https://api.mercadolibre.com';
const GLOBAL_SELLING_AUTHORIZATION = 'https://global-selling.mercadolibre.com';

const authorizationBySite = JSON.stringify(
	Object.fromEntries(Object.entries(SITES).map(([id, site]) => [id, site.authorization])),
);

/**
 * An expression for the base address that another one gives: never plain HTTP to another machine unless that is
 * allowed. It is made https:// instead, so that no code, secret or token is sent in the clear.
 */
const safe = (base: string, allowed: string) =>
	`(${base}).trim().replace(/\\/+$/, "").replace(/^http:(?!\\/\\/(([\\w-]+\\.)*localhost|127(\\.\\d{1,3}){3}|\\[::1\\])([:/]|$))/i, ${allowed} ? "http:" : "https:")`;

// n8n evaluates these two for every request, and a look at a field is what costs most: so each takes what
// is there. n8n drops the value of a hidden field, hence a custom address is there only in a custom
// environment, and a country only for a local account.
const authorizationUrl = `={{ ${safe(`$self.authBaseUrl || (${authorizationBySite})[$self.site] || "${GLOBAL_SELLING_AUTHORIZATION}"`, '$self.allowPlainHttp')} + "/authorization" }}`;
const tokenUrl = `={{ ${safe(`$self.apiBaseUrl || "${API}"`, '$self.allowPlainHttp')} + "/oauth/token" }}`;

/** Where an application for a kind of account is made, and which functional permissions it needs. */
const developerSite = (
	name: string,
	show: NonNullable<INodeProperties['displayOptions']>['show'],
	address: string,
	permissions: string,
): INodeProperties => ({
	displayName: `Create the application under "My applications" on <a href="${address}" target="_blank">Mercado Libre's developer site</a>, with the permissions ${permissions}, each to read and write.`,
	name,
	type: 'notice',
	default: '',
	displayOptions: { show },
});

export class MercadoLibreOAuth2Api implements ICredentialType {
	name = 'mercadoLibreOAuth2Api';

	extends = ['oAuth2Api'];

	displayName = 'Mercado Libre OAuth2 API';

	icon: Icon = {
		light: 'file:../icons/mercadoLibre.svg',
		dark: 'file:../icons/mercadoLibre.dark.svg',
	};

	// The `homepage` of package.json.
	documentationUrl = 'https://www.npmjs.com/package/n8n-nodes-mercadolibre-messaging';

	properties: INodeProperties[] = [
		{
			// Under the name of a field of n8n's own OAuth2 credential that is not used here, it stands above Client ID: fields
			// of another name come after n8n's.
			displayName:
				"Choose the Account Type below before you connect: with the wrong one nothing of your account is found. Register the OAuth Redirect URL above in your application on Mercado Libre's developer site, letter by letter (it must begin with https://), and copy the ID and the secret key of the application into the fields here. Connect with the main account of the shop: collaborators cannot allow access.",
			name: 'serverUrl',
			type: 'notice',
			default: '',
		},
		{
			displayName: 'Account Type',
			name: 'accountType',
			type: 'options',
			options: [
				{
					name: 'Global Selling (Cross-Border)',
					value: 'globalSelling',
					description: 'You sell from abroad into several countries with one account',
				},
				{
					name: 'Local (One Country)',
					value: 'local',
					description: 'You sell inside the country where your account was opened',
				},
			],
			default: 'globalSelling',
			description: 'The kind of seller account that will be connected',
		},
		{
			displayName: 'Country',
			name: 'site',
			type: 'options',
			options: siteOptions(Object.keys(SITES) as (keyof typeof SITES)[]),
			default: 'MLB',
			displayOptions: { show: { accountType: ['local'] } },
			description:
				'Country of the seller account. Its authorization page is opened when you connect, and its code is the default site ID of attachments.',
		},
		developerSite(
			'developerSiteGlobalSelling',
			{ accountType: ['globalSelling'] },
			'https://global-selling.mercadolibre.com/devsite',
			'"Questions & Answers, post-purchase communication, claims and returns management" and "Sales and shipping"',
		),
		developerSite(
			'developerSiteBrazil',
			{ accountType: ['local'], site: ['MLB'] },
			'https://developers.mercadolivre.com.br/devcenter',
			'"Comunicação pré e pós-venda" and "Vendas e envios"',
		),
		developerSite(
			'developerSite',
			{ accountType: ['local'], site: Object.keys(SITES).filter((site) => site !== 'MLB') },
			'https://developers.mercadolibre.com.ar/devcenter',
			'"Comunicación pre y postventa" and "Ventas y envíos"',
		),
		{
			displayName: 'Application Uses PKCE',
			name: 'usePkce',
			type: 'boolean',
			default: false,
			description:
				'Whether PKCE is switched on in the settings of your application on the developer site. n8n can do so from version 2.33 on: with an older one, switch PKCE off there, or connecting fails.',
		},
		{
			displayName: 'Environment',
			name: 'environment',
			type: 'options',
			options: [
				{
					name: 'Mercado Libre',
					value: 'production',
				},
				{
					name: 'Custom',
					value: 'custom',
					description: 'A proxy, a gateway or the sandbox of this package',
				},
			],
			default: 'production',
			description: 'Where requests are sent. Leave it as it is unless you run your own gateway.',
		},
		{
			displayName: 'API Base URL',
			name: 'apiBaseUrl',
			type: 'string',
			default: API,
			required: true,
			placeholder: 'https://gateway.example.com',
			displayOptions: { show: { environment: ['custom'] } },
			description: 'Replaces https://api.mercadolibre.com, for the token requests too',
		},
		{
			displayName: 'Authorization Base URL',
			name: 'authBaseUrl',
			type: 'string',
			default: GLOBAL_SELLING_AUTHORIZATION,
			required: true,
			placeholder: 'https://gateway.example.com',
			displayOptions: { show: { environment: ['custom'] } },
			description:
				'The page where the seller allows access is this address followed by /authorization',
		},
		{
			displayName: 'Allow Plain HTTP',
			name: 'allowPlainHttp',
			type: 'boolean',
			default: false,
			displayOptions: { show: { environment: ['custom'] } },
			description:
				'Whether the addresses may be http:// on another machine. The secret key and the tokens are then readable on the way; on this machine (localhost) it is always allowed. If switched off, https:// is used instead.',
		},
		{
			displayName: 'Requests per Minute',
			name: 'requestsPerMinute',
			type: 'number',
			typeOptions: { minValue: 1 },
			default: 500,
			description:
				'How many reads, and how many writes, the application is allowed in a minute, whatever accounts are connected through it. Mercado Libre allows 500 of each for messages; requests beyond that wait their turn.',
		},
		{
			displayName: 'Grant Type',
			name: 'grantType',
			type: 'hidden',
			default: 'authorizationCode',
		},
		{
			displayName: 'Authorization URL',
			name: 'authUrl',
			type: 'hidden',
			default: authorizationUrl,
			required: true,
		},
		{
			displayName: 'Access Token URL',
			name: 'accessTokenUrl',
			type: 'hidden',
			default: tokenUrl,
			required: true,
		},
		{
			displayName: 'Scope',
			name: 'scope',
			type: 'hidden',
			default: 'offline_access read write',
		},
		{
			displayName: 'Auth URI Query Parameters',
			name: 'authQueryParameters',
			type: 'hidden',
			default: '',
		},
		{
			// Mercado Libre reads the application's id and secret from the body only.
			displayName: 'Authentication',
			name: 'authentication',
			type: 'hidden',
			default: 'body',
		},
	];

	test: ICredentialTestRequest = {
		request: {
			baseURL: `={{ $credentials.environment === "custom" ? ${safe('$credentials.apiBaseUrl', '$credentials.allowPlainHttp')} : "${API}" }}`,
			url: '/users/me',
		},
	};
}

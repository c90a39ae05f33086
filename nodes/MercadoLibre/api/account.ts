import type { ICredentialDataDecryptedObject } from 'n8n-workflow';
import { runOf, type ApiContext } from './context';
import { EDITOR } from './errors/editorWords';
import { operationError } from './errors/operationError';

export const CREDENTIAL_NAME = 'mercadoLibreOAuth2Api';

const PRODUCTION_API = 'https://api.mercadolibre.com';
const DEFAULT_REQUESTS_PER_MINUTE = 500;

/** Mercado Libre has one messaging API for cross-border sellers and one for sellers of a country. */
export type Family = 'globalSelling' | 'local';

/** What the package needs to know of a connected seller account; holds no secret. */
export interface Account {
	family: Family;
	/** Without a slash at the end. */
	apiBaseUrl: string;
	/** The application's id: Mercado Libre counts requests by it, and names it in the messages it has sent. */
	clientId: string;
	/** `user_id` of the token answer; undefined when the authorization server left it out. */
	sellerId: string | undefined;
	/** The country of a local account, the default `site_id` of its attachments. */
	siteId: string | undefined;
	/** Whether requests go to a gateway or a sandbox, and not to Mercado Libre itself. */
	isCustom: boolean;
	/** Whether the owner of the credential allows plain http to other machines. */
	allowsPlainHttp?: boolean;
	/** Allowed reads, and allowed writes, a minute. */
	requestsPerMinute: number;
}

interface Connection {
	account: Account;
	/** The Authorization header. */
	authorization: string;
}

const connectionsOfRuns = new WeakMap<object, Promise<Connection>>();

/**
 * Decrypting a credential costs n8n a database read and several expressions, more than all the rest of a
 * request: so all items of a run share one connection.
 */
async function connectionOf(context: ApiContext): Promise<Connection> {
	const run = runOf(context);
	let connection = connectionsOfRuns.get(run);
	if (!connection) {
		connection = connect(context);
		connectionsOfRuns.set(run, connection);
		connection.catch(() => connectionsOfRuns.delete(run));
	}
	return await connection;
}

/**
 * The account behind the node's credential.
 * @throws NodeOperationError when the credential is not connected or its base URL cannot be used.
 */
export const getAccount = async (context: ApiContext): Promise<Account> =>
	(await connectionOf(context)).account;

/** The Authorization header of the run's account, as n8n stored it at the beginning of the run. */
export const authorizationOf = async (context: ApiContext): Promise<string> =>
	(await connectionOf(context)).authorization;

/** What follows takes the account and its token from the credential again. */
export const forgetConnection = (context: ApiContext): boolean =>
	connectionsOfRuns.delete(runOf(context));

/**
 * The Authorization header of the run's account, taken from the credential again where the run still has the one that
 * was refused: once, however many items of the run were refused with it.
 */
export async function authorizationAfter(context: ApiContext, refused: string): Promise<string> {
	const run = runOf(context);
	const connection = connectionsOfRuns.get(run);
	const { authorization } = await connectionOf(context);
	const isLeft = connectionsOfRuns.get(run) === connection;
	if (authorization === refused && isLeft) forgetConnection(context);
	return await authorizationOf(context);
}

/** The Authorization header that n8n has stored by now. */
export const storedAuthorization = async (context: ApiContext): Promise<string> =>
	(await connect(context)).authorization;

async function connect(context: ApiContext): Promise<Connection> {
	const credential = await context.getCredentials(CREDENTIAL_NAME);
	const token = credential.oauthTokenData as
		{ user_id?: string | number; access_token?: string } | undefined;
	if (!token?.access_token) {
		throw operationError(
			context,
			'The Mercado Libre account is not connected',
			`Connect it: open the credential of this node, press "${EDITOR.connect}" at its top, allow access on the page that opens, and run the workflow again.`,
		);
	}
	const family: Family = credential.accountType === 'local' ? 'local' : 'globalSelling';
	const requestsPerMinute = Math.floor(Number(credential.requestsPerMinute));
	return {
		authorization: `Bearer ${token.access_token}`,
		account: {
			family,
			clientId: String(credential.clientId ?? '').trim(),
			isCustom: credential.environment === 'custom',
			allowsPlainHttp: credential.allowPlainHttp === true,
			apiBaseUrl: apiBaseUrlOf(context, credential),
			sellerId: /^\d+$/.exec(String(token.user_id))?.[0],
			siteId: family === 'local' ? String(credential.site || 'MLB') : undefined,
			requestsPerMinute: requestsPerMinute >= 1 ? requestsPerMinute : DEFAULT_REQUESTS_PER_MINUTE,
		},
	};
}

/** A custom base URL must be http(s), and plain http only to this machine: the token travels with every request. */
function apiBaseUrlOf(context: ApiContext, credential: ICredentialDataDecryptedObject): string {
	if (credential.environment !== 'custom') return PRODUCTION_API;
	const given = String(credential.apiBaseUrl).trim();
	const fail = (problem: string, cure: string) => {
		throw operationError(context, `API Base URL of the credential ${problem}`, cure);
	};
	if (!URL.canParse(given)) {
		fail('is not a web address', `"apiBaseUrl" must look like ${PRODUCTION_API}.`);
	}
	const { protocol, hostname } = new URL(given);
	if (protocol !== 'https:' && protocol !== 'http:') {
		fail(
			'must begin with https://',
			`"apiBaseUrl" begins with ${protocol}//, which cannot be used.`,
		);
	}
	if (protocol === 'http:' && !isLoopback(hostname) && credential.allowPlainHttp !== true) {
		fail(
			'is not encrypted',
			'Over http:// the access token is readable on the way. Use an https:// address, or switch on "Allow Plain HTTP" in the credential if the network between is your own.',
		);
	}
	return given.replace(/\/+$/, '');
}

/** Whether a file may be fetched from an address without encryption: where the account itself may be. */
export const mayBePlainHttp = ({ isCustom, allowsPlainHttp }: Account, url: URL): boolean =>
	url.protocol === 'http:' && isCustom && (allowsPlainHttp || isLoopback(url.hostname));

const isLoopback = (hostname: string) =>
	hostname === 'localhost' ||
	hostname.endsWith('.localhost') ||
	hostname === '[::1]' ||
	/^127(\.\d{1,3}){3}$/.test(hostname);

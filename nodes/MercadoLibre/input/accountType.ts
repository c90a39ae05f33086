import { fieldOf, idText } from '../api/answers';
import { GET_CONNECTED_USER } from '../api/endpoint';
import { EDITOR } from '../api/errors/editorWords';
import { operationError } from '../api/errors/operationError';
import { problemBehind } from '../api/errors/problem';
import type { Session } from '../api/session';
import { apiRequest } from '../api/transport';
import { SITES } from './sites';

/** The site of an account that sells across borders; all others are countries. */
const GLOBAL_SELLING = 'CBT';

/** By seller: an account does not move. */
const knownSites = new Map<string, Promise<string | undefined>>();

/** The site of the connected account, asked once; undefined where Mercado Libre does not tell, and then asked again. */
async function siteOf(session: Session): Promise<string | undefined> {
	const key = `${session.account.apiBaseUrl} ${session.account.sellerId}`;
	const asked =
		knownSites.get(key) ??
		apiRequest(session, { endpoint: GET_CONNECTED_USER }).then(
			({ body }) => idText(fieldOf(body, 'site_id')) ?? undefined,
			() => undefined,
		);
	knownSites.set(key, asked);
	const site = await asked;
	if (!site) knownSites.delete(key);
	return site;
}

/**
 * Compares the connected account with the credential's "Account Type". With the wrong one everything seems to be
 * connected, and nothing of the account is found.
 * @throws NodeOperationError when they differ; nothing when Mercado Libre does not tell
 */
export async function checkAccountType(session: Session): Promise<void> {
	const site = await siteOf(session);
	if (!site) return;
	const isGlobal = site === GLOBAL_SELLING;
	if (isGlobal === (session.account.family === 'globalSelling')) return;
	const country = Object.entries(SITES).find(([id]) => id === site)?.[1].country ?? site;
	const [account, setting] = isGlobal
		? ['of Global Selling', '"Global Selling (Cross-Border)"']
		: [`a local one of ${country}`, `"Local (One Country)" and ${country}`];
	throw operationError(
		session.context,
		'"Account Type" of the credential is wrong',
		`The connected account is ${account}. Open the credential of this node, choose ${setting}, save, and run the workflow again. If you wanted another account, press "${EDITOR.switchAccount}" there.`,
	);
}

/** What the API says of conversations that it looks for in the wrong place. */
const FOUND_NOTHING =
	/invalid for resource|identify the user|orders? do(es)? not exists?|access denied/i;

/** The error itself, or that of an account type that explains it. */
export async function explainedByAccountType(session: Session, error: unknown): Promise<unknown> {
	const { status = 0, message = '' } = problemBehind(error) ?? {};
	const isRefused = status === 403 || status === 404;
	if (!isRefused || !FOUND_NOTHING.test(message)) return error;
	return await checkAccountType(session).then(
		() => error,
		(explanation: unknown) => explanation,
	);
}

import type { ErrorRow } from './problem';

export const RECONNECT =
	'Open the credential of this node, press "Connect my account" again and allow access with the account that made the sale.';

/** Tokens and access (documents 000 to 004). */
export const ACCESS_ERRORS: readonly ErrorRow[] = [
	{
		says: /access token is required|application id is required|malformed access_token|invalid caller|invalid.?(access.?)?token/i,
		title: 'Mercado Libre does not accept the connection any more',
		cure: RECONNECT,
	},
	{
		says: /access token invalid for resource|can ?not identify the user/i,
		title: 'The connected account may not access this',
		cure: `The pack or message belongs to another seller. Check the ID. ${RECONNECT}`,
	},
];

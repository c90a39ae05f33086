import { EDITOR } from './editorWords';
import type { ErrorRow } from './problem';

const RECONNECT = `Open the credential of this node, press "${EDITOR.switchAccount}" to connect it again, and allow access with the account that made the sale.`;

/** The token is not accepted, and cannot be renewed. */
export const NOT_ACCEPTED = {
	title: 'Mercado Libre does not accept the connection any more',
	cure: RECONNECT,
};

/** Tokens and access: documents 000 to 004; permissions and Model 6 accounts are of newer pages (docs/api.md). */
export const ACCESS_ERRORS: readonly ErrorRow[] = [
	{
		says: /access token is required|application id is required|malformed access_token|invalid caller|invalid.(access.?)?token/i,
		...NOT_ACCEPTED,
	},
	{
		says: /PA_UNAUTHORIZED|at least one policy returned/i,
		title: 'The connected account, or your application, may not do this',
		cure: `Check that what you ask for belongs to the connected account. If it does, open your application on the developer site and switch on its functional permission, to read and write: "Comunicación pre y postventa" (pre and post-sale communication) for messages and claims, "Ventas y envíos" (sales and shipping) for orders, packs and shipments. Then connect again: ${RECONNECT}`,
	},
	{
		says: /model 6/i,
		title: 'Accounts of Model 6 have no messages and claims',
		cure: 'It is the kind of your Global Selling account. Ask your account manager at Mercado Libre how its buyers are answered.',
	},
	{
		says: /access token invalid for resource|can ?not identify the user/i,
		title: 'The connected account may not access this',
		cure: `The pack or message belongs to another seller. Check the ID. ${RECONNECT}`,
	},
];

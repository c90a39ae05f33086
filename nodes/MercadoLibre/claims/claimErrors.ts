import type { ErrorRow } from '../api/errors/problem';

/** Claims, their messages and files: document 004, and the local pages on claims and on errors (2025, 2026). */
export const CLAIM_ERRORS: readonly ErrorRow[] = [
	{
		says: /claims? 1\.0/i,
		title: 'This claim is too old for this operation',
		cure: 'It is of the first generation. Answer it on the website of Mercado Libre. Reading it works with Claim > Get and Claim Message > Get Many.',
	},
	{
		says: /user not authorized/i,
		status: 401,
		title: 'The connected account has no part in this claim',
		cure: 'Check the claim ID, and that the credential is connected to the account that the claim is about.',
	},
	{
		says: /not available for player/i,
		title: 'The claim does not allow this now',
		cure: 'What you may do depends on the stage of the claim: "availableActions" of Claim > Get lists it.',
	},
	{
		says: /invalid_(query|params)/i,
		title: 'Mercado Libre does not take these filters together',
		cure: 'Check "Filters", and leave out those that you can do without.',
	},
	{
		says: /claim not found/i,
		title: 'No claim has this ID',
		cure: 'Check the claim ID: Claim > Get Many lists the claims of the connected account.',
	},
	{
		says: /attachment.*not found|file.*not found/i,
		title: 'The claim has no file of this name',
		cure: 'Use the "attachmentId" of an attachment as Claim Message > Get Many returns it.',
	},
	{
		says: /receiver_role/i,
		status: 400,
		title: 'The receiver is not valid',
		cure: 'Choose the buyer, the mediator or the seller as "Receiver".',
	},
	{
		says: /message.*(empty|required)/i,
		status: 400,
		title: 'The message has no text',
		cure: 'Enter a text in "Message".',
	},
];

import { RECONNECT } from './accessErrors';

/** For words that are not in the tables: the API's own, with what the status means. */
const CURES_BY_STATUS: Record<number, string> = {
	0: 'Check the internet connection of your n8n and, with a custom environment, the addresses in the credential. Then run the workflow again.',
	400: 'Check the fields of this node.',
	401: RECONNECT,
	403: 'Check that the ID belongs to the connected account and that your application has the permissions "read" and "write", those for messages and sales included. Global Selling accounts of Model 6 have no messages and claims.',
	404: 'Check the ID: nothing was found under it for the connected account.',
	408: 'Mercado Libre was too slow to answer. Run the workflow again in a few minutes.',
	409: 'Nothing was done. Run this item again in a minute, and not two at once for the same sale.',
	413: 'The file is too large.',
	429: 'The account has used up its requests for this minute, perhaps in other programs. Lower "Requests per Minute" in the credential if other programs use the account too.',
	451: 'Nothing can be sent to this account any more: it was closed, or is withheld for legal reasons. Do not run this item again.',
	500: 'The fault is at Mercado Libre. Run the workflow again in a few minutes.',
};

/** What to do about an HTTP status; 0 stands for no answer. */
export const cureFor = (status: number) =>
	CURES_BY_STATUS[status] ?? CURES_BY_STATUS[status >= 500 ? 500 : 400];

/** What an HTTP status means. */
export function titleFor(status: number): string {
	if (status === 403) return 'Mercado Libre refuses this';
	if (status === 409) return 'Something else is being done with this sale at the moment';
	if (status === 451) return 'The account of the buyer is no longer available';
	if (status === 404) return 'Mercado Libre found nothing under this ID';
	if (status === 429) return 'Mercado Libre receives too many requests from this account';
	return status === 0 || status >= 500
		? 'Mercado Libre does not answer as it should'
		: 'Mercado Libre did not do what was asked';
}

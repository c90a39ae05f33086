import { NOT_ACCEPTED } from './accessErrors';

interface Words {
	title: string;
	cure: string;
}

const DID_NOT: Words = {
	title: 'Mercado Libre did not do what was asked',
	cure: 'Check the fields of this node.',
};

const DOES_NOT_ANSWER = 'Mercado Libre does not answer as it should';

/** For refusals that are not in the tables: what the status means, and what to do; 0 stands for no answer. */
const WORDS_BY_STATUS: Record<number, Words> = {
	0: {
		title: DOES_NOT_ANSWER,
		cure: 'Check the internet connection of your n8n and, with a custom environment, the addresses in the credential. Then run the workflow again.',
	},
	400: DID_NOT,
	401: NOT_ACCEPTED,
	403: {
		title: 'Mercado Libre refuses this',
		cure: 'Check that the ID belongs to the connected account and that your application has the permissions "read" and "write", those for messages and sales included. Global Selling accounts of Model 6 have no messages and claims.',
	},
	404: {
		title: 'Mercado Libre found nothing under this ID',
		cure: 'Check the ID: nothing was found under it for the connected account.',
	},
	407: {
		title: 'A proxy on the way to Mercado Libre wants a password',
		cure: 'Nothing was sent. Whoever runs your n8n can put name and password into the address of the proxy: "Proxy" under Request Options of this node, or the variable HTTPS_PROXY of n8n.',
	},
	408: {
		title: 'Mercado Libre was too slow to answer',
		cure: 'Run the workflow again in a few minutes.',
	},
	409: {
		title: 'Something else is being done with this sale at the moment',
		cure: 'Nothing was done. Run this item again in a minute, and not two at once for the same sale.',
	},
	413: {
		title: 'The file is too large for Mercado Libre',
		cure: 'Reduce it, for example by compressing its pictures.',
	},
	429: {
		title: 'Mercado Libre receives too many requests from this application',
		cure: 'The application has used up its requests for this minute, perhaps in other programs. Lower "Requests per Minute" in the credential if other programs use it, too.',
	},
	451: {
		title: 'The account of the buyer is no longer available',
		cure: 'Nothing can be sent to this account any more: it was closed, or is withheld for legal reasons. Do not run this item again.',
	},
	500: {
		title: DOES_NOT_ANSWER,
		cure: 'The fault is at Mercado Libre. Run the workflow again in a few minutes.',
	},
};

/** What an HTTP status means, and what to do about it; 0 stands for no answer. */
export const wordsFor = (status: number): Words =>
	WORDS_BY_STATUS[status] ?? WORDS_BY_STATUS[status >= 500 ? 500 : 400];

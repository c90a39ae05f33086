import type { IHttpRequestOptions } from 'n8n-workflow';
import type { Account } from './account';
import type { ApiContext } from './context';
import { operationError } from './errors/operationError';
import type { ErrorRow } from './errors/problem';

/** From where, and for whom, requests are sent. */
export interface Session {
	context: ApiContext;
	account: Account;
	/** What the API's refusals mean; the first row that fits wins. */
	errorTable: readonly ErrorRow[];
	/** Ends all waiting: the user cancelled, or the time of a poll is over. */
	signal?: AbortSignal;
	/** Goes before others that wait for their turn. */
	isUrgent?: boolean;
	/** What earlier tries of the same item came to: n8n's Retry On Fail runs it again. */
	memory?: ItemMemory;
	/** What the user set under "Request Options" in the node's settings: timeout, proxy, TLS. */
	requestOptions?: Partial<IHttpRequestOptions>;
}

/** What is remembered of an input item from try to try. */
export interface ItemMemory {
	/** Results of what is done, by name. */
	done: Map<string, unknown>;
	/** When something was sent of which nobody knows whether it had its effect. */
	unknownSince?: Date;
}

export const newMemory = (): ItemMemory => ({ done: new Map() });

/** The connected seller, or an error that says how to name one. */
export function sellerIdOf({ context, account }: Session): string {
	if (account.sellerId !== undefined) return account.sellerId;
	throw operationError(
		context,
		'The seller ID is unknown',
		'The credential does not tell which seller is connected. Connect the credential again, or set "Seller ID" under Options.',
	);
}

// n8n tells a cancellation from a failure by this word, in this spelling.
export const cancelled = ({ context }: Session) =>
	operationError(
		context,
		'The execution was canceled',
		'Items that were not sent before the cancellation were left out.',
	);

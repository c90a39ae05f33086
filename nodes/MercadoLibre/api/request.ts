import type { IDataObject } from 'n8n-workflow';
import type { Readable } from './context';
import type { Endpoint, Ids } from './endpoint';
import type { ApiProblem } from './errors/problem';

/** What is asked of the API, and how to take in its answer. */
export interface ApiRequest {
	endpoint: Endpoint;
	/** Checked ids for the braces in the path; `sellerId` comes from the credential unless given. */
	ids?: Ids;
	qs?: IDataObject;
	body?: IDataObject;
	/** Makes the multipart body afresh for every attempt: a sent one cannot be sent again. */
	makeForm?: () => Promise<FormData>;
	/**
	 * Takes in the answer as a stream, which a file is, and returns its body; when that fails halfway, the
	 * request is tried again. Answers are JSON otherwise.
	 */
	consume?: (response: ApiResponse<Readable>) => Promise<unknown>;
	/** Tells a sensible body of a 2xx answer from nonsense; any JSON object or array unless given. */
	isValid?: (body: unknown) => boolean;
	/**
	 * Called with the place already taken, right before an attempt that had to wait for seconds or that is not the first: the
	 * world may have changed meanwhile. What it throws ends the request, which is not sent.
	 */
	lookAgain?: () => Promise<void>;
	/**
	 * For writes that must not happen twice. When it is unknown whether an attempt had its effect, this
	 * looks for an effect since a moment of our clock (see `isSince`), and returns what the request would
	 * have answered, or undefined where there is none yet.
	 */
	findEffect?: (since: Date) => Promise<unknown>;
	/** Whether n8n is to authenticate the request, so that it renews the token when that is refused. */
	renewsToken?: boolean;
}

export interface ApiResponse<T = unknown> {
	status: number;
	headers: IDataObject;
	body: T;
}

/**
 * What an attempt came to:
 * - done: the API did it;
 * - refused: the API did not do it and will not;
 * - tokenRefused: it did not do it, for the token, which may have expired;
 * - throttled, unsent: it was not done, and may be tried again;
 * - unknown: nobody knows whether it was done (connection lost, timeout, 5xx, an answer that makes no sense).
 */
export type Outcome = { kind: 'done'; response: ApiResponse } | Failure;

export interface Failure {
	kind: 'refused' | 'tokenRefused' | 'throttled' | 'unsent' | 'unknown';
	problem: ApiProblem;
	/** What the API asks to wait, or the whole pool waits after a 429, in ms. */
	retryAfter?: number;
	/** The Authorization header that was refused. */
	authorization?: string;
}

import { NodeApiError, type IDataObject } from 'n8n-workflow';

/** What the API said when it refused or failed, without anything secret in it. */
export interface ApiProblem {
	/** HTTP status; 0 when no answer came. */
	status: number;
	/** The API's `code` or `error`, such as "forbidden"; empty when it gave none. */
	code: string;
	/** The API's own words; empty when it gave none. */
	message: string;
	/** The API's `cause` where that is a text, such as a code of blocked messages. */
	cause?: string;
}

/** One row of the documents' error tables, with a title and a cure for a reader without code skills. */
export interface ErrorRow {
	/** Fits the API's words, its code or its cause. */
	says: RegExp;
	status?: number;
	title: string;
	cure: string;
}

const LONGEST_QUOTE = 300;

/** An API message may repeat the token it was sent ("Malformed access_token: …", document 004), also as an `error`. */
const quoted = (text: string) =>
	text
		.replace(/((?:access|refresh)[_ ]token)["']?\s*[:=]\s*\S+/gi, '$1: ***')
		.replace(/\b(APP_USR|TG|Bearer)[- ][\w.-]+/g, '***')
		.slice(0, LONGEST_QUOTE);

const textOf = (value: unknown) =>
	typeof value === 'string' || typeof value === 'number' ? String(value) : '';

/** Reads the error body of any of the API's shapes (documents 000, 002 and 004 each show another). */
export function apiProblem(status: number, body: unknown): ApiProblem {
	if (typeof body !== 'object' || body === null) return { status, code: '', message: '' };
	const { message, error, code, status_code, cause } = body as IDataObject;
	const codes = [code, error, status_code].map(textOf);
	return {
		status,
		code: quoted(codes.find((text) => text !== '' && text !== String(status)) ?? ''),
		message: quoted(textOf(message) || textOf(error)),
		...(textOf(cause) && { cause: quoted(textOf(cause)) }),
	};
}

/** The API's problem behind an error of this package; undefined for other errors. */
export const problemBehind = (error: unknown): ApiProblem | undefined =>
	error instanceof NodeApiError ? (error.context.apiProblem as ApiProblem | undefined) : undefined;

/** Whether the API has refused a request, for good; not since it was too early (429) or too slow (408). */
export function isRefusal(error: unknown): boolean {
	const status = problemBehind(error)?.status ?? 0;
	return status >= 400 && status < 500 && ![408, 429].includes(status);
}

/** Whether the API says that a thing is not there, or not for this account. */
export const isOutOfReach = (error: unknown): boolean =>
	[403, 404].includes(problemBehind(error)?.status ?? 0);

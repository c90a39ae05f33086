import { NodeApiError, NodeOperationError, UserError } from 'n8n-workflow';
import { isObject } from './answers';
import { itemIndexOf, type ApiContext } from './context';
import { apiProblem } from './errors/problem';
import type { Failure } from './request';

/** Network errors that happen before a byte of the request has left. */
const NOTHING_SENT = new Set([
	'ECONNREFUSED',
	'ENOTFOUND',
	'EAI_AGAIN',
	'EHOSTUNREACH',
	'ENETUNREACH',
	'EAUTH',
]);

/** Node's codes for a certificate that it does not trust, or a connection that is not encrypted as it must be. */
const UNSAFE = /CERT|^UNABLE_TO_|^ERR_(SSL|TLS)_|^EPROTO$|^HOSTNAME_MISMATCH$/;

/** Codes of the file system. */
const STORAGE = new Set([
	'ENOSPC',
	'EDQUOT',
	'EROFS',
	'EACCES',
	'EPERM',
	'EMFILE',
	'ENFILE',
	'EIO',
]);

/** What axios, n8n's token client and Node say of an error. */
interface Cause extends Error {
	code?: string;
	syscall?: string;
	response?: { status?: number; data?: unknown };
}

/**
 * What an attempt came to whose request n8n's helper has rejected. None of the error is passed on: it may hold the
 * token and the message.
 * @throws NodeOperationError when it is not Mercado Libre's doing, and trying again would not help
 */
export function judgeFailure(context: ApiContext, error: unknown): Failure {
	const causes = causesOf(error);
	const explained = causes.map((cause) => explain(context, cause)).find(Boolean);
	if (explained) throw explained;
	// n8n wraps what went wrong in a NodeApiError when it was to authenticate the request.
	const cause = causes.find(({ code, response }) => code ?? response) ?? causes[0];
	const status = cause?.response?.status ?? 0;
	if (status === 401) return { kind: 'refused', problem: apiProblem(401, cause.response?.data) };
	const code = cause?.code ?? '';
	if (code === '' && !(error instanceof NodeApiError)) throw error;
	return {
		kind: NOTHING_SENT.has(code) ? 'unsent' : 'unknown',
		problem: { status, code, message: status ? '' : networkWords(code) },
	};
}

const MOST_CAUSES = 10;

/** The error, what caused it, and so on. */
function causesOf(error: unknown): Cause[] {
	const causes: Cause[] = [];
	for (let cause = error; isObject(cause) && causes.length < MOST_CAUSES;) {
		causes.push(cause as Cause);
		cause = (cause as Cause).cause;
	}
	return causes;
}

/** The error to show for a cause that the user, or whoever runs n8n, has to mend. */
function explain(context: ApiContext, cause: Cause): NodeOperationError | undefined {
	const { message, code = '', syscall = '' } = cause;
	const show = (title: string, description?: string) =>
		new NodeOperationError(context.getNode(), title, {
			itemIndex: itemIndexOf(context),
			description,
		});
	// n8n's own words, such as on a revoked grant: "The credential … needs to be reconnected."
	if (cause instanceof NodeOperationError) return show(message, cause.description ?? undefined);
	if (/^Domain not allowed/.test(message)) {
		return show(
			message,
			'The credential of this node allows requests to certain domains only. Add this one under "Allowed HTTP Request Domains" in the credential, if you trust it.',
		);
	}
	if (/ssrf/i.test(cause.constructor.name) || /ssrf/i.test(cause.name)) {
		return show(
			'n8n does not allow connections to this address',
			`The protection against requests to internal addresses (SSRF) of your n8n blocks it. Whoever runs your n8n can allow the address in its settings. [${message}]`,
		);
	}
	if (cause instanceof UserError) return show(message);
	if (UNSAFE.test(code)) {
		return show(
			'The connection is not safe: the certificate of the other side cannot be trusted',
			`Nothing was sent. Something between your n8n and Mercado Libre answers with a certificate of its own, such as a company's proxy or an antivirus program: let whoever runs your n8n make it known to n8n (NODE_EXTRA_CA_CERTS), or check the proxy and the addresses that you have set. [${code}]`,
		);
	}
	if (STORAGE.has(code) && syscall !== 'connect') {
		return show(
			'n8n could not store or read the file',
			`The disk of your n8n is full, or n8n may not write to it. Make room, or let whoever runs your n8n do so, and run the workflow again. [${code}]`,
		);
	}
	return undefined;
}

function networkWords(code: string): string {
	if (NOTHING_SENT.has(code)) {
		return code === 'EAUTH'
			? 'The access token could not be renewed'
			: 'Mercado Libre could not be reached';
	}
	return code === 'ECONNABORTED' || code === 'ETIMEDOUT'
		? 'Mercado Libre did not answer in time'
		: 'The connection to Mercado Libre broke off';
}

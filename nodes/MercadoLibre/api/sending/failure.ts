import {
	NodeApiError,
	NodeOperationError,
	UserError,
	type IDataObject,
	type IN8nHttpFullResponse,
} from 'n8n-workflow';
import { fieldOf, isObject } from '../answers';
import type { ApiContext } from '../context';
import { operationError } from '../errors/operationError';
import { apiProblem } from '../errors/problem';
import type { Failure } from '../request';

/** Network errors that happen before a byte of the request has left. */
const NOTHING_SENT = new Set([
	'ECONNREFUSED',
	'ENOTFOUND',
	'EAI_AGAIN',
	'EHOSTUNREACH',
	'ENETUNREACH',
]);

/** The words, without a code, of n8n's client when a proxy hangs up instead of making a connection. */
const NO_TUNNEL = /before receiving CONNECT response/;

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
	response?: { status?: number; headers?: IDataObject; data?: unknown };
	/** Of the token client: what the token request was answered. */
	status?: number;
	body?: unknown;
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
	const cause = telling(causes);
	const code = cause?.code ?? '';
	const ofTokenClient = causes.find(isOfTokenClient) ?? causes.find(isWithoutRefreshToken);
	if (ofTokenClient) return judgeRenewal(ofTokenClient);
	if (causes.some(({ message }) => NO_TUNNEL.test(message))) {
		const message = 'The proxy does not make a connection to Mercado Libre';
		return { kind: 'unsent', problem: { status: 0, code, message } };
	}
	// n8n wraps what went wrong in a NodeApiError when it was to authenticate the request.
	if (code === '' && !(error instanceof NodeApiError)) throw error;
	return {
		kind: NOTHING_SENT.has(code) ? 'unsent' : 'unknown',
		problem: { status: 0, code, message: networkWords(code) },
	};
}

/** The answer with which n8n's helper has rejected; undefined when there was none. */
export function answerBehind(error: unknown): IN8nHttpFullResponse | undefined {
	const answer = telling(causesOf(error))?.response;
	if (!answer?.status) return undefined;
	const { status, headers = {}, data } = answer;
	return { statusCode: status, headers, body: data as IDataObject };
}

const telling = (causes: Cause[]): Cause | undefined =>
	causes.find(({ code, response }) => code ?? response) ?? causes[0];

const isOfTokenClient = ({ code }: Cause) => code === 'EAUTH' || code === 'ESTATUS';

/** What n8n's versions say of a credential without one. */
const isWithoutRefreshToken = ({ message }: Cause) =>
	/^refreshToken is required|no refresh token is available/.test(message);

/**
 * What became of the renewal of a token: refused, also where there is nothing to renew it with; or not answered as it
 * should be, which may pass. n8n keeps no status with an answer that names an error; Mercado Libre repeats it there.
 */
function judgeRenewal({ status, body }: Cause): Failure {
	const said = status ?? (Number(fieldOf(body, 'status')) || 401);
	const problem = apiProblem(said, body);
	problem.message ||= 'The access token could not be renewed';
	const isRefused = said >= 400 && said < 500 && said !== 408 && said !== 429;
	return { kind: isRefused ? 'refused' : 'unsent', problem };
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
	const show = (title: string, description?: string) => operationError(context, title, description);
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
			'The connection is not safe: its certificate cannot be trusted',
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
	if (NOTHING_SENT.has(code)) return 'Mercado Libre could not be reached';
	return code === 'ECONNABORTED' || code === 'ETIMEDOUT'
		? 'Mercado Libre did not answer in time'
		: 'The connection to Mercado Libre broke off';
}

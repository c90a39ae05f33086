// What n8n's HTTP helper rejects with: which of it may be tried again, and what is told of the rest.
import { inspect } from 'node:util';
import { NodeApiError, NodeOperationError, UserError } from 'n8n-workflow';
import { answerBehind, judgeFailure } from '../../../../nodes/MercadoLibre/api/sending/failure';
import { ITEM_INDEX, node, stubContext } from '../../../support/stub';

const TOKEN = 'Bearer APP_USR-1344270061107690-090515-8cc4448aac10d5105474e1351';

/** An error as axios makes it, with the request and its secrets in it. */
const axiosError = (code: string, more: object = {}) =>
	Object.assign(new Error(`axios says ${code}`), {
		code,
		config: { headers: { Authorization: TOKEN } },
		...more,
	});

const wrapped = (cause: Error) => {
	const error = new NodeApiError(node, {}, { message: `wrapped by n8n: ${cause.message}` });
	error.cause = cause;
	return error;
};

const judge = (error: unknown) => judgeFailure(stubContext(), error);

function shown(error: unknown): NodeOperationError {
	try {
		judge(error);
	} catch (thrown) {
		return thrown as NodeOperationError;
	}
	throw new Error('Nothing was thrown');
}

test.each(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH'])(
	'%s: nothing was sent',
	(code) => {
		expect(judge(axiosError(code))).toMatchObject({ kind: 'unsent', problem: { status: 0, code } });
		expect(judge(wrapped(axiosError(code)))).toMatchObject({ kind: 'unsent' });
	},
);

test.each(['ECONNRESET', 'ECONNABORTED', 'ETIMEDOUT', 'EPIPE', 'ERR_BAD_RESPONSE'])(
	'%s: nobody knows',
	(code) => {
		expect(judge(axiosError(code))).toMatchObject({
			kind: 'unknown',
			problem: { status: 0, code },
		});
	},
);

test('a proxy that hangs up: nothing was sent, though the error has no code', () => {
	// Of https-proxy-agent 7, which n8n's HTTP client goes through.
	const error = new Error('Proxy connection ended before receiving CONNECT response');
	for (const one of [error, wrapped(error)]) {
		expect(judge(one)).toEqual({
			kind: 'unsent',
			problem: {
				status: 0,
				code: '',
				message: 'The proxy does not make a connection to Mercado Libre',
			},
		});
	}
});

/** The errors of n8n's token client (@n8n/client-oauth2): one for an answer that names an error, one for the others. */
const authError = (body: object) =>
	Object.assign(new Error('The provided grant or refresh token is invalid'), {
		body,
		code: 'EAUTH',
	});
const responseError = (status: number, body = '<html>') =>
	Object.assign(new Error(`HTTP status ${status}`), { status, body, code: 'ESTATUS' });

describe('a token that could not be renewed', () => {
	test.each([
		[
			'its refresh token is not good any more',
			authError({ error: 'invalid_grant', message: 'Error validating grant', status: 400 }),
			{ status: 400, code: 'invalid_grant', message: 'Error validating grant' },
		],
		[
			'an answer that names an error and no status',
			authError({ error: 'invalid_client' }),
			{ status: 401, code: 'invalid_client', message: 'invalid_client' },
		],
		['another refusal', responseError(403), { status: 403, code: '' }],
		[
			'there is no refresh token (n8n 1 and 2.0)',
			Object.assign(new Error('refreshToken is required'), { code: 'ERR_ASSERTION' }),
			{ status: 401, code: '' },
		],
		[
			'there is no refresh token (newer)',
			new Error('OAuth access token expired and no refresh token is available. Please reconnect.'),
			{ status: 401, code: '' },
		],
	])('%s: refused', (_, error, problem) => {
		for (const rejected of [error, wrapped(error)]) {
			expect(judge(rejected)).toMatchObject({ kind: 'refused', problem });
		}
	});

	test.each([
		['too many requests', authError({ error: 'local_rate_limited', status: 429 }), 429],
		['too slow', responseError(408), 408],
		['a page of a proxy', responseError(200), 200],
		['a redirect', responseError(302), 302],
		['a fault that is told as an error', authError({ error: 'server_error', status: 500 }), 500],
	])('%s: it may be tried again', (_, error, status) => {
		expect(judge(wrapped(error))).toMatchObject({
			kind: 'unsent',
			problem: { status, message: expect.stringMatching(/./) },
		});
	});

	test('nothing secret of the answer is kept', () => {
		const error = authError({
			error: 'invalid_grant',
			refresh_token: 'TG-5b9032b4e4b0714aed1f959f',
		});
		expect(inspect(judge(wrapped(error)), { depth: 12 })).not.toContain('TG-5b');
	});
});

describe('the answer that a helper has rejected with', () => {
	const response = { status: 401, headers: { a: 'b' }, data: { message: 'expired_token' } };
	const answer = { statusCode: 401, headers: { a: 'b' }, body: { message: 'expired_token' } };

	test('is found behind the error', () => {
		for (const error of [
			axiosError('ERR_BAD_REQUEST', { response }),
			wrapped(axiosError('ERR_BAD_REQUEST', { response })),
			wrapped(Object.assign(new Error('x'), { response })),
		])
			expect(answerBehind(error)).toEqual(answer);
		const bare = axiosError('ERR_BAD_REQUEST', { response: { status: 502 } });
		expect(answerBehind(bare)).toEqual({ statusCode: 502, headers: {}, body: undefined });
	});

	test.each([[axiosError('ECONNRESET')], [new TypeError('x')], [undefined], ['text']])(
		'is none for %j',
		(error) => {
			expect(answerBehind(error)).toBeUndefined();
		},
	);
});

describe("what is not Mercado Libre's doing is told at once", () => {
	test.each([
		'DEPTH_ZERO_SELF_SIGNED_CERT',
		'SELF_SIGNED_CERT_IN_CHAIN',
		'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
		'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
		'CERT_HAS_EXPIRED',
		'ERR_TLS_CERT_ALTNAME_INVALID',
		'ERR_SSL_WRONG_VERSION_NUMBER',
		'EPROTO',
		'HOSTNAME_MISMATCH',
	])('an untrusted certificate: %s', (code) => {
		const { message, description } = shown(wrapped(axiosError(code)));
		expect(message).toMatch(/certificate cannot be trusted/);
		expect(description).toMatch(/Nothing was sent.*proxy.*\[\w+\]$/s);
	});

	test.each([
		'EPROTONOSUPPORT',
		'EPROTOTYPE',
		'NO_EPROTO',
		'HOSTNAME_MISMATCHED',
		'NO_HOSTNAME_MISMATCH',
		'NOT_UNABLE_TO_CONNECT',
		'NO_ERR_TLS_AT_ALL',
	])('but not %s', (code) => {
		expect(judge(axiosError(code))).toMatchObject({ kind: 'unknown', problem: { code } });
	});

	test.each(['ENOSPC', 'EDQUOT', 'EROFS', 'EACCES', 'EPERM', 'EMFILE', 'ENFILE', 'EIO'])(
		'a disk that takes no file: %s',
		(code) => {
			const { message, description } = shown(axiosError(code, { syscall: 'write' }));
			expect(message).toBe('n8n could not store or read the file');
			expect(description).toMatch(/disk of your n8n is full.*\[E\w+\]$/);
		},
	);

	test('but not a connection that the system does not permit', () => {
		expect(judge(axiosError('EACCES', { syscall: 'connect' }))).toMatchObject({ kind: 'unknown' });
	});

	test('an address that n8n blocks', () => {
		class SsrfBlockedIpError extends UserError {}
		const { message, description } = shown(
			axiosError('ERR_NETWORK', { cause: new SsrfBlockedIpError('IP 10.0.0.1 is blocked') }),
		);
		expect(message).toBe('n8n does not allow connections to this address');
		expect(description).toMatch(/SSRF.*10\.0\.0\.1/s);
	});

	test('a domain that the credential does not allow', () => {
		const words = 'Domain not allowed: This credential is restricted from accessing files.test';
		const { message, description } = shown(new UserError(words));
		expect(message).toBe(words);
		expect(description).toMatch(/Allowed HTTP Request Domains/);
	});

	test("n8n's own words stay as they are", () => {
		const own = new NodeOperationError(node, 'The credential "Shop" needs to be reconnected.', {
			description: 'Open it.',
		});
		expect(shown(wrapped(own))).toMatchObject({
			message: 'The credential "Shop" needs to be reconnected.',
			description: 'Open it.',
		});
	});

	test.each([
		axiosError('CERT_HAS_EXPIRED'),
		axiosError('ENOSPC', { syscall: 'open' }),
		wrapped(new UserError('Domain not allowed: x')),
	])('nothing of the request is in the error: %#', (error) => {
		expect(inspect(shown(error), { depth: 12 })).not.toContain('APP_USR');
		expect(shown(error).message).not.toMatch(/Mercado Libre/);
	});
});

test.each([
	['ECONNREFUSED', 'Mercado Libre could not be reached'],
	['ECONNABORTED', 'Mercado Libre did not answer in time'],
	['ETIMEDOUT', 'Mercado Libre did not answer in time'],
	['ECONNRESET', 'The connection to Mercado Libre broke off'],
])('%s in plain words: %s', (code, message) => {
	expect(judge(axiosError(code))).toMatchObject({ problem: { message } });
});

test('an error of n8n around nothing: nobody knows', () => {
	expect(judge(wrapped(new Error('socket hang up')))).toMatchObject({
		kind: 'unknown',
		problem: { status: 0, code: '', message: 'The connection to Mercado Libre broke off' },
	});
});

test('what is deep inside counts as well, and errors that go in circles end', () => {
	const deep = wrapped(Object.assign(new Error('x'), { cause: axiosError('CERT_HAS_EXPIRED') }));
	expect(shown(deep).message).toMatch(/certificate/);
	// Ten causes are looked into.
	const inside = (depth: number): Error =>
		depth === 1
			? axiosError('CERT_HAS_EXPIRED')
			: Object.assign(axiosError('ECONNRESET'), { cause: inside(depth - 1) });
	expect(shown(inside(10)).message).toMatch(/certificate/);
	expect(judge(inside(11))).toMatchObject({ kind: 'unknown' });
	const circle = axiosError('ECONNRESET');
	Object.assign(circle, { cause: circle });
	expect(judge(circle)).toMatchObject({ kind: 'unknown', problem: { code: 'ECONNRESET' } });
});

test.each([['text'], [undefined], [null], [7]])('%j was thrown: it passes as it is', (thrown) => {
	let passed: unknown;
	try {
		judge(thrown);
	} catch (error) {
		passed = error;
	}
	expect(passed).toBe(thrown);
});

test('the errors that are shown name the item', () => {
	for (const error of [axiosError('CERT_HAS_EXPIRED'), new UserError('Domain not allowed: x')]) {
		expect(shown(error).context.itemIndex).toBe(ITEM_INDEX);
	}
});

test('other words of n8n for its users stay as they are', () => {
	expect(shown(wrapped(new UserError('Nothing here for you')))).toMatchObject({
		message: 'Nothing here for you',
	});
	const words = 'The credential is restricted. Domain not allowed';
	expect(shown(new UserError(words)).description ?? '').not.toMatch(/Allowed HTTP/);
});

test('an error in the reading of an answer is not taken for one of the network', () => {
	const bug = new TypeError('x is undefined');
	expect(() => judge(bug)).toThrow(bug);
});

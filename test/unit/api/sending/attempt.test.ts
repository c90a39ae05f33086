// What one attempt came to, by what the API answered; and when the token is renewed.
import { Readable } from 'node:stream';
import { NodeApiError } from 'n8n-workflow';
import { send } from '../../../../nodes/MercadoLibre/api/sending/attempt';
import type { Endpoint } from '../../../../nodes/MercadoLibre/api/endpoint';
import type { ApiRequest } from '../../../../nodes/MercadoLibre/api/request';
import { node } from '../../../support/stub';
import { networkError, ok, status, stubApi, type Answer } from '../../../support/stubApi';

const ENDPOINT: Endpoint = { method: 'GET', globalSelling: '/a', local: '/a' };
const OPTIONS = { url: 'https://api.example.com/a', json: true };

const outcomeOf = async (answer: Answer | Error, request: Partial<ApiRequest> = {}) =>
	await send(stubApi([answer]).session, { endpoint: ENDPOINT, ...request }, OPTIONS);

describe('by the status', () => {
	test.each([
		...[200, 201, 204, 299].map((code) => [code, 'done'] as const),
		// A write is not sent on elsewhere, and whether it had its effect before, nobody knows.
		...[100, 199, 300, 302, 399].map((code) => [code, 'unknown'] as const),
		...[400, 403, 404, 407, 409, 413, 422, 428, 430, 499].map((code) => [code, 'refused'] as const),
		[408, 'unknown'],
		[429, 'throttled'],
		...[500, 502, 503, 504, 599].map((code) => [code, 'unknown'] as const),
	] as const)('%i: %s', async (code, kind) => {
		const outcome = await outcomeOf(status(code));
		expect(outcome.kind).toBe(kind);
		if (outcome.kind !== 'done') expect(outcome.problem.status).toBe(code);
	});

	test('with the words of the API', async () => {
		const body = { message: 'Text is required', error: 'bad_request', status: 400 };
		expect(await outcomeOf(status(400, {}, body))).toEqual({
			kind: 'refused',
			problem: { status: 400, code: 'bad_request', message: 'Text is required' },
		});
	});

	test.each([
		[429, 'throttled'],
		[408, 'unknown'],
		[503, 'unknown'],
	])('%i with what the API asks to wait', async (code, kind) => {
		expect(await outcomeOf(status(code, { 'retry-after': '7' }))).toMatchObject({
			kind,
			retryAfter: 7_000,
		});
		expect(await outcomeOf(status(code))).toMatchObject({ kind, retryAfter: undefined });
	});
});

describe('where the endpoint says what a problem means', () => {
	const asked: unknown[] = [];
	const meaning = (kind: 'refused' | 'unsent' | undefined): Partial<ApiRequest> => ({
		endpoint: { ...ENDPOINT, means: (problem) => (asked.push(problem), kind) },
	});

	test.each(['refused', 'unsent'] as const)('%s', async (kind) => {
		const said = { status: 500, code: 'error_code', message: 'status 500' };
		expect(await outcomeOf(status(500, { 'retry-after': '7' }), meaning(kind))).toEqual({
			kind,
			problem: said,
			retryAfter: 7_000,
		});
		expect(asked).toContainEqual(said);
	});

	test('nothing, the status decides', async () => {
		expect(await outcomeOf(status(500), meaning(undefined))).toMatchObject({ kind: 'unknown' });
	});

	test('a 429 is one nevertheless', async () => {
		expect(await outcomeOf(status(429), meaning('refused'))).toMatchObject({ kind: 'throttled' });
	});
});

describe('an answer that makes no sense', () => {
	const nonsense = {
		kind: 'unknown',
		problem: { status: 200, code: '', message: expect.stringMatching(/makes no sense/) },
	};

	test.each([[''], ['<html>'], [null], [undefined], [7], [true]])('%j', async (body) => {
		const answer = { statusCode: 200, headers: {}, body };
		expect(await outcomeOf(answer)).toEqual(nonsense);
	});

	test('any object and any list makes sense', async () => {
		for (const body of [{}, []]) expect(await outcomeOf(ok(body))).toMatchObject({ kind: 'done' });
	});

	test('unless the request knows better', async () => {
		const isValid = (body: unknown) => Array.isArray(body);
		expect(await outcomeOf(ok({}), { isValid })).toEqual(nonsense);
		expect(await outcomeOf(ok([]), { isValid })).toMatchObject({ kind: 'done' });
		expect(await outcomeOf(ok(''), { isValid: () => true })).toMatchObject({ kind: 'done' });
	});
});

describe('a file', () => {
	const consume = async () => ({ stored: true });
	const longest = 64 * 1024;
	const errorOf = (length: number) => {
		const [before, after] = ['{"message":"', '"}'];
		return before + 'x'.repeat(length - before.length - after.length) + after;
	};
	const refusedWith = async (body: Readable) => await outcomeOf(status(404, {}, body), { consume });

	test('is taken in with its status and headers, and what that gives is the answer', async () => {
		const taken: unknown[] = [];
		const body = Readable.from(['content']);
		const outcome = await outcomeOf(ok(body, { 'content-type': 'image/png' }), {
			consume: async (response) => {
				taken.push({ ...response });
				return await consume();
			},
		});
		expect(taken).toEqual([{ status: 200, headers: { 'content-type': 'image/png' }, body }]);
		expect(outcome).toEqual({
			kind: 'done',
			response: { status: 200, headers: { 'content-type': 'image/png' }, body: { stored: true } },
		});
	});

	test('that breaks off on its way is asked for again', async () => {
		const broken = async () => {
			throw networkError('ECONNRESET');
		};
		expect(await outcomeOf(ok(Readable.from(['x'])), { consume: broken })).toMatchObject({
			kind: 'unknown',
		});
	});

	test('that stalls is given up after a quarter of an hour, and closed', async () => {
		const controller = new AbortController();
		const timeout = jest.spyOn(AbortSignal, 'timeout').mockReturnValue(controller.signal);
		const body = new Readable({ read: () => undefined });
		const taken = new Promise<void>((begin) => void setImmediate(begin));
		const outcome = outcomeOf(ok(body), {
			consume: async () => await new Promise(() => undefined),
		});
		await taken;
		controller.abort();
		expect(await outcome).toMatchObject({
			kind: 'unknown',
			problem: { code: 'ETIMEDOUT', message: 'Mercado Libre did not answer in time' },
		});
		expect(timeout).toHaveBeenCalledWith(15 * 60_000);
		expect(body.destroyed).toBe(true);
		timeout.mockRestore();
	});

	test('that is refused: the error in the stream is read, however it comes in pieces', async () => {
		const stream = Readable.from(['{"message":"Not f', 'ound","error":"nf"}'].map(Buffer.from));
		expect(await refusedWith(stream)).toMatchObject({
			problem: { status: 404, code: 'nf', message: 'Not found' },
		});
		expect(stream.destroyed).toBe(true);
	});

	test.each([
		['no JSON', '<html>'],
		['nothing', ''],
		['more than an error is', errorOf(longest + 1)],
	])('that is refused with %s: the status speaks', async (_, body) => {
		const stream = Readable.from([Buffer.from(body)]);
		expect(await refusedWith(stream)).toEqual({
			kind: 'refused',
			problem: { status: 404, code: '', message: '' },
		});
		expect(stream.destroyed).toBe(true);
	});

	test('that is refused with 64 KB of error: they are read, in whatever pieces', async () => {
		const body = Buffer.from(errorOf(longest));
		const halves = [body.subarray(0, longest / 2), body.subarray(longest / 2)];
		for (const pieces of [[body], halves]) {
			expect(await refusedWith(Readable.from(pieces))).toMatchObject({
				problem: { message: expect.stringMatching(/^x+$/) },
			});
		}
		const tooMuch = Readable.from([...halves, Buffer.from(' ')]);
		expect(await refusedWith(tooMuch)).toMatchObject({ problem: { message: '' } });
	});

	test('that is refused by an endless stream: it is not read to its end', async () => {
		const endless = Readable.from(
			(function* () {
				for (;;) yield Buffer.alloc(1024);
			})(),
		);
		expect(await refusedWith(endless)).toMatchObject({ kind: 'refused' });
		expect(endless.destroyed).toBe(true);
	});
});

test('what the network did is no exception', async () => {
	expect(await outcomeOf(networkError('ECONNREFUSED'))).toMatchObject({ kind: 'unsent' });
	expect(await outcomeOf(networkError('ECONNRESET'))).toMatchObject({ kind: 'unknown' });
});

test('what fails after a cancellation was cancelled', async () => {
	const { session } = stubApi([networkError('ERR_CANCELED')], { signal: AbortSignal.abort() });
	await expect(send(session, { endpoint: ENDPOINT }, OPTIONS)).rejects.toMatchObject({
		message: 'The execution was canceled',
	});
});

describe('the token', () => {
	const request: ApiRequest = { endpoint: ENDPOINT };

	test('of the run is sent, with every status as an answer', async () => {
		const { session, sent, renewals } = stubApi([ok()]);
		await send(session, request, OPTIONS);
		expect(sent[0].options).toEqual({
			...OPTIONS,
			headers: { Authorization: 'Bearer APP_USR-1' },
			ignoreHttpStatusErrors: true,
		});
		expect(renewals).toEqual([]);
	});

	test('is read once for many requests', async () => {
		const { session, getCredentials } = stubApi([ok()]);
		for (let i = 0; i < 5; i++) await send(session, request, OPTIONS);
		expect(getCredentials).toHaveBeenCalledTimes(1);
	});

	test('that is refused is told', async () => {
		const { session, renewals } = stubApi([status(401)]);
		expect(await send(session, request, OPTIONS)).toMatchObject({
			kind: 'tokenRefused',
			problem: { status: 401 },
			authorization: 'Bearer APP_USR-1',
		});
		expect(renewals).toEqual([]);
	});

	test('is not told of for a 401 that is about something else', async () => {
		const { session } = stubApi([status(401)]);
		const endpoint: Endpoint = { ...ENDPOINT, means: () => 'refused' };
		expect(await send(session, { endpoint }, OPTIONS)).toMatchObject({ kind: 'refused' });
	});
});

test.each([
	[401, 'refused'],
	[429, 'unknown'],
	[503, 'unknown'],
])(
	'a %i of a file host says nothing of the token and the minute of the API: %s',
	async (code, kind) => {
		const location = 'https://files.example.com/a';
		const { session } = stubApi([
			status(302, { location }, Readable.from([])),
			status(code, {}, Readable.from([])),
		]);
		const request = { endpoint: ENDPOINT, consume: async () => ({}) };
		expect(await send(session, request, OPTIONS)).toMatchObject({
			kind,
			problem: { status: code },
		});
	},
);

describe('a request that has n8n renew the token', () => {
	const renewal: ApiRequest = { endpoint: ENDPOINT, renewsToken: true };
	/** As n8n wraps what its HTTP client rejects with. */
	const rejection = (code: number, headers = {}) => {
		const error = new NodeApiError(node, {}, { message: 'wrapped by n8n' });
		const data = { message: `status ${code}`, error: 'error_code', status: code };
		error.cause = Object.assign(new Error('axios says so'), {
			code: 'ERR_BAD_REQUEST',
			response: { status: code, headers, data },
		});
		return error;
	};

	test('is authenticated by n8n, without a word on statuses: older versions would renew nothing', async () => {
		const { session, renewals } = stubApi([ok()]);
		expect(await send(session, renewal, OPTIONS)).toMatchObject({ kind: 'done' });
		expect(renewals).toEqual([{ credential: 'mercadoLibreOAuth2Api', options: OPTIONS }]);
	});

	test('leaves its options as they are: n8n writes into what it gets', async () => {
		const { session, renewals } = stubApi([ok()]);
		const options = { ...OPTIONS };
		await send(session, renewal, options);
		expect(renewals[0].options).not.toBe(options);
	});

	test('is not waited for without an end: older versions of n8n set none', async () => {
		const controller = new AbortController();
		const timeout = jest.spyOn(AbortSignal, 'timeout').mockReturnValue(controller.signal);
		const { session } = stubApi([ok()]);
		session.context.helpers.httpRequestWithAuthentication = async () =>
			await new Promise(() => undefined);
		const outcome = send(session, renewal, OPTIONS);
		controller.abort();
		expect(await outcome).toMatchObject({
			kind: 'unknown',
			problem: { code: 'ETIMEDOUT', message: 'Mercado Libre did not answer in time' },
		});
		expect(timeout).toHaveBeenCalledWith(60_000);
		timeout.mockRestore();
	});

	test.each([
		[401, 'refused'],
		[403, 'refused'],
		[408, 'unknown'],
		[429, 'throttled'],
		[503, 'unknown'],
	])('rejects with a %i: %s, in the words of the API', async (code, kind) => {
		const { session } = stubApi([rejection(code, { 'retry-after': '7' })]);
		expect(await send(session, renewal, OPTIONS)).toMatchObject({
			kind,
			problem: { status: code, code: 'error_code', message: `status ${code}` },
			...(kind !== 'refused' && { retryAfter: 7_000 }),
		});
	});
});

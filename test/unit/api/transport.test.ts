// The promises of the transport: what is sent, what is sent again and when, and what nobody may send twice.
import type { Endpoint } from '../../../nodes/MercadoLibre/api/endpoint';
import { serverNow } from '../../../nodes/MercadoLibre/api/clock';
import { problemBehind } from '../../../nodes/MercadoLibre/api/errors/problem';
import type { ApiRequest } from '../../../nodes/MercadoLibre/api/request';
import { newMemory, type Session } from '../../../nodes/MercadoLibre/api/session';
import { apiRequest } from '../../../nodes/MercadoLibre/api/transport';
import { ITEM_INDEX } from '../../support/stub';
import {
	networkError,
	ok,
	settled,
	status,
	stubApi,
	times,
	type Scripted,
} from '../../support/stubApi';

const SECOND = 1_000;
const NOW = Date.parse('2024-05-01T10:00:00Z');

/** Tries of what fails, for whatever reason but 429. */
const MOST_ATTEMPTS = 5;
const MOST_REFUSALS = 40;

beforeEach(() => jest.useFakeTimers({ now: NOW }));
afterEach(() => jest.useRealTimers());

const PACK: Endpoint = {
	method: 'GET',
	globalSelling: '/marketplace/messages/packs/{packId}',
	local: '/messages/packs/{packId}/sellers/{sellerId}',
};
const read: ApiRequest = { endpoint: PACK, ids: { packId: '77' } };
const write: ApiRequest = { endpoint: { ...PACK, method: 'POST' }, ids: { packId: '77' } };
const upload: ApiRequest = { ...write, makeForm: async () => new FormData() };

const local = (session: Session, sellerId?: string): Session => ({
	...session,
	account: { ...session.account, family: 'local', sellerId },
});

const run = async (session: Session, request: ApiRequest) =>
	await settled(apiRequest(session, request));

describe('what is sent', () => {
	const optionsOf = async (request: ApiRequest, more: Partial<Session> = {}) => {
		const { session, sent } = stubApi([ok()], more);
		expect((await run(session, request)).error).toBeUndefined();
		expect(sent).toHaveLength(1);
		return sent[0].options;
	};

	test('a read', async () => {
		const options = await optionsOf({ ...read, qs: { limit: 10 } });
		expect(options).toMatchObject({
			method: 'GET',
			url: 'https://api.example.com/marketplace/messages/packs/77',
			qs: { limit: 10 },
			json: true,
			returnFullResponse: true,
			timeout: 30 * SECOND,
			disableFollowRedirect: true,
		});
		for (const left of ['body', 'encoding', 'abortSignal'])
			expect(options).not.toHaveProperty(left);
	});

	test('a write', async () => {
		const options = await optionsOf({ ...write, body: { text: 'Olá' } });
		expect(options).toMatchObject({ method: 'POST', body: { text: 'Olá' }, json: true });
		expect(options).not.toHaveProperty('qs');
	});

	test('an upload, which takes its time and is not kept to be sent elsewhere', async () => {
		const form = new FormData();
		const options = await optionsOf({ ...upload, makeForm: async () => form });
		expect(options.body).toBe(form);
		expect(options).toMatchObject({
			json: false,
			timeout: 300 * SECOND,
			disableFollowRedirect: true,
		});
		expect(options).not.toHaveProperty('encoding');
	});

	test('a download, which takes its time, too; where its answer points to is looked at', async () => {
		const options = await optionsOf({ ...read, consume: async () => ({}) });
		expect(options).toMatchObject({
			json: false,
			encoding: 'stream',
			timeout: 300 * SECOND,
			disableFollowRedirect: true,
		});
	});

	test.each([
		[undefined, 30 * SECOND],
		[0, 30 * SECOND],
		// What n8n sets by itself.
		[300 * SECOND, 30 * SECOND],
		[5 * SECOND, 5 * SECOND],
		[600 * SECOND, 600 * SECOND],
	])('a timeout of %j by the user', async (timeout, expected) => {
		expect(await optionsOf(read, { requestOptions: { timeout } })).toMatchObject({
			timeout: expected,
		});
	});

	test('other options of the user, which cannot change the request itself', async () => {
		const proxy = { host: 'proxy', port: 8080 };
		const requestOptions = { proxy, method: 'DELETE', url: 'https://evil.example' } as const;
		expect(await optionsOf(read, { requestOptions })).toMatchObject({
			proxy,
			method: 'GET',
			url: 'https://api.example.com/marketplace/messages/packs/77',
		});
	});

	test('certificates are checked, but for an address that the owner of the credential chose', async () => {
		const requestOptions = { skipSslCertificateValidation: true };
		const { session } = stubApi([ok()]);
		expect(await optionsOf(read, { requestOptions })).not.toHaveProperty(
			'skipSslCertificateValidation',
		);
		expect(
			await optionsOf(read, { requestOptions, account: { ...session.account, isCustom: true } }),
		).toMatchObject({ skipSslCertificateValidation: true });
	});

	test('the signal that ends it', async () => {
		const { signal } = new AbortController();
		expect((await optionsOf(read, { signal })).abortSignal).toBe(signal);
	});

	test('the seller of the credential, or the one named', async () => {
		const { session } = stubApi([]);
		const { account } = local(session, '523132944');
		expect((await optionsOf(read, { account })).url).toMatch(/packs\/77\/sellers\/523132944$/);
		const named = { ...read, ids: { packId: '77', sellerId: '8' } };
		expect((await optionsOf(named, { account })).url).toMatch(/packs\/77\/sellers\/8$/);
		expect(named.ids).toEqual({ packId: '77', sellerId: '8' });
		expect(read.ids).toEqual({ packId: '77' });
	});

	test('nothing, where a path wants the seller and nobody knows it', async () => {
		const { session, sent } = stubApi([ok()]);
		const { error } = await run(local(session, undefined), read);
		expect(error).toMatchObject({ message: 'The seller ID is unknown' });
		expect(sent).toEqual([]);
		const ofAll = { ...session, account: { ...session.account, sellerId: undefined } };
		expect((await run(ofAll, read)).error).toBeUndefined();
	});
});

test('the headers of a call, of one that has some', async () => {
	const { session, sent } = stubApi([ok()]);
	const endpoint: Endpoint = { method: 'GET', globalSelling: '/x', local: '/x' };
	await apiRequest(session, { endpoint: { ...endpoint, headers: { 'x-format-new': 'true' } } });
	await apiRequest(session, { endpoint });
	expect(sent[0].options.headers).toMatchObject({ 'x-format-new': 'true' });
	expect(sent[1].options.headers).not.toHaveProperty('x-format-new');
});

test('the answer: status, headers and body', async () => {
	const { session } = stubApi([{ statusCode: 201, headers: { etag: 'x' }, body: [1] }]);
	expect((await run(session, read)).value).toEqual({
		status: 201,
		headers: { etag: 'x' },
		body: [1],
	});
});

describe('what fails and may be tried again', () => {
	test.each([
		['a read after a 500', read, status(500)],
		['a read after a 408', read, status(408)],
		['a read without an answer', read, networkError('ECONNRESET')],
		['an upload after a 500', upload, status(500)],
		['an upload without an answer', upload, networkError('ETIMEDOUT')],
		['a write that was not sent', write, networkError('ECONNREFUSED')],
	])('%s: five times at most', async (_, request, failure) => {
		const mended = stubApi([...times(MOST_ATTEMPTS - 1, failure), ok({ id: 'done' })]);
		expect((await run(mended.session, request)).value).toMatchObject({ body: { id: 'done' } });
		expect(mended.sent).toHaveLength(MOST_ATTEMPTS);

		const lasting = stubApi([failure]);
		expect((await run(lasting.session, request)).error).toMatchObject({
			context: { itemIndex: ITEM_INDEX },
		});
		expect(lasting.sent).toHaveLength(MOST_ATTEMPTS);
	});

	test('the multipart body of an upload is made afresh for every attempt', async () => {
		const forms: FormData[] = [];
		const makeForm = async () => {
			forms.push(new FormData());
			return forms[forms.length - 1];
		};
		const { session, sent } = stubApi([status(503), networkError('EPIPE'), ok()]);
		await run(session, { ...upload, makeForm });
		expect(forms).toHaveLength(3);
		expect(sent.map(({ options }) => options.body === forms.shift())).toEqual([true, true, true]);
	});

	test('waits as long as the API asks, else for a time that doubles', async () => {
		const { session, sent } = stubApi([status(503, { 'retry-after': '7' }), ok()]);
		await run(session, read);
		expect(sent[1].at - sent[0].at).toBe(7 * SECOND);

		const unasked = stubApi([status(500)]);
		await run(unasked.session, read);
		const waits = unasked.sent.slice(1).map(({ at }, i) => at - unasked.sent[i].at);
		expect(waits).toHaveLength(MOST_ATTEMPTS - 1);
		waits.forEach((wait, i) => {
			// Half of 0.5 s, 1 s, 2 s … and up to all of it; timers have whole milliseconds.
			expect(wait).toBeGreaterThanOrEqual(Math.floor(250 * 2 ** i));
			expect(wait).toBeLessThanOrEqual(500 * 2 ** i + 1);
		});
	});

	test('a refusal is not tried again', async () => {
		for (const request of [read, write, upload]) {
			const { session, sent } = stubApi([status(403), ok()]);
			expect((await run(session, request)).error).toMatchObject({ httpCode: '403' });
			expect(sent).toHaveLength(1);
		}
	});

	test('is told at debug level, without contents', async () => {
		const { session, debug } = stubApi([
			status(503, { 'retry-after': '7' }),
			status(429, { 'retry-after': '9' }),
			ok(),
		]);
		await run(session, { ...read, qs: { secret: 'x' } });
		expect(debug.mock.calls).toEqual([
			[
				expect.stringMatching(/trying again/),
				{ method: 'GET', path: PACK.globalSelling, outcome: 'unknown', status: 503, waitMs: 7_000 },
			],
			[
				expect.stringMatching(/trying again/),
				{
					method: 'GET',
					path: PACK.globalSelling,
					outcome: 'throttled',
					status: 429,
					waitMs: 9_000,
				},
			],
		]);
	});
});

describe('another look before it is sent', () => {
	const looking = () => ({ ...write, lookAgain: jest.fn(async () => undefined) });

	test('is not taken for what goes at once', async () => {
		const { session } = stubApi([ok()]);
		const request = looking();
		await run(session, request);
		expect(request.lookAgain).not.toHaveBeenCalled();
	});

	test.each([
		['was refused for being too many', status(429)],
		['was not sent', networkError('ECONNREFUSED')],
	])('is taken for what %s before', async (_, answer) => {
		const { session } = stubApi([answer, ok()]);
		const request = looking();
		await run(session, request);
		expect(request.lookAgain).toHaveBeenCalledTimes(1);
	});

	test('is taken for what had to wait for its turn; what it throws ends the request, which is not sent', async () => {
		const { session, sent } = stubApi([status(429, { 'retry-after': '2' }), ok()]);
		const first = apiRequest(session, write);
		await jest.advanceTimersByTimeAsync(0);
		const request = looking();
		request.lookAgain.mockRejectedValue(new Error('answered meanwhile'));
		await jest.advanceTimersByTimeAsync(0);
		const [, { error }] = await Promise.all([
			settled(first),
			settled(apiRequest(session, request)),
		]);
		expect(error?.message).toBe('answered meanwhile');
		expect(sent).toHaveLength(2);
	});
});

describe('429', () => {
	test.each([
		['a read', read],
		['a write', write],
		['an upload', upload],
	])('%s waits for its turn, 40 refusals long', async (_, request) => {
		const refusal = status(429, { 'retry-after': '5' });
		const mended = stubApi([...times(MOST_REFUSALS - 1, refusal), ok({ id: 'done' })]);
		expect((await run(mended.session, request)).value).toMatchObject({ body: { id: 'done' } });
		const waits = mended.sent.slice(1).map(({ at }, i) => at - mended.sent[i].at);
		for (const wait of waits) expect(wait).toBe(5 * SECOND);

		const lasting = stubApi([refusal]);
		expect((await run(lasting.session, request)).error).toMatchObject({ httpCode: '429' });
		expect(lasting.sent).toHaveLength(MOST_REFUSALS);
	});

	test('does not count among the failures', async () => {
		const { session, sent } = stubApi([
			...times(MOST_ATTEMPTS - 1, status(500)),
			...times(3, status(429)),
			ok(),
		]);
		expect((await run(session, read)).error).toBeUndefined();
		expect(sent).toHaveLength(MOST_ATTEMPTS + 3);
	});

	test('of one makes the others wait, then one goes ahead and the others follow', async () => {
		const { session, sent } = stubApi([status(429, { 'retry-after': '5' }), ok()]);
		const first = apiRequest(session, read);
		await jest.advanceTimersByTimeAsync(0);
		const all = await Promise.all([first, ...times(3, read).map((one) => run(session, one))]);
		expect(all).toHaveLength(4);
		expect(sent).toHaveLength(5);
		for (const { at } of sent.slice(1)) expect(at - NOW).toBeGreaterThanOrEqual(5 * SECOND);
	});

	const limited = (perMinute: number): ApiRequest => ({
		...read,
		endpoint: { ...PACK, perMinute: { globalSelling: perMinute } },
	});

	test('of a call with a limit of its own holds up no other, and is tried again', async () => {
		const { session, sent } = stubApi([status(429, { 'retry-after': '30' }), ok()]);
		const search = apiRequest(session, limited(100));
		await jest.advanceTimersByTimeAsync(0);
		expect((await run(session, read)).error).toBeUndefined();
		expect(sent.map(({ at }) => at - NOW)).toEqual([0, 0]);
		await settled(search);
		expect(sent.map(({ at }) => at - NOW)).toEqual([0, 0, 30 * SECOND]);
	});

	test('a limit of its own is kept beside that of all reads', async () => {
		const { session, sent } = stubApi([ok()]);
		const all = Promise.all(times(3, limited(2)).map((one) => apiRequest(session, one)));
		await jest.advanceTimersByTimeAsync(59 * SECOND);
		expect(sent).toHaveLength(2);
		await settled(all);
		expect(sent).toHaveLength(3);
	});

	/** The first is refused for five seconds, all others take a second. */
	function refusedOnce() {
		const stub = stubApi([status(429, { 'retry-after': '5' }), ok()]);
		const { helpers } = stub.session.context;
		const respond = helpers.httpRequest;
		helpers.httpRequest = async (options) => {
			const answer = (await respond(options)) as { statusCode: number };
			if (answer.statusCode === 200) await new Promise((resolve) => setTimeout(resolve, SECOND));
			return answer;
		};
		return stub;
	}

	test('of a limit of its own: what was refused does not count as let through', async () => {
		const { session, sent } = refusedOnce();
		session.account.requestsPerMinute = 5_000;
		const first = apiRequest(session, limited(500));
		await jest.advanceTimersByTimeAsync(0);
		const all = [first, ...times(9, limited(500)).map((one) => apiRequest(session, one))];
		await jest.advanceTimersByTimeAsync(6.5 * SECOND);
		// One is refused, one goes ahead, and then one more than at first may go at once.
		expect(sent.map(({ at }) => at - NOW)).toEqual([0, 5, 6, 6, 6].map((s) => s * SECOND));
		await settled(Promise.all(all));
	});

	test.each([
		['of all reads', read],
		['of its own', limited(500)],
	])('%s is over when one has gone through: the others go together', async (_, request) => {
		const { session, sent } = refusedOnce();
		const first = apiRequest(session, request);
		await jest.advanceTimersByTimeAsync(0);
		await settled(
			Promise.all([first, ...times(3, request).map((one) => apiRequest(session, one))]),
		);
		const [, probe, ...others] = sent.map(({ at }) => at);
		expect(others).toEqual(times(3, probe + SECOND));
	});

	test('none: requests hold up nobody', async () => {
		const { session, sent } = stubApi([ok()]);
		await run(session, read);
		const before = Date.now();
		await run(session, read);
		expect(sent[1].at).toBe(before);
	});

	test('of a read holds up no write', async () => {
		const { session, sent } = stubApi([status(429, { 'retry-after': '60' }), ok()]);
		const first = settled(apiRequest(session, read));
		await jest.advanceTimersByTimeAsync(0);
		await run(session, write);
		expect(sent[1].at - NOW).toBeLessThan(60 * SECOND);
		await first;
	});
});

describe('a write of which nobody knows whether it was done', () => {
	const lost = [
		['a 500', status(500)],
		['a 408', status(408)],
		['a lost connection', networkError('ECONNRESET')],
		['an answer that makes no sense', ok('<html>')],
		['a redirect', status(302)],
	] as const;
	const UNKNOWN = 'It is not known whether Mercado Libre did it';

	test.each(lost)('%s: is not sent again where nothing tells', async (_, failure) => {
		const { session, sent } = stubApi([failure, ok()]);
		const { error } = await run(session, write);
		expect(error).toMatchObject({
			message: UNKNOWN,
			description: expect.stringMatching(/Look into the conversation.*before you run.*twice/),
		});
		expect(sent).toHaveLength(1);
	});

	/** Looks that find what `looks` says, one after the other, and the last one for ever. */
	function looking(...looks: unknown[]) {
		const made: { at: number; since: Date }[] = [];
		const findEffect = async (since: Date) => {
			const found = looks[Math.min(made.length, looks.length - 1)];
			made.push({ at: Date.now(), since });
			if (found instanceof Error) throw found;
			return found;
		};
		return { made, request: { ...write, findEffect } };
	}

	test.each(lost)('%s: what is found is the answer', async (_, failure) => {
		const { session, sent } = stubApi([failure]);
		const { made, request } = looking(undefined, undefined, { id: 'found' });
		expect((await run(session, request)).value).toEqual({
			status: 200,
			headers: {},
			body: { id: 'found' },
		});
		expect(sent).toHaveLength(1);
		expect(made).toHaveLength(3);
	});

	test.each([[null], [false], [0], ['']])('%j is found as well', async (found) => {
		const { session, sent } = stubApi([status(500)]);
		const { request } = looking(found);
		expect((await run(session, request)).value).toMatchObject({ status: 200, body: found });
		expect(sent).toHaveLength(1);
	});

	test('is sent again when ten seconds of looking find nothing', async () => {
		const { session, sent } = stubApi([status(500), ok({ id: 'second' })]);
		const { made, request } = looking(undefined);
		expect((await run(session, request)).value).toMatchObject({ body: { id: 'second' } });
		expect(sent).toHaveLength(2);
		// A message may take seconds to appear: documents 000 and 002.
		expect(sent[1].at - sent[0].at).toBeGreaterThanOrEqual(10 * SECOND);
		expect(sent[1].at - made.at(-1)!.at).toBe(0);
	});

	test('looks for an effect since the first attempt, however many follow', async () => {
		const { session, sent } = stubApi([...times(3, status(500)), ok()]);
		const { made, request } = looking(undefined);
		await run(session, request);
		expect(sent).toHaveLength(4);
		expect(new Set(made.map(({ since }) => since.getTime()))).toEqual(new Set([NOW]));
	});

	test('is given up after five attempts without an effect', async () => {
		const { session, sent } = stubApi([status(500)]);
		const { error } = await run(session, looking(undefined).request);
		expect(error).toMatchObject({ httpCode: '500' });
		expect(error!.message).not.toBe(UNKNOWN);
		expect(sent).toHaveLength(MOST_ATTEMPTS);
	});

	test('is not given up without a look after the fifth', async () => {
		const { session } = stubApi([status(500)]);
		const none = times(5 * (MOST_ATTEMPTS - 1), undefined);
		const { request } = looking(...none, { id: 'found' });
		expect((await run(session, request)).value).toMatchObject({ body: { id: 'found' } });
	});

	test('is not sent again when the last look failed', async () => {
		const { session, sent } = stubApi([status(500), ok()]);
		const { request } = looking(undefined, undefined, new Error('down'));
		expect((await run(session, request)).error).toMatchObject({
			message: UNKNOWN,
			context: { itemIndex: ITEM_INDEX },
		});
		expect(sent).toHaveLength(1);
	});

	test('is sent again when only earlier looks failed', async () => {
		const { session, sent } = stubApi([status(500), ok()]);
		const { request } = looking(new Error('down'), undefined);
		expect((await run(session, request)).error).toBeUndefined();
		expect(sent).toHaveLength(2);
	});

	test('a refusal of the second attempt is not believed when it may be about the first', async () => {
		const { session } = stubApi([status(500), status(403)]);
		const { request } = looking(...times(5, undefined), { id: 'first' });
		expect((await run(session, request)).value).toMatchObject({ body: { id: 'first' } });

		const again = stubApi([status(500), status(403)]);
		expect((await run(again.session, looking(undefined).request)).error).toMatchObject({
			httpCode: '403',
		});
		expect(again.sent).toHaveLength(2);
	});

	test('what is refused or not sent at once is not looked for', async () => {
		const { made, request } = looking({ id: 'another' });
		expect((await run(stubApi([status(403)]).session, request)).error).toBeDefined();
		expect((await run(stubApi([networkError('ENOTFOUND'), ok()]).session, request)).value).toEqual(
			expect.objectContaining({ body: { id: 1 } }),
		);
		expect(made).toEqual([]);
	});

	test('is told at debug level', async () => {
		const { session, debug } = stubApi([status(500), ok()]);
		await run(session, looking(undefined).request);
		expect(debug).toHaveBeenCalledTimes(1);
		expect(debug.mock.calls[0][1]).toMatchObject({ outcome: 'unknown', status: 500, waitMs: 0 });
	});

	describe('in an earlier try of the item', () => {
		const since = new Date(NOW - 60 * SECOND);
		const remembering = () => ({ ...newMemory(), unknownSince: since as Date | undefined });

		test('is looked for before anything is sent', async () => {
			const memory = remembering();
			const { session, sent } = stubApi([ok()], { memory });
			const { made, request } = looking({ id: 'earlier' });
			expect((await run(session, request)).value).toEqual({
				status: 200,
				headers: {},
				body: { id: 'earlier' },
			});
			expect(sent).toEqual([]);
			expect(made[0].since).toEqual(since);
		});

		test('is sent when it is not there, and known from then on', async () => {
			const memory = remembering();
			const { session, sent } = stubApi([ok()], { memory });
			await run(session, looking(undefined).request);
			expect(sent).toHaveLength(1);
			expect(memory.unknownSince).toBeUndefined();
		});

		test('is not sent when the look fails: an error that says so, and nothing is forgotten', async () => {
			const memory = remembering();
			const { session, sent } = stubApi([ok()], { memory });
			const { error } = await run(session, looking(new Error('down')).request);
			expect(error).toMatchObject({
				message: UNKNOWN,
				description: expect.not.stringContaining('['),
			});
			expect(problemBehind(error)).toEqual({ status: 0, code: '', message: '' });
			expect(sent).toEqual([]);
			expect(memory.unknownSince).toEqual(since);
		});

		test('stays the moment to look from when this try is lost as well', async () => {
			const memory = remembering();
			const { session } = stubApi([status(500)], { memory });
			const { made, request } = looking(...times(5, undefined), new Error('down'));
			await run(session, request);
			expect(new Set(made.map((look) => look.since))).toEqual(new Set([since]));
			expect(memory.unknownSince).toEqual(since);
		});

		test('is forgotten when this one is refused', async () => {
			const memory = remembering();
			const { session } = stubApi([status(403)], { memory });
			expect((await run(session, looking(undefined).request)).error).toBeDefined();
			expect(memory.unknownSince).toBeUndefined();
		});

		test.each([
			['a read', read],
			['an upload', upload],
		])('is not touched by %s', async (_, request) => {
			for (const answer of [ok(), status(403), status(500)]) {
				const memory = remembering();
				const { session, sent } = stubApi([answer], { memory });
				await run(session, request);
				expect(sent.length).toBeGreaterThanOrEqual(1);
				expect(memory.unknownSince).toEqual(since);
			}
		});
	});

	test('is remembered for the next try', async () => {
		const memory = newMemory();
		const { session } = stubApi([status(500)], { memory });
		await run(session, write);
		expect(memory.unknownSince).toEqual(new Date(NOW));
	});

	test.each<[string, Scripted]>([
		['fails', networkError('ECONNREFUSED')],
		['is refused with 429', status(429)],
	])('what is read for it %s: that nobody knows is what is said', async (_, answer) => {
		const memory = newMemory();
		const { session } = stubApi([answer], { memory });
		const title = async (request: ApiRequest) => (await run(session, request)).error?.message;
		expect(await title(read)).not.toMatch(/not known/i);
		memory.unknownSince = new Date();
		expect(await title(read)).toMatch(/not known/i);
		// The write itself is sent when it was looked for in vain: then it is known.
		const looked = { ...write, findEffect: async () => undefined };
		expect(await title(looked)).not.toMatch(/not known/i);
	});

	test.each([read, upload])(
		'what may be repeated leaves nothing to remember: %#',
		async (request) => {
			const memory = newMemory();
			const { session } = stubApi([status(500)], { memory });
			await run(session, request);
			expect(memory.unknownSince).toBeUndefined();
		},
	);
});

describe('cancelling', () => {
	const CANCELED = { message: 'The execution was canceled', context: { itemIndex: ITEM_INDEX } };

	/** Starts a request, and cancels it after some injected time. */
	async function cancelledAfter(ms: number, answer: Scripted, request = read) {
		const controller = new AbortController();
		const { session, sent } = stubApi([answer], { signal: controller.signal });
		let endedAt: number | undefined;
		const running = apiRequest(session, request).finally(() => (endedAt = Date.now()));
		running.catch(() => undefined);
		await jest.advanceTimersByTimeAsync(ms);
		controller.abort();
		const { error } = await settled(running);
		return { error, sent, tookMs: endedAt! - NOW - ms };
	}

	test('ends the wait for the next attempt soon', async () => {
		const { error, sent, tookMs } = await cancelledAfter(
			10_500,
			status(503, { 'retry-after': '120' }),
		);
		expect(error).toMatchObject(CANCELED);
		expect(sent).toHaveLength(1);
		expect(tookMs).toBeLessThanOrEqual(1_000);
	});

	test('ends the wait after a 429', async () => {
		const { error, sent, tookMs } = await cancelledAfter(
			10_500,
			status(429, { 'retry-after': '120' }),
		);
		expect(error).toMatchObject(CANCELED);
		expect(sent).toHaveLength(1);
		expect(tookMs).toBeLessThanOrEqual(1_000);
	});

	test('ends the looking for a lost write', async () => {
		const looks = jest.fn(async () => undefined);
		const { error, sent } = await cancelledAfter(2_000, status(500), {
			...write,
			findEffect: looks,
		});
		expect(error).toMatchObject(CANCELED);
		expect(sent).toHaveLength(1);
		expect(looks.mock.calls.length).toBeLessThan(5);
	});

	test('while a look is under way is no failed look', async () => {
		const controller = new AbortController();
		const { session } = stubApi([status(500)], { signal: controller.signal });
		const findEffect = async () => {
			controller.abort();
			throw new Error('aborted');
		};
		expect((await run(session, { ...write, findEffect })).error).toMatchObject(CANCELED);
	});

	test('while the last look is under way, too', async () => {
		const controller = new AbortController();
		const { session } = stubApi([status(500)], { signal: controller.signal });
		let looks = 0;
		const findEffect = async () => {
			if (++looks === 5) controller.abort();
			throw new Error('aborted');
		};
		expect((await run(session, { ...write, findEffect })).error).toMatchObject(CANCELED);
		expect(looks).toBe(5);
	});

	test('before it begins sends nothing', async () => {
		const { session, sent } = stubApi([ok()], { signal: AbortSignal.abort() });
		expect((await run(session, read)).error).toMatchObject(CANCELED);
		expect(sent).toEqual([]);
	});
});

test('an error that is not of the API passes as it is', async () => {
	const bug = new TypeError('x is undefined');
	const { session, sent } = stubApi([bug]);
	expect((await run(session, read)).error).toBe(bug);
	expect(sent).toHaveLength(1);
});

test('urgent requests overtake those that wait', async () => {
	const { session, sent } = stubApi([ok()]);
	session.account.requestsPerMinute = 1;
	const named = (packId: string, more: Partial<Session> = {}) =>
		apiRequest({ ...session, ...more }, { ...read, ids: { packId } });
	const all = Promise.all([named('1'), named('2'), named('3', { isUrgent: true })]);
	await settled(all);
	expect(sent.map(({ options }) => options.url.split('/').at(-1))).toEqual(['1', '3', '2']);
});

test("answers tell the time of Mercado Libre's clock", async () => {
	const date = new Date(NOW + 600 * SECOND).toUTCString();
	const { session } = stubApi([ok({}, { date })]);
	await run(session, read);
	expect(serverNow(session, new Date(NOW))).toBe(NOW + 600 * SECOND);
});

describe('a token that is refused', () => {
	const TOKENS = ['Bearer APP_USR-1', 'Bearer APP_USR-2'];
	const authorizations = (sent: ReturnType<typeof stubApi>['sent']) =>
		sent.map(({ options }) => options.headers?.Authorization);

	test('is renewed by n8n in a request of its own, and the request is sent again with the new one', async () => {
		const { session, sent, renewals } = stubApi([status(401), ok(), ok({ id: 'renewed' })]);
		expect((await run(session, write)).value).toMatchObject({ body: { id: 'renewed' } });
		expect(renewals).toMatchObject([
			{ options: { method: 'GET', url: 'https://api.example.com/users/me' } },
		]);
		expect(renewals[0].options).not.toHaveProperty('ignoreHttpStatusErrors');
		expect(authorizations(sent)).toEqual([TOKENS[0], undefined, TOKENS[1]]);
	});

	test('is not to blame for what fails with the new one', async () => {
		const { session, renewals } = stubApi([status(401), ok(), status(503), ok({ id: 'done' })]);
		expect((await run(session, read)).value).toMatchObject({ body: { id: 'done' } });
		expect(renewals).toHaveLength(1);
	});

	test('is not to blame for what is refused with the new one', async () => {
		const { session, sent, getCredentials } = stubApi([status(401), ok(), status(404)]);
		expect((await run(session, read)).error).toMatchObject({ httpCode: '404' });
		expect(sent).toHaveLength(3);
		// To begin with, and around the renewal.
		expect(getCredentials).toHaveBeenCalledTimes(3);
	});

	test('and cannot be renewed: that is told, and nothing else where nothing is unknown', async () => {
		for (const request of [read, write]) {
			const { session, getCredentials } = stubApi([status(401), status(503)]);
			getCredentials.mockResolvedValue({
				oauthTokenData: { access_token: 'APP_USR-1', user_id: 7 },
			});
			expect((await run(session, request)).error!.message).not.toMatch(/not known/);
		}
	});

	test('in an upload: its body is sent twice, made afresh', async () => {
		const forms: FormData[] = [];
		const makeForm = async () => {
			forms.push(new FormData());
			return forms[forms.length - 1];
		};
		const { session, sent } = stubApi([status(401), ok(), ok()]);
		await run(session, { ...upload, makeForm });
		expect(sent.map(({ options }) => options.body)).toEqual([forms[0], undefined, forms[1]]);
		expect(forms).toHaveLength(2);
	});

	test('though it is good: once more with it, for it may have been a slip', async () => {
		const unchanged = { oauthTokenData: { access_token: 'APP_USR-1', user_id: 7 } };
		const mended = stubApi([status(401), ok(), ok({ id: 'second' })]);
		mended.getCredentials.mockResolvedValue(unchanged);
		expect((await run(mended.session, write)).value).toMatchObject({ body: { id: 'second' } });

		const lasting = stubApi([status(401), ok(), status(401)]);
		lasting.getCredentials.mockResolvedValue(unchanged);
		expect((await run(lasting.session, write)).error).toMatchObject({ httpCode: '401' });
		expect(lasting.sent).toHaveLength(3);
	});

	test('and again when it is new and good: that is not about it', async () => {
		for (const request of [read, upload]) {
			const { session, sent, renewals } = stubApi([status(401), ok(), status(401)]);
			expect((await run(session, request)).error).toMatchObject({ httpCode: '401' });
			expect(renewals).toHaveLength(1);
			expect(sent).toHaveLength(3);
		}
	});

	test('that somebody else had renewed, and that is refused as well: it is renewed then', async () => {
		const { session, sent, renewals, getCredentials } = stubApi([status(401), status(401), ok()]);
		const stored = (token: string) => ({ oauthTokenData: { access_token: token, user_id: 7 } });
		for (const token of ['old', 'stale', 'stale'])
			getCredentials.mockResolvedValueOnce(stored(token));
		getCredentials.mockResolvedValue(stored('new'));
		expect((await run(session, read)).error).toBeUndefined();
		expect(renewals).toHaveLength(1);
		expect(authorizations(sent)).toEqual(['Bearer old', 'Bearer stale', undefined, 'Bearer new']);
	});

	test('whatever is stored: three tokens at most', async () => {
		const { session, sent, getCredentials } = stubApi([status(401)]);
		let count = 0;
		getCredentials.mockImplementation(async () => ({
			oauthTokenData: { access_token: `APP_USR-${++count}`, user_id: 7 },
		}));
		expect((await run(session, read)).error).toMatchObject({ httpCode: '401' });
		expect(sent).toHaveLength(3);
	});

	test('in a write of which an earlier attempt is unknown, and cannot be renewed: that is said', async () => {
		const revoked = Object.assign(new Error('invalid'), {
			code: 'EAUTH',
			body: { error: 'invalid_grant', status: 400 },
		});
		const memory = newMemory();
		const { session, getCredentials } = stubApi([status(500), status(401), revoked], { memory });
		getCredentials.mockResolvedValue({ oauthTokenData: { access_token: 'APP_USR-1', user_id: 7 } });
		const request = { ...write, findEffect: async () => undefined };
		expect((await run(session, request)).error).toMatchObject({
			message: 'It is not known whether Mercado Libre did it',
		});
		expect(memory.unknownSince).toEqual(new Date(NOW));
	});

	test('the renewal keeps its place among the reads of the minute', async () => {
		const { session, sent } = stubApi([status(401), ok()]);
		session.account.requestsPerMinute = 2;
		await run(session, read);
		expect(sent.map(({ at }) => at - NOW)).toEqual([0, 0, 60 * SECOND]);
	});
});

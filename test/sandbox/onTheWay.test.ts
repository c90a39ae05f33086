// Faults, the rate limit, the request log, and the control over HTTP.
import { BUYER, GLOBAL_SELLER, useSandbox } from './api.ts';
import { RateLimit } from '../../sandbox/mercadolibre/rateLimit.ts';
import { startSandbox } from '../../sandbox/mercadolibre/server.ts';

const sandbox = useSandbox();

const packPath = '/marketplace/messages/packs/2315686468';
const unreadPath = '/marketplace/messages/unread';
const send = (text = 'Hello') => sandbox.post(packPath, { text });
const said = () =>
	sandbox.control
		.conversation({ packId: '2315686468' })
		.messages.filter(({ text }) => text === 'Hello').length;

it('holds what waits until the latency is lower', async () => {
	sandbox.control.setLatency({ ms: 3_600_000 });
	const held = [send(), send()];
	while (sandbox.control.stats().inFlight < 2) await new Promise(setImmediate);
	expect(said()).toBe(0);
	sandbox.control.setLatency({ ms: 0 });
	expect((await Promise.all(held)).map(({ status }) => status)).toEqual([201, 201]);
});

describe('faults', () => {
	it('answers with a status, once, without any effect', async () => {
		sandbox.control.addFault({ match: { path: packPath }, kind: 'status', status: 503 });
		const { status, body } = await send();
		expect(status).toBe(503);
		expect(body.status).toBe(503);
		expect(said()).toBe(0);
		expect((await send()).status).toBe(201);
	});

	it('answers with a status although it was done', async () => {
		sandbox.control.addFault({
			match: { method: 'POST' },
			kind: 'status',
			status: 500,
			afterEffect: true,
		});
		expect((await send()).status).toBe(500);
		expect(said()).toBe(1);
	});

	it('answers with a body and headers of its own', async () => {
		sandbox.control.addFault({
			match: {},
			kind: 'status',
			status: 429,
			body: { message: 'slow down' },
			headers: { 'retry-after': '7' },
		});
		const { headers, body } = await send();
		expect(headers.get('retry-after')).toBe('7');
		expect(body).toEqual({ message: 'slow down' });
	});

	it('breaks the connection before or after the effect', async () => {
		sandbox.control.addFault({ match: { method: 'POST' }, kind: 'dropBefore' });
		await expect(send()).rejects.toThrow();
		expect(said()).toBe(0);
		sandbox.control.addFault({ match: { method: 'POST' }, kind: 'dropAfter' });
		await expect(send()).rejects.toThrow();
		expect(said()).toBe(1);
		expect(sandbox.control.requests().map(({ status }) => status)).toEqual([0, 0]);
	});

	it.each([
		['empty', 200, ''],
		['garbage', 200, expect.stringContaining('<!--')],
		['html', 502, expect.stringContaining('<html>')],
	] as const)('answers %s', async (kind, status, text) => {
		sandbox.control.addFault({ match: { path: unreadPath }, kind });
		const answer = await sandbox.get(unreadPath);
		expect(answer.status).toBe(status);
		expect(answer.text).toEqual(text);
		if (kind === 'html') expect(answer.headers.get('content-type')).toContain('text/html');
	});

	it('cuts an answer off, of JSON and of a file', async () => {
		sandbox.control.addFault({ match: { method: 'GET' }, kind: 'truncated', times: 2 });
		await expect(sandbox.get(packPath)).rejects.toThrow();
		const file =
			'/marketplace/messages/attachments/76601286_5946e4c4-168a-45fd-945e-b8f0c306c58d.png?site_id=MLM';
		await expect(sandbox.get(file)).rejects.toThrow();
		expect((await sandbox.get(file)).status).toBe(200);
	});

	it('points elsewhere', async () => {
		const location = 'https://files.example.com/x';
		sandbox.control.addFault({ match: { path: unreadPath }, kind: 'redirect', location });
		const { status, headers } = await sandbox.get(unreadPath);
		expect(status).toBe(302);
		expect(headers.get('location')).toBe(location);
	});

	/** Sends a message, and gives up as soon as `seen` is true. */
	async function sendAndGiveUp(seen: () => boolean) {
		const { access_token } = sandbox.control.issueToken();
		const patience = new AbortController();
		const request = fetch(sandbox.url + packPath, {
			method: 'POST',
			headers: { authorization: `Bearer ${access_token}`, 'content-type': 'application/json' },
			body: JSON.stringify({ text: 'Hello' }),
			signal: patience.signal,
		});
		const outcome = expect(request).rejects.toThrow('aborted');
		while (!seen()) await new Promise(setImmediate);
		patience.abort();
		await outcome;
	}

	it('hangs until the client gives up', async () => {
		sandbox.control.addFault({ match: { method: 'POST' }, kind: 'hang' });
		await sendAndGiveUp(() => sandbox.control.stats().inFlight === 1);
		expect(said()).toBe(0);
	});

	it('never answers, although it was done', async () => {
		sandbox.control.addFault({ match: { method: 'POST' }, kind: 'hang', afterEffect: true });
		await sendAndGiveUp(() => said() === 1);
		expect(sandbox.control.requests()).toMatchObject([{ status: 0 }]);
	});

	it('answers late, after the effect', async () => {
		sandbox.control.addFault({ match: { method: 'POST' }, kind: 'slow', delayMs: 600_000 });
		await sendAndGiveUp(() => said() === 1);
	});

	it('happens as often as said, to every nth request, to the paths that match', async () => {
		sandbox.control.addFault({
			match: { path: '/packs/\\d+$' },
			kind: 'status',
			status: 500,
			times: 2,
			every: 2,
		});
		const statuses = [];
		for (let i = 0; i < 6; i++) statuses.push((await sandbox.get(packPath)).status);
		expect(statuses).toEqual([200, 500, 200, 500, 200, 200]);

		sandbox.control.addFault({
			match: { path: '/marketplace' },
			kind: 'status',
			status: 500,
			times: 0,
		});
		expect((await sandbox.get('/users/me')).status).toBe(200);
		for (let i = 0; i < 3; i++) expect((await sandbox.get(packPath)).status).toBe(500);
		sandbox.control.clearFaults();
		expect((await sandbox.get(packPath)).status).toBe(200);
	});

	it('refuses an unknown kind', () => {
		expect(() => sandbox.control.addFault({ match: {}, kind: 'sneeze' as 'hang' })).toThrow(
			'sneeze',
		);
	});

	it('never keeps the sandbox from closing', async () => {
		const other = await startSandbox();
		other.control.addFault({ match: {}, kind: 'hang' });
		const request = fetch(`${other.url}/users/me`).catch((error: Error) => error);
		while (other.control.stats().inFlight === 0) await new Promise(setImmediate);
		await other.close();
		expect(await request).toMatchObject({ message: 'fetch failed' });
	});
});

describe('the rate limit', () => {
	it('counts reads and writes of each user by themselves', async () => {
		sandbox.control.setRateLimit({ requests: 2, windowMs: 600_000 });
		const statuses = [];
		for (let i = 0; i < 3; i++)
			statuses.push((await sandbox.get(unreadPath)).status, (await send()).status);
		expect(statuses).toEqual([200, 201, 200, 201, 429, 429]);
		expect((await sandbox.get(unreadPath, { as: 29293123 })).status).toBe(200);
		sandbox.control.setRateLimit(null);
		expect((await send()).status).toBe(201);
	});

	it('answers 429 in the form of the API, and with Retry-After only if asked to', async () => {
		sandbox.control.setRateLimit({ requests: 0, windowMs: 60_000 });
		const plain = await sandbox.get(unreadPath);
		expect(plain.body).toEqual({
			message: 'Too Many Requests',
			error: 'too_many_requests',
			status: 429,
			cause: [],
		});
		expect(plain.headers.get('retry-after')).toBeNull();
		sandbox.control.setRateLimit({ requests: 0, windowMs: 60_000, retryAfter: true });
		expect((await sandbox.get(unreadPath)).headers.get('retry-after')).toBe('60');
	});

	it('counts for an application, all its sellers together (FAQ rate-limit-error-429 of 2026-05-05)', async () => {
		sandbox.control.setRateLimit({ requests: 2, windowMs: 600_000, per: 'application' });
		expect((await sandbox.get(unreadPath)).status).toBe(200);
		expect((await sandbox.get(unreadPath, { as: 29293123 })).status).toBe(200);
		expect((await sandbox.get(unreadPath)).status).toBe(429);
		sandbox.control.registerApplication({ clientId: '5', clientSecret: 'x' });
		const { access_token } = sandbox.control.issueToken({ clientId: '5' });
		expect((await sandbox.get(unreadPath, { token: access_token })).status).toBe(200);
	});

	it('rolls on', () => {
		const limit = new RateLimit();
		limit.set({ requests: 2, windowMs: 1000, retryAfter: true });
		const take = (now: number) =>
			limit.take({ userId: 1, clientId: null }, 'GET', now)?.headers['retry-after'] ?? 'ok';
		expect([0, 600, 900, 999, 1001, 1500, 1601].map(take)).toEqual([
			'ok',
			'ok',
			'1',
			'1',
			'ok',
			'1',
			'ok',
		]);
	});
});

describe('the request log', () => {
	it('keeps what was asked and answered', async () => {
		await sandbox.post(`${packPath}?a=1`, { text: 'Hello' });
		const [entry] = sandbox.control.requests();
		expect(entry).toMatchObject({
			method: 'POST',
			path: packPath,
			query: { a: '1' },
			body: { text: 'Hello' },
			status: 201,
			userId: GLOBAL_SELLER,
		});
		expect(entry.headers.authorization).toBe('Bearer ***2944');
		await sandbox.get(unreadPath);
		expect(sandbox.control.requests({ since: entry.id }).map(({ path }) => path)).toEqual([
			unreadPath,
		]);
		expect(sandbox.control.requests({ since: entry.at })).toHaveLength(2);
		sandbox.control.clearRequests();
		expect(sandbox.control.requests()).toEqual([]);
	});

	it('counts', async () => {
		await Promise.all([send(), send(), sandbox.get(unreadPath)]);
		await sandbox.get('/marketplace/nothing/here');
		const stats = sandbox.control.stats();
		expect(stats).toMatchObject({
			total: 4,
			byStatus: { 200: 1, 201: 2, 404: 1 },
			byRoute: {
				'POST /marketplace/messages/packs/:pack': 2,
				'GET /marketplace/messages/unread': 1,
				'GET (unknown)': 1,
			},
			inFlight: 0,
			unknownRoutes: 1,
			tokenRefreshes: 0,
		});
		expect(stats.maxInFlight).toBeGreaterThanOrEqual(1);
	});

	it('answers 404 to unknown routes as the API does', async () => {
		const { status, body } = await sandbox.post('/marketplace/messages/unread', {});
		expect(status).toBe(404);
		expect(body).toMatchObject({ error: 'not_found', status: 404, cause: [] });
	});
});

describe('the control over HTTP', () => {
	const control = async (method: string, json?: unknown, asked = {}) =>
		sandbox.post(`/_control/${method}`, json, { as: null, ...asked });

	it('does what the object does, and leaves no trace in the log', async () => {
		const { status, body } = await control('buyerWrites', { packId: '77', text: 'Hola' });
		expect(status).toBe(200);
		expect(body).toMatchObject({
			packId: '77',
			from: BUYER,
			to: GLOBAL_SELLER,
			text: 'Hola',
			readAt: null,
		});
		expect(sandbox.control.conversation({ packId: 77 }).messages[0].id).toBe(body.id);
		const answer = await sandbox.get('/_control/issueToken', { as: null });
		expect(answer.body.access_token).toMatch(/^APP_USR-/);
		expect((await control('clearFaults')).body).toBeNull();
		expect(sandbox.control.requests()).toEqual([]);
	});

	it('is beyond faults and limits', async () => {
		sandbox.control.setRateLimit({ requests: 0, windowMs: 1000 });
		sandbox.control.addFault({ match: {}, kind: 'status', status: 500, times: 0 });
		expect((await control('stats')).status).toBe(200);
		expect((await control('setRateLimit', null)).status).toBe(200);
	});

	it('says what was wrong', async () => {
		const { status, body } = await control('conversation', { packId: 'none' });
		expect(status).toBe(400);
		expect(body).toEqual({ error: 'There is no pack none' });
	});
});

describe('a sandbox', () => {
	it('can start empty', async () => {
		const empty = await startSandbox({ seed: false, tokenLifetimeSeconds: 60 });
		expect(() => empty.control.conversation({ packId: '2315686468' })).toThrow();
		expect(empty.control.issueToken().expires_in).toBe(60);
		await empty.close();
	});

	it('starts anew', () => {
		sandbox.control.buyerWrites({ packId: 77, text: 'Hola' });
		sandbox.control.reset();
		expect(() => sandbox.control.conversation({ packId: 77 })).toThrow();
		expect(sandbox.control.conversation({ packId: '2315686468' }).messages).toHaveLength(5);
	});

	it('knows the sellers, and new ones', () => {
		sandbox.control.createSeller({ userId: 5, siteId: 'MLA' });
		const users = sandbox.control.users();
		expect(users).toContainEqual(expect.objectContaining({ id: 523132944, kind: 'globalSelling' }));
		expect(users).toContainEqual(
			expect.objectContaining({ id: 415458330, siteId: 'MLB', kind: 'local' }),
		);
		expect(users).toContainEqual(expect.objectContaining({ id: 5, siteId: 'MLA', kind: 'local' }));
	});
});

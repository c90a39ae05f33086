// One renewal for everybody who was refused with the same token.
import { NodeOperationError } from 'n8n-workflow';
import { provenToken } from '../../../../nodes/MercadoLibre/api/sending/renewal';
import { apiError } from '../../../../nodes/MercadoLibre/api/errors/apiError';
import { newMemory, type Session } from '../../../../nodes/MercadoLibre/api/session';
import { node, stubContext } from '../../../support/stub';
import { settled } from '../../../support/stubApi';
import { ERROR_TABLE } from '../../../../nodes/MercadoLibre/operation/errorTable';

beforeEach(() => jest.useFakeTimers());
afterEach(() => jest.useRealTimers());

const OLD = 'Bearer APP_USR-old';
const NEW = 'Bearer APP_USR-new';

/** A credential with its runs, and what n8n does when it is to renew the token. */
function credentialWith(id = 'shop') {
	let stored = OLD;
	const store = (authorization: string) => (stored = authorization);
	const reads = jest.fn();
	const sessionOf = (item: number, more: Partial<Session> = {}, run = {}): Session => ({
		context: stubContext({
			getNode: () => ({
				...node,
				credentials: { mercadoLibreOAuth2Api: { id, name: 'Shop' } },
			}),
			getItemIndex: () => item,
			getExecuteData: () => run,
			getExecutionCancelSignal: () => more.signal,
			async getCredentials() {
				reads();
				return { oauthTokenData: { access_token: stored.slice('Bearer '.length) } };
			},
		}),
		account: {} as Session['account'],
		errorTable: ERROR_TABLE,
		...more,
	});
	return { store, reads, sessionOf };
}

/** A renewal that ends when it is told to. */
function renewal() {
	let end: { resolve: () => void; reject: (error: unknown) => void };
	const renew = jest.fn(
		async (_: Session) =>
			await new Promise<void>((resolve, reject) => {
				end = { resolve, reject };
			}),
	);
	return {
		renew,
		done: () => end.resolve(),
		failed: (error: unknown) => end.reject(error),
	};
}

const tick = async () => await jest.advanceTimersByTimeAsync(0);

test('all items of all runs wait for one', async () => {
	const { store, sessionOf } = credentialWith();
	const { renew, done } = renewal();
	const run = {};
	const sessions = [sessionOf(0, {}, run), sessionOf(1, {}, run), sessionOf(0), sessionOf(1)];
	const waiting = sessions.map(async (session) => await provenToken(session, OLD, renew));
	await tick();
	expect(renew).toHaveBeenCalledTimes(1);
	store(NEW);
	done();
	expect(await Promise.all(waiting)).toEqual([NEW, NEW, NEW, NEW]);
	expect(renew).toHaveBeenCalledTimes(1);
});

test('who comes with an older token than the stored one reads it anew, and that is all', async () => {
	const { store, reads, sessionOf } = credentialWith();
	const { renew } = renewal();
	const run = {};
	const [first, second] = [sessionOf(0, {}, run), sessionOf(1, {}, run)];
	store(NEW);
	// It is not known yet whether that one is good.
	expect(await provenToken(first, OLD, renew)).toBeUndefined();
	expect(await provenToken(second, OLD, renew)).toBeUndefined();
	expect(renew).not.toHaveBeenCalled();
	expect(reads).toHaveBeenCalledTimes(1);
});

test('each credential, and each token, has its own', async () => {
	const { renew } = renewal();
	const shops = [credentialWith('one'), credentialWith('two')];
	for (const { sessionOf } of shops) void provenToken(sessionOf(0), OLD, renew);
	await tick();
	expect(renew).toHaveBeenCalledTimes(2);
	shops[0].store(NEW);
	void provenToken(shops[0].sessionOf(0), NEW, renew);
	await tick();
	expect(renew).toHaveBeenCalledTimes(3);
});

test('a token that stays the same was not to blame', async () => {
	const { sessionOf } = credentialWith('three');
	const { renew, done } = renewal();
	const waiting = provenToken(sessionOf(0), OLD, renew);
	await tick();
	done();
	expect(await waiting).toBe(OLD);
	// The next one asks again.
	void provenToken(sessionOf(0), OLD, renew);
	await tick();
	expect(renew).toHaveBeenCalledTimes(2);
});

describe('a cancelled execution', () => {
	test('goes, and the others have their token', async () => {
		const { store, sessionOf } = credentialWith('four');
		const { renew, done } = renewal();
		const controller = new AbortController();
		const first = provenToken(sessionOf(0, { signal: controller.signal }), OLD, renew);
		const second = provenToken(sessionOf(1), OLD, renew);
		await tick();
		controller.abort();
		await expect(first).rejects.toMatchObject({ message: 'The execution was canceled' });
		store(NEW);
		done();
		expect(await second).toBe(NEW);
		expect(renew).toHaveBeenCalledTimes(1);
	});

	test('does not end the request that it began: n8n would, by the signal of the context', async () => {
		const { sessionOf } = credentialWith('five');
		const { renew } = renewal();
		const { signal } = new AbortController();
		const memory = newMemory();
		const requestOptions = { timeout: 7 };
		void provenToken(sessionOf(0, { signal, memory, requestOptions }), OLD, renew);
		await tick();
		const [session] = renew.mock.calls[0];
		expect(session).toMatchObject({ isUrgent: true, requestOptions });
		expect(session.signal).toBeUndefined();
		expect(session.memory).toBeUndefined();
		const { context } = session as { context: { getExecutionCancelSignal?: () => unknown } };
		expect(context.getExecutionCancelSignal?.()).toBeUndefined();
	});

	test('that nobody waits after leaves no error behind', async () => {
		const { sessionOf } = credentialWith('six');
		const { renew, failed } = renewal();
		const unhandled = jest.fn();
		process.on('unhandledRejection', unhandled);
		const controller = new AbortController();
		const waiting = provenToken(sessionOf(0, { signal: controller.signal }), OLD, renew);
		await tick();
		controller.abort();
		await expect(waiting).rejects.toThrow('canceled');
		failed(new Error('nobody hears'));
		await jest.advanceTimersByTimeAsync(60_000);
		process.off('unhandledRejection', unhandled);
		expect(unhandled).not.toHaveBeenCalled();
	});

	test('before it waits', async () => {
		const { sessionOf } = credentialWith('seven');
		const signal = AbortSignal.abort();
		await expect(provenToken(sessionOf(0, { signal }), OLD, renewal().renew)).rejects.toThrow(
			'canceled',
		);
	});
});

describe('a renewal that fails', () => {
	const REFUSED = { status: 400, code: 'invalid_grant', message: 'Error validating grant' };

	test.each([
		[
			'refused: connect again',
			REFUSED,
			/does not accept the connection/,
			/press "Switch account" to connect it again.*invalid_grant/s,
		],
		['5xx', { status: 503, code: '', message: '' }, /does not answer/, /run.*again/i],
		[
			'the network',
			{ status: 0, code: 'ECONNRESET', message: 'The connection to Mercado Libre broke off' },
			/broke off/,
			/Check the internet connection/,
		],
	])('%s: each item has an error of its own', async (_, problem, message, description) => {
		const { sessionOf } = credentialWith(`failing ${problem.status}`);
		const { renew, failed } = renewal();
		const sessions = [sessionOf(3), sessionOf(4)];
		const waiting = sessions.map((session) => settled(provenToken(session, OLD, renew)));
		await tick();
		failed(apiError(sessions[0], problem));
		const errors = (await Promise.all(waiting)).map(({ error }) => error!);
		for (const [i, error] of errors.entries()) {
			expect(error).toMatchObject({
				message: expect.stringMatching(message),
				description: expect.stringMatching(description),
				context: { itemIndex: 3 + i },
			});
		}
		expect(errors[0]).not.toBe(errors[1]);
	});

	test("n8n's own words are told to each item, too", async () => {
		const { sessionOf } = credentialWith('eight');
		const { renew, failed } = renewal();
		const waiting = [3, 4].map((item) => settled(provenToken(sessionOf(item), OLD, renew)));
		await tick();
		failed(
			new NodeOperationError(node, 'The credential "Shop" needs to be reconnected.', {
				description: 'Open it.',
			}),
		);
		const errors = (await Promise.all(waiting)).map(({ error }) => error!);
		expect(errors).toMatchObject([
			{ message: expect.stringMatching(/reconnected/), context: { itemIndex: 3 } },
			{ description: 'Open it.', context: { itemIndex: 4 } },
		]);
	});

	test('an error that is none of ours stays what it is', async () => {
		const { sessionOf } = credentialWith('ten');
		const { renew, failed } = renewal();
		const waiting = settled(provenToken(sessionOf(0), OLD, renew));
		await tick();
		const broken = new TypeError('broken');
		failed(broken);
		expect((await waiting).error).toBe(broken);
	});

	test('is looked after three times, for three and a half seconds at most', async () => {
		// The second look is over by 1.5 s, and the third comes after 1.75 s at the earliest.
		for (const [after, isFound] of [
			[1_600, true],
			[3_600, false],
		] as const) {
			const { store, sessionOf } = credentialWith(`looks for ${after}`);
			const { renew, failed } = renewal();
			const session = sessionOf(0);
			const waiting = settled(provenToken(session, OLD, renew));
			await tick();
			failed(apiError(session, REFUSED));
			await jest.advanceTimersByTimeAsync(after);
			store(NEW);
			expect((await waiting).value).toBe(isFound ? NEW : undefined);
		}
	});

	test('though another process was faster by a moment: its token is taken', async () => {
		const { store, sessionOf } = credentialWith('nine');
		const { renew, failed } = renewal();
		const session = sessionOf(0);
		const waiting = settled(provenToken(session, OLD, renew));
		await tick();
		failed(apiError(session, REFUSED));
		await jest.advanceTimersByTimeAsync(400);
		store(NEW);
		expect((await waiting).value).toBe(NEW);
	});
});

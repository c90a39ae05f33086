// The notification trigger without n8n: what is taken, read, started and kept, each once, whatever happens meanwhile.
import type { IDataObject, INodeExecutionData } from 'n8n-workflow';
import type { FileSession } from '../../../../nodes/MercadoLibre/files/fileSession';
import { notificationIn } from '../../../../nodes/MercadoLibre/notifications/notification';
import {
	Listener,
	listenerOf,
	type PushSettings,
	type Receiver,
} from '../../../../nodes/MercadoLibre/trigger/push/listener';
import { FLOOD_PACE_MS } from '../../../../nodes/MercadoLibre/trigger/push/pauses';
import {
	networkError,
	ok,
	status,
	stubApi,
	type Answer,
	type Scripted,
} from '../../../support/stubApi';

const NOW = Date.parse('2026-03-01T10:00:00.000Z');
const MINUTE = 60_000;
const SELLER = '523132944';
const WORKFLOW = 'workflow';

beforeEach(() => jest.useFakeTimers({ now: NOW }));
afterEach(() => jest.useRealTimers());

const pass = async (ms = 0) => await jest.advanceTimersByTimeAsync(ms);

interface Shop {
	/** What a path is answered with; a message that the buyer wrote unless given. */
	answer?: (path: string) => Scripted | Promise<Answer> | undefined;
	settings?: Partial<PushSettings>;
	more?: Partial<Receiver>;
	/** Whether the account is known before anything is read. */
	isOpen?: boolean;
	isLocal?: boolean;
}

const messageOf = (path: string, more: IDataObject = {}) =>
	ok({
		messages: [
			{
				id: path.split('/').at(-1),
				from: { user_id: 77 },
				to: { user_id: Number(SELLER) },
				text: 'Hello',
				message_resources: [{ id: 9, name: 'packs' }],
				...more,
			},
		],
	});

/** A listener with an account, and who gets what it reads. */
function shop({
	answer = () => undefined,
	settings = {},
	more = {},
	isOpen = true,
	isLocal = false,
}: Shop = {}) {
	const api = stubApi((path) => answer(path) ?? messageOf(path));
	const { account } = api.session;
	if (isLocal) account.family = 'local';
	const receiver = () => {
		const started: INodeExecutionData[] = [];
		const keys: (string | undefined)[] = [];
		const log = { debug: jest.fn(), warn: jest.fn() };
		const fail = jest.fn();
		let isClosed = false;
		const one = {
			settings: {
				event: 'messageReceived',
				simplify: true,
				downloadAttachments: false,
				addSale: 'nothing',
				onUnreadable: 'item',
				onUnknown: 'ignore',
				...settings,
			},
			open: async () => api.session as FileSession,
			account: () => (isOpen ? account : undefined),
			turnToStart: async () => () => undefined,
			start(item: INodeExecutionData, key?: string) {
				started.push(item);
				keys.push(key);
			},
			fail,
			log,
			startsOnce: false,
			isLasting: true,
			isClosed: () => isClosed,
			...more,
		} as unknown as Receiver;
		const dropped = () => log.debug.mock.calls.map(([why]) => String(why).split(': ')[1]);
		return { one, started, keys, log, fail, dropped, close: () => (isClosed = true) };
	};
	const notification = (resource: string, changes: IDataObject = {}) =>
		notificationIn({
			topic: 'marketplace_messages',
			resource,
			user_id: Number(SELLER),
			application_id: account.clientId,
			...changes,
		})!;
	const paths = () => api.sent.map(({ options }) => new URL(options.url).pathname);
	return { api, paths, receiver, notification, listener: new Listener(WORKFLOW) };
}

const CLAIM = {
	topic: 'marketplace_claims',
	resource: '/marketplace/v2/claims/5',
};
const claimAnswer = (stage: string) =>
	ok({ id: 5, stage, players: [{ role: 'respondent', user_id: SELLER }] });

const kept = ({ stored }: Listener) => JSON.parse(stored.pending) as IDataObject[];

describe('a notification of Global Selling that names another user', () => {
	/** The seller's account in a country. */
	const OF_COUNTRY = 4711;
	const UNREAD = '/marketplace/messages/unread';
	const list = (...packs: number[]) =>
		ok({ user_id: SELLER, results: packs.map((id) => ({ resource: `/packs/${id}`, count: 1 })) });
	const ofCountry = (path: string, to = OF_COUNTRY) =>
		messageOf(path, {
			to: { user_id: to },
			message_resources: [
				{ id: 9, name: 'packs' },
				{ id: OF_COUNTRY, name: 'sellers' },
			],
		});
	const named = { user_id: String(OF_COUNTRY) };
	const country = (unread: () => Scripted, more: Shop = {}) =>
		shop({
			...more,
			answer: (path) => (path === UNREAD ? unread() : more.answer?.(path)) ?? ofCountry(path),
		});

	test('the seller in a country: proven once by the list of unread, and started', async () => {
		const { listener, notification, receiver, paths, api } = country(() => list(9));
		const { one, started } = receiver();
		expect(listener.take(notification('a', named), one)).toBe(true);
		await pass();
		expect(api.sent[1].options.qs).toMatchObject({ role: 'seller', user_id: SELLER });
		listener.take(notification('b', named), one);
		await pass();
		expect(started.map(({ json }) => json.id)).toEqual(['a', 'b']);
		expect(paths().map((path) => path.split('/').at(-1))).toEqual(['a', 'unread', 'a', 'b']);
	});

	test('by the seller that is named, whoever the receiver is', async () => {
		const { listener, notification, receiver } = country(() => list(9), {
			answer: (path) => ofCountry(path, 999),
		});
		const { one, started } = receiver();
		listener.take(notification('a', named), one);
		await pass();
		expect(started).toHaveLength(1);
	});

	test('by its receiver, where no seller is named', async () => {
		const { listener, notification, receiver } = country(() => list(9), {
			answer: (path) =>
				messageOf(path, {
					to: { user_id: OF_COUNTRY },
					message_resources: [{ id: 9, name: 'packs' }],
				}),
		});
		const { one, started } = receiver();
		listener.take(notification('a', named), one);
		await pass();
		expect(started).toHaveLength(1);
	});

	test('handed out itself, it is proven in the same way, and by a list that lags', async () => {
		let listed: number[] = [];
		const { listener, notification, receiver } = country(() => list(...listed), {
			settings: { event: 'notification' },
		});
		const { one, started } = receiver();
		listener.take(notification('a', named), one);
		await pass(1_000);
		expect(started).toEqual([]);
		listed = [9];
		await pass(5_000);
		expect(started).toMatchObject([{ json: { resource: 'a' } }]);
	});

	test('handed out itself: dropped without a word when Mercado Libre does not know it', async () => {
		const { listener, notification, receiver, paths } = country(() => list(9), {
			settings: { event: 'notification', onUnknown: 'item' },
			answer: () => status(404, {}, { message: 'The message could not be retrieved' }),
		});
		const { one, started, log } = receiver();
		listener.take(notification('a', named), one);
		await pass(20_000);
		expect(paths()).toHaveLength(5);
		listener.take(notification('b', named), one);
		await pass(20_000);
		expect(paths()).toHaveLength(5);
		expect({ started, warned: log.warn.mock.calls }).toEqual({ started: [], warned: [] });
	});

	test('a full list hides conversations: it counts as unread', async () => {
		const { listener, notification, receiver } = country(() =>
			list(...Array.from({ length: 1_000 }, (_, i) => 100 + i)),
		);
		const { one, started } = receiver();
		listener.take(notification('a', named), one);
		await pass();
		expect(started).toHaveLength(1);
	});

	test('a list that lags is looked at again', async () => {
		let listed: number[] = [];
		const { listener, notification, receiver } = country(() => list(...listed));
		const { one, started } = receiver();
		listener.take(notification('a', named), one);
		await pass(1_000);
		expect(started).toEqual([]);
		listed = [9];
		await pass(5_000);
		expect(started).toHaveLength(1);
	});

	test('somebody else, whose message names the receiver: dropped without a word', async () => {
		const { listener, notification, receiver, paths } = country(() => list(8), {
			settings: { onUnknown: 'item' },
		});
		const { one, started, log, dropped } = receiver();
		const finish = jest.fn();
		listener.take(notification('a', named), one, { finish });
		await pass(MINUTE);
		expect({ started, warned: log.warn.mock.calls }).toEqual({ started: [], warned: [] });
		expect(dropped()).toEqual([expect.stringContaining('of another application or seller')]);
		expect(finish).toHaveBeenCalledTimes(1);
		expect(paths().length).toBeLessThanOrEqual(10);
	});

	test.each<[string, Answer]>([
		['a message that names another', messageOf('/marketplace/messages/a')],
		['a refusal', status(403, {}, { status: 403, message: "you don't have access for resource" })],
	])('%s: asked for once a minute at most', async (_, answer) => {
		const { listener, notification, receiver, paths } = country(() => list(9), {
			answer: () => answer,
			settings: { onUnknown: 'item' },
		});
		const { one, started, log } = receiver();
		const finish = jest.fn();
		for (const id of ['a', 'b', 'c']) {
			listener.take(notification(id, named), one, { finish });
			await pass(1_000);
		}
		expect(paths()).toEqual(['/marketplace/messages/a']);
		expect(finish).toHaveBeenCalledTimes(3);
		expect({ started, warned: log.warn.mock.calls }).toEqual({ started: [], warned: [] });
		// Of another user nobody knows yet.
		listener.take(notification('e', { user_id: 4712 }), one);
		await pass(1_000);
		expect(paths()).toHaveLength(2);
		await pass(MINUTE);
		listener.take(notification('d', named), one);
		await pass(1_000);
		expect(paths()).toHaveLength(3);
	});

	test.each<[string, Scripted]>([
		['an error of the server', status(500)],
		['no connection', networkError('ECONNREFUSED')],
	])("what cannot be read is told, since it may be the seller's: %s", async (_, answer) => {
		const { listener, notification, receiver } = country(() => answer);
		const { one, started } = receiver();
		listener.take(notification('a', named), one);
		await pass(5 * MINUTE);
		expect(started).toMatchObject([{ json: { notification: { resource: 'a' } } }]);
	});

	test('a connection that ends while it is unsure is told', async () => {
		const { listener, notification, receiver, api } = country(() => list());
		const { one, started } = receiver();
		let isConnected = true;
		one.open = async () => {
			if (isConnected) return api.session as FileSession;
			throw new Error('not connected');
		};
		listener.take(notification('a', named), one);
		await pass();
		isConnected = false;
		await pass(MINUTE);
		expect(started).toMatchObject([{ json: { notification: { resource: 'a' } } }]);
	});

	test("one that was read elsewhere makes nobody of the seller's others foreign", async () => {
		let listed: number[] = [];
		const { listener, notification, receiver } = country(() => list(...listed));
		const { one, started } = receiver();
		listener.take(notification('a', named), one);
		await pass(30_000);
		listed = [9];
		listener.take(notification('b', named), one);
		await pass(1_000);
		expect(started).toMatchObject([{ json: { id: 'b' } }]);
	});

	test('a forged one that comes twice is one', async () => {
		const { listener, notification, receiver } = shop({ answer: () => status(404) });
		const { one, dropped } = receiver();
		const finish = jest.fn();
		listener.take(notification('a', named), one, { finish });
		await pass(200);
		listener.take(notification('a', named), one);
		await pass(MINUTE);
		expect(dropped()).toEqual([
			'another one about the same is being worked on',
			expect.stringContaining('of another application or seller'),
		]);
		expect(finish).toHaveBeenCalledTimes(1);
	});

	test('a forged one holds up no real one of the same message', async () => {
		let isThere = false;
		const { listener, notification, receiver } = shop({
			answer: () => (isThere ? undefined : status(404)),
		});
		const { one, started } = receiver();
		const finish = jest.fn();
		listener.take(notification('a', { user_id: 666 }), one, { finish });
		await pass(200);
		listener.take(notification('a'), one);
		isThere = true;
		await pass(MINUTE);
		expect(started).toMatchObject([{ json: { id: 'a' } }]);
		expect(finish).toHaveBeenCalledTimes(1);
	});

	test.each([
		['the second', ['666', SELLER, '667']],
		['the last', ['666', '667', SELLER]],
	])('nor do two of different users, where the real one is %s', async (_, users) => {
		let isThere = false;
		const { listener, notification, receiver } = shop({
			answer: () => (isThere ? undefined : status(404)),
		});
		const { one, started } = receiver();
		for (const user_id of users) {
			listener.take(notification('a', { user_id }), one);
			await pass(100);
		}
		expect(kept(listener).map(({ user_id }) => user_id)).toEqual(users);
		isThere = true;
		await pass(MINUTE);
		expect(started).toMatchObject([{ json: { id: 'a' } }]);
	});

	test('nor one whose user cannot be looked into', async () => {
		const { listener, notification, receiver } = country(() => status(500));
		const { one, started } = receiver();
		listener.take(notification('a', named), one);
		await pass(200);
		listener.take(notification('a'), one);
		await pass(5 * MINUTE);
		expect(started).toMatchObject([{ json: { id: 'a', text: 'Hello' } }]);
	});

	test('nor does one that names another application', async () => {
		const { listener, notification, receiver, api } = shop({
			isOpen: false,
			more: {
				async open() {
					await new Promise((resolve) => setTimeout(resolve, 1_000));
					return api.session as FileSession;
				},
			},
		});
		const { one, started } = receiver();
		listener.take(notification('a', { application_id: 'x' }), one);
		await pass(500);
		listener.take(notification('a'), one);
		await pass(MINUTE);
		expect(started).toMatchObject([{ json: { id: 'a' } }]);
	});

	test('nor one that a receiver leaves behind', async () => {
		let isThere = false;
		const { listener, notification, receiver } = shop({
			async answer(path) {
				const answer = isThere ? messageOf(path) : status(500);
				await new Promise((resolve) => setTimeout(resolve, 1_000));
				return answer;
			},
		});
		const [first, second] = [receiver(), receiver()];
		listener.attach(first.one);
		listener.take(notification('a', named), first.one);
		await pass(500);
		listener.take(notification('a'), first.one);
		first.close();
		isThere = true;
		listener.attach(second.one);
		await pass(MINUTE);
		expect(first.started).toEqual([]);
		expect(second.started).toMatchObject([{ json: { id: 'a' } }]);
	});

	test('nor one that a process leaves behind that is killed', async () => {
		const before = shop({ answer: async () => await new Promise(() => undefined) });
		const { one } = before.receiver();
		before.listener.take(before.notification('a', named), one);
		await pass(500);
		expect(before.listener.take(before.notification('a'), one)).toBe(true);
		expect(before.listener.take(before.notification('a'), one)).toBe(false);
		const after = shop();
		after.api.session.account.clientId = before.api.session.account.clientId;
		const { one: next, started } = after.receiver();
		after.listener.load(JSON.parse(JSON.stringify(before.listener.stored)));
		after.listener.attach(next);
		await pass(MINUTE);
		expect(started).toMatchObject([{ json: { id: 'a' } }]);
	});

	test.each<[string, boolean, boolean]>([
		['one that proves nothing after a restart', false, false],
		['the same, left behind by a receiver', true, false],
		['the same, whose user turns out to be somebody else', true, true],
	])('%s: another one may not have started the workflow yet', async (_, leaves, isForeign) => {
		const before = country(() => list(9));
		const { one } = before.receiver();
		before.listener.take(before.notification('a', named), one);
		before.listener.take(before.notification('a'), one);
		await pass(1_000);
		expect(kept(before.listener).map(({ user_id }) => user_id)).toEqual(['4711', SELLER]);
		// Somebody has read the message since.
		const after = country(() => list(), {
			more: { startsOnce: true },
			answer: (path) => (path.endsWith('/b') ? status(403) : undefined),
		});
		after.api.session.account.clientId = before.api.session.account.clientId;
		const [first, second] = [after.receiver(), after.receiver()];
		after.listener.load(JSON.parse(JSON.stringify(before.listener.stored)));
		after.listener.attach(first.one);
		await pass(100);
		if (isForeign) after.listener.take(after.notification('b', named), first.one);
		await pass(100);
		if (leaves) {
			first.close();
			after.listener.attach(second.one);
		}
		await pass(5 * MINUTE);
		expect((leaves ? second : first).started).toMatchObject([{ json: { id: 'a' } }]);
	});

	test('nor may the third, where the second is of another application', async () => {
		const before = country(() => list(9), { isOpen: false });
		const { one } = before.receiver();
		const { clientId } = before.api.session.account;
		for (const more of [named, { application_id: 'x' }, {}]) {
			before.listener.take(before.notification('a', more), one);
		}
		await pass(1_000);
		expect(kept(before.listener)).toHaveLength(3);
		let isKnown = false;
		const after = country(() => list(), {
			more: {
				startsOnce: true,
				account: () => (isKnown ? after.api.session.account : undefined),
			},
		});
		after.api.session.account.clientId = clientId;
		const { one: next, started } = after.receiver();
		after.listener.load(JSON.parse(JSON.stringify(before.listener.stored)));
		after.listener.attach(next);
		await pass(100);
		isKnown = true;
		await pass(MINUTE);
		expect(started).toMatchObject([{ json: { id: 'a' } }]);
	});

	test('one that is taken over while it is dropped belongs to the next receiver', async () => {
		const { listener, notification, receiver, api } = country(() => list(9), { isOpen: false });
		const [first, second] = [receiver(), receiver()];
		const finish = jest.fn();
		first.one.open = async () =>
			({ ...api.session, account: { ...api.session.account, family: 'local' } }) as FileSession;
		first.log.debug.mockImplementation(() => {
			first.close();
			listener.attach(second.one);
		});
		listener.attach(first.one);
		listener.take(notification('a', named), first.one, { finish });
		await pass();
		expect(second.started).toMatchObject([{ json: { id: 'a' } }]);
		expect(finish).toHaveBeenCalledTimes(1);
	});

	test.each<[string, IDataObject]>([
		['a claim', CLAIM],
		['another topic', { topic: 'questions', resource: '/questions/1' }],
	])('%s proves nothing: dropped', async (_, about) => {
		const { listener, notification, receiver, paths } = shop({
			settings: { event: 'notification' },
		});
		const { one, started, dropped } = receiver();
		const { resource, ...changes } = about;
		listener.take(notification(String(resource), { ...changes, ...named }), one);
		await pass(MINUTE);
		expect({ paths: paths(), started }).toEqual({ paths: [], started: [] });
		expect(dropped()).toEqual([expect.stringContaining('of another application or seller')]);
	});
});

describe('a notification', () => {
	test('is kept until it is read and starts the workflow, once', async () => {
		const { listener, notification, receiver, paths } = shop();
		const { one, started, keys } = receiver();
		const finish = jest.fn();
		expect(listener.take(notification('a'), one, { finish })).toBe(true);
		expect(kept(listener)).toMatchObject([{ resource: 'a' }]);
		expect(finish).not.toHaveBeenCalled();
		await pass();
		expect(started).toMatchObject([{ json: { id: 'a', text: 'Hello' } }]);
		expect(keys).toEqual([expect.stringMatching(/a$/)]);
		expect(finish).toHaveBeenCalledTimes(1);
		expect(listener.take(notification('a'), one)).toBe(false);
		await pass(MINUTE);
		expect(started).toHaveLength(1);
		expect(paths()).toHaveLength(1);
	});

	test('is kept some seconds longer, until n8n has stored the execution', async () => {
		const { listener, notification, receiver } = shop();
		const { one } = receiver();
		listener.take(notification('a'), one);
		await pass(2_900);
		listener.take(notification('b'), one);
		expect(kept(listener).map(({ resource }) => resource)).toEqual(['a', 'b']);
		await pass(200);
		listener.take(notification('c'), one);
		expect(kept(listener).map(({ resource }) => resource)).toEqual(['b', 'c']);
	});

	test.each<[string, string, IDataObject, string]>([
		[
			'of another application',
			'a',
			{ application_id: 'x' },
			'it is of another application or seller',
		],
		[
			'of another topic',
			'/claims/5',
			{ topic: 'marketplace_claims' },
			'its topic is not that of the event',
		],
		['that names nothing', '/messages/', {}, 'its topic is not that of the event'],
		['of a message that was read', 'a', { actions: ['read'] }, 'it tells of nothing new'],
	])('%s is dropped, and nothing is asked', async (_, resource, changes, why) => {
		const { listener, notification, receiver, paths } = shop();
		const { one, started, dropped, log } = receiver();
		const finish = jest.fn();
		expect(listener.take(notification(resource, changes), one, { finish })).toBe(false);
		expect(finish).toHaveBeenCalledTimes(1);
		await pass(MINUTE);
		expect({ paths: paths(), started }).toEqual({ paths: [], started: [] });
		expect(dropped()).toEqual([expect.stringContaining(why)]);
		const { topic } = notification(resource, changes);
		expect(log.debug.mock.calls[0][1]).toEqual({ topic });
		expect(kept(listener)).toEqual([]);
	});

	test('of another seller is dropped, and nothing is asked: local', async () => {
		const { listener, notification, receiver, paths } = shop({ isLocal: true });
		const { one, dropped } = receiver();
		const about = { topic: 'messages', user_id: 1 };
		expect(listener.take(notification('a', about), one)).toBe(false);
		await pass(MINUTE);
		expect(paths()).toEqual([]);
		expect(dropped()).toEqual([expect.stringContaining('of another application or seller')]);
	});

	test('of another seller is dropped when the account is known only then: local', async () => {
		const { listener, notification, receiver, paths } = shop({ isOpen: false, isLocal: true });
		const { one, started, dropped, log } = receiver();
		const finish = jest.fn();
		const about = { topic: 'messages', user_id: 1 };
		expect(listener.take(notification('a', about), one, { finish })).toBe(true);
		await pass();
		expect({ paths: paths(), started }).toEqual({ paths: [], started: [] });
		expect(dropped()).toEqual([expect.stringContaining('of another application or seller')]);
		expect(log.debug.mock.calls[0][1]).toEqual({ topic: 'messages' });
		expect(finish).toHaveBeenCalledTimes(1);
	});

	test('handed out before is dropped, with the reason', async () => {
		const { listener, notification, receiver } = shop();
		const { one, dropped } = receiver();
		listener.take(notification('a'), one);
		await pass();
		listener.take(notification('a'), one);
		expect(dropped()).toEqual(['it was handed out before']);
	});

	test('that looks foreign: the account is looked up anew, and then it may be the one', async () => {
		const { listener, notification, receiver, api } = shop({ isLocal: true, isOpen: false });
		const opened: unknown[] = [];
		const { one, started } = receiver();
		one.open = async (how) => {
			opened.push(how);
			const account = { ...api.session.account, sellerId: how ? '1' : SELLER };
			return { ...api.session, account } as FileSession;
		};
		const about = (id: string, user_id: number) =>
			notification(id, {
				topic: 'messages',
				user_id,
				application_id: api.session.account.clientId,
			});
		listener.take(about('a', 1), one);
		await pass();
		expect(opened).toEqual([undefined, { mustBeSure: true }]);
		expect(started).toHaveLength(1);
		listener.take(about('b', Number(SELLER)), one);
		await pass();
		expect(opened).toEqual([undefined, { mustBeSure: true }, undefined]);
	});

	test('about what is being worked on is dropped: a message does not change', async () => {
		const { listener, notification, receiver, paths } = shop();
		const { one, started, dropped } = receiver();
		listener.take(notification('a'), one);
		expect(listener.take(notification('/messages/a'), one)).toBe(false);
		await pass(MINUTE);
		expect(started).toHaveLength(1);
		expect(paths()).toHaveLength(1);
		expect(dropped()).toEqual(['another one about the same is being worked on']);
	});

	test('that is handed out itself is kept whole', async () => {
		const { listener, notification, receiver } = shop({ settings: { event: 'notification' } });
		const { one, started } = receiver();
		listener.take(notification('/items/5', { topic: 'items', extra: 7 }), one);
		expect(kept(listener)).toMatchObject([{ topic: 'items', extra: 7 }]);
		await pass();
		expect(started).toMatchObject([{ json: { topic: 'items', extra: 7 } }]);
	});

	test('of a known topic is handed out itself as well, if that is the event', async () => {
		const { listener, notification, receiver } = shop({ settings: { event: 'notification' } });
		const { one, started } = receiver();
		listener.take(notification('a', { extra: 7 }), one);
		expect(kept(listener)).toMatchObject([{ extra: 7 }]);
		await pass();
		expect(started).toMatchObject([{ json: { resource: 'a', extra: 7 } }]);
	});

	test('is kept with what it takes to go on with it', () => {
		const { listener, notification, receiver, api } = shop();
		const { one } = receiver();
		const sent = { actions: ['created'], received: '2026-03-01T09:00:00Z', extra: 7 };
		listener.take(notification('a', sent), one);
		listener.take(notification('b'), one);
		const base = {
			topic: 'marketplace_messages',
			user_id: SELLER,
			application_id: api.session.account.clientId,
		};
		expect(kept(listener)).toEqual([
			{ ...base, resource: 'a', actions: ['created'], received: '2026-03-01T09:00:00.000Z' },
			{ ...base, resource: 'b' },
		]);
	});
});

describe('what changes', () => {
	const event = { event: 'claimUpdated' } as const;

	test('starts the workflow again when it has changed, and only then', async () => {
		let stage = 'claim';
		const { listener, notification, receiver } = shop({
			answer: () => claimAnswer(stage),
			settings: event,
		});
		const { one, started } = receiver();
		const notified = async () => {
			listener.take(notification('', CLAIM), one);
			await pass(MINUTE);
			return started.map(({ json }) => json.stage);
		};
		expect(await notified()).toEqual(['claim']);
		expect(await notified()).toEqual(['claim']);
		stage = 'dispute';
		expect(await notified()).toEqual(['claim', 'dispute']);
	});

	test('a message of a claim that gets its hash later starts it once', async () => {
		const at = new Date(NOW).toISOString();
		const message: IDataObject = { sender_role: 'complainant', message: 'Hello', date_created: at };
		const { listener, notification, receiver } = shop({
			answer: (path) => (path.endsWith('/messages') ? ok([{ ...message }]) : claimAnswer('claim')),
			settings: { event: 'claimMessageReceived' },
		});
		const { one, started } = receiver();
		for (const hash of [undefined, 'one', undefined]) {
			if (hash) message.hash = hash;
			else delete message.hash;
			listener.take(notification('', CLAIM), one);
			await pass(MINUTE);
		}
		expect(started.map(({ json }) => json.message)).toEqual(['Hello']);
	});

	/** A claim of which the first read takes a second. */
	function slowly() {
		let stage = 'claim';
		const change = () => (stage = 'dispute');
		const claims = shop({
			answer() {
				const answer = claimAnswer(stage);
				return new Promise((resolve) => setTimeout(() => resolve(answer), 1_000));
			},
			settings: event,
		});
		return { ...claims, change };
	}

	test('is read again when it is notified of while it is read', async () => {
		const { listener, notification, receiver, change } = slowly();
		const { one, started } = receiver();
		const finish = jest.fn();
		listener.take(notification('', CLAIM), one, { finish });
		await pass(500);
		change();
		expect(listener.take(notification('', CLAIM), one)).toBe(false);
		await pass(600);
		expect(finish).not.toHaveBeenCalled();
		await pass(MINUTE);
		expect(started.map(({ json }) => json.stage)).toEqual(['claim', 'dispute']);
		expect(finish).toHaveBeenCalledTimes(1);
	});

	test.each([
		['is not told again', false],
		['that was told again after a restart is not told a third time', true],
	])('%s when nothing has changed since it was read', async (_, isResumed) => {
		const { listener, notification, receiver } = slowly();
		const { one, started } = receiver();
		listener.take(notification('', CLAIM), one, { isResumed });
		await pass(500);
		listener.take(notification('', CLAIM), one);
		await pass(MINUTE);
		expect(started).toHaveLength(1);
	});

	test('is not read again when it was notified of before it was read', async () => {
		const { listener, notification, receiver, paths } = slowly();
		const { one } = receiver();
		// So many are read at once.
		for (let i = 0; i < 50; i++) {
			listener.take(notification('', { ...CLAIM, resource: `/claims/${100 + i}` }), one);
		}
		listener.take(notification('', CLAIM), one);
		listener.take(notification('', CLAIM), one);
		await pass(MINUTE);
		expect(paths().filter((path) => path.endsWith('/5'))).toHaveLength(1);
	});
});

describe('what brings along more', () => {
	const withFile = (path: string) =>
		messageOf(path, {
			message_attachments: [{ filename: 'f.exe', potential_security_threat: true }],
		});

	test('files, if they are wanted', async () => {
		for (const downloadAttachments of [true, false]) {
			const { listener, notification, receiver } = shop({
				answer: withFile,
				settings: { downloadAttachments },
			});
			const { one, started } = receiver();
			listener.take(notification('a'), one);
			await pass();
			expect('attachmentsNotDownloaded' in started[0].json).toBe(downloadAttachments);
		}
	});

	test('no files of what has none, though they are wanted', async () => {
		const { listener, notification, receiver } = shop({
			answer: () => claimAnswer('claim'),
			settings: { event: 'claimUpdated', downloadAttachments: true },
		});
		const { one, started } = receiver();
		listener.take(notification(CLAIM.resource, CLAIM), one);
		await pass();
		expect(started).toMatchObject([{ json: { id: '5' } }]);
		expect(started[0]).not.toHaveProperty('binary');
		expect(started[0].json).not.toHaveProperty('attachmentsNotDownloaded');
	});

	test('the sale, if it is wanted', async () => {
		const { listener, notification, receiver } = shop({
			answer(path) {
				if (path.endsWith('/pack/9')) return ok({ id: 9, orders: [{ id: 8 }] });
				return path.endsWith('/orders/8') ? ok({ id: 8, status: 'paid' }) : undefined;
			},
			settings: { addSale: 'order' },
		});
		const { one, started } = receiver();
		listener.take(notification('a'), one);
		await pass();
		expect(started).toMatchObject([{ json: { id: 'a', order: { status: 'paid' } } }]);
	});
});

describe('what Mercado Libre does not know', () => {
	const unknown = () => status(400, {}, { message: 'The specified message id: a does not exists' });

	test('is read five times and given up, and not asked for again for ten minutes', async () => {
		const { listener, notification, receiver, paths } = shop({ answer: unknown });
		const { one, started, log, dropped } = receiver();
		const finish = jest.fn();
		listener.take(notification('a'), one, { finish });
		await pass(MINUTE);
		expect(paths()).toHaveLength(5);
		expect(started).toEqual([]);
		expect(finish).toHaveBeenCalledTimes(1);
		expect(log.warn.mock.calls).toEqual([
			[
				'Mercado Libre does not know what a notification names, or it is not yours',
				{ kind: 'message', id: 'a', reads: 5, reason: expect.stringMatching(/./) },
			],
		]);
		expect(listener.take(notification('a'), one)).toBe(false);
		expect(dropped()).toEqual(['Mercado Libre did not know it a moment ago']);
		expect(listener.take(notification('b'), one)).toBe(true);
		await pass(10 * MINUTE);
		expect(listener.take(notification('a'), one)).toBe(true);
	});

	const claimAt = (second: number) => ({
		...CLAIM,
		received: new Date(NOW + second * 1_000).toISOString(),
	});

	test('and is notified of anew is read again: a claim is written in soon after it is opened', async () => {
		let isThere = false;
		const { listener, notification, receiver } = shop({
			answer: () => (isThere ? claimAnswer('claim') : status(404)),
			settings: { event: 'claimUpdated' },
		});
		const { one, started } = receiver();
		listener.take(notification('', claimAt(0)), one);
		await pass(10_000);
		isThere = true;
		// Sent again.
		expect(listener.take(notification('', claimAt(0)), one)).toBe(false);
		expect(listener.take(notification('', claimAt(10)), one)).toBe(true);
		await pass(10_000);
		expect(started).toMatchObject([{ json: { id: '5' } }]);
	});

	test('and is notified of while it is read in vain is read for that as well', async () => {
		let isThere = false;
		const { listener, notification, receiver } = shop({
			async answer() {
				const answer = isThere ? claimAnswer('claim') : status(404);
				await new Promise((resolve) => setTimeout(resolve, 1_000));
				return answer;
			},
			settings: { event: 'claimUpdated' },
		});
		const { one, started } = receiver();
		const finish = jest.fn();
		listener.take(notification('', claimAt(0)), one, { finish });
		await pass(3_500);
		listener.take(notification('', claimAt(3)), one);
		isThere = true;
		await pass(MINUTE);
		expect(started).toMatchObject([{ json: { id: '5' } }]);
		expect(finish).toHaveBeenCalledTimes(1);
	});

	test('is handed out as an item, if that is wanted', async () => {
		const { listener, notification, receiver } = shop({
			answer: unknown,
			settings: { onUnknown: 'item' },
		});
		const { one, started } = receiver();
		listener.take(notification('a'), one);
		await pass(MINUTE);
		expect(started).toMatchObject([
			{ json: { error: expect.anything(), notification: { resource: 'a' } } },
		]);
	});

	test('and becomes known is handed out', async () => {
		const { listener, notification, receiver, paths } = shop({
			answer: (): Answer | undefined => (paths().length < 3 ? unknown() : undefined),
		});
		const { one, started, log } = receiver();
		listener.take(notification('a'), one);
		await pass(MINUTE);
		expect(started).toMatchObject([{ json: { id: 'a' } }]);
		expect(log.warn).not.toHaveBeenCalled();
	});
});

describe('what cannot be read', () => {
	const refused = () => status(403, {}, { message: 'Forbidden' });

	test('is handed out as an item with the error', async () => {
		const { listener, notification, receiver } = shop({ answer: refused });
		const { one, started, fail, log } = receiver();
		const finish = jest.fn();
		listener.take(notification('a'), one, { finish });
		await pass(MINUTE);
		expect(started).toMatchObject([
			{ json: { error: expect.anything(), notification: { resource: 'a' } } },
		]);
		expect(fail).not.toHaveBeenCalled();
		expect(finish).toHaveBeenCalledTimes(1);
		expect(log.warn.mock.calls).toEqual([
			[
				'What a notification names could not be read',
				{ kind: 'message', id: 'a', reason: expect.stringMatching(/./) },
			],
		]);
		// It may be another time.
		expect(listener.take(notification('a'), one)).toBe(true);
	});

	test('fails an execution, if that is wanted', async () => {
		const { listener, notification, receiver } = shop({
			answer: refused,
			settings: { onUnreadable: 'error' },
		});
		const { one, started, fail } = receiver();
		listener.take(notification('a'), one);
		await pass(MINUTE);
		expect(started).toEqual([]);
		expect(fail.mock.calls).toEqual([[expect.any(Error)]]);
	});

	test('since nothing is connected: the same', async () => {
		const { listener, notification, receiver } = shop({
			more: {
				open: async () => {
					throw new Error('not connected');
				},
			},
			settings: { event: 'notification' },
		});
		const { one, started } = receiver();
		listener.take(notification('a'), one);
		await pass(MINUTE);
		expect(started).toMatchObject([{ json: { error: expect.anything() } }]);
	});
});

describe('a receiver that is closed', () => {
	test('while it waits for its turn: that turn is given back', async () => {
		const onEnd = jest.fn();
		const closing = { now: (): unknown => undefined };
		const { listener, notification, receiver } = shop({
			more: {
				turnToStart: async () => {
					closing.now();
					return onEnd;
				},
			},
		});
		const first = receiver();
		closing.now = first.close;
		listener.take(notification('a'), first.one);
		await pass(MINUTE);
		expect(onEnd).toHaveBeenCalledTimes(1);
		expect(first.started).toEqual([]);
	});

	test('asks nothing any more', async () => {
		const { listener, notification, receiver, paths } = shop();
		const first = receiver();
		first.close();
		listener.take(notification('a'), first.one);
		await pass(MINUTE);
		expect(paths()).toEqual([]);
	});

	test('nobody is attached to begin with', () => {
		expect(shop().listener.attached).toBeUndefined();
	});

	test('gets nothing more; the next one does', async () => {
		const { listener, notification, receiver } = shop();
		const [first, second] = [receiver(), receiver()];
		listener.attach(first.one);
		expect(listener.attached).toBe(first.one);
		const finish = jest.fn();
		listener.take(notification('a'), first.one, { finish });
		first.close();
		expect(listener.attached).toBeUndefined();
		await pass(MINUTE);
		expect(kept(listener)).toMatchObject([{ resource: 'a' }]);
		listener.attach(second.one);
		expect(listener.attached).toBe(second.one);
		await pass(MINUTE);
		expect(first.started).toEqual([]);
		expect(second.started).toMatchObject([{ json: { id: 'a' } }]);
		expect(finish).toHaveBeenCalledTimes(1);
	});

	test.each([
		['while it is read', undefined],
		['while it is read in vain', status(403, {}, { message: 'Forbidden' })],
		['while it is unknown', status(404)],
	])('%s', async (_, failure) => {
		let isFirst = true;
		const { listener, notification, receiver } = shop({
			async answer(path) {
				const wait = isFirst;
				isFirst = false;
				if (!wait) return messageOf(path);
				await new Promise((resolve) => setTimeout(resolve, 1_000));
				return failure ?? messageOf(path);
			},
		});
		const [first, second] = [receiver(), receiver()];
		listener.attach(first.one);
		listener.take(notification('a'), first.one);
		await pass(500);
		first.close();
		await pass(MINUTE);
		expect(first.started).toEqual([]);
		listener.attach(second.one);
		await pass(MINUTE);
		expect(second.started).toMatchObject([{ json: { id: 'a' } }]);
		expect(second.started).toHaveLength(1);
	});

	test('leaves alone what another one still works on', async () => {
		const { listener, notification, receiver, paths } = shop();
		const [first, second] = [receiver(), receiver()];
		listener.attach(first.one);
		listener.take(notification('a'), first.one);
		listener.attach(second.one);
		await pass(MINUTE);
		expect(first.started).toHaveLength(1);
		expect(second.started).toEqual([]);
		expect(paths()).toHaveLength(1);
	});
});

describe('what n8n has kept', () => {
	/** What is kept of a trigger that has started `done`, and taken `waits`. */
	async function keptOf({ done = [] as string[], waits = [] as string[] } = {}) {
		const { listener, notification, receiver, api } = shop();
		const { one, close } = receiver();
		for (const id of done) listener.take(notification(id), one);
		await pass(MINUTE);
		close();
		for (const id of waits) listener.take(notification(id), one);
		const { clientId } = api.session.account;
		return { stored: JSON.parse(JSON.stringify(listener.stored)) as IDataObject, clientId };
	}

	async function resumed(stored: unknown, clientId: string, more: Partial<Receiver> = {}) {
		const after = shop({ more });
		after.api.session.account.clientId = clientId;
		const { one, started } = after.receiver();
		after.listener.load(stored);
		after.listener.attach(one);
		await pass(MINUTE);
		return { ...after, one, started };
	}

	test('is no longer kept when somebody else has handed it out', async () => {
		const { listener, notification, receiver } = shop({ more: { isLasting: false } });
		const pending = JSON.stringify(['a', 'b'].map((id) => notification(id).body));
		listener.load({ version: 1, workflowId: WORKFLOW, since: NOW, seen: '', pending });
		const { one, started } = receiver();
		listener.take(notification('a'), one);
		await pass();
		expect(started).toHaveLength(1);
		expect(kept(listener).map(({ resource }) => resource)).toEqual(['b']);
	});

	test('is kept when somebody else has dropped a foreign one about the same', async () => {
		const { listener, notification, receiver, paths } = shop({ isOpen: false });
		const pending = JSON.stringify([notification('a').body]);
		listener.load({ version: 1, workflowId: WORKFLOW, since: NOW, seen: '', pending });
		const webhook = { ...receiver().one, isLasting: false };
		listener.take(notification('a', { application_id: 'x' }), webhook);
		await pass();
		expect({ kept: kept(listener), paths: paths() }).toMatchObject({
			kept: [{ resource: 'a' }],
			paths: [],
		});
		const { one, started } = receiver();
		listener.attach(one);
		await pass(MINUTE);
		expect(started).toMatchObject([{ json: { id: 'a' } }]);
	});

	test('and handed out by a webhook does not come back with data from before that', async () => {
		const { listener, notification, receiver } = shop({ more: { startsOnce: true } });
		const pending = JSON.stringify([notification('a').body, notification('b').body]);
		const before = { version: 1, workflowId: WORKFLOW, since: NOW, seen: '', pending };
		listener.load(before);
		const first = receiver();
		const webhook = { ...first.one, startsOnce: false, isLasting: false };
		listener.take(notification('a'), webhook);
		await pass();
		// n8n had loaded this for another webhook before it saved that of the first.
		listener.load(before);
		const { one, started } = receiver();
		listener.attach(one);
		await pass(MINUTE);
		expect(first.started).toMatchObject([{ json: { id: 'a' } }]);
		expect(started).toMatchObject([{ json: { id: 'b' } }]);
	});

	test('what was taken and not read is read', async () => {
		const { stored, clientId } = await keptOf({ waits: ['a', 'b'] });
		const { started } = await resumed(stored, clientId);
		expect(started.map(({ json }) => json.id).sort()).toEqual(['a', 'b']);
	});

	test('what has started the workflow does not start it again', async () => {
		const { stored, clientId } = await keptOf({ done: ['a'] });
		const { listener, one, notification, started } = await resumed(stored, clientId);
		expect(listener.take(notification('a'), one)).toBe(false);
		await pass(MINUTE);
		expect(started).toEqual([]);
		expect(listener.stored.seen).toBe(stored.seen);
	});

	test.each([
		[true, 1],
		[false, 0],
	])(
		'what may have started it, or not, is told again only where n8n itself starts it once (%s)',
		async (startsOnce, times) => {
			const { listener, notification, receiver, api } = shop();
			const { one } = receiver();
			listener.take(notification('a'), one);
			await pass(1_000);
			const stored = JSON.parse(JSON.stringify(listener.stored));
			expect(kept(listener)).toMatchObject([{ resource: 'a' }]);
			const { started } = await resumed(stored, api.session.account.clientId, { startsOnce });
			expect(started).toHaveLength(times);
		},
	);

	test('nor is it lost when the workflow is switched off and on while it is told again', async () => {
		const before = shop();
		const { one } = before.receiver();
		before.listener.take(before.notification('a'), one);
		await pass(1_000);
		const { listener, receiver, api } = shop({
			more: { startsOnce: true },
			async answer(path) {
				await new Promise((resolve) => setTimeout(resolve, 1_000));
				return messageOf(path);
			},
		});
		api.session.account.clientId = before.api.session.account.clientId;
		const [first, second] = [receiver(), receiver()];
		listener.load(JSON.parse(JSON.stringify(before.listener.stored)));
		listener.attach(first.one);
		await pass(500);
		first.close();
		listener.attach(second.one);
		await pass(MINUTE);
		expect(first.started).toEqual([]);
		expect(second.started).toMatchObject([{ json: { id: 'a' } }]);
	});

	test.each<[string, (stored: IDataObject) => unknown]>([
		['of a copy of the workflow', (stored) => ({ ...stored, workflowId: 'another' })],
		['of another version', (stored) => ({ ...stored, version: 2 })],
		['nothing', () => undefined],
		['null', () => null],
	])('%s is not ours: it starts anew', async (_, change) => {
		const { stored, clientId } = await keptOf({ done: ['a'], waits: ['b'] });
		const { started, listener, one, notification } = await resumed(change(stored), clientId);
		expect(started).toEqual([]);
		expect(listener.stored).toMatchObject({ since: NOW + 2 * MINUTE - MINUTE, seen: '' });
		expect(listener.take(notification('a'), one)).toBe(true);
	});

	test.each(['{', '7', '', undefined, '[7,{}]'])(
		'a list that is none (%j) has nothing',
		async (pending) => {
			const { stored, clientId } = await keptOf({ done: ['a'] });
			expect((await resumed({ ...stored, pending }, clientId)).started).toEqual([]);
		},
	);

	test('is told from what another process has kept', () => {
		const [ours, other] = [shop().listener, shop().listener];
		expect(ours.isOfAnother(JSON.parse(JSON.stringify(ours.stored)))).toBe(false);
		expect(ours.isOfAnother(other.stored)).toBe(true);
		expect(ours.isOfAnother(undefined)).toBe(true);
	});

	test('since somebody was attached here, this process has known it', () => {
		const { listener, receiver } = shop();
		expect(listener.wasAttached).toBe(false);
		const { one, close } = receiver();
		listener.attach(one);
		close();
		expect(listener.wasAttached).toBe(true);
	});

	test('since when the trigger is on: the earliest', () => {
		const base = { version: 1, workflowId: WORKFLOW };
		const sinceAfter = (since: unknown) => {
			const listener = new Listener(WORKFLOW, NOW);
			listener.load({ ...base, since });
			return listener.stored.since;
		};
		expect([NOW - 5, NOW + 5, undefined, 'x'].map(sinceAfter)).toEqual([NOW - 5, NOW, NOW, NOW]);
	});
});

describe('what Mercado Libre could not deliver', () => {
	const missed = (...entries: IDataObject[]) => ok({ messages: entries });

	test('is taken, oldest first, by the topics of the event', async () => {
		const page: IDataObject[] = [];
		const { listener, receiver, notification, api } = shop({
			answer: (path) => {
				if (!path.endsWith('/missed_feeds')) return undefined;
				const { offset } = api.sent.at(-1)!.options.qs as { offset: number };
				return missed(...page.slice(offset));
			},
		});
		for (const id of ['newest', 'older', 'oldest']) {
			page.push({ _id: id, ...notification(id).body, response: { http_code: 500 } });
		}
		page.push({ _id: 'x', nonsense: true });
		const { one, started, log } = receiver();
		await listener.recover(one);
		expect(log.debug.mock.calls.at(-1)).toEqual([
			'Notifications that could not be delivered were looked up',
			{ taken: 3 },
		]);
		expect(kept(listener).map(({ resource }) => resource)).toEqual(['oldest', 'older', 'newest']);
		await pass(MINUTE);
		expect(started.map(({ json }) => json.id).sort()).toEqual(['newest', 'older', 'oldest']);
		expect(api.sent[0].options.qs).toMatchObject({ topic: 'marketplace_messages' });
		await listener.recover(one);
		expect(log.debug.mock.calls.at(-1)![1]).toEqual({ taken: 0 });
	});

	test('has all topics of the event, and every topic of the event that is any', async () => {
		const topicsOf = async (event: PushSettings['event']) => {
			const { listener, receiver, api } = shop({ answer: () => missed(), settings: { event } });
			await listener.recover(receiver().one);
			return api.sent.map(({ options }) => options.qs?.topic);
		};
		expect(await topicsOf('orderUpdated')).toEqual([
			'marketplace_orders',
			'marketplace_orders_on_site',
		]);
		expect(await topicsOf('notification')).toStrictEqual([undefined]);
	});

	test('fails where it cannot be listed', async () => {
		const { listener, receiver } = shop({ answer: () => status(403) });
		await expect(listener.recover(receiver().one)).rejects.toMatchObject({
			context: { apiProblem: { status: 403 } },
		});
	});
});

test('there is one listener for each trigger of each workflow, as long as the process lasts', () => {
	const { listener, isNew } = listenerOf('w', 'n');
	expect(isNew).toBe(true);
	expect(listenerOf('w', 'n')).toEqual({ listener, isNew: false });
	expect(listenerOf('w', 'n').listener).toBe(listener);
	expect(listenerOf('w', 'm')).toMatchObject({ isNew: true });
	expect(listenerOf('v', 'n')).toMatchObject({ isNew: true });
	expect(listener.stored).toMatchObject({ version: 1, workflowId: 'w', seen: '', pending: '[]' });
});

describe('a flood', () => {
	test('of starts: the newest 1,000 are kept', async () => {
		const { listener, notification, receiver } = shop({ settings: { event: 'notification' } });
		const { one } = receiver();
		for (let i = 0; i < 1_010; i++)
			listener.take(notification(`/items/${i}`, { topic: 'items' }), one);
		await pass(MINUTE);
		expect(listener.stored.seen.split(',')).toHaveLength(1_000);
	});

	test('of notifications: the newest 250 are kept, and no more than 40,000 characters', () => {
		const { listener, notification, receiver } = shop({
			more: { open: async () => await new Promise(() => undefined) },
		});
		const { one } = receiver();
		const id = (i: number) => `m${String(i).padStart(4, '0')}`;
		for (let i = 0; i < 300; i++) listener.take(notification(id(i)), one);
		expect(kept(listener).map(({ resource }) => resource)).toEqual(
			Array.from({ length: 250 }, (_, i) => id(50 + i)),
		);
		const long = 'x'.repeat(90);
		for (let i = 0; i < 300; i++) listener.take(notification(`${long}-${id(i)}`), one);
		expect(listener.stored.pending.length).toBeGreaterThan(39_000);
		expect(listener.stored.pending.length).toBeLessThan(40_500);
		expect(kept(listener).at(-1)!.resource).toBe(`${long}-${id(299)}`);
	});

	test('of ids that nobody knows ends with the first that is known', async () => {
		let isKnown = false;
		const { listener, notification, receiver } = shop({
			answer: () => (isKnown ? undefined : status(404)),
		});
		const { one, started } = receiver();
		for (let i = 0; i < 50; i++) listener.take(notification(`x${i}`), one);
		await pass();
		isKnown = true;
		listener.take(notification('first'), one);
		await pass(FLOOD_PACE_MS);
		expect(started).toHaveLength(1);
		for (let i = 0; i < 10; i++) listener.take(notification(`m${i}`), one);
		await pass();
		expect(started).toHaveLength(11);
	});

	test('of notifications: one is dropped when 5,000 wait', async () => {
		const { listener, notification, receiver } = shop({
			more: { open: async () => await new Promise(() => undefined) },
		});
		const { one, log } = receiver();
		for (let i = 0; i < 4_999; i++) listener.take(notification(`m${i}`), one);
		expect(listener.take(notification('last'), one)).toBe(true);
		expect(log.warn).not.toHaveBeenCalled();
		expect(listener.take(notification('more'), one)).toBe(false);
		expect(log.warn.mock.calls).toEqual([['Too many notifications wait: one was dropped']]);
	});
});

// What each event reads for a notification, what it hands out, and what tells that from what was handed out before.
import type { IDataObject } from 'n8n-workflow';
import type { FileSession } from '../../../../nodes/MercadoLibre/files/fileSession';
import { notificationIn } from '../../../../nodes/MercadoLibre/notifications/notification';
import { EVENTS, type PushEvent } from '../../../../nodes/MercadoLibre/trigger/push/events';
import { ok, status, stubApi, type Answer } from '../../../support/stubApi';

const SELLER = '523132944';
const BUYER = '77';
const SINCE = Date.parse('2026-03-01T10:00:00.000Z');
const MINUTE = 60_000;

beforeEach(() =>
	jest.useFakeTimers({
		now: SINCE + MINUTE,
		doNotFake: ['nextTick', 'setImmediate', 'setTimeout'],
	}),
);
afterEach(() => jest.useRealTimers());

const notification = (more: IDataObject = {}) =>
	notificationIn({ topic: 't', resource: 'r', user_id: 1, application_id: 2, ...more })!;

/** What an event reads, where paths that end so are answered so. */
async function readBy(
	event: PushEvent,
	answers: Record<string, unknown>,
	{
		id = '5',
		simplify = true,
		body = {} as IDataObject,
		siteId = undefined as string | undefined,
	} = {},
) {
	const api = stubApi((path): Answer => {
		const known = Object.keys(answers).find((end) => path.endsWith(end));
		return known === undefined ? status(404) : ok(answers[known]);
	});
	const session = api.session as FileSession;
	session.account.siteId = siteId;
	const starts = await EVENTS[event].read({
		session,
		id,
		notification: notification(body),
		simplify,
		since: SINCE,
	});
	return { starts, paths: api.sent.map(({ options }) => new URL(options.url).pathname) };
}

describe('a message', () => {
	const MESSAGE = {
		id: 'a',
		from: { user_id: Number(BUYER) },
		to: { user_id: Number(SELLER) },
		text: 'Where is it?',
		message_resources: [{ id: 9, name: 'packs' }],
		message_attachments: [{ filename: 'f.png' }],
	};
	const answer = (more: IDataObject = {}) => ({
		conversation_status: { status: 'active' },
		messages: [{ ...MESSAGE, ...more }],
	});

	test('is handed out with its files and its pack, told by its id before it is read', async () => {
		const { starts } = await readBy('messageReceived', { '/a': answer() }, { id: 'a' });
		expect(starts).toMatchObject([
			{
				key: EVENTS.messageReceived.keyBefore!('a', notification()),
				saleId: '9',
				json: {
					id: 'a',
					packId: '9',
					direction: 'received',
					text: 'Where is it?',
					conversation: { status: 'active' },
				},
				attachments: [{ filename: 'f.png' }],
			},
		]);
		expect(EVENTS.messageReceived.keyBefore!('b', notification())).not.toBe(starts[0].key);
	});

	test('as the API has it, if it is not to be simplified', async () => {
		const { starts } = await readBy(
			'messageReceived',
			{ '/a': answer() },
			{ id: 'a', simplify: false },
		);
		expect(starts[0].json).toMatchObject({ ...MESSAGE, packId: '9' });
	});

	test('of no pack belongs to no sale', async () => {
		const answers = { '/a': answer({ message_resources: [] }) };
		expect((await readBy('messageReceived', answers, { id: 'a' })).starts[0].saleId).toBeNull();
	});

	test.each([
		['the account', { from: { user_id: SELLER } }],
		['its store', { from: { user_id: 4 }, message_resources: [{ id: 4, name: 'sellers' }] }],
	])('of %s is no news', async (_, more) => {
		expect((await readBy('messageReceived', { '/a': answer(more) }, { id: 'a' })).starts).toEqual(
			[],
		);
	});

	test('that is not stored yet is asked for once: the worker asks again', async () => {
		const api = stubApi([
			status(404, {}, { message: 'The message could not be retrieved', status: 404 }),
		]);
		const read = EVENTS.messageReceived.read({
			session: api.session as FileSession,
			id: 'a',
			notification: notification(),
			simplify: true,
			since: SINCE,
		});
		await expect(read).rejects.toMatchObject({ context: { apiProblem: { status: 404 } } });
		expect(api.sent).toHaveLength(1);
	});
});

const CLAIM = {
	id: 5,
	stage: 'claim',
	status: 'opened',
	last_updated: '2026-02-28T10:00:00.000Z',
	resource: 'order',
	resource_id: 2_000_003,
	players: [
		{ role: 'complainant', user_id: Number(BUYER) },
		{ role: 'respondent', user_id: Number(SELLER), available_actions: [{ action: 'refund' }] },
	],
};

describe('a claim', () => {
	const readClaimed = async (more: IDataObject = {}, options = {}) =>
		(await readBy('claimUpdated', { '/claims/5': { ...CLAIM, ...more } }, options)).starts;

	test('is handed out with the order that it is about', async () => {
		expect(await readClaimed()).toMatchObject([
			{
				saleId: '2000003',
				json: { id: '5', stage: 'claim', availableActions: [{ action: 'refund' }] },
			},
		]);
		expect(await readClaimed({}, { simplify: false })).toMatchObject([{ json: CLAIM }]);
		expect(await readClaimed({ resource: 'shipment' })).toMatchObject([{ saleId: null }]);
	});

	test('is news when something changes that is handed out, however it is handed out', async () => {
		const [{ key }] = await readClaimed();
		expect((await readClaimed())[0].key).toBe(key);
		expect((await readClaimed({}, { simplify: false }))[0].key).toBe(key);
		expect((await readClaimed({ internal: 7 }))[0].key).toBe(key);
		expect((await readClaimed({ stage: 'dispute' }))[0].key).not.toBe(key);
		const { starts } = await readBy('claimUpdated', { '/claims/6': CLAIM }, { id: '6' });
		expect(starts[0].key).not.toBe(key);
	});
});

describe('the messages of a claim', () => {
	const message = (date_created: string, more: IDataObject = {}) => ({
		sender_role: 'complainant',
		receiver_role: 'respondent',
		message: `at ${date_created}`,
		date_created,
		attachments: [],
		...more,
	});
	const readMessages = async (messages: IDataObject[], options = {}) =>
		(await readBy('claimMessageReceived', { '/claims/5': CLAIM, '/messages': messages }, options))
			.starts;
	const texts = (starts: { json: IDataObject }[]) => starts.map(({ json }) => json.message);

	test('are those received since the trigger was switched on', async () => {
		const messages = [
			message('2026-03-01T09:59:59.999Z'),
			message('2026-03-01T10:00:00.000Z'),
			message('2026-03-01T10:00:01.000Z', { sender_role: 'respondent' }),
			message('2026-03-01T10:00:02.000Z', { sender_role: 'mediator' }),
		];
		const starts = await readMessages(messages, { body: { received: '2026-03-01T10:05:00.000Z' } });
		expect(texts(starts)).toEqual(['at 2026-03-01T10:00:00.000Z', 'at 2026-03-01T10:00:02.000Z']);
		expect(starts).toMatchObject([{ saleId: '2000003', attachments: [] }, {}]);
	});

	test('and since a minute before the notification, when that was sent earlier', async () => {
		const messages = [message('2026-03-01T08:58:59.999Z'), message('2026-03-01T08:59:00.000Z')];
		const received = '2026-03-01T09:00:00.000Z';
		expect(texts(await readMessages(messages, { body: { received } }))).toEqual([
			'at 2026-03-01T08:59:00.000Z',
		]);
	});

	test('one from more than a minute before the notification is an old one', async () => {
		const messages = ['10:03:59.999', '10:04:00.000'].map((time) => message(`2026-03-01T${time}Z`));
		const starts = await readMessages(messages, { body: { received: '2026-03-01T10:05:00.000Z' } });
		expect(starts.map(({ isOld }) => isOld)).toEqual([true, false]);
	});

	test('of a claim that the seller has opened: those of the other side', async () => {
		const [buyer, seller] = CLAIM.players;
		const players = [
			{ ...buyer, role: 'respondent' },
			{ ...seller, role: 'complainant' },
		];
		const at = '2026-03-01T10:00:00.000Z';
		const { starts } = await readBy('claimMessageReceived', {
			'/claims/5': { ...CLAIM, players },
			'/messages': [
				message(at, { message: 'Ours' }),
				message(at, {
					message: 'Theirs',
					sender_role: 'respondent',
					receiver_role: 'complainant',
				}),
			],
		});
		expect(texts(starts)).toEqual(['Theirs']);
	});

	test('a notification from later hides none', async () => {
		const body = { received: new Date(SINCE + 60 * MINUTE).toISOString() };
		expect(await readMessages([message('2026-03-01T10:00:00.000Z')], { body })).toHaveLength(1);
	});

	test('as the API has them, if they are not to be simplified', async () => {
		const one = message('2026-03-01T10:00:00.000Z');
		const [{ json }] = await readMessages([one], { simplify: false });
		expect(json).toMatchObject({ ...one, claimId: '5' });
	});

	test('are known again, though their hashes come or go', async () => {
		const at = '2026-03-01T10:00:00.000Z';
		const startOf = async (more: IDataObject = {}) => (await readMessages([message(at, more)]))[0];
		const [plain, one, other] = [
			await startOf(),
			await startOf({ hash: 'one' }),
			await startOf({ hash: 'other' }),
		];
		const isKnownAfter = (earlier: typeof one, now: typeof one) =>
			[now.key, ...now.otherKeys!].some((key) =>
				[earlier.key, ...earlier.startedAs!].includes(key),
			);
		expect(isKnownAfter(plain, plain)).toBe(true);
		expect(isKnownAfter(one, one)).toBe(true);
		expect(isKnownAfter(plain, one)).toBe(true);
		expect(isKnownAfter(one, plain)).toBe(true);
		expect(isKnownAfter(one, other)).toBe(false);
	});

	test('of another claim are others', async () => {
		const one = message('2026-03-01T10:00:00.000Z');
		const [{ key }] = await readMessages([one]);
		const { starts } = await readBy(
			'claimMessageReceived',
			{ '/claims/6': CLAIM, '/messages': [one] },
			{ id: '6' },
		);
		expect(starts[0].key).not.toBe(key);
	});
});

describe.each<[PushEvent, string, IDataObject, IDataObject, IDataObject]>([
	[
		'orderUpdated',
		'/orders/5',
		{ id: 5, status: 'paid', order_items: [] },
		{ status: 'paid' },
		{ status: 'cancelled' },
	],
	[
		'shipmentUpdated',
		'/shipments/5',
		{ id: 5, status: 'ready_to_ship', tracking_number: 'T' },
		{ status: 'ready_to_ship' },
		{ status: 'shipped' },
	],
])('%s', (event, path, whole, simple, change) => {
	const read = async (more: IDataObject = {}, options = {}) =>
		(await readBy(event, { [path]: { ...whole, ...more } }, options)).starts;

	test('is handed out', async () => {
		expect(await read()).toMatchObject([{ json: simple }]);
		expect(await read({ internal: 7 }, { simplify: false })).toMatchObject([
			{ json: { ...whole, internal: 7 } },
		]);
		expect((await read({ internal: 7 }))[0].json).not.toHaveProperty('internal');
	});

	test('is news when something changes that is handed out', async () => {
		const [{ key }] = await read();
		expect((await read({ internal: 7 }))[0].key).toBe(key);
		expect((await read({}, { simplify: false }))[0].key).toBe(key);
		expect((await read(change))[0].key).not.toBe(key);
		const other = await readBy(event, { [path.replace('5', '6')]: whole }, { id: '6' });
		expect(other.starts[0].key).not.toBe(key);
	});
});

test('a parcel is told of in the language of the account, where it names no country', async () => {
	const textFor = async (siteId: string) =>
		(await readBy('shipmentUpdated', { '/shipments/5': { id: 5, status: 'shipped' } }, { siteId }))
			.starts[0].json.statusText;
	expect(await textFor('MLB')).not.toBe(await textFor('MLA'));
});

test('a notification itself costs no request, and is told by topic, subject, actions and time', async () => {
	const body = { topic: 'questions', resource: '/questions/5', received: '2026-03-01T10:00:00Z' };
	const { starts, paths } = await readBy('notification', {}, { body });
	expect(paths).toEqual([]);
	expect(starts).toEqual([
		{
			key: EVENTS.notification.keyBefore!('', notification(body)),
			json: { ...body, user_id: 1, application_id: 2 },
		},
	]);
	for (const change of [{ topic: 'items' }, { resource: '/questions/6' }, { actions: ['x'] }]) {
		const other = EVENTS.notification.keyBefore!('', notification({ ...body, ...change }));
		expect(other).not.toBe(starts[0].key);
	}
});

test.each<[PushEvent, string | undefined, number]>([
	['messageReceived', 'message', 5],
	// A claim is asked for at two paths each time.
	['claimUpdated', 'claim', 2],
	['claimMessageReceived', 'claim', 2],
	['orderUpdated', 'order', 5],
	['shipmentUpdated', 'shipment', 5],
	['notification', undefined, 1],
])(
	'%s is about a %s, and read %i times at most while that is unknown',
	(event, kind, mostReads) => {
		expect(EVENTS[event]).toMatchObject({ mostReads, ...(kind && { kind }) });
		expect(EVENTS[event].kind).toBe(kind);
	},
);

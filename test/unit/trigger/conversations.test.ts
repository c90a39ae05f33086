// Conversations as threads: which ones, whose messages are news, where they are read, and what is handed out.
import type { IDataObject } from 'n8n-workflow';
import type { Account } from '../../../nodes/MercadoLibre/api/account';
import type { FileSession } from '../../../nodes/MercadoLibre/files/fileSession';
import { conversationSource, isOfSeller } from '../../../nodes/MercadoLibre/trigger/conversations';
import type { SourceMessage } from '../../../nodes/MercadoLibre/trigger/source';
import { ok, status, stubApi, type Answer } from '../../support/stubApi';

const SELLER = '523132944';
const BUYER = '77';
const STORE = '900';
const PACK = '2000000000000001';

const fromBuyer = (more: IDataObject = {}): IDataObject => ({
	id: 'm1',
	site_id: 'MLB',
	from: { user_id: Number(BUYER) },
	to: { user_id: Number(SELLER) },
	text: 'Where is it?',
	message_date: {
		created: '2026-02-28T10:00:00.000Z',
		available: '2026-02-28T10:00:05.000Z',
		read: null,
	},
	message_resources: [
		{ id: PACK, name: 'packs' },
		{ id: Number(STORE), name: 'sellers' },
	],
	...more,
});

interface Server {
	unread?: IDataObject[];
	conversation?: Answer;
	messages?: IDataObject[];
	total?: number | null;
	account?: Partial<Account>;
	role?: 'seller' | 'buyer';
	userId?: string;
	ownIds?: string[];
	simplify?: boolean;
}

const LISTED = [{ resource: `/packs/${PACK}`, count: 2 }];
const LOCAL: Partial<Account> = { family: 'local', siteId: 'MLA' };

function sourceOf({
	unread = LISTED,
	messages = [fromBuyer()],
	total = messages.length,
	conversation = ok({
		paging: total === null ? {} : { total },
		conversation_status: { status: 'active', substatus: null },
		messages,
	}),
	account = {},
	role = 'seller',
	userId = SELLER,
	ownIds = [SELLER],
	simplify = true,
}: Server = {}) {
	const api = stubApi((path) => {
		if (path.endsWith('/unread')) return ok({ results: unread, user_id: userId });
		if (path.includes('/attachments/')) return ok('file', { 'content-type': 'image/png' });
		return conversation;
	});
	Object.assign(api.session.account, account);
	const source = conversationSource(api.session as FileSession, { role, userId, ownIds, simplify });
	const paths = () => api.sent.map(({ options }) => new URL(options.url).pathname);
	return { ...api, source, paths };
}

const thread = { id: PACK, fingerprint: '2' };

async function messagesOf(server: Server = {}) {
	const { source } = sourceOf(server);
	await source.list();
	return (await source.read(thread, false)).messages;
}

describe('the list', () => {
	test('has the unread conversations, whose count is the fingerprint', async () => {
		const { source } = sourceOf({
			unread: [
				{ resource: '/packs/1', count: 1 },
				{ resource: '/packs/2/sellers/5', count: '14' },
			],
		});
		expect(await source.list()).toEqual({
			threads: [
				{ id: '1', fingerprint: '1', unread: 1 },
				{ id: '2', fingerprint: '14', unread: 14 },
			],
			isFull: false,
		});
	});

	test('is asked for in the role and for the user, and is full at 500 of a local account', async () => {
		const unread = Array.from({ length: 500 }, (_, i) => ({ resource: `/packs/${i}`, count: 1 }));
		const local = sourceOf({ account: LOCAL, unread, role: 'buyer', userId: BUYER });
		expect(await local.source.list()).toMatchObject({ isFull: true });
		expect(local.sent[0].options.qs).toEqual({ role: 'buyer', tag: 'post_sale' });
		const global = sourceOf({ unread });
		expect(await global.source.list()).toMatchObject({ isFull: false });
		expect(global.sent[0].options.qs).toEqual({
			role: 'seller',
			tag: 'post_sale',
			user_id: SELLER,
		});
	});

	test('has nothing of the last one', async () => {
		const { source, paths } = sourceOf({
			account: LOCAL,
			unread: [{ resource: `/packs/${PACK}/sellers/5`, count: 1 }],
		});
		await source.list();
		await source.read(thread, false);
		expect(paths().at(-1)).toBe(`/messages/packs/${PACK}/sellers/5`);
	});
});

describe('a look', () => {
	test.each([
		['the seller that the list names', [{ resource: `/packs/${PACK}/sellers/5`, count: 1 }], '5'],
		['the account, where the list names none', LISTED, SELLER],
		['the account, of one that is off the list', [], SELLER],
	])('reads at the path of %s', async (_, unread, seller) => {
		const { source, paths } = sourceOf({ account: LOCAL, unread });
		await source.list();
		await source.read(thread, false);
		expect(paths().slice(1)).toEqual([`/messages/packs/${PACK}/sellers/${seller}`]);
	});

	test('reads at the path of the seller that the list of an earlier poll has named', async () => {
		const poll = async (unread: object[]) => {
			const { source, paths } = sourceOf({ account: LOCAL, unread: unread as never });
			await source.list();
			await source.read({ ...thread, id: '31' }, false);
			return paths().at(-1);
		};
		const path = '/messages/packs/31/sellers/5';
		expect(await poll([{ resource: '/packs/31/sellers/5', count: 1 }])).toBe(path);
		expect(await poll([])).toBe(path);
	});

	test('marks as read only when it is told to', async () => {
		const { source, sent } = sourceOf({ account: LOCAL });
		await source.list();
		await source.read(thread, false);
		await source.read(thread, true);
		expect(sent.slice(1).map(({ options: { qs } }) => qs?.mark_as_read)).toEqual([
			false,
			undefined,
		]);
	});

	test('that may not be marked as read is read all the same, with a word in the log', async () => {
		const { source, sent, session } = sourceOf({ account: LOCAL });
		await source.list();
		const warn = jest.fn();
		Object.assign(session.context.logger, { warn });
		const { httpRequest } = session.context.helpers;
		session.context.helpers.httpRequest = async (options) =>
			options.qs?.mark_as_read === false
				? ((await httpRequest(options)) as unknown)
				: (await httpRequest(options), status(403, {}, { message: 'Forbidden', status: 403 }));
		expect((await source.read(thread, true)).messages).toHaveLength(1);
		expect(sent).toHaveLength(3);
		expect(warn).toHaveBeenCalledWith(
			'Mercado Libre does not let a conversation be marked as read',
			{ id: PACK, reason: expect.stringContaining('Mercado Libre') },
		);
	});

	test.each([
		['all that is counted', 1, true],
		['less than is counted', 2, false],
		['what nobody has counted', null, true],
		['more than is counted', 0, true],
	])('shows %s', async (_, total, isComplete) => {
		const { source } = sourceOf({ total });
		await source.list();
		expect(await source.read(thread, false)).toMatchObject({
			messages: [{ id: 'm1' }],
			isComplete,
		});
	});

	test('finds nothing in a conversation that is off the list and deleted', async () => {
		const { source } = sourceOf({ unread: [], conversation: status(404) });
		await source.list();
		expect(await source.read(thread, false)).toEqual({ messages: [], isComplete: true });
	});

	test('of one that is off the list fails when the time is over', async () => {
		const { source, session } = sourceOf({ unread: [] });
		session.signal = AbortSignal.abort();
		await expect(source.read(thread, false)).rejects.toThrow('canceled');
	});

	test.each([
		['is off the list and cannot be read', [], 422],
		['is on the list and not there', LISTED, 404],
	])('fails for one that %s', async (_, unread, code) => {
		const { source } = sourceOf({ unread, conversation: status(code) });
		await source.list();
		await expect(source.read(thread, false)).rejects.toMatchObject({
			context: { apiProblem: { status: code } },
		});
	});
});

describe('whose message it is', () => {
	const from = (user_id: unknown) => [fromBuyer({ from: { user_id } as IDataObject })];

	test.each<[string, Server, boolean]>([
		['the buyer', { messages: from(BUYER) }, true],
		['the account', { messages: from(SELLER) }, false],
		['the account, by another of its ids', { messages: from(5), ownIds: [SELLER, '5'] }, false],
		['the store that the message names', { messages: from(STORE) }, false],
		[
			'the seller that the list names',
			{ messages: from(6), unread: [{ resource: `/packs/${PACK}/sellers/6`, count: 1 }] },
			false,
		],
		['nobody', { messages: [fromBuyer({ from: undefined })] }, true],
		[
			'the buyer, who is the account',
			{ role: 'buyer', ownIds: [BUYER], messages: from(BUYER) },
			false,
		],
		[
			'the buyer, by another of its ids',
			{ role: 'buyer', ownIds: [BUYER, '5'], messages: from(5) },
			false,
		],
		['the seller, for the buyer', { role: 'buyer', ownIds: [BUYER], messages: from(STORE) }, true],
		[
			'the seller that the list names, for the buyer',
			{
				role: 'buyer',
				ownIds: [BUYER],
				messages: from(6),
				unread: [{ resource: `/packs/${PACK}/sellers/6`, count: 1 }],
			},
			true,
		],
		['nobody, for the buyer', { role: 'buyer', messages: [fromBuyer({ from: undefined })] }, true],
	])('%s', async (_, server, isReceived) => {
		expect(await messagesOf(server)).toMatchObject([{ isReceived }]);
	});

	test.each([
		['sellers', true],
		['seller', true],
		['packs', false],
	])('a resource named "%s" that has the id of the sender', (name, isSeller) => {
		const message = { from: { user_id: 9 }, message_resources: [{ id: 9, name }] };
		expect(isOfSeller(message, [])).toBe(isSeller);
	});

	test('nobody is no seller, though ids are not known', () => {
		const message = { message_resources: [{ name: 'sellers' }] };
		expect(isOfSeller(message, [null, undefined])).toBe(false);
	});
});

describe('what is handed out', () => {
	test('arrives when it became visible, and not when it was written', async () => {
		expect(await messagesOf()).toMatchObject([
			{ arrivedAt: Date.parse('2026-02-28T10:00:05.000Z'), isPending: false },
		]);
	});

	test.each([
		['held back by moderation', { created: '2026-02-28T10:00:00.000Z', available: null }, true],
		['of an edition that does not tell', { created: '2026-02-28T10:00:00.000Z' }, false],
	])('one %s arrives when it was written', async (_, message_date, isPending) => {
		expect(await messagesOf({ messages: [fromBuyer({ message_date })] })).toMatchObject([
			{ arrivedAt: Date.parse('2026-02-28T10:00:00.000Z'), isPending },
		]);
	});

	test('one without any date arrived at no time', async () => {
		expect(await messagesOf({ messages: [fromBuyer({ message_date: undefined })] })).toMatchObject([
			{ arrivedAt: 0, isPending: false },
		]);
	});

	test.each([
		['unread', {}, undefined],
		['read', { message_date: { read: '2026-02-28T11:00:00.000Z' } }, '2026-02-28T11:00:00.000Z'],
		[
			'read, in the older edition',
			{ message_date: undefined, date_read: '2026-02-28T11:00:00.000Z' },
			'2026-02-28T11:00:00.000Z',
		],
	])('%s', async (_, more, readAt) => {
		const [message] = await messagesOf({ messages: [fromBuyer(more)] });
		expect(message.readAt).toBe(readAt && Date.parse(readAt));
	});

	test('a message without an id is told by sender, time and text', async () => {
		const idOf = async (more: IDataObject) =>
			(await messagesOf({ messages: [fromBuyer({ id: undefined, ...more })] }))[0].id;
		const first = await idOf({});
		expect(first).not.toBe('');
		expect(await idOf({})).toBe(first);
		expect(await idOf({ text: 'Hello?' })).not.toBe(first);
		expect(await idOf({ from: { user_id: 1 } })).not.toBe(first);
		expect(await idOf({ message_date: { created: '2026-02-28T10:00:01.000Z' } })).not.toBe(first);
	});

	test('the message, simplified, with its pack and the state of its conversation', async () => {
		const [{ json }] = await messagesOf({ messages: [fromBuyer({ message_resources: [] })] });
		expect(json).toMatchObject({
			direction: 'received',
			text: 'Where is it?',
			packId: PACK,
			conversation: { status: 'active' },
		});
	});

	test('as the API has it, if it is not to be simplified', async () => {
		const message = fromBuyer({ message_resources: [] });
		const [{ json }] = await messagesOf({ messages: [message], simplify: false });
		expect(json).toEqual({
			...message,
			packId: PACK,
			conversation_status: { status: 'active', substatus: null },
		});
	});

	test('what the account wrote is sent, by the id of whose conversations are read', async () => {
		const messages = [fromBuyer({ from: { user_id: SELLER } })];
		expect(await messagesOf({ messages })).toMatchObject([{ json: { direction: 'sent' } }]);
	});

	test('an item of a whole conversation', () => {
		const { source } = sourceOf();
		const messages = [
			{ json: { text: 'a' } },
			{ json: { text: 'b' } },
		] as unknown as SourceMessage[];
		expect(source.threadJson({ thread: { ...thread, unread: 5 }, messages })).toEqual({
			packId: PACK,
			unreadCount: 5,
			messages: [{ text: 'a' }, { text: 'b' }],
		});
		expect(source.threadJson({ thread, messages })).toMatchObject({ unreadCount: 2 });
		expect(source.saleIdOf(PACK)).toBe(PACK);
	});
});

describe('files', () => {
	const withFile = (attachment: IDataObject, more: IDataObject = {}) =>
		fromBuyer({ message_attachments: [attachment], ...more });

	test('how to get them, and which must not be had', async () => {
		const [{ attachments }] = await messagesOf({
			messages: [
				fromBuyer({
					message_attachments: [
						{ filename: 'f_1.png' },
						{ filename: 'f_2.exe', potential_security_threat: true },
						{},
					],
				}),
			],
		});
		expect(attachments).toMatchObject([
			{
				filename: 'f_1.png',
				isThreat: false,
				cure: 'Get it with the Mercado Libre node: Attachment > Download, Attachment ID "f_1.png", Site ID MLB.',
			},
			{ filename: 'f_2.exe', isThreat: true },
		]);
	});

	test('how to get one of a message that does not tell its country', async () => {
		const messages = [withFile({ filename: 'f_1.png' }, { site_id: undefined })];
		const [{ attachments }] = await messagesOf({ messages });
		expect(attachments[0].cure).toMatch(/Attachment ID "f_1\.png"\.$/);
	});

	const elsewhere = fromBuyer({ id: 'm0', site_id: 'MLM' });

	test.each<[string, IDataObject[], Partial<Account>, string]>([
		['of the message', [elsewhere, withFile({ filename: 'f' })], LOCAL, 'MLB'],
		[
			'of the others',
			[elsewhere, withFile({ filename: 'f' }, { site_id: undefined })],
			LOCAL,
			'MLM',
		],
		['of the account', [withFile({ filename: 'f' }, { site_id: undefined })], LOCAL, 'MLA'],
	])('are asked for by the country %s', async (_, messages, account, siteId) => {
		const { source, session, sent } = sourceOf({ messages, account });
		const prepareBinaryData = jest.fn(async (_body, fileName: string) => ({ fileName, bytes: 4 }));
		Object.assign(session.context.helpers, { prepareBinaryData });
		await source.list();
		const { attachments } = (await source.read(thread, false)).messages.find(
			(message) => message.attachments.length > 0,
		)!;
		const { signal } = new AbortController();
		expect(await attachments[0].download(signal)).toMatchObject({ fileName: 'f' });
		const { url, qs } = sent.at(-1)!.options;
		expect(new URL(url).pathname).toBe('/messages/attachments/f');
		expect(qs).toMatchObject({ site_id: siteId });
	});

	test('have the name that the buyer gave them, and are not waited for when the time is over', async () => {
		const { source, session } = sourceOf({
			messages: [withFile({ filename: 'f_1', original_filename: 'photo.png' })],
		});
		const prepareBinaryData = jest.fn(async (_body, fileName: string) => ({ fileName, bytes: 4 }));
		Object.assign(session.context.helpers, { prepareBinaryData });
		await source.list();
		const [{ attachments }] = (await source.read(thread, false)).messages;
		const { signal } = new AbortController();
		expect(await attachments[0].download(signal)).toMatchObject({ fileName: 'photo.png' });
		await expect(attachments[0].download(AbortSignal.abort())).rejects.toThrow('canceled');
	});
});

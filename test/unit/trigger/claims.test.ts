// Claims as threads: which ones, when one has changed, whose messages are news, and what tells them apart.
import type { IDataObject } from 'n8n-workflow';
import type { Account } from '../../../nodes/MercadoLibre/api/account';
import type { FileSession } from '../../../nodes/MercadoLibre/files/fileSession';
import { claimSource, saleIdOfClaim } from '../../../nodes/MercadoLibre/trigger/claims';
import { firstMemory, poll } from '../../../nodes/MercadoLibre/trigger/poll';
import type { SourceMessage } from '../../../nodes/MercadoLibre/trigger/source';
import { ok, status, stubApi, type Answer } from '../../support/stubApi';

const NOW = Date.parse('2026-03-01T10:00:00.000Z');
const DAY = 24 * 60 * 60_000;
const SELLER = '523132944';
const BUYER = '77';

const CLAIM = {
	id: 5_001,
	stage: 'claim',
	status: 'opened',
	last_updated: '2026-02-28T10:00:00.000-04:00',
	resource: 'order',
	resource_id: 2_000_003,
	players: [
		{ role: 'complainant', type: 'buyer', user_id: Number(BUYER) },
		{
			role: 'respondent',
			type: 'seller',
			user_id: Number(SELLER),
			available_actions: [
				{ action: 'refund', mandatory: false, due_date: '2026-03-09T10:00:00.000-04:00' },
				{
					action: 'send_message_to_complainant',
					mandatory: true,
					due_date: '2026-03-05T10:00:00.000-04:00',
				},
			],
		},
	],
};

const fromBuyer = (more: IDataObject = {}): IDataObject => ({
	sender_role: 'complainant',
	receiver_role: 'respondent',
	message: 'Where is it?',
	date_created: '2026-02-28T10:00:00.000Z',
	date_read: null,
	attachments: [],
	...more,
});

const fromSeller = fromBuyer({
	sender_role: 'respondent',
	date_created: '2026-02-28T11:00:00.000Z',
});

interface Server {
	claims?: IDataObject[];
	claim?: Answer;
	messages?: IDataObject[] | Answer;
	search?: (qs: IDataObject) => Answer | undefined;
	account?: Partial<Account>;
	party?: { userId: string; role: 'seller' | 'buyer' };
	ownIds?: string[];
	simplify?: boolean;
	signal?: AbortSignal;
}

function sourceOf({
	claims = [CLAIM],
	claim = ok(CLAIM),
	messages = [fromBuyer()],
	search,
	account = {},
	party = { userId: SELLER, role: 'seller' },
	ownIds = [SELLER],
	simplify = true,
	signal,
}: Server = {}) {
	const api = stubApi((path, { qs = {} }) => {
		const { offset, limit } = qs as { offset: number; limit: number };
		if (path.endsWith('/search')) {
			const page = claims.slice(offset, offset + limit);
			return search?.(qs) ?? ok({ data: page, paging: { total: claims.length } });
		}
		if (path.endsWith('/messages')) return Array.isArray(messages) ? ok(messages) : messages;
		if (path.endsWith('/download')) return ok('file', { 'content-type': 'image/png' });
		return claim;
	});
	Object.assign(api.session.account, account);
	api.session.signal = signal;
	const source = claimSource(api.session as FileSession, { ...party, ownIds, simplify });
	const asked = () =>
		api.sent.map(({ options }) => new URL(options.url).pathname.replace('/marketplace/v2', ''));
	return { ...api, source, asked };
}

beforeEach(() => jest.useFakeTimers({ now: NOW }));
afterEach(() => jest.useRealTimers());

const thread = { id: '5001', fingerprint: 'x' };

/** The messages of the claim, which is on the list unless said otherwise. */
async function messagesOf(server: Server = {}, { isListed = true } = {}) {
	const { source } = sourceOf(server);
	if (isListed) await source.list();
	const { messages, isComplete } = await source.read(thread, false);
	expect(isComplete).toBe(true);
	return messages;
}

describe('the list', () => {
	test('asks for the open claims of the seller in which something happened within 180 days', async () => {
		const { source, sent } = sourceOf();
		await source.list();
		expect(sent.map(({ options }) => options.qs)).toEqual([
			{
				status: 'opened',
				sort: 'last_updated:desc',
				range: `last_updated:after:${new Date(NOW - 180 * DAY).toISOString()}`,
				user_id: SELLER,
				limit: 100,
				offset: 0,
			},
		]);
	});

	test('leaves out what names no claim', async () => {
		const { source } = sourceOf({ claims: [{ ...CLAIM, id: null }, CLAIM] });
		expect((await source.list()).threads.map(({ id }) => id)).toEqual(['5001']);
	});

	test('asks again without the range where that is refused', async () => {
		const { source, sent } = sourceOf({
			search: ({ range }) => (range ? status(400) : undefined),
		});
		expect((await source.list()).threads).toHaveLength(1);
		expect(sent.map(({ options: { qs } }) => [qs?.status, qs?.sort, qs?.range])).toEqual([
			['opened', 'last_updated:desc', expect.stringContaining('last_updated:after:')],
			['opened', 'last_updated:desc', undefined],
		]);
	});

	test('and not for another reason', async () => {
		const { source, sent } = sourceOf({ search: () => status(422) });
		await expect(source.list()).rejects.toMatchObject({ context: { apiProblem: { status: 422 } } });
		expect(sent).toHaveLength(1);
	});

	test('and not when the time is over', async () => {
		const { source } = sourceOf({ signal: AbortSignal.abort() });
		await expect(source.list()).rejects.toThrow('canceled');
	});

	test('asks as a buyer for what the account has bought', async () => {
		const { source, sent } = sourceOf({ party: { userId: BUYER, role: 'buyer' } });
		await source.list();
		expect(sent[0].options.qs).toMatchObject({
			player_user_id: BUYER,
			player_role: 'complainant',
		});
	});

	test('holds the 1,000 that have changed last, and hides none that has news', async () => {
		const claims = Array.from({ length: 1_150 }, (_, i) => ({ ...CLAIM, id: 9_000 + i }));
		const { source } = sourceOf({ claims });
		const { threads, isFull } = await source.list();
		expect(threads.map(({ id }) => id)).toEqual(
			Array.from({ length: 1_000 }, (_, i) => String(9_000 + i)),
		);
		expect(isFull).toBe(false);
	});

	test('a claim has another fingerprint when it is updated or goes to another stage', async () => {
		const fingerprintOf = async (more: IDataObject = {}) =>
			(await sourceOf({ claims: [{ ...CLAIM, ...more }] }).source.list()).threads[0].fingerprint;
		const first = await fingerprintOf();
		expect(await fingerprintOf()).toBe(first);
		expect(await fingerprintOf({ status: 'other' })).toBe(first);
		expect(await fingerprintOf({ last_updated: '2026-02-28T10:00:01.000-04:00' })).not.toBe(first);
		expect(await fingerprintOf({ stage: 'dispute' })).not.toBe(first);
	});

	test('tells the claim, and the order that it is about', async () => {
		const { source } = sourceOf({
			claims: [CLAIM, { ...CLAIM, id: 5_002, resource: 'shipment' }],
		});
		await source.list();
		expect(source.claimOf!('5001')).toEqual(CLAIM);
		expect(source.claimOf!('1')).toBeUndefined();
		expect(['5001', '5002', '1'].map(source.saleIdOf)).toEqual(['2000003', null, null]);
	});
});

test('the order of a claim is what it is about, if that is an order', () => {
	expect(saleIdOfClaim(CLAIM)).toBe('2000003');
	expect(saleIdOfClaim({ ...CLAIM, resource: 'payment' })).toBeNull();
});

describe('a look', () => {
	test('costs one request for a claim on the list', async () => {
		const { source, asked } = sourceOf();
		await source.list();
		await source.read(thread, false);
		expect(asked()).toEqual(['/claims/search', '/claims/5001/messages']);
	});

	test('reads who is who of one that is off the list', async () => {
		const { source, asked } = sourceOf({ claims: [] });
		await source.list();
		const { messages } = await source.read(thread, false);
		expect(messages).toMatchObject([{ isReceived: true, json: { claimId: '5001' } }]);
		expect(asked()).toEqual(['/claims/search', '/claims/5001', '/claims/5001/messages']);
	});

	test('tells one that is off the list, and the order that it is about: its last message may close it', async () => {
		const { source } = sourceOf({ claims: [] });
		await source.list();
		expect([source.claimOf!('5001'), source.saleIdOf('5001')]).toEqual([undefined, null]);
		await source.read(thread, false);
		expect([source.claimOf!('5001'), source.saleIdOf('5001')]).toEqual([CLAIM, '2000003']);
	});

	test('finds nothing in one that is off the list and deleted', async () => {
		expect(await messagesOf({ claims: [], claim: status(404) })).toEqual([]);
	});

	test.each([
		['is off the list and cannot be read', [], 422],
		['is on the list and not there', [CLAIM], 404],
	])('fails for one that %s', async (_, claims, code) => {
		const looked = messagesOf({ claims, claim: status(code), messages: status(code) });
		await expect(looked).rejects.toMatchObject({ context: { apiProblem: { status: code } } });
	});
});

describe('whose message it is', () => {
	test.each([
		['the buyer', 'complainant', true],
		['Mercado Libre', 'mediator', true],
		['the seller', 'respondent', false],
	])('%s: the role tells', async (_, sender_role, isReceived) => {
		expect(await messagesOf({ messages: [fromBuyer({ sender_role })] })).toMatchObject([
			{ isReceived },
		]);
	});

	test('in a claim that the account has opened itself it is the complainant', async () => {
		const messages = [fromBuyer(), fromSeller];
		const received = await messagesOf({ messages, ownIds: ['1', BUYER] });
		expect(received.map(({ isReceived }) => isReceived)).toEqual([false, true]);
	});

	test('the respondent is the account where no player has one of its ids', async () => {
		const messages = [fromBuyer(), fromSeller];
		const received = await messagesOf({ messages, ownIds: ['1', '2'] });
		expect(received.map(({ isReceived }) => isReceived)).toEqual([true, false]);
	});

	test('a player without an id is nobody', async () => {
		const claim = { ...CLAIM, players: [{ role: 'complainant' }, ...CLAIM.players] };
		expect(await messagesOf({ claims: [claim] })).toMatchObject([{ isReceived: true }]);
	});
});

describe('what is handed out', () => {
	test('times', async () => {
		const [unread, read, undated] = await messagesOf({
			messages: [
				fromBuyer(),
				fromBuyer({
					date_created: undefined,
					message_date: '2026-02-28T11:00:00.000Z',
					date_read: '2026-02-28T12:00:00.000Z',
				}),
				fromBuyer({ date_created: null }),
			],
		}).then((messages) => [messages[1], messages[2], messages[0]]);
		expect(unread).toMatchObject({ arrivedAt: Date.parse('2026-02-28T10:00:00.000Z') });
		expect(unread.readAt).toBeUndefined();
		expect(read).toMatchObject({
			arrivedAt: Date.parse('2026-02-28T11:00:00.000Z'),
			readAt: Date.parse('2026-02-28T12:00:00.000Z'),
		});
		expect(undated.arrivedAt).toBe(0);
	});

	test('the message with the state of its claim', async () => {
		const [{ json }] = await messagesOf();
		expect(json).toMatchObject({
			claimId: '5001',
			senderRole: 'complainant',
			message: 'Where is it?',
			claimStage: 'claim',
			dueDate: '2026-03-05T10:00:00.000-04:00',
			availableActions: [
				{ action: 'refund', mandatory: false, dueDate: '2026-03-09T10:00:00.000-04:00' },
				{
					action: 'send_message_to_complainant',
					mandatory: true,
					dueDate: '2026-03-05T10:00:00.000-04:00',
				},
			],
		});
	});

	test('as the API has it, if it is not to be simplified', async () => {
		const [{ json }] = await messagesOf({ simplify: false });
		expect(json).toEqual({
			...fromBuyer(),
			claimId: '5001',
			claimStage: 'claim',
			dueDate: '2026-03-05T10:00:00.000-04:00',
			availableActions: CLAIM.players[1].available_actions,
		});
	});

	test('null for a stage that the claim does not tell', async () => {
		const [{ json }] = await messagesOf({ claims: [{ ...CLAIM, stage: undefined }] });
		expect(json.claimStage).toBeNull();
	});

	test('an item of a whole claim', () => {
		const messages = [
			{ json: { message: 'a' } },
			{ json: { message: 'b' } },
		] as unknown as SourceMessage[];
		expect(sourceOf().source.threadJson({ thread, messages })).toEqual({
			claimId: '5001',
			messages: [{ message: 'a' }, { message: 'b' }],
		});
	});

	test('files, and how to get them', async () => {
		const { source, session, sent } = sourceOf({
			messages: [
				fromBuyer({ attachments: [{ filename: 'f_1.png', original_filename: 'photo.png' }, {}] }),
			],
		});
		const prepareBinaryData = jest.fn(async (_body, fileName: string, mimeType: string) => ({
			fileName,
			mimeType,
			bytes: 4,
		}));
		Object.assign(session.context.helpers, { prepareBinaryData });
		await source.list();
		const [{ attachments }] = (await source.read(thread, false)).messages;
		expect(attachments).toMatchObject([
			{
				filename: 'f_1.png',
				isThreat: false,
				cure: 'Get it with the Mercado Libre node: Claim Attachment > Download, Claim ID 5001, Attachment ID "f_1.png".',
			},
			{ filename: '' },
		]);
		const { signal } = new AbortController();
		expect(await attachments[0].download(signal)).toMatchObject({
			fileName: 'photo.png',
			mimeType: 'image/png',
		});
		expect(new URL(sent.at(-1)!.options.url).pathname).toMatch(
			/\/claims\/5001\/attachments\/f_1\.png\/download$/,
		);
		await expect(attachments[0].download(AbortSignal.abort())).rejects.toThrow('canceled');
	});
});

describe('messages that the API gives with hashes, or without', () => {
	/** What comes when one poll after the other sees these messages in the claim. */
	async function cameOf(...looks: IDataObject[][]) {
		let memory = firstMemory('', [], { since: NOW - 10 * DAY, wantsExisting: false });
		const came: number[] = [];
		for (const [turn, messages] of looks.entries()) {
			const seen = await messagesOf({ messages });
			const { news, memory: after } = await poll({
				memory,
				threads: [{ ...thread, fingerprint: `${turn}` }],
				listedAt: NOW,
				read: async () => ({ messages: seen, isComplete: true }),
				budget: 10,
				rotation: { polls: 5, atLeast: 10 },
				turn,
			});
			memory = after;
			came.push(news.flatMap((one) => one.messages).length);
		}
		return came;
	}

	const one = fromBuyer({ hash: 'one' });
	const other = fromBuyer({ hash: 'other' });
	const unhashed = fromBuyer();

	test.each<[string, IDataObject[][], number[]]>([
		['two equal ones with hashes are two', [[one], [one, other]], [1, 1]],
		[
			'two that came together are two',
			[
				[one, other],
				[one, other],
			],
			[2, 0],
		],
		[
			'one that has none is news beside one that has',
			[[one], [one, fromBuyer({ message: 'Hello?' })]],
			[1, 1],
		],
		['a hash that comes later makes none new', [[unhashed], [one]], [1, 0]],
		['a hash that is gone makes none new', [[one], [unhashed], [one]], [1, 0, 0]],
		[
			'one without a hash is told by what it says',
			[[unhashed], [fromBuyer({ message: 'Hello?' })]],
			[1, 1],
		],
	])('%s', async (_, looks, came) => {
		expect(await cameOf(...looks)).toEqual(came);
	});
});

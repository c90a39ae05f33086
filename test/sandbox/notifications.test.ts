// Notifications, as the pages on them say (pt 2026-09-14, es 2026-06-01, gs 2026-05-12).
import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { GLOBAL_SELLER, LOCAL_SELLER, useSandbox } from './api';

const sandbox = useSandbox();

const APPLICATION = 1344270061107690;
const HOUR = 3_600_000;

type Body = Record<string, unknown>;

/** Who is notified. */
let server: Server;
let url: string;
const received: Body[] = [];
/** What the next posts are answered with, then 200. */
let answers: number[];
/** How long every answer takes, in ms. */
let delay: number;

beforeAll(async () => {
	server = createServer((request, response) => {
		let text = '';
		request.on('data', (chunk) => (text += chunk));
		request.on('end', () => {
			received.push(JSON.parse(text) as Body);
			response.statusCode = answers.shift() ?? 200;
			setTimeout(() => response.end(), delay);
		});
	});
	await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
	url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/callback`;
});
beforeEach(() => {
	received.length = 0;
	answers = [];
	delay = 0;
	sandbox.control.issueToken({ userId: GLOBAL_SELLER });
	sandbox.control.issueToken({ userId: LOCAL_SELLER });
	sandbox.control.setCallback({ url });
});
afterAll(() => server.close());

const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;
const common = {
	application_id: APPLICATION,
	attempts: 1,
	sent: expect.stringMatching(TIME),
	received: expect.stringMatching(TIME),
};
const settled = async () => await sandbox.control.notificationsSettled();
const write = (packId: number, sellerId: number) =>
	sandbox.control.buyerWrites({ packId, sellerId, text: 'Hola' });

test('local: a message by its bare id, with what was done', async () => {
	const { id } = write(4001, LOCAL_SELLER);
	sandbox.control.readElsewhere({ packId: 4001 });
	await settled();

	const message = { ...common, id: expect.any(String), resource: id, topic: 'messages' };
	expect(received).toEqual(
		expect.arrayContaining([
			{ ...message, user_id: LOCAL_SELLER, actions: ['created'] },
			{ ...message, user_id: LOCAL_SELLER, actions: ['read'] },
		]),
	);
	expect(received).toHaveLength(2);
});

test('local: claims have the topic post_purchase, and no slash at the beginning', async () => {
	const { id } = sandbox.control.openClaim({ sellerId: LOCAL_SELLER });
	await settled();
	sandbox.control.claimWrites({
		claimId: Number(id),
		senderRole: 'complainant',
		message: 'Llegó roto',
	});
	await settled();

	const claim = {
		...common,
		id: expect.any(String),
		resource: `post-purchase/v1/claims/${id}`,
		topic: 'post_purchase',
		user_id: LOCAL_SELLER,
	};
	expect(received).toEqual([
		{ ...claim, actions: ['claims'] },
		{ ...claim, actions: ['claims_actions'] },
	]);
});

test('Global Selling: paths, the user of a message as a text, no actions, and nothing about reading', async () => {
	const { id } = write(4002, GLOBAL_SELLER);
	sandbox.control.readElsewhere({ packId: 4002 });
	await settled();
	const { id: claimId } = sandbox.control.openClaim({ sellerId: GLOBAL_SELLER });
	await settled();

	expect(received).toEqual([
		{
			...common,
			_id: expect.any(String),
			resource: `/marketplace/messages/${id}`,
			topic: 'marketplace_messages',
			user_id: String(GLOBAL_SELLER),
		},
		{
			...common,
			_id: expect.any(String),
			resource: `/marketplace/claims/${claimId}`,
			topic: 'marketplace_claims',
			user_id: GLOBAL_SELLER,
		},
	]);
});

test('orders and shipments: when there is one, and when it changes; locally without an id', async () => {
	for (const sellerId of [LOCAL_SELLER, GLOBAL_SELLER]) {
		const { orderIds, shipmentId } = sandbox.control.createSale({ sellerId, shipment: {} });
		await settled();
		sandbox.control.setOrder({ orderId: orderIds[0], status: 'cancelled' });
		sandbox.control.setShipment({ shipmentId: shipmentId!, status: 'delivered' });
		await settled();
		const isLocal = sellerId === LOCAL_SELLER;
		const prefix = isLocal ? '' : '/marketplace';
		const notification = (topic: string, resource: string) => ({
			...common,
			...(!isLocal && { _id: expect.any(String) }),
			topic: isLocal ? topic : `marketplace_${topic.replace('_v2', '')}`,
			resource: `${prefix}${resource}`,
			user_id: sellerId,
		});
		const order = notification('orders_v2', `/orders/${orderIds[0]}`);
		const shipment = notification('shipments', `/shipments/${shipmentId}`);
		expect(received.splice(0)).toEqual(expect.arrayContaining([order, shipment, order, shipment]));
	}
});

test('only sellers who have connected the application, and topics that it wants', async () => {
	sandbox.control.createSeller({ userId: 991 });
	write(4003, 991);
	sandbox.control.setCallback({ url, topics: ['marketplace_claims'] });
	write(4004, GLOBAL_SELLER);
	await settled();
	expect(received).toEqual([]);
});

test('what is held back by moderation is told when it is let go', async () => {
	const { id } = sandbox.control.buyerWrites({ packId: 4005, text: 'x', verdict: 'pending' });
	await settled();
	expect(received).toEqual([]);
	sandbox.control.moderateMessage({ messageId: id, verdict: 'clean' });
	await settled();
	expect(received).toHaveLength(1);
});

test('callbacks are on this machine only', () => {
	expect(() => sandbox.control.setCallback({ url: 'https://example.com/' })).toThrow();
});

test('without a 200 it is repeated for an hour, and given up after the eighth attempt', async () => {
	answers = Array.from({ length: 20 }, () => 503);
	write(4006, GLOBAL_SELLER);
	await sandbox.control.passTime({ ms: 2 * HOUR });

	expect(received.map(({ attempts }) => attempts)).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
	const [{ attempts, willBeRepeated }] = sandbox.control.notifications();
	expect(willBeRepeated).toBe(false);
	const minutes = attempts.map(({ at }) => (Date.parse(at) - Date.parse(attempts[0].at)) / 60_000);
	const pauses = minutes.slice(1).map((minute, i) => minute - minutes[i]);
	expect(pauses).toEqual([...pauses].sort((a, b) => a - b));
	expect(Math.round(minutes[7])).toBe(60);
});

test('a 200 ends the repetitions', async () => {
	answers = [500];
	write(4007, GLOBAL_SELLER);
	await sandbox.control.passTime({ ms: HOUR });
	expect(received.map(({ attempts }) => attempts)).toEqual([1, 2]);
});

test('late answers switch a topic off; what falls in that time is not kept', async () => {
	delay = 30;
	sandbox.control.setCallback({ url, lateAfterMs: 1, lateAnswersAllowed: 1 });
	for (const packId of [4010, 4011]) {
		write(packId, GLOBAL_SELLER);
		await settled();
	}
	expect(sandbox.control.topicsOff()).toEqual(['marketplace_messages']);
	write(4012, GLOBAL_SELLER);
	await settled();
	expect(received).toHaveLength(2);
	expect(sandbox.control.notifications()).toHaveLength(2);
	sandbox.control.setCallback({ url });
	expect(sandbox.control.topicsOff()).toEqual([]);
});

describe('/missed_feeds', () => {
	const missed = async (query = '', as = GLOBAL_SELLER) =>
		await sandbox.get(`/missed_feeds?app_id=${APPLICATION}${query}`, { as });

	test('what was given up, and what got through after it had failed', async () => {
		answers = [503];
		const late = write(4020, GLOBAL_SELLER);
		await sandbox.control.passTime({ ms: HOUR });
		answers = Array.from({ length: 8 }, () => 503);
		const lost = write(4021, GLOBAL_SELLER);
		expect((await missed()).body.messages).toHaveLength(1);
		await sandbox.control.passTime({ ms: HOUR });

		const { body } = await missed();
		const entry = (resource: string, attempts: number, http_code: number) => ({
			...common,
			_id: expect.any(String),
			resource,
			user_id: String(GLOBAL_SELLER),
			topic: 'marketplace_messages',
			attempts,
			request: { url, headers: expect.any(Object), data: expect.any(String) },
			response: expect.objectContaining({ http_code, req_time: expect.any(Number) }),
		});
		expect(body).toEqual({ messages: [entry(lost.id, 8, 503), entry(late.id, 2, 200)] });
		expect(JSON.parse(body.messages[0].request.data).resource).toBe(
			`/marketplace/messages/${lost.id}`,
		);
	});

	test('pages, topics, and two days', async () => {
		answers = Array.from({ length: 12 * 8 }, () => 503);
		for (let i = 0; i < 12; i++) write(4100 + i, GLOBAL_SELLER);
		await sandbox.control.passTime({ ms: HOUR });

		expect((await missed()).body.messages).toHaveLength(10);
		expect((await missed('&limit=5&offset=10')).body.messages).toHaveLength(2);
		expect((await missed('&topic=marketplace_claims')).body.messages).toEqual([]);
		expect((await missed('&topic=marketplace_messages')).body.messages).toHaveLength(10);
		await sandbox.control.passTime({ ms: 48 * HOUR });
		expect((await missed()).body.messages).toEqual([]);
	});

	test('items want a site; another application, or none, is refused', async () => {
		expect((await missed('&topic=items')).status).toBe(400);
		expect((await missed('&topic=items&site_id=MLM')).status).toBe(200);
		expect((await sandbox.get('/missed_feeds')).status).toBe(400);
		expect((await sandbox.get('/missed_feeds?app_id=12')).status).toBe(403);
		expect((await sandbox.get(`/myfeeds?app_id=${APPLICATION}`)).status).toBe(200);
	});
});

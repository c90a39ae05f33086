// Ids as people have them: an order's in place of its pack's, and the paths that lists and notifications give.
import type { IDataObject } from 'n8n-workflow';
import { FAMILIES, byId, sellerOf, useHarness } from '../../support/engine/harness';
import type { Family } from '../../support/engine/harness';

const n8n = useHarness();

const PACK = 2000000089077999;
const ORDER = 2000003508419013;

const orderPath = (account: Family) =>
	`${account === 'local' ? '' : '/marketplace'}/orders/${ORDER}`;

/** What is read of an order (pages on sales: `pack_id|null`). */
const orderAnswers = (account: Family, status: number, body: IDataObject) =>
	n8n.control.addFault({
		match: { method: 'GET', path: `^${orderPath(account)}$` },
		kind: 'status',
		status,
		body,
		times: 0,
	});

const orderReads = (account: Family) =>
	n8n.asked().filter((request) => request === `GET ${orderPath(account)}`).length;

const OPERATIONS: Record<string, IDataObject> = {
	'conversation.get': {},
	'conversation.markAsRead': {},
	'message.getAll': {},
	'message.send': { text: 'Sale hoy.' },
	'conversation.getReasons': {},
	'conversation.start': { reason: 'OTHER', text: 'Sale hoy.' },
};

function prepare(operation: string, account: Family): void {
	n8n.control.createPack({ packId: PACK, sellerId: sellerOf(account) });
	if (!/Reasons|start/.test(operation)) n8n.control.buyerWrites({ packId: PACK, text: 'Hola' });
}

const cases = FAMILIES.flatMap((account) =>
	Object.keys(OPERATIONS).map((operation) => ({ account, operation })),
);

describe.each(cases)('$operation ($account)', ({ account, operation }) => {
	const run = async (packId: unknown, items?: IDataObject[]) =>
		await n8n.run(
			operation,
			{ packId: byId(packId as string), ...OPERATIONS[operation] },
			{ account, items: items as never },
		);

	test("an order's id stands for its pack", async () => {
		prepare(operation, account);
		orderAnswers(account, 200, { id: ORDER, pack_id: PACK });
		const { items } = (await run(ORDER)).done;
		expect(items.length).toBeGreaterThan(0);
		for (const item of items) expect(item.packId).toBe(String(PACK));
		expect(orderReads(account)).toBe(1);
	});

	test('asked once for an id and run', async () => {
		prepare(operation, account);
		orderAnswers(account, 200, { id: ORDER, pack_id: PACK });
		// A conversation can be started once only.
		await run('={{ $json.order }}', [{ order: ORDER }, { order: String(ORDER) }, { order: ORDER }]);
		expect(orderReads(account)).toBe(1);
	});

	test('no order is read for the id of a pack', async () => {
		prepare(operation, account);
		expect((await run(PACK)).done.items.length).toBeGreaterThan(0);
		expect(orderReads(account)).toBe(0);
	});

	test.each([
		['there is no such order', 404, { message: 'Order not found', error: 'order_not_found' }],
		[
			'the application may not read orders',
			403,
			{ code: 'PA_UNAUTHORIZED_RESULT_FROM_POLICIES', blocked_by: 'PolicyAgent', status: 403 },
		],
		['the order has no pack', 200, { id: ORDER, pack_id: null }],
		['the answer does not tell', 206, { id: ORDER }],
	])('%s: the error is that of the pack', async (_, status, body) => {
		prepare(operation, account);
		orderAnswers(account, status, body);
		const { failure } = await run(ORDER);
		expect(failure.description).toMatch(/pack ID/);
		expect(orderReads(account)).toBe(account === 'local' && operation === 'message.send' ? 2 : 1);
		const { messages } = n8n.control.conversation({ packId: PACK });
		expect(messages.filter(({ from }) => from === sellerOf(account))).toEqual([]);
	});

	test.each([
		`/packs/${PACK}`,
		`packs/${PACK}`,
		`/packs/${PACK}/sellers/415458330`,
		`/packs/${PACK}/seller/415458330`,
		`/packs/${PACK}/sellers/415458330/conversations/agent`,
		`/messages/packs/${PACK}/sellers/415458330`,
		`/marketplace/messages/packs/${PACK}`,
		`/marketplace/orders/pack/${PACK}`,
		`/orders/${PACK}`,
		`/marketplace/orders/${PACK}`,
	])('the path %s', async (path) => {
		prepare(operation, account);
		const { items } = (await run('={{ $json.path }}', [{ path }])).done;
		expect(items[0].packId).toBe(String(PACK));
	});
});

describe.each(FAMILIES)('sending to the pack of an order (%s)', (account) => {
	const send = async (parameters: IDataObject = {}) =>
		await n8n.run(
			'message.send',
			{ packId: byId(ORDER), text: 'Sale hoy.', ...parameters },
			{ account },
		);
	const sent = () =>
		n8n.control
			.conversation({ packId: PACK })
			.messages.filter(({ from }) => from === sellerOf(account));
	beforeEach(() => {
		prepare('message.send', account);
		orderAnswers(account, 200, { id: ORDER, pack_id: PACK });
	});

	test('an answer that is lost: looked for in the pack, and sent once', async () => {
		n8n.control.addFault({ match: { method: 'POST' }, kind: 'dropAfter' });
		expect((await send()).done.items).toHaveLength(1);
		expect(sent()).toHaveLength(1);
	});

	test('the options that keep a buyer from being answered twice look into the pack', async () => {
		const options = { skipIfAlreadySent: true };
		await send({ options });
		const again = await send({ options });
		expect(again.done.items).toMatchObject([{ skipped: true, packId: String(PACK) }]);
		expect(sent()).toHaveLength(1);
	});

	test('pack and order of one sale wait for each other', async () => {
		const run = await n8n.run(
			'message.send',
			{
				packId: byId('={{ $json.id }}'),
				text: 'Sale hoy.',
				options: { onlyIfBuyerWroteLast: true },
			},
			{ account, items: [{ id: ORDER }, { id: PACK }, { id: ORDER }] },
		);
		expect(run.done.items.filter(({ skipped }) => skipped)).toHaveLength(2);
		expect(sent()).toHaveLength(1);
	});
});

test('local: nothing is posted to the id of an order', async () => {
	prepare('message.send', 'local');
	orderAnswers('local', 200, { id: ORDER, pack_id: PACK });
	await n8n.run('message.send', { packId: byId(ORDER), text: 'Oi' }, { account: 'local' });
	expect(n8n.bodies()).toHaveLength(1);
});

// n8n enters the node by two doors, for workflows and for agents' tools: behind them is the same.
import type { IDataObject } from 'n8n-workflow';
import { byId, FAMILIES, sellerOf, useHarness } from '../../support/engine/harness';
import { OPERATIONS } from '../../support/operations';

const n8n = useHarness();

const DOORS = [
	{ door: 'workflow', asTool: false },
	{ door: 'tool', asTool: true },
];

describe.each(DOORS)('$door', ({ asTool }) => {
	describe.each(FAMILIES)('%s', (account) => {
		test.each(OPERATIONS)('$name', async (operation) => {
			const { parameters, items } = await operation.prepare(n8n, account);
			const run = await n8n.run(operation.operation, parameters, { account, items, asTool });
			await operation.check(n8n, run.done);
			expect(run.pairedItems.every((item) => item === 0)).toBe(true);
		});
	});

	const read = async (items: IDataObject[], options: object = {}) =>
		await n8n.run(
			'message.getAll',
			{ packId: byId('={{ $json.packId }}') },
			{ items, asTool, ...options },
		);

	const conversations = (count: number) =>
		Array.from({ length: count }, (_, i) => {
			n8n.control.buyerWrites({ packId: 1001 + i, text: `Hola ${i}` });
			return { packId: 1001 + i };
		});

	test('items come out in the order in which they came in', async () => {
		n8n.control.addFault({ match: { path: '/packs/1001$' }, kind: 'slow', delayMs: 50 });
		const run = await read(conversations(500));
		expect(run.done.pairedItems).toEqual(Array.from({ length: 500 }, (_, i) => i));
		expect(run.items.map(({ text }) => text)).toEqual(
			Array.from({ length: 500 }, (_, i) => `Hola ${i}`),
		);
	});

	test('execute once: the first item only', async () => {
		const run = await read(conversations(3), { node: { executeOnce: true } });
		expect(run.done.items).toMatchObject([{ text: 'Hola 0' }]);
	});

	test('an item that fails stops the node with its error, after the others were done', async () => {
		n8n.control.buyerWrites({ packId: 1001, text: 'Hola' });
		const run = await n8n.run(
			'message.send',
			{ packId: byId('={{ $json.packId }}'), text: 'Thanks' },
			{ items: [{ packId: 'no pack' }, { packId: 1001 }], asTool },
		);
		expect(run.failure.message).toMatch(/Pack ID must contain only digits/);
		expect(run.failure.context?.itemIndex).toBe(0);
		const { messages, sellerId } = n8n.control.conversation({ packId: 1001 });
		expect(messages.filter(({ from }) => from === sellerId)).toHaveLength(1);
	});

	test.each(['not an address', 'http://'])(
		'a proxy of %j is told before any request',
		async (proxy) => {
			const run = await read(conversations(1), { requestOptions: { proxy } });
			expect(`${run.failure.message} ${run.failure.description}`).toMatch(/proxy/i);
			expect(n8n.asked()).toEqual([]);
		},
	);

	test('through a proxy', async () => {
		const proxy = n8n.url;
		const run = await read(conversations(1), { requestOptions: { proxy } });
		expect(run.done.items).toHaveLength(1);
	});

	test('no items, no requests', async () => {
		const run = await read([]);
		expect(run.error).toBeUndefined();
		expect(n8n.asked()).toEqual([]);
	});

	test('the seller of another account type is the same through both', async () => {
		n8n.control.buyerWrites({ packId: 1001, text: 'Hola', sellerId: sellerOf('local') });
		const run = await read([{ packId: 1001 }], { account: 'local' });
		expect(run.done.items).toMatchObject([{ direction: 'received' }]);
	});
});

test('as a tool: an error goes to the model as an item, with its cure, unless the settings say stop', async () => {
	const packId = byId('no pack');
	for (const onError of [undefined, 'continueRegularOutput'] as const) {
		const run = await n8n.run('message.getAll', { packId }, { asTool: true, node: { onError } });
		expect(run.done.items).toEqual([
			{
				error: 'Pack ID must contain only digits',
				message: expect.stringContaining('An example'),
			},
		]);
	}
	const stopped = await n8n.run(
		'message.getAll',
		{ packId },
		{ asTool: true, node: { onError: 'stopWorkflow' } },
	);
	expect(stopped.failure.message).toMatch(/Pack ID must contain only digits/);
});

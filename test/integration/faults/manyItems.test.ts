// Many items while answers are lost or refused: everything is done, nothing twice.
import { FAMILIES, byId, useHarness } from '../../support/engine/harness';

const n8n = useHarness();

const ALWAYS = 0;

describe('200 sends while every third answer is dropped after its effect', () => {
	test.each(FAMILIES)('%s: 200 messages, none twice', async (account) => {
		const items = Array.from({ length: 200 }, (_, i) => ({ packId: 10_000 + i }));
		const sellerId = account === 'local' ? 415458330 : undefined;
		for (const { packId } of items) n8n.control.buyerWrites({ packId, text: 'Hola', sellerId });
		n8n.control.addFault({
			match: { method: 'POST', path: '/packs/' },
			kind: 'dropAfter',
			every: 3,
			times: ALWAYS,
		});

		const run = await n8n.run(
			'message.send',
			{ packId: byId('={{ $json.packId }}'), text: '=Answer {{ $json.packId }}' },
			{ account, items },
		);

		expect(run.done.items.map(({ packId }) => packId)).toEqual(
			items.map(({ packId }) => String(packId)),
		);
		for (const { packId } of items) {
			const texts = n8n.control.conversation({ packId }).messages.map(({ text }) => text);
			expect(texts).toEqual(['Hola', `Answer ${packId}`]);
		}
	});

	test('into one conversation: 60 different messages in their order, none twice, none lost', async () => {
		n8n.control.buyerWrites({ packId: 10_000, text: 'Hola' });
		n8n.control.addFault({ match: { method: 'POST' }, kind: 'dropAfter', every: 3, times: ALWAYS });
		const items = Array.from({ length: 60 }, (_, i) => ({ text: `Part ${i}` }));

		const run = await n8n.run(
			'message.send',
			{ packId: byId(10_000), text: '={{ $json.text }}' },
			{ items },
		);

		expect(run.done.items).toHaveLength(60);
		const texts = n8n.control.conversation({ packId: 10_000 }).messages.slice(1);
		expect(texts.map(({ text }) => text)).toEqual(items.map(({ text }) => text));
	});
});

test('a crowd over the limit of the API: everything is done all the same', async () => {
	const items = Array.from({ length: 60 }, (_, i) => ({ packId: 10_000 + i }));
	for (const { packId } of items) n8n.control.buyerWrites({ packId, text: 'Hola' });
	const limit = { requests: 20, windowMs: 3_600_000 };
	n8n.control.setRateLimit(limit);

	const { finished } = n8n.start(
		'message.getAll',
		{ packId: byId('={{ $json.packId }}') },
		{ items },
	);
	let isOver = false;
	void finished.then(() => (isOver = true));
	// The hour is over as soon as some were refused in it.
	for (let refused = 0; !isOver; await new Promise(setImmediate)) {
		const { 429: all = 0 } = n8n.control.stats().byStatus;
		if (all < refused + 5) continue;
		refused = all;
		n8n.control.setRateLimit(limit);
	}
	const run = await finished;

	expect(n8n.control.stats().byStatus[429]).toBeGreaterThan(0);
	expect(run.done.items.map(({ packId }) => packId)).toEqual(
		items.map(({ packId }) => String(packId)),
	);
});

// With a limit, the newest messages: the documents promise no order, and count messages that they do not show.
import { byId, FAMILIES, sellerOf, useHarness, type Family } from '../../support/engine/harness';

const n8n = useHarness();

const PACK = 1001;
const ORDERS = ['newestFirst', 'oldestFirst', 'shuffled', 'shuffledInPage'] as const;
const WITHHELD = ['leftOut', 'counted', 'gaps'] as const;

/** A conversation of buyer's messages, oldest first; those whose number is given are held back. */
function conversation(account: Family, count: number, heldBack: number[] = []) {
	const start = Date.parse('2026-05-01T10:00:00Z');
	for (let i = 1; i <= count; i++) {
		n8n.control.buyerWrites({
			packId: PACK,
			text: `Message ${i}`,
			sellerId: sellerOf(account),
			createdAt: new Date(start + i * 60_000).toISOString(),
			...(heldBack.includes(i) && { verdict: 'rejected' as const }),
		});
	}
}

const texts = (numbers: number[]) => numbers.map((number) => `Message ${number}`);

const read = async (account: Family, limit: number) =>
	(await n8n.run('message.getAll', { packId: byId(PACK), limit }, { account })).done.items.map(
		({ text }) => text,
	);

describe.each(FAMILIES)('%s', (account) => {
	describe.each(ORDERS)('listed %s', (messageOrder) => {
		test.each([1, 3, 50, 60])('the %i newest of 130', async (limit) => {
			n8n.control.setBehaviour({ messageOrder });
			conversation(account, 130);
			const newest = Array.from({ length: limit }, (_, i) => 130 - limit + 1 + i);
			expect(await read(account, limit)).toEqual(texts(newest));
		});

		describe.each(WITHHELD)('messages that are held back are %s', (withheldMessages) => {
			test('60 messages of which one is not shown', async () => {
				n8n.control.setBehaviour({ messageOrder, withheldMessages });
				conversation(account, 60, [31]);
				const shown = Array.from({ length: 60 }, (_, i) => i + 1).filter((i) => i !== 31);
				expect(await read(account, 50)).toEqual(texts(shown.slice(-50)));
				expect(await read(account, 100)).toEqual(texts(shown));
			});

			test('the newest is not shown: the one before it', async () => {
				n8n.control.setBehaviour({ messageOrder, withheldMessages });
				conversation(account, 5, [5]);
				expect(await read(account, 1)).toEqual(['Message 4']);
			});

			test('the last sixty are not shown', async () => {
				n8n.control.setBehaviour({ messageOrder, withheldMessages });
				conversation(
					account,
					130,
					Array.from({ length: 60 }, (_, i) => 71 + i),
				);
				expect(await read(account, 2)).toEqual(['Message 69', 'Message 70']);
			});
		});
	});

	test('a short conversation costs one request, a long one listed newest first as well', async () => {
		conversation(account, 130);
		n8n.control.clearRequests();
		await read(account, 3);
		expect(n8n.asked()).toHaveLength(1);
	});

	test('a long one listed oldest first costs two', async () => {
		n8n.control.setBehaviour({ messageOrder: 'oldestFirst' });
		conversation(account, 130);
		n8n.control.clearRequests();
		await read(account, 3);
		expect(n8n.asked()).toHaveLength(2);
	});
});

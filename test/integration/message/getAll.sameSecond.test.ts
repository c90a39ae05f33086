// A buyer writes and is answered in the same second, which is all that Global Selling's times tell: the question comes first.
import { byId, GLOBAL_SELLER, useHarness } from '../../support/engine/harness';

const n8n = useHarness();

const PACK = 1001;
const write = (from: 'buyer' | 'seller', text: string, createdAt: number) =>
	n8n.control[`${from}Writes`]({ packId: PACK, sellerId: GLOBAL_SELLER, text, createdAt });

const SECOND = Date.parse('2024-05-01T10:00:00Z');

beforeEach(() => {
	write('buyer', 'before', SECOND - 60_000);
	write('buyer', 'question', SECOND + 100);
	write('seller', 'answer', SECOND + 900);
});

test.each([
	['newestFirst', 2],
	['newestFirst', 50],
	['oldestFirst', 2],
	['oldestFirst', 50],
] as const)('%s, the newest %i', async (messageOrder, limit) => {
	n8n.control.setBehaviour({ messageOrder });
	const { items } = (await n8n.run('message.getAll', { packId: byId(PACK), limit })).done;
	const all = ['before', 'question', 'answer'];
	expect(items.map(({ text }) => text)).toEqual(all.slice(-limit));
});

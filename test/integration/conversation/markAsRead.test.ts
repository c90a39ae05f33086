// Conversation > Mark as Read.
import { FAMILIES, byId, sellerOf, useHarness } from '../../support/engine/harness';
import type { Family } from '../../support/engine/harness';

const n8n = useHarness();

const buyerWrites = (family: Family, packId: number, text = 'Hola') =>
	n8n.control.buyerWrites({ packId, text, sellerId: sellerOf(family) });

describe.each(FAMILIES)('conversation.markAsRead (%s)', (account) => {
	const seller = sellerOf(account);

	test('asks the path that marks, and the conversation leaves the unread list', async () => {
		buyerWrites(account, 1001);

		const run = await n8n.run('conversation.markAsRead', { packId: byId(1001) }, { account });

		expect(n8n.asked()).toEqual([
			`GET /messages/packs/1001/sellers/${seller}?limit=1&tag=post_sale`,
		]);
		expect(run.done.items[0]).toMatchObject({ packId: '1001' });
		const [message] = n8n.control.conversation({ packId: 1001 }).messages;
		expect(message.readAt).not.toBeNull();
		const unread = await n8n.run('conversation.getAll', {}, { account });
		expect(unread.done.items).toEqual([]);
	});
});

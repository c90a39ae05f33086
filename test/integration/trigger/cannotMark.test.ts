// "Mark as Read" where Mercado Libre does not let the conversation be marked: no page says which of the ids of a Global
// Selling account its path wants. Nothing is missed for it.
import { FAMILIES, sellerOf, useHarness } from '../../support/engine/harness';
import { PolledTrigger } from '../../support/trigger/triggerPolls';

const n8n = useHarness();

const PACK = 1001;
/** How many polls it takes at most until an unchanged conversation is looked into. */
const POLLS = 20;

test.each(FAMILIES)(
	'%s: a message that does not change the count of unread ones',
	async (account) => {
		const write = (text: string) =>
			n8n.control.buyerWrites({ packId: PACK, text, sellerId: sellerOf(account) });
		const trigger = new PolledTrigger(n8n, { account, options: { markAsRead: true } });
		expect(await trigger.items()).toEqual([]);
		// At the local path reading marks; where it does not, the parameter is the only difference.
		const path = account === 'local' ? 'never' : `^/messages/packs/${PACK}/sellers/`;
		n8n.control.addFault({ match: { path }, kind: 'status', status: 403, times: 0 });
		write('one');
		expect((await trigger.items()).map(({ text }) => text)).toEqual(['one']);
		await trigger.items(2);
		n8n.control.readElsewhere({ packId: PACK });
		write('two');
		expect((await trigger.items(POLLS)).map(({ text }) => text)).toEqual(['two']);
	},
);

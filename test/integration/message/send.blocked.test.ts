// Message > Send into a conversation that is closed: the error says why, and what to do.
import { expectHelp } from '../../support/errors';
import { FAMILIES, byId, sellerOf, useHarness } from '../../support/engine/harness';

const n8n = useHarness();

describe('why a conversation is closed', () => {
	/** pt 2026-07-10, all 26 codes, and the spellings in use; what the seller can do is in the words. */
	const substatuses: [string, RegExp][] = [
		['blocked_by_time', /30 days.*only the buyer/i],
		['blocked_by_buyer', /buyer does not want/i],
		['blocked_by_mediation', /claim/i],
		['bloqued_by_mediation', /claim/i],
		['blocked_by_mediation_fbm', /claim/i],
		['blocked_by_fulfillment', /delivered/i],
		['blocked_by_payment', /payment/i],
		['blocked_by_conversation_initiated_by_seller', /supermarket.*wait/i],
		['blocked_by_conversation_initiated_by_seller_limited', /reason.*Conversation > Start/],
		['blocked_by_conversation_use_message_api', /already written.*Message > Send/],
		['blocked_by_cancelled_order', /cancelled/i],
		['blocked_by_cancelled_order_by_fraud', /do not ship/i],
		['blocked_by_cancelled_order_hidden', /could not be processed/i],
		['blocked_by_conversation_expired', /18 months/i],
		['blocked_by_refund', /refunded.*open again if the buyer writes/i],
		['blocked_by_claim_change_open', /being changed.*claim/i],
		['blocked_by_claim_change_closed', /being changed.*claim/i],
		['blocked_by_deactivated_account', /buyer or of the seller/i],
		['blocked_by_restrictions', /restrict/i],
		['blocked_by_message_pending_review', /review/i],
		['blocked_by_return_to_buyer_fulfillment', /return broke the rules.*stay closed/i],
		['blocked_by_ai_assistant', /assistant/i],
		['blocked_by_ai_assistant_expired', /assistant.*expired/i],
		['blocked_by_ai_assistant_contact_closed', /assistant.*settled/i],
		['block_by_ai_assistant_initiated_by_seller_expired', /you began.*expired/i],
		['blocked_by_resale', /resale/i],
		['blocked_by_proximity_groceries', /supermarket.*immediate/i],
		['blocked_by_something_new', /blocked_by_something_new/],
	];

	describe.each(FAMILIES)('%s', (account) => {
		test.each(substatuses)('%s', async (substatus, words) => {
			n8n.control.buyerWrites({ packId: 1001, text: 'Hola', sellerId: sellerOf(account) });
			n8n.control.blockConversation({ packId: 1001, substatus });

			const { failure } = await n8n.run(
				'message.send',
				{ packId: byId(1001), text: 'Hello' },
				{ account },
			);

			expectHelp(failure, words, 403, substatus);
			// What n8n shows in one line, and below it what to do.
			expect(failure.message.split(' ').length).toBeLessThanOrEqual(15);
			expect(failure.description).toMatch(/^[A-Z][^[]+\. \[Mercado Libre: 403 /);
			const { messages } = n8n.control.conversation({ packId: 1001 });
			expect(messages).toHaveLength(1);
			expect(messages[0].readAt).toBeNull();
		});
	});

	test('where the conversation does not explain it, the answer of the send does', async () => {
		n8n.control.buyerWrites({ packId: 1001, text: 'Hola' });
		n8n.control.setMessagingCap({ packId: 1001, reached: true });
		const { failure } = await n8n.run('message.send', { packId: byId(1001), text: 'Hello' });
		expectHelp(failure, /wait for the buyer/i, 403, 'option OTHER');
	});

	test('where the conversation cannot be read, the answer of the send is told', async () => {
		n8n.control.buyerWrites({ packId: 1001, text: 'Hola' });
		n8n.control.blockConversation({ packId: 1001, substatus: 'blocked_by_refund' });
		n8n.control.addFault({ match: { method: 'GET' }, kind: 'status', status: 404, times: 0 });
		const { failure } = await n8n.run('message.send', { packId: byId(1001), text: 'Hello' });
		expectHelp(failure, /closed/i, 403, 'blocked_conversation_send_message_forbidden');
	});
});

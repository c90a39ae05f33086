/**
 * Why a conversation is closed, by `conversation_status.substatus`, in words that a seller can act on.
 * Source: the pages on blocked messages (pt 2026-07-10, es 2026-05-18, Global Selling 2025-12-15). New codes appear:
 * an unknown one passes through.
 */
const BLOCKED_REASONS: Record<string, string> = {
	blocked_by_time:
		'30 days have passed since the last message, so the conversation is closed. Only the buyer opens it again, by writing.',
	blocked_by_buyer:
		'The buyer does not want to receive messages about this order. Only the buyer can open the conversation again.',
	blocked_by_mediation:
		'A claim with mediation is open for this order. Answer in the claim: use the resource Claim Message.',
	blocked_by_mediation_fbm:
		'A mediation is open for this order, which Mercado Envios Full ships. Answer in the claim: use the resource Claim Message.',
	blocked_by_fulfillment:
		'Mercado Envios Full ships this order: messages open when the parcel is delivered.',
	blocked_by_payment:
		'The payment of the order is not complete yet. Messages open when it is approved.',
	blocked_by_conversation_initiated_by_seller:
		'All items of the order are supermarket goods, and you wrote first. Wait: messages open when the buyer writes.',
	blocked_by_conversation_initiated_by_seller_limited:
		'To write first about this order, a reason must be chosen: use Conversation > Start. If you have done so already, wait for the buyer; then Message > Send works.',
	blocked_by_conversation_use_message_api:
		'The buyer has already written, so no reason is needed: write with Message > Send instead of Conversation > Start.',
	blocked_by_cancelled_order: 'The order was cancelled, so its messages are closed for good.',
	blocked_by_cancelled_order_by_fraud:
		'The order was cancelled for irregular behaviour (suspected fraud), and its messages are withheld. Do not ship it.',
	blocked_by_cancelled_order_hidden:
		'The purchase could not be processed and was cancelled; only the buyer sees it. Its messages are closed for good.',
	blocked_by_conversation_expired:
		'18 months have passed since the purchase: the time to write about it is over, and its messages are no longer handed out.',
	blocked_by_refund:
		'The buyer was refunded, in part or in full, so the messages are closed. They open again if the buyer writes: wait for that.',
	blocked_by_claim_change_open:
		'The product is being changed for another one. Act in the claim: use the resources Claim and Claim Message.',
	blocked_by_claim_change_closed:
		'The product is being changed for another one. Act in the claim: use the resources Claim and Claim Message.',
	blocked_by_deactivated_account:
		'The account of the buyer or of the seller was closed, so no message can be sent any more.',
	blocked_by_restrictions:
		'Mercado Libre restricts messages for one of the two accounts. See the notices in your account.',
	blocked_by_message_pending_review:
		'Mercado Libre is reviewing the conversation. Wait until the review is over.',
	blocked_by_return_to_buyer_fulfillment:
		'Mercado Envios Full has inspected the return and is returning the item to the buyer, since the return broke the rules. The messages stay closed.',
	blocked_by_ai_assistant:
		"Mercado Libre's assistant answers the buyer of this order, which Mercado Envios Full ships. It is not said that it hands the conversation over.",
	blocked_by_ai_assistant_expired:
		"The conversation with Mercado Libre's assistant has expired. Wait until the buyer writes again.",
	blocked_by_ai_assistant_contact_closed:
		"Mercado Libre's assistant has closed the conversation, since the buyer's question is settled. Wait until the buyer writes again.",
	blocked_by_ai_assistant_initiated_by_seller_expired:
		"The conversation that you began with Mercado Libre's assistant has expired. Wait until the buyer writes.",
	blocked_by_resale: 'The order has a resale product: Mercado Libre offers no messages for it.',
	blocked_by_proximity_groceries:
		'The order is a supermarket purchase with immediate delivery: Mercado Libre offers no messages for it.',
	// Causes that the action guide and the sending of messages give.
	blocked_by_conversation_started_by_seller:
		'To write first about this order, a reason must be chosen: use Conversation > Start.',
	blocked_by_excepted_case:
		'This conversation needs no reason to be started: write with Message > Send.',
};

/** A code by its usual spelling: Mercado Libre also writes "bloqued_by_…" and "block_by_…". */
const usualSpelling = (code: string) =>
	code
		.trim()
		.toLowerCase()
		.replace(/^blo(?:qued|ck)_by_/, 'blocked_by_');

/** The words for a blocked substatus; undefined when Mercado Libre has added one that is not known here. */
export const blockedReason = (substatus: string): string | undefined =>
	BLOCKED_REASONS[usualSpelling(substatus)];

/** Whether a text of the API is such a code, known or not. */
export const isBlockedCode = (text: string): boolean =>
	/^blocked_by_\w+$/.test(usualSpelling(text));

/** The words for a blocked substatus, with its code where it is not known. */
export const blockedWords = (substatus: string): string =>
	blockedReason(substatus) ?? `The conversation is closed: ${substatus}`;

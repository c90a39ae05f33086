/** Why a conversation is closed, and what the seller can do about it. */
interface BlockedReason {
	title: string;
	cure: string;
}

/**
 * By `conversation_status.substatus`, in words that a seller can act on.
 * Source: the pages on blocked messages (pt 2026-07-10, es 2026-05-18, Global Selling 2025-12-15). New codes appear:
 * an unknown one passes through.
 */
const BLOCKED_REASONS: Record<string, BlockedReason> = {
	blocked_by_time: {
		title: 'The conversation is closed: 30 days have passed since the last message',
		cure: 'Only the buyer opens it again, by writing.',
	},
	blocked_by_buyer: {
		title: 'The buyer does not want to receive messages about this order',
		cure: 'Only the buyer can open the conversation again.',
	},
	blocked_by_mediation: {
		title: 'The conversation is closed because a mediation is open',
		cure: 'Answer in the claim: use the resource Claim Message.',
	},
	blocked_by_mediation_fbm: {
		title: 'The conversation is closed because a mediation is open',
		cure: 'Answer in the claim: use the resource Claim Message. Mercado Envios Full ships this order.',
	},
	blocked_by_fulfillment: {
		title: 'Mercado Envios Full ships this order and has not delivered it yet',
		cure: 'Messages open when the parcel is delivered: send it then.',
	},
	blocked_by_payment: {
		title: 'The payment of the order is not complete yet',
		cure: 'Messages open when it is approved: send it then.',
	},
	blocked_by_conversation_initiated_by_seller: {
		title: 'You wrote first, and the buyer has not answered yet',
		cure: 'All items of the order are supermarket goods. Wait: messages open when the buyer writes.',
	},
	blocked_by_conversation_initiated_by_seller_limited: {
		title: 'To write first about this order, a reason must be chosen',
		cure: 'Use Conversation > Start. If you have done so already, wait for the buyer; then Message > Send works.',
	},
	blocked_by_conversation_use_message_api: {
		title: 'The buyer has already written, so no reason is needed',
		cure: 'Write with Message > Send instead of Conversation > Start.',
	},
	blocked_by_cancelled_order: {
		title: 'The order was cancelled, so its messages are closed',
		cure: 'They stay closed: nothing can be sent any more.',
	},
	blocked_by_cancelled_order_by_fraud: {
		title: 'The order was cancelled for irregular behaviour',
		cure: 'Do not ship it: fraud is suspected, and its messages are withheld.',
	},
	blocked_by_cancelled_order_hidden: {
		title: 'The purchase could not be processed and was cancelled',
		cure: 'Only the buyer sees it. Its messages are closed for good.',
	},
	blocked_by_conversation_expired: {
		title: '18 months have passed since the purchase',
		cure: 'The time to write about it is over, and its messages are no longer handed out.',
	},
	blocked_by_refund: {
		title: 'The buyer was refunded, so the messages are closed',
		cure: 'They open again if the buyer writes: wait for that.',
	},
	blocked_by_claim_change_open: {
		title: 'The product is being changed for another one',
		cure: 'Act in the claim: use the resources Claim and Claim Message.',
	},
	blocked_by_claim_change_closed: {
		title: 'The product is being changed for another one',
		cure: 'Act in the claim: use the resources Claim and Claim Message.',
	},
	blocked_by_deactivated_account: {
		title: 'The account of the buyer or of the seller was closed',
		cure: 'No message can be sent any more.',
	},
	blocked_by_restrictions: {
		title: 'Mercado Libre restricts messages for one of the two accounts',
		cure: 'See the notices in your account.',
	},
	blocked_by_message_pending_review: {
		title: 'Mercado Libre is reviewing the conversation',
		cure: 'Wait until the review is over.',
	},
	blocked_by_return_to_buyer_fulfillment: {
		title: 'The item is being returned to the buyer',
		cure: 'Mercado Envios Full has inspected it, and the return broke the rules. The messages stay closed.',
	},
	blocked_by_ai_assistant: {
		title: "Mercado Libre's assistant answers the buyer of this order",
		cure: 'Mercado Envios Full ships it. It is not said that the assistant hands the conversation over.',
	},
	blocked_by_ai_assistant_expired: {
		title: "The conversation with Mercado Libre's assistant has expired",
		cure: 'Wait until the buyer writes again.',
	},
	blocked_by_ai_assistant_contact_closed: {
		title: "Mercado Libre's assistant has closed the conversation",
		cure: "The buyer's question is settled. Wait until the buyer writes again.",
	},
	blocked_by_ai_assistant_initiated_by_seller_expired: {
		title: "The conversation that you began with Mercado Libre's assistant has expired",
		cure: 'Wait until the buyer writes.',
	},
	blocked_by_resale: {
		title: 'The order has a resale product',
		cure: 'Mercado Libre offers no messages for it.',
	},
	blocked_by_proximity_groceries: {
		title: 'The order is a supermarket purchase with immediate delivery',
		cure: 'Mercado Libre offers no messages for it.',
	},
	// Causes that the action guide and the sending of messages give.
	blocked_by_conversation_started_by_seller: {
		title: 'To write first about this order, a reason must be chosen',
		cure: 'Use Conversation > Start.',
	},
	blocked_by_excepted_case: {
		title: 'This conversation needs no reason to be started',
		cure: 'Write with Message > Send.',
	},
};

/** A code by its usual spelling: Mercado Libre also writes "bloqued_by_…" and "block_by_…". */
const usualSpelling = (code: string) =>
	code
		.trim()
		.toLowerCase()
		.replace(/^blo(?:qued|ck)_by_/, 'blocked_by_');

/** The words for a blocked substatus; of one that Mercado Libre has added since, its code is all that is known. */
export const blockedReason = (substatus: string): BlockedReason =>
	BLOCKED_REASONS[usualSpelling(substatus)] ?? {
		title: `The conversation is closed: ${substatus}`,
		cure: 'Mercado Libre gives no more than this code. See the conversation on its site.',
	};

/** Whether a text of the API is such a code, known or not. */
export const isBlockedCode = (text: string): boolean =>
	/^blocked_by_\w+$/.test(usualSpelling(text));

/** The same as one text. */
export const blockedWords = (substatus: string): string => {
	const { title, cure } = blockedReason(substatus);
	return `${title}. ${cure}`;
};

/**
 * Why a conversation is closed, by `conversation_status.substatus`, in words that a seller can act on.
 * Source: Mercado Libre's documentation of blocked messages. New codes appear: an unknown one passes through.
 */
const BLOCKED_REASONS: Record<string, string> = {
	blocked_by_time:
		'30 days have passed since the last message, so the conversation is closed. It opens again when the buyer writes.',
	blocked_by_buyer:
		'The buyer does not want to receive messages about this order. Only the buyer can open the conversation again.',
	blocked_by_mediation:
		'A claim with mediation is open for this order. Answer in the claim: use the resource Claim Message.',
	blocked_by_mediation_fbm:
		'A mediation is open for this order, which Mercado Envios Full ships. Answer in the claim: use the resource Claim Message.',
	blocked_by_fulfillment:
		'Mercado Envios Full ships this order: messages open when the parcel is delivered.',
	blocked_by_payment: 'The payment of the order is not approved yet. Messages open when it is.',
	blocked_by_conversation_initiated_by_seller:
		'You wrote first and the buyer has not answered. Wait for the answer, or choose a reason with Conversation > Start.',
	blocked_by_conversation_initiated_by_seller_limited:
		'You wrote first and have used up the messages allowed before the buyer answers: wait for the answer. If you have not written yet, choose a reason with Conversation > Start.',
	blocked_by_conversation_use_message_api:
		'To write first, a reason must be chosen. Use Conversation > Get Contact Reasons and Conversation > Start.',
	blocked_by_cancelled_order: "The buyer's order was cancelled, so its messages are closed.",
	blocked_by_cancelled_order_by_fraud:
		'The order was cancelled for suspected fraud, so its messages are closed. Do not ship it.',
	blocked_by_cancelled_order_hidden: "The buyer's order was cancelled, so its messages are closed.",
	blocked_by_conversation_expired: 'The time to write about this order is over.',
	blocked_by_refund: 'The buyer was refunded, so the messages of this order are closed.',
	blocked_by_claim_change_open:
		'A claim about a change of the product is open. Answer in the claim: use the resource Claim Message.',
	blocked_by_claim_change_closed:
		'A claim about a change of the product was closed, and the messages with it.',
	blocked_by_deactivated_account: "The buyer's account is no longer active.",
	blocked_by_restrictions:
		'Mercado Libre restricts messages for one of the two accounts. See the notices in your account.',
	blocked_by_message_pending_review:
		'Mercado Libre is still reviewing an earlier message. Wait until the review is over.',
	blocked_by_return_to_buyer_fulfillment:
		'Mercado Envios Full is returning the parcel to the buyer: messages open when it is delivered.',
	blocked_by_ai_assistant:
		"Mercado Libre's assistant is talking with the buyer. Messages open when it hands the conversation over.",
};

/** The words for a blocked substatus; undefined when Mercado Libre has added one that is not known here. */
export const blockedReason = (substatus: string): string | undefined =>
	// Mercado Libre spells some of these codes "bloqued".
	BLOCKED_REASONS[substatus.toLowerCase().replace('bloqued', 'blocked')];

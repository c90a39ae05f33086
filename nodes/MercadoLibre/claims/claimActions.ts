/** What a seller may or must do in a claim, in words (pages gerenciar-reclamacoes 2026-08-20, manage-claims 2026-05-11). */
const ACTIONS: Record<string, string> = {
	add_shipping_evidence: 'prove the shipment',
	allow_partial_refund: 'offer a partial refund',
	allow_replace: 'offer a replacement',
	allow_return: 'accept the return',
	allow_return_label: 'send a label for the return',
	open_dispute: 'ask Mercado Libre to mediate',
	refund: 'refund',
	return_review: 'look over what came back',
	return_review_fail: 'look over what came back',
	return_review_ok: 'look over what came back',
	send_attachments: 'send files',
	send_message: 'write',
	send_message_to_complainant: 'write to the buyer',
	send_message_to_mediator: 'write to the mediator',
	send_message_to_respondent: 'write to the seller',
	send_potential_shipping: 'say when you ship',
	send_tracking_number: 'send the tracking number',
};

/** An action in words; one that is not known here as its code reads. */
export const actionInWords = (action: string): string =>
	ACTIONS[action] ?? String(action).replace(/_/g, ' ');

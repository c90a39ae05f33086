/** Why Mercado Libre holds a message back, by `message_moderation.reason`. Source: document 002. */
const MODERATION_REASONS: Record<string, string> = {
	OUT_OF_PLACE_LANGUAGE: 'The text contains inappropriate language. Rewrite it politely.',
	SOCIAL_NETWORK_LINK: 'The text links to a social network. Remove the link.',
	LINK_SHORT_URL: 'The text contains a shortened link. Write the full address instead.',
	AUTOMATIC_MESSAGE:
		'Mercado Libre took it for an automatic message without use to the buyer. Answer what the buyer asked.',
	PERSONAL_DATA:
		'The text contains personal data such as a phone number or an e-mail address. Remove it.',
	LINK_MERCADOPAGO:
		'The text contains a Mercado Pago link. Payments outside the order are not allowed.',
	ML_LINKS_PAYPAL: 'The text links to a payment service outside Mercado Libre. Remove the link.',
	EVASION_CLAIM_SELLER:
		'The text was taken for an attempt to talk the buyer out of a claim. Rewrite it.',
};

/** The words for a moderation reason; the code itself when it is not known here. */
export const moderationReason = (reason: string): string =>
	MODERATION_REASONS[reason.toUpperCase()] ?? `Mercado Libre gives the reason ${reason}.`;

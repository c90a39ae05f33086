// What Mercado Libre's moderation refuses in a seller's message, as simple rules. The first one that fits counts.
// The reasons are those of the documents (seed 002); the shorteners are those of its page on blocked messages.

const rules: { reason: string; pattern: RegExp }[] = [
	{
		reason: 'LINK_SHORT_URL',
		pattern: /\b(bit\.ly|bl\.ink|polr\.me|rebrand\.ly|t2m\.io|tinyurl\.com|zpr\.io|yourls\.org)\b/i,
	},
	{
		reason: 'SOCIAL_NETWORK_LINK',
		pattern:
			/\b(facebook\.com|fb\.me|instagram\.com|wa\.me|whatsapp\.com|t\.me|tiktok\.com|twitter\.com|x\.com|youtube\.com)\b/i,
	},
	{ reason: 'LINK_MERCADOPAGO', pattern: /\b(mercadopago\.com|mpago\.l[ai])\b/i },
	{ reason: 'ML_LINKS_PAYPAL', pattern: /\b(paypal\.com|paypal\.me|stripe\.com)\b/i },
	{ reason: 'PERSONAL_DATA', pattern: /[\w.+-]+@[\w-]+\.[a-z]{2,}|\+\d[\d ()-]{8,}\d/i },
	{
		reason: 'AUTOMATIC_MESSAGE',
		pattern: /\b(automatic message|mensaje autom[aá]tico|mensagem autom[aá]tica)\b/i,
	},
	{
		reason: 'EVASION_CLAIM_SELLER',
		pattern: /\b(close (the|your) claim|cierra el reclamo|encerre a reclama[cç][aã]o)\b/i,
	},
	{ reason: 'OUT_OF_PLACE_LANGUAGE', pattern: /\b(idiot|idiota|est[uú]pido|stupid|imb[eé]cil)\b/i },
];

export function moderationReason(text: string): string | null {
	return rules.find(({ pattern }) => pattern.test(text))?.reason ?? null;
}

/** In claims only language is moderated (seed 004). */
export function claimModerationReason(text: string): string | null {
	const reason = moderationReason(text);
	return reason === 'OUT_OF_PLACE_LANGUAGE' ? reason : null;
}

// What Mercado Libre's moderation makes of a message.

/** What a verdict shows as: the message's `status`, and that of its moderation. */
const verdicts = {
	clean: { status: 'available', moderation: 'clean' },
	/** Locally, seed 002, lines 49 and 56. */
	moderated: { status: 'moderated', moderation: 'rejected' },
	rejected: { status: 'rejected', moderation: 'rejected' },
	/** Global Selling's words, seed 000, lines 154 and 171. */
	blocked: { status: 'blocked', moderation: 'blocked' },
	/** Not available yet: seed 002, lines 15 and 57; the status is that of seed 003, line 227. */
	pending: { status: 'IN_MODERATION', moderation: 'pending' },
	/** Seed 002, line 49. */
	pendingTranslation: { status: 'pending_translation', moderation: 'clean' },
} as const;

export type Verdict = keyof typeof verdicts;

export interface Ruling {
	verdict: Verdict;
	reason: string | null;
}

/** How a test says what moderation is to make of a message. */
export interface GivenRuling {
	verdict?: Verdict;
	/** true, or the reason: moderated. false: clean. */
	moderated?: boolean | string;
}

const OFFENSIVE = 'OUT_OF_PLACE_LANGUAGE';
const refused = new Set<Verdict>(['moderated', 'rejected', 'blocked']);

export const CLEAN: Ruling = { verdict: 'clean', reason: null };

const ruling = (verdict: Verdict, reason = OFFENSIVE): Ruling => ({
	verdict,
	reason: refused.has(verdict) ? reason : null,
});

/** undefined: nothing is said. */
export function givenRuling({ verdict, moderated }: GivenRuling): Ruling | undefined {
	if (verdict !== undefined && !(verdict in verdicts))
		throw new Error(`A verdict is one of ${Object.keys(verdicts).join(', ')}, not ${verdict}`);
	if (verdict === undefined && moderated === undefined) return undefined;
	const usual: Verdict = moderated ? 'moderated' : 'clean';
	return ruling(verdict ?? usual, typeof moderated === 'string' ? moderated : undefined);
}

export const shownAs = ({ verdict }: Ruling) => verdicts[verdict];

// What is refused in a seller's message, as simple rules. The first one that fits counts. The reasons are those of
// the documents (seed 002, line 64); the shorteners are those of its page on blocked messages.
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

/** `#rejected` in a text, or another of the verdicts, brings that verdict about. */
const marker = new RegExp(`#(${Object.keys(verdicts).join('|')})\\b`);

const ruledByMarker = (text: string): Ruling | null => {
	const verdict = marker.exec(text)?.[1] as Verdict | undefined;
	return verdict ? ruling(verdict) : null;
};

export function rulingOn(text: string): Ruling {
	const broken = rules.find(({ pattern }) => pattern.test(text));
	return ruledByMarker(text) ?? (broken ? ruling('moderated', broken.reason) : CLEAN);
}

/** In claims only language is moderated (seed 004, lines 163 and 164). */
export function claimRulingOn(text: string): Ruling {
	const found = rulingOn(text);
	return found.reason === null || found.reason === OFFENSIVE ? found : CLEAN;
}

import type { IDataObject, INodeProperties } from 'n8n-workflow';
import type { ApiContext } from '../api/context';
import type { Session } from '../api/session';
import { inputError } from '../input/inputError';
import { requiredText, textOf } from '../input/texts';

/** Document 002: "você tem um limite de 350 caracteres". */
const MAX_TEXT_LENGTH = 350;

/**
 * What local accounts can send: ISO-8859-1 and the emoji of a list (document 002, "aceitamos os caracteres da norma
 * ISO-8859-1 latin1 e os emoticones dessa listagem"; emoji-java's EMOJIS.md). All emoji pass here, with what joins
 * and colours them: which of them are on its list the API alone can decide.
 */
const SENDABLE = /[\u0000-\u00ff\u200d\ufe0f\u20e3\u{e0020}-\u{e007f}]|\p{Emoji}/u;

/** Marks of typography, which language models always write, by the plain ones in their place. */
const PLAIN_MARKS: [RegExp, string][] = [
	[/[\u2018-\u201b\u2039\u203a\u2032\u02bc]/g, "'"],
	[/[\u201c-\u201f\u2033]/g, '"'],
	// Hyphens, dashes and the minus sign.
	[/[\u2010-\u2015\u2212]/g, '-'],
	[/\u2026/g, '...'],
	// Bullets.
	[/[\u2022\u2023\u2043\u2219\u25cf\u25e6]/g, '-'],
	// Spaces of other widths, and line ends; the non-breaking one is in ISO-8859-1.
	[/[\u2000-\u200a\u202f\u205f\u3000]/g, ' '],
	[/[\u2028\u2029]/g, '\n'],
	// What cannot be seen: zero widths, directions, and the wish for a sign that is no emoji.
	[/[\u200b\u200c\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff\ufe0e]/g, ''],
];

export const replaceTypographicMarksOption: INodeProperties = {
	displayName: 'Replace Typographic Marks',
	name: 'replaceTypographicMarks',
	type: 'boolean',
	default: true,
	description:
		'Whether curly quotes, long dashes, ellipses, bullets and the like are replaced by plain ones, since Mercado Libre refuses them. Local accounts only.',
};

/** With letters and accents in one sign, as ISO-8859-1 has them. */
const withPlainMarks = (text: string): string =>
	PLAIN_MARKS.reduce((plain, [marks, mark]) => plain.replace(marks, mark), text.normalize('NFC'));

/**
 * The field "Text" as it can be sent, and `{textReplaced: true}` where that is not as it was given.
 * @throws NodeOperationError when it is no text or empty, or a local account cannot send its characters
 */
export function textToSend(
	{ context, account }: Session,
	given: unknown,
	{ replaceTypographicMarks }: IDataObject,
): { text: string; replaced: { textReplaced?: true } } {
	const entered = textOf(context, 'Text', 'text', given);
	const replaces = account.family === 'local' && replaceTypographicMarks !== false;
	const text = requiredText(context, 'Text', 'text', replaces ? withPlainMarks(entered) : entered);
	if (account.family === 'local') checkCharacters(context, text);
	return { text, replaced: text === entered ? {} : { textReplaced: true } };
}

const unsendable = (text: string) => [
	...new Set([...text].filter((character) => !SENDABLE.test(character))),
];

function checkCharacters(context: ApiContext, text: string): void {
	const outside = unsendable(text);
	if (outside.length === 0) return;
	const cure =
		unsendable(withPlainMarks(text)).length === 0
			? 'Switch on the option "Replace Typographic Marks", and plain ones take their place.'
			: 'Only letters and signs of Western European languages (ISO-8859-1) and emoji can be sent.';
	throw inputError(
		context,
		'Text',
		'text',
		'has characters that Mercado Libre does not accept',
		`Replace ${outside.slice(0, 10).join(' ')}. ${cure}`,
	);
}

/**
 * A text counts by its characters: an emoji of one sign is one.
 * @param most what the conversation tells (`seller_max_message_length`), 350 unless given
 * @throws NodeOperationError when the text is longer
 */
export function checkLength(context: ApiContext, text: string, most = MAX_TEXT_LENGTH): void {
	const { length } = [...text];
	if (length <= most) return;
	throw inputError(
		context,
		'Text',
		'text',
		`is longer than ${most} characters`,
		`It has ${length}. Shorten it, or send it as several messages.`,
	);
}

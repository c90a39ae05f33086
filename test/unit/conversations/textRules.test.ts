// Document 002: "você tem um limite de 350 caracteres", and characters of ISO-8859-1 and of the list of emoji that it links to.
import type { Session } from '../../../nodes/MercadoLibre/api/session';
import {
	checkLength,
	replaceTypographicMarksOption,
	textToSend,
} from '../../../nodes/MercadoLibre/conversations/textRules';
import { refusalOf, stubContext } from '../../support/stub';

const length = (text: string, most?: number) => checkLength(stubContext(), text, most);
const session = (family: string) => ({ context: stubContext(), account: { family } }) as Session;
const local = (text: unknown, options = {}) => textToSend(session('local'), text, options);
const asGiven = (text: unknown) => local(text, { replaceTypographicMarks: false });

describe('the length', () => {
	test('350 characters may be sent, 351 may not', () => {
		expect(() => length('')).not.toThrow();
		expect(() => length('ã'.repeat(350))).not.toThrow();
		const { message, description } = refusalOf(() => length('ã'.repeat(351)));
		expect(message).toBe('Text is longer than 350 characters');
		expect(description).toMatch(/It has 351\. Shorten it/);
	});

	test('an emoji of two units is one character', () => {
		expect(() => length('📦'.repeat(350))).not.toThrow();
		expect(refusalOf(() => length('📦'.repeat(351))).description).toMatch(/It has 351\./);
	});

	test('a conversation may tell another one', () => {
		expect(() => length('x'.repeat(500), 500)).not.toThrow();
		expect(refusalOf(() => length('x'.repeat(11), 10)).message).toMatch(/than 10 characters/);
	});
});

test.each([
	['no text', () => local({})],
	['an empty one', () => local(' ')],
	['one with characters that cannot be sent', () => local('你')],
	['one that is too long', () => length('xx', 1)],
])('n8n shows at the parameter what is wrong with %s', (_, check) => {
	expect(refusalOf(check)).toMatchObject({
		message: expect.stringMatching(/^Text /),
		parameter: 'text',
	});
});

test('marks are replaced unless the option is switched off, which is what errors call it', () => {
	expect(replaceTypographicMarksOption).toMatchObject({
		displayName: 'Replace Typographic Marks',
		name: 'replaceTypographicMarks',
		type: 'boolean',
		default: true,
		description: expect.stringMatching(/Local accounts only/),
	});
	expect(local('…', { replaceTypographicMarks: true }).text).toBe('...');
	expect(local('…').text).toBe('...');
	expect(() => local('…', { replaceTypographicMarks: false })).toThrow();
});

describe('the characters', () => {
	test('all of ISO-8859-1 may be sent, and stays as it is', () => {
		const all = Array.from({ length: 256 }, (_, code) => String.fromCharCode(code)).join('');
		expect(local(all)).toEqual({ text: all, replaced: {} });
	});

	test.each(['😀', '👍🏽', '❤️', '🇧🇷', '#️⃣', '👩‍👩‍👧', '🏴󠁧󠁢󠁥󠁮󠁧󠁿', '✅', '™', '🫠'])('%s passes', (emoji) => {
		expect(local(emoji)).toEqual({ text: emoji, replaced: {} });
		expect(asGiven(emoji)).toEqual({ text: emoji, replaced: {} });
	});

	test('what is outside may not, and is told once each', () => {
		const { message, description } = refusalOf(() => asGiven('“Até” Ā “já”'));
		expect(message).toBe('Text has characters that Mercado Libre does not accept');
		expect(description).toMatch(/^Replace “ ” Ā\. .*ISO-8859-1.*\.$/);
	});

	test('where plain marks would do, the option is named', () => {
		expect(refusalOf(() => asGiven('“Até”')).description).toMatch(
			/^Replace “ ”\. .*"Replace Typographic Marks"/,
		);
	});

	test.each(['你', 'Ж', 'ع', '€', '→', '✓', 'ő'])('%s may not', (character) => {
		expect(refusalOf(() => local(`a ${character} b`)).description).toContain(
			`Replace ${character}. `,
		);
	});

	test('a long list of what is outside is cut', () => {
		const { description } = refusalOf(() => local('абвгдежзийклмн'));
		expect(description).toMatch(/^Replace а б в г д е ж з и й\. /);
	});

	test('Global Selling: nothing is stated, so nothing is checked or replaced', () => {
		expect(textToSend(session('globalSelling'), '“你好” …', {})).toEqual({
			text: '“你好” …',
			replaced: {},
		});
	});
});

describe('typographic marks', () => {
	test.each([
		['“a” „b“ ‟c″', '"a" "b" "c"'],
		['‘a’ ‚b‛ it’s ‹x› 5′', "'a' 'b' it's 'x' 5'"],
		['10–12 — a‑b ‒ ― −5 ‐', '10-12 - a-b - - -5 -'],
		['…', '...'],
		['• a\n‣ b\n◦ c\n● d', '- a\n- b\n- c\n- d'],
		['1\u202f000\u2009km\u3000x', '1 000 km x'],
		['a\u2028b\u2029c', 'a\nb\nc'],
		['\ufeffa\u200bb\u2060\u200ec\u202e', 'abc'],
		// A sign as a sign, and not as an emoji.
		['\u2714\ufe0e', '\u2714'],
		// Accents apart from their letters, as macOS writes them.
		['ac\u0327a\u0303o', 'ação'],
	])('%j becomes %j', (text, plain) => {
		expect(local(text)).toEqual({ text: plain, replaced: { textReplaced: true } });
	});

	test('quotes of links are plain', () => {
		expect(local('<a href=“https://example.com/t”>rastreio</a>').text).toBe(
			'<a href="https://example.com/t">rastreio</a>',
		);
	});

	test('emoji that are joined stay joined', () => {
		expect(local('👨‍👩‍👧 …').text).toBe('👨‍👩‍👧 ...');
	});

	test('nothing is left: empty', () => {
		expect(refusalOf(() => local('\u200b')).message).toBe('Text is empty');
	});
});

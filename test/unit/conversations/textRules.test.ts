// Document 002: "você tem um limite de 350 caracteres", and characters of ISO-8859-1.
import { checkLatin1, checkLength } from '../../../nodes/MercadoLibre/conversations/textRules';
import { refusalOf, stubContext } from '../../support/stub';

const length = (text: string) => checkLength(stubContext(), 'Text', 'text', text);
const latin1 = (text: string) => checkLatin1(stubContext(), 'Text', 'text', text);

test('350 characters may be sent, 351 may not', () => {
	expect(() => length('')).not.toThrow();
	expect(() => length('ã'.repeat(350))).not.toThrow();
	const { message, description } = refusalOf(() => length('ã'.repeat(351)));
	expect(message).toBe('Text is longer than 350 characters');
	expect(description).toMatch(/It has 351\. Shorten it.*\(Parameter "text"\.\)/);
});

test('all of ISO-8859-1 may be sent', () => {
	const all = Array.from({ length: 256 }, (_, code) => String.fromCharCode(code)).join('');
	expect(() => latin1(all)).not.toThrow();
});

test('what is outside may not, and is told once each', () => {
	const { message, description } = refusalOf(() => latin1('“Até” Ā “já”'));
	expect(message).toBe('Text has characters that Mercado Libre does not accept');
	expect(description).toMatch(/^Replace “ ” Ā: .*ISO-8859-1.*\(Parameter "text"\.\)$/);
});

test('a long list of what is outside is cut', () => {
	const { description } = refusalOf(() => latin1('абвгдежзийклмн'));
	expect(description).toMatch(/^Replace а б в г д е ж з и й: /);
});

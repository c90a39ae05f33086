// A text that a buyer will read: never empty where it is required, never "[object Object]".
import { requiredText, textOf } from '../../../nodes/MercadoLibre/input/texts';
import { refusalOf, stubContext } from '../../support/stub';

const text = (value: unknown) => textOf(stubContext(), 'Text', 'text', value);
const required = (value: unknown) => requiredText(stubContext(), 'Text', 'text', value);

test.each([
	['Olá', 'Olá'],
	[' with its spaces\n', ' with its spaces\n'],
	[42, '42'],
	[0, '0'],
	['', ''],
	[undefined, ''],
	[null, ''],
])('%j is the text %j', (value, expected) => {
	expect(text(value)).toBe(expected);
});

test.each([
	[{ a: 1 }, 'an object'],
	[['a'], 'a list'],
	[true, 'an object'],
])('%j is no text', (value, what) => {
	for (const check of [text, required]) {
		const { message, description } = refusalOf(() => check(value));
		expect(message).toBe('Text is not a text');
		expect(description).toContain(`It is ${what}. Map one of its fields`);
		expect(description).toMatch(/\.$/);
	}
});

test.each(['Olá', ' with its spaces\n', '0'])('%j is enough where a text is required', (value) => {
	expect(required(value)).toBe(value);
});

test.each(['', ' \n\t', undefined, null])('%j is not', (value) => {
	const { message, description } = refusalOf(() => required(value));
	expect(message).toBe('Text is empty');
	expect(description).toMatch(/^Enter the text .*\.$/);
});

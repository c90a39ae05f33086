// What people read of an error: a title that fits one line, and the cure below it, for every error in the code.
import { errorTexts, VALUE } from '../support/words/errorTexts';

const MOST_WORDS = 12;

const errors = errorTexts();

test('every error is found', () => {
	const titles = errors.map(({ title }) => title);
	expect(titles).toEqual(
		expect.arrayContaining([
			'The claim does not allow this now',
			'The conversation is closed because a mediation is open',
			'Mercado Libre has split this sale into several',
			'Limit must be a whole number above 0',
			`${VALUE} is longer than ${VALUE} characters`.replace(VALUE, 'Text'),
			'n8n could not store or read the file',
			'It is not known whether Mercado Libre did it',
			'Mercado Libre gave an answer that this node cannot read',
		]),
	);
	expect(titles.length).toBeGreaterThan(130);
});

test(`a title has at most ${MOST_WORDS} words`, () => {
	const titles = errors.map(({ title }) => title);
	expect(titles.filter((title) => title.split(/\s+/).length > MOST_WORDS)).toEqual([]);
});

test('a title is no sentence with a full stop, and has a cure', () => {
	const ofOthers = errors.filter(({ title }) => title === VALUE);
	expect(ofOthers.length).toBeLessThan(6);
	const own = errors.filter((one) => !ofOthers.includes(one));
	expect(own.filter(({ title }) => title.endsWith('.'))).toEqual([]);
	expect(own.filter(({ cure }) => cure === '')).toEqual([]);
});

test('neither names a parameter, or a role that the screen calls otherwise', () => {
	// One error lists the API's own names of the roles, for those who write an expression: a value, and not seen here.
	const INTERNAL = /\(parameter|\b(?:complainant|respondent)\b|\bnode parameter\b/i;
	expect(errors.filter(({ title, cure }) => INTERNAL.test(`${title} ${cure}`))).toEqual([]);
});

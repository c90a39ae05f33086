// What people read of an error: a title that fits one line, and the cure below it, for every error in the code.
import ts from 'typescript';
import { titleFor } from '../../nodes/MercadoLibre/api/errors/statusWords';
import { filesIn, textOf } from '../support/docs';

const MOST_WORDS = 12;

/** What stands for a value that is only known in a run, such as the name of a field: it counts as so many words. */
const VALUE = '“… …”';

interface Words {
	file: string;
	title: string;
	cure: string;
}

/** The texts that an expression may come to. */
function textsOf(node: ts.Expression | undefined): string[] {
	if (node === undefined) return [];
	if (ts.isStringLiteralLike(node)) return [node.text];
	if (ts.isConditionalExpression(node)) {
		return [...textsOf(node.whenTrue), ...textsOf(node.whenFalse)];
	}
	if (ts.isTemplateExpression(node)) {
		const parts = node.templateSpans.map(({ literal }) => VALUE + literal.text);
		return [node.head.text + parts.join('')];
	}
	return [VALUE];
}

const nameOf = (node: ts.Node | undefined): string =>
	node === undefined
		? ''
		: ts.isPropertyAccessExpression(node)
			? node.name.text
			: ts.isIdentifier(node)
				? node.text
				: '';

const property = (node: ts.Node | undefined, name: string): ts.Expression | undefined => {
	if (!node || !ts.isObjectLiteralExpression(node)) return undefined;
	const found = node.properties.find((one) => nameOf(one.name) === name);
	return found && ts.isPropertyAssignment(found) ? found.initializer : undefined;
};

/** Title and cure of each place in a file that makes an error, or a row of a table of errors. */
function errorsIn(file: string): Words[] {
	const found: Words[] = [];
	const add = (titles: string[], cure: ts.Expression | undefined) => {
		for (const title of titles) found.push({ file, title, cure: textsOf(cure).join(' ') });
	};
	const visit = (node: ts.Node): void => {
		if (ts.isObjectLiteralExpression(node) && property(node, 'title')) {
			add(textsOf(property(node, 'title')), property(node, 'cure'));
		}
		if (ts.isNewExpression(node) && nameOf(node.expression) === 'NodeOperationError') {
			const [, title, options] = node.arguments ?? [];
			// Errors of others, and those that are put together by the functions below.
			if (ts.isStringLiteralLike(title) || ts.isTemplateExpression(title)) {
				add(textsOf(title), property(options, 'description'));
			} else if (property(options, 'message')) {
				add(textsOf(property(options, 'message')), property(options, 'description'));
			}
		}
		if (ts.isCallExpression(node)) {
			const name = nameOf(node.expression);
			// `inputError(context, label, parameter, problem, cure)`, or without the context as a method of a call.
			const [cure, problem, , label] = [...node.arguments].reverse();
			if (name === 'inputError' && node.arguments.length >= 4) {
				const labels = textsOf(label);
				add(
					labels.flatMap((one) => textsOf(problem).map((text) => `${one} ${text}`)),
					cure,
				);
			}
			if (name === 'fail' && node.arguments.length === 2) {
				add(
					textsOf(node.arguments[0]).map((text) => `${VALUE} ${text}`),
					node.arguments[1],
				);
			}
			if (name === 'show') add(textsOf(node.arguments[0]), node.arguments[1]);
		}
		ts.forEachChild(node, visit);
	};
	visit(ts.createSourceFile(file, textOf(file), ts.ScriptTarget.Latest, true));
	return found;
}

const errors = filesIn('nodes', '.ts').flatMap(errorsIn);

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
	const statuses = [0, 400, 401, 403, 404, 408, 409, 413, 429, 451, 500];
	const titles = [...errors.map(({ title }) => title), ...statuses.map(titleFor)];
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

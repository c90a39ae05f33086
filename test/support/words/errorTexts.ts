// The texts of all errors in the code, as it says them: what they name is known in a run only.
import ts from 'typescript';
import { EDITOR } from '../../../nodes/MercadoLibre/api/errors/editorWords';
import { filesIn, textOf } from './docs';

/** What stands for a value that is only known in a run, such as the name of a field: it counts as so many words. */
export const VALUE = '“… …”';

interface ErrorText {
	file: string;
	title: string;
	cure: string;
}

/** The texts that an expression may come to. */
function textsOf(node: ts.Expression | undefined): string[] {
	if (node === undefined) return [];
	if (ts.isStringLiteralLike(node)) return [node.text];
	if (ts.isPropertyAccessExpression(node) && node.expression.getText() === 'EDITOR') {
		return [EDITOR[node.name.text as keyof typeof EDITOR]];
	}
	if (ts.isConditionalExpression(node)) {
		return [...textsOf(node.whenTrue), ...textsOf(node.whenFalse)];
	}
	if (ts.isTemplateExpression(node)) {
		// Of a value that is one of several the first stands for all.
		const parts = node.templateSpans.map(
			({ expression, literal }) => textsOf(expression)[0] + literal.text,
		);
		return [node.head.text + parts.join('')];
	}
	// A constant of the file, where it is one.
	const declared = node
		.getSourceFile()
		.statements.filter(ts.isVariableStatement)
		.flatMap(({ declarationList }) => declarationList.declarations)
		.find(({ name }) => name.getText() === node.getText());
	return declared ? textsOf(declared.initializer) : [VALUE];
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
function errorsIn(file: string): ErrorText[] {
	const found: ErrorText[] = [];
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
			if (name === 'operationError') {
				const [, title, own] = node.arguments;
				if (ts.isStringLiteralLike(title) || ts.isTemplateExpression(title))
					add(textsOf(title), own);
			}
			if (name === 'show') add(textsOf(node.arguments[0]), node.arguments[1]);
		}
		ts.forEachChild(node, visit);
	};
	visit(ts.createSourceFile(file, textOf(file), ts.ScriptTarget.Latest, true));
	return found;
}

export const errorTexts = (): ErrorText[] => filesIn('nodes', '.ts').flatMap(errorsIn);

const wordsIn = (title: string) => title.replaceAll(VALUE, '').split(/\s+/).filter(Boolean).length;

/**
 * Those that the package finds by itself, for a page: of no table of Mercado Libre's errors, and told well enough
 * without the values that are only known in a run.
 */
export function ownErrors(): { title: string; cure: string }[] {
	const shown = (text: string) =>
		text
			.replaceAll(VALUE, '…')
			.replace(/ \[…\]$/, '')
			.replaceAll('….', '…');
	const rows = errorTexts()
		.filter(({ file }) => !/Errors\.ts$|\/words\/|statusWords\.ts$/.test(file))
		.filter(({ title }) => !title.includes(VALUE) || wordsIn(title) > 8)
		.filter(({ cure }) => wordsIn(cure) > 4)
		.map(({ title, cure }) => ({ title: shown(title), cure: shown(cure) }));
	return rows.filter(
		({ title }, index) => rows.findIndex((other) => other.title === title) === index,
	);
}

const asPattern = (text: string) =>
	text
		.split(VALUE)
		.map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'))
		.join('.+');

/** Whether a text is the title of an error in the code. */
export function titlesOfErrors(): (text: string) => boolean {
	const patterns = errorTexts()
		.map(({ title }) => title)
		// What is hardly more than a value fits anything.
		.filter((title) => wordsIn(title) > 2)
		.map((title) => new RegExp(`^${asPattern(title)}$`));
	return (text) => patterns.some((pattern) => pattern.test(text));
}

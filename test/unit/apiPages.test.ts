// docs/api.md names every call that the package makes, in both families, with the page that it comes from.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import type { Family } from '../../nodes/MercadoLibre/api/account';
import type { Endpoint } from '../../nodes/MercadoLibre/api/endpoint';
import { samePath } from '../../nodes/MercadoLibre/api/endpoint';
import { claimEndpoint, postPurchaseEndpoint } from '../../nodes/MercadoLibre/claims/claimEndpoint';

const ROOT = join(__dirname, '../..');
const FAMILIES: Family[] = ['globalSelling', 'local'];

/** What makes an endpoint of a method and a path. */
const MAKERS: Partial<Record<string, (method: 'GET' | 'POST', path: string) => Endpoint>> = {
	samePath,
	claimEndpoint,
	postPurchaseEndpoint,
};

const files = readdirSync(join(ROOT, 'nodes'), { recursive: true, encoding: 'utf8' })
	.filter((file) => file.endsWith('.ts'))
	.map((file) => join(ROOT, 'nodes', file));

/** The text of a literal; of a template what stands before its first variable, which names a part of the resource. */
function textOf(node: ts.Node | undefined): string | undefined {
	if (node && ts.isTemplateExpression(node)) return node.head.text;
	return node && ts.isStringLiteralLike(node) ? node.text : undefined;
}

/** The endpoint that is written down at a place in the code; undefined at all others. */
function endpointAt(node: ts.Node): Endpoint | undefined {
	if (ts.isCallExpression(node)) {
		const make = MAKERS[node.expression.getText()];
		const [method, path] = node.arguments.map(textOf);
		return method !== undefined && path !== undefined ? make?.(method as 'GET', path) : undefined;
	}
	if (!ts.isObjectLiteralExpression(node)) return undefined;
	const fields = Object.fromEntries(
		node.properties
			.filter(ts.isPropertyAssignment)
			.map(({ name, initializer }) => [name.getText(), textOf(initializer)]),
	);
	const isEndpoint = ['method', ...FAMILIES].every((field) => fields[field] !== undefined);
	return isEndpoint ? (fields as unknown as Endpoint) : undefined;
}

/** What is found at any place of a file. */
function found<T>(file: string, at: (node: ts.Node) => T | undefined): T[] {
	const all: T[] = [];
	const visit = (node: ts.Node) => {
		const one = at(node);
		if (one !== undefined) all.push(one);
		ts.forEachChild(node, visit);
	};
	visit(ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.Latest, true));
	return all;
}

/** A call without its query, and whatever its ids are named. */
const callOf = (call: string) => call.replace(/\?.*$/, '').replace(/\{\w+\}/g, '{}');

const endpoints = files.flatMap((file) => found(file, endpointAt));

const calls = endpoints.flatMap((endpoint) =>
	FAMILIES.filter((family) => endpoint[family] !== '').map((family) =>
		callOf(`${endpoint.method} ${endpoint[family]}`),
	),
);

const rows = readFileSync(join(ROOT, 'docs/api.md'), 'utf8')
	.split('\n')
	.filter((line) => /^\| `(GET|POST) /.test(line));

const described = rows.flatMap((row) =>
	[...row.split('|')[1].matchAll(/`([^`]+)`/g)].map(([, call]) => callOf(call)),
);

test('no path of the API is anywhere else', () => {
	const known = [
		...endpoints.flatMap((endpoint) => FAMILIES.map((family) => endpoint[family])),
		// To which paths of claims are appended.
		...FAMILIES.map((family) => claimEndpoint('GET', '')[family]),
	];
	const isPath =
		/^\/(marketplace|messages|packs|orders|shipments|post-purchase|missed_feeds|users)\b/;
	const paths = files
		.flatMap((file) =>
			found(file, (node) =>
				ts.isStringLiteralLike(node) || ts.isTemplateHead(node) ? node.text : undefined,
			),
		)
		.filter((text) => isPath.test(text));
	expect(paths.length).toBeGreaterThan(10);
	expect(paths.filter((path) => !known.includes(path))).toEqual([]);
});

test('docs/api.md names every call', () => {
	expect([...new Set(calls)].filter((call) => !described.includes(call))).toEqual([]);
});

test('each with a page, and its date where the page has one', () => {
	const sourceless = rows.filter((row) => {
		const page = row.split('|')[3];
		return !/\b00[0-4]\b|\b(es|pt|gs):[\w-]+,? (and \S+ )?(\d{4}-\d\d-\d\d|undated)/.test(page);
	});
	expect(sourceless).toEqual([]);
});

test('no call twice', () => {
	expect(described).toEqual([...new Set(described)]);
});

test.each(['README.md', 'docs/README.es.md', 'docs/README.pt-BR.md'])('%s links to it', (file) => {
	const link = file === 'README.md' ? '(docs/api.md)' : '(api.md)';
	expect(readFileSync(join(ROOT, file), 'utf8').includes(link)).toBe(true);
});

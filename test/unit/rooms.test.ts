// The house rules of docs/how-it-works.md: imports point down only, nothing goes in circles, no room is crowded.
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import ts from 'typescript';

const ROOT = resolve(__dirname, '../..');
const NODES = join(ROOT, 'nodes/MercadoLibre');

/** From the top of the house down: a room may use those below it, and its own. */
const FLOORS = [
	['.'],
	['resources', 'trigger'],
	['operation'],
	['conversations', 'claims', 'notifications'],
	['sales'],
	['files'],
	['input'],
	['api'],
];

const MOST_FILES_IN_A_FOLDER = 12;

function filesIn(folder: string): string[] {
	return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
		const path = join(folder, entry.name);
		if (entry.isDirectory()) return entry.name === 'node_modules' ? [] : filesIn(path);
		return /\.m?ts$/.test(entry.name) ? [path] : [];
	});
}

/** The files of the project that a file imports, those of types included. */
function importsOf(file: string): string[] {
	return ts
		.preProcessFile(readFileSync(file, 'utf8'))
		.importedFiles.map(({ fileName }) => fileName)
		.filter((specifier) => specifier.startsWith('.'))
		.map((specifier) => resolve(dirname(file), specifier))
		.map((path) =>
			[path, `${path}.ts`, join(path, 'index.ts')].find((candidate) =>
				statSync(candidate, { throwIfNoEntry: false })?.isFile(),
			),
		)
		.filter((path) => path !== undefined);
}

/** Chains of imports that come back to where they began, each as "a > b > a". */
function circlesIn(files: string[]): string[] {
	const circles = new Set<string>();
	const done = new Set<string>();
	const visit = (file: string, path: string[]) => {
		if (path.includes(file)) {
			const circle = [...path.slice(path.indexOf(file)), file];
			circles.add(circle.map((one) => relative(ROOT, one)).join(' > '));
		} else if (!done.has(file)) {
			for (const imported of importsOf(file)) visit(imported, [...path, file]);
			done.add(file);
		}
	};
	for (const file of files) visit(file, []);
	return [...circles];
}

const roomOf = (file: string): string => {
	const [room, inside] = relative(NODES, file).split('/');
	return inside === undefined ? '.' : room;
};

const floorOf = (room: string): number => FLOORS.findIndex((rooms) => rooms.includes(room));

test('every room of nodes/ has its floor', () => {
	const rooms = new Set(filesIn(NODES).map(roomOf));
	expect([...rooms].filter((room) => floorOf(room) < 0)).toEqual([]);
});

test('imports of nodes/ point down', () => {
	const up = filesIn(NODES).flatMap((file) =>
		importsOf(file)
			.filter(
				(imported) =>
					roomOf(imported) !== roomOf(file) && floorOf(roomOf(imported)) <= floorOf(roomOf(file)),
			)
			.map((imported) => `${relative(ROOT, file)} > ${relative(ROOT, imported)}`),
	);
	expect(up).toEqual([]);
});

test.each(['nodes', 'credentials', 'sandbox', 'test'])(
	'nothing in %s/ imports itself',
	(folder) => {
		expect(circlesIn(filesIn(join(ROOT, folder)))).toEqual([]);
	},
);

test.each(['nodes', 'credentials', 'sandbox', 'test'])('no folder of %s/ is crowded', (top) => {
	const counts = new Map<string, number>();
	for (const file of filesIn(join(ROOT, top))) {
		const folder = relative(ROOT, dirname(file));
		counts.set(folder, (counts.get(folder) ?? 0) + 1);
	}
	const crowded = [...counts].filter(([, count]) => count > MOST_FILES_IN_A_FOLDER);
	expect(crowded).toEqual([]);
});

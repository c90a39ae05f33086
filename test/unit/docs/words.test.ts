// What the pages for sellers name is what they find on the screen, in all three languages.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import sandboxN8n from '../../../sandbox/n8n/package.json';
import {
	allMatches,
	filesIn,
	namesOnScreen,
	node,
	notificationTrigger,
	operations,
	optionsOf,
	prose,
	READMES,
	ROOT,
	SELLERS_PAGES,
	textOf,
	trigger,
} from '../../support/words/docs';
import { EDITOR_WORDS } from '../../support/words/editorWords';
import { titlesOfErrors } from '../../support/words/errorTexts';

const MOST_WORDS = 1_200;

const nodesOfExamples = filesIn('examples', '.json').flatMap((file) =>
	(JSON.parse(textOf(file)) as { nodes: { name: string }[] }).nodes.map(({ name }) => name),
);
const onScreen = new Set([...namesOnScreen(), ...Object.values(EDITOR_WORDS), ...nodesOfExamples]);

const sources = [
	...filesIn('nodes', '.ts'),
	...filesIn('nodes', '.json'),
	...filesIn('credentials', '.ts'),
	...filesIn('sandbox/mercadolibre', '.ts'),
	...filesIn('examples', '.json'),
].map(textOf);
const inSources = (words: string) => sources.some((source) => source.includes(words));
const sandboxOfN8n = filesIn('sandbox/n8n', '.ts').map(textOf).join('\n');

const isTitle = titlesOfErrors();

const unknownIn = (names: string[]) =>
	names.flatMap((name) => name.split(' > ')).filter((name) => !onScreen.has(name));

describe.each(READMES)('%s', (page) => {
	const text = prose(page);

	test(`has less than ${MOST_WORDS} words`, () => {
		expect(textOf(page).trim().split(/\s+/).length).toBeLessThan(MOST_WORDS);
	});

	test('what is bold is on the screen', () => {
		const names = allMatches(text, /\*\*([^*]+)\*\*/g);
		expect(names.length).toBeGreaterThan(40);
		expect(unknownIn(names)).toEqual([]);
	});

	test('what is quoted is what Mercado Libre or this package says', () => {
		const quoted = allMatches(text, /"([^"\n]+)"/g);
		expect(quoted.length).toBeGreaterThan(3);
		expect(quoted.filter((words) => !inSources(words))).toEqual([]);
	});

	test('the errors that people meet while connecting are those that they see', () => {
		const [, connect] = text.split(/^## (?:Connect|Conectar a conta|Conectar la cuenta)$/m);
		const [table] = /^(?:\|.*\n)+/m.exec(connect)!;
		const errors = table
			.split('\n')
			.slice(2, -1)
			.map((row) => row.split('|')[1].trim());
		expect(errors.length).toBeGreaterThan(4);
		const isSeen = (error: string) =>
			inSources(error) || allMatches(error, /"([^"]+)"/g).some(inSources);
		expect(errors.filter((error) => !isSeen(error))).toEqual([]);
	});

	test('names every operation', () => {
		const named = text.split('\n').flatMap((row) => {
			const [, resource, list = ''] = /^\| \*\*([\w ]+)\*\* \| (.*) \|$/.exec(row) ?? [];
			return resource
				? allMatches(list, /\*\*([^*]+)\*\*/g).map((one) => `${resource} > ${one}`)
				: [];
		});
		expect(named.sort()).toEqual(operations().sort());
	});

	test('has a picture of its own', () => {
		const [picture] = allMatches(text, /!\[[^\]]+\]\(([^)]+)\)/g);
		expect(existsSync(join(ROOT, page, '..', picture))).toBe(true);
		const others = READMES.filter((other) => other !== page).map(prose);
		expect(others.filter((other) => other.includes(picture.split('/').at(-1)!))).toEqual([]);
	});

	test('tells the n8n that it is tested with', () => {
		expect(text).toContain(`n8n ${sandboxN8n.dependencies.n8n}`);
	});
});

/** What is on the screen elsewhere: on Mercado Libre's developer site, and of n8n beside its own words. */
const ELSEWHERE = new Set([
	'Redirect URI',
	// n8n's second output of a node, a field under a node's settings, and nodes of its own.
	'Error',
	'Ignore SSL Issues',
	'Data Table',
	'Google Drive',
	'Google Sheets',
	'HTTP Request',
	'Remove Duplicates',
	'Send Email',
	'Slack',
	'Telegram',
	'Webhook',
	// The buttons of an e-mail that an example sends.
	'Approve',
	'Decline',
]);

/** Those that are written as names are: each word begins with a capital letter. */
const strangersIn = (bold: string[]) =>
	unknownIn(
		bold.filter((text) => /^(?:[A-Z]\w*|>)(?: (?:[A-Z]\w*|>|as|by|of|to))*$/.test(text)),
	).filter((name) => !ELSEWHERE.has(name));

/** What is quoted in the language of a page, since nobody says it in English. */
const IN_OTHER_WORDS = [
	'not allowed again',
	'no se permite otra vez',
	'não é permitido de novo',
	'demasiadas solicitudes',
	'requisições demais',
	'agente de mensajería',
	'agente de mensagens',
	'¿Dónde está mi envío?',
	'Onde está minha encomenda?',
];

describe.each(SELLERS_PAGES)('%s', (page) => {
	const text = prose(page);

	test('what is bold and written like a name is on the screen', () => {
		expect(strangersIn(allMatches(text, /\*\*([^*\n]+)\*\*/g))).toEqual([]);
	});

	test('what is quoted is said', () => {
		const [byHand] = text.split('<!--');
		const unsaid = allMatches(byHand, /"([^"\n]+)"/g).filter(
			(words) =>
				!inSources(words) &&
				!onScreen.has(words) &&
				!isTitle(words) &&
				!IN_OTHER_WORDS.includes(words),
		);
		expect(unsaid).toEqual([]);
	});

	test('what is in italics is on the screen', () => {
		expect(unknownIn(allMatches(text, /(?<!\*)\*([^*\n]+)\*(?!\*)/g))).toEqual([]);
	});

	test('its operations are there', () => {
		const resources = [...new Set(operations().map((one) => one.split(' > ')[0]))];
		const named = allMatches(
			text,
			new RegExp(
				`(?:^|[^\\w ] ?| [a-zàéíóú,]+ )((?:${resources.join('|')}) > [A-Z]\\w+(?: [A-Z]\\w+| as [A-Z]\\w+)*)`,
				'gm',
			),
		);
		const known = operations();
		expect(
			named.filter((name) => !known.some((one) => name === one || name.startsWith(`${one} `))),
		).toEqual([]);
	});

	test('its fields are those of items and of n8n', () => {
		const code = allMatches(text, /`([^`\n]+)`/g);
		const fields = code.filter((one) => /^[a-z]\w*[A-Z_]\w*$/.test(one));
		expect(fields.filter((field) => !inSources(field))).toEqual([]);
		const variables = code.filter((one) => /^[A-Z]\w*_\w*(=\w+)?$/.test(one));
		const unknown = variables.filter(
			(one) => !sandboxOfN8n.includes(one.split('=')[0]) && !inSources(one),
		);
		expect(unknown).toEqual([]);
	});
});

const LANGUAGES = ['docs', 'docs/es', 'docs/pt-BR'];

/** The first column of the table that a person has written. */
const frequentErrors = (folder: string): string[] =>
	allMatches(prose(`${folder}/errors.md`).split('<!--')[0], /^\| (.+?) \| /gm).slice(2);

describe.each(LANGUAGES)('%s', (folder) => {
	test('operations.md describes every operation', () => {
		const described: string[] = [];
		let resource = '';
		for (const row of prose(`${folder}/operations.md`).split('\n')) {
			const cells = row.split('|').map((cell) => cell.trim());
			if (cells.length !== 5 || !/^[A-Z]/.test(cells[2])) continue;
			resource = cells[1] || resource;
			described.push(`${resource} > ${cells[2]}`);
		}
		expect(described).toEqual(expect.arrayContaining(operations()));
	});

	test('examples.md describes every example', () => {
		const described = allMatches(prose(`${folder}/examples.md`), /^\| \[([\w-]+\.json)\]/gm);
		const files = filesIn('examples', '.json').map((file) => file.replace('examples/', ''));
		expect(described.sort()).toEqual(files);
	});

	test('operations.md tells the requests of every operation', () => {
		const rows = prose(`${folder}/operations.md`)
			.split('\n')
			.flatMap((row) => /^\| ([\w ]+): ([\w ]+) \| `/.exec(row)?.slice(1).join(' > ') ?? []);
		expect(rows.sort()).toEqual(operations().sort());
	});

	test.each([
		['triggers.md', trigger],
		['notifications.md', notificationTrigger],
	] as const)('%s tells every event and every option', (file, description) => {
		const page = `${folder}/${file}`;
		const first = prose(page)
			.split('\n')
			.map((row) => /^\| ([^|]+) \|/.exec(row)?.[1].trim());
		const event = description.properties.find(({ name }) => name === 'event')!;
		const names = [
			...(event.options as { name: string }[]).map(({ name }) => name),
			...optionsOf(description),
		];
		expect(names.filter((name) => !first.includes(name))).toEqual([]);
	});

	test('errors.md quotes errors as they are', () => {
		// Others are described in the language of the page.
		const titles = frequentErrors(folder).filter((one) => /^(?!An |Un )[A-Z][\w ]+$/.test(one));
		expect(titles.length).toBeGreaterThan(9);
		const isQuoted = (title: string) => isTitle(title) || inSources(title);
		// Of an ID the kind comes first.
		const isOfAnId = (title: string) => inSources(title.replace(/^[\w ]+? (?=must)/, ''));
		expect(titles.filter((title) => !isQuoted(title) && !isOfAnId(title))).toEqual([]);
	});
});

test('errors.md has the same frequent errors in all languages', () => {
	const inEnglish = frequentErrors('docs');
	for (const folder of LANGUAGES.slice(1)) {
		const errors = frequentErrors(folder);
		expect(errors.length).toBe(inEnglish.length);
		const quoted = inEnglish.filter((error) => isTitle(error));
		expect(quoted.length).toBeGreaterThan(9);
		expect(errors).toEqual(expect.arrayContaining(quoted));
	}
});

test.each(['CHANGELOG.md', 'SECURITY.md', 'docs/scale.md', 'docs/versions.md'])(
	'%s: what is in italics is on the screen',
	(page) => {
		const names = allMatches(prose(page), /(?<![\w`])_([^_\n`]+)_(?![\w`])/g);
		expect(names.length).toBeGreaterThan(1);
		expect(unknownIn(names).filter((name) => !ELSEWHERE.has(name))).toEqual([]);
	},
);

test.each(filesIn('examples', '.json'))('%s: its notes name what is on the screen', (file) => {
	const { nodes } = JSON.parse(textOf(file)) as {
		nodes: { type: string; parameters: { content: string } }[];
	};
	const notes = nodes
		.filter(({ type }) => type === 'n8n-nodes-base.stickyNote')
		.map(({ parameters }) => parameters.content);
	const bold = notes.flatMap((note) => allMatches(note, /\*\*([^*\n]+)\*\*/g));
	expect(bold.length).toBeGreaterThan(3);
	expect(strangersIn(bold)).toEqual([]);
	// What n8n calls it (2.41).
	expect(notes.filter((note) => /\bactivate \(|\(activate\)/i.test(note))).toEqual([]);
});

/** Stiff or wrong in the ear of somebody who grew up with the language. */
const STIFF = [
	/pasan de largo/i,
	/\blo matan\b|\bmatan a n8n\b/i,
	/de fábrica/i,
	/\basign(ar|a)\b/i,
	/\bla señal\b/i,
	/^Nós do n8n/m,
	/\bfor morto\b/i,
	/\bestá fora\b/i,
	/diz "?demais/i,
	/estar (atrás|detrás) de/i,
	// Said in Spain, and not in Latin America; and what buttons are not.
	/\bpuls(a|e|ar)\b/i,
	/\bpasarela\b/i,
	/\bvéase\b/i,
	/\b(ensaya|ensaie)\b/i,
	/retiró el acceso|acesso foi retirado|retirou o acesso/i,
	// A pack is no parcel.
	/\bpaquete u orden\b|\bpacote ou pedido\b/i,
	/\bmodo queue\b/i,
	/objetos propios|objetos próprios/i,
];

test.each(SELLERS_PAGES.filter((page) => /es|pt-BR/.test(page)))(
	'%s has no stiff words',
	(page) => {
		expect(STIFF.flatMap((words) => words.exec(prose(page))?.[0] ?? [])).toEqual([]);
	},
);

test('the node is called as the pages call it', () => {
	expect(node.displayName).toBe('Mercado Libre');
});

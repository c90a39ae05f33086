// The tables of docs/errors.md, in three languages, are what the code says. `npm run docs` writes them; what the
// errors mean in Spanish and Portuguese stands in errorTranslations.json, beside the English that it translates.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { ACCESS_ERRORS } from '../../../nodes/MercadoLibre/api/errors/accessErrors';
import type { ErrorRow } from '../../../nodes/MercadoLibre/api/errors/problem';
import { wordsFor } from '../../../nodes/MercadoLibre/api/errors/statusWords';
import { CLAIM_ERRORS } from '../../../nodes/MercadoLibre/claims/claimErrors';
import { blockedReason } from '../../../nodes/MercadoLibre/conversations/words/blockedReasons';
import { MESSAGE_ERRORS } from '../../../nodes/MercadoLibre/conversations/words/messageErrors';
import { moderationReason } from '../../../nodes/MercadoLibre/conversations/words/moderationReasons';
import { FILE_ERRORS } from '../../../nodes/MercadoLibre/files/fileErrors';
import { ERROR_TABLE } from '../../../nodes/MercadoLibre/operation/errorTable';
import { SALE_ERRORS } from '../../../nodes/MercadoLibre/sales/saleErrors';
import { allMatches, operations, ROOT, textOf } from '../../support/words/docs';
import { ownErrors } from '../../support/words/errorTexts';
import TRANSLATIONS from './errorTranslations.json';

const FOLDER = 'nodes/MercadoLibre';
const START = '<!-- From here on, `npm run docs` writes this page. -->';

/** What an error, or a code, means and what to do about it, in the words of a language. */
type Explain = (title: string, cure: string) => string;

interface Language {
	page: string;
	explain: Explain;
	headings: Record<keyof typeof AREAS | 'blocked' | 'moderated' | 'own' | 'others', string>;
	columns: { title: string; cure: string; code: string; why: string; status: string };
	/** Under the headings of these four. */
	blocked: string;
	moderated: string;
	own: string;
	others: string;
	noAnswer: string;
	andAbove: string;
}

const AREAS = {
	access: ACCESS_ERRORS,
	messages: MESSAGE_ERRORS,
	files: FILE_ERRORS,
	sales: SALE_ERRORS,
	claims: CLAIM_ERRORS,
} satisfies Record<string, readonly ErrorRow[]>;

const translatedTo =
	(language: 'es' | 'pt-BR'): Explain =>
	(title, cure) => {
		const found = TRANSLATIONS.find((one) => one.title === title && one.cure === cure);
		return found?.[language] ?? `(not translated) ${title}. ${cure}`;
	};

const LANGUAGES: Language[] = [
	{
		page: 'docs/errors.md',
		explain: (_, cure) => cure,
		headings: {
			access: 'The account and its access',
			messages: 'Messages and conversations',
			files: 'Files',
			sales: 'Orders, packs and shipments',
			claims: 'Claims',
			blocked: 'Why a conversation is closed',
			moderated: 'Why a message is held back',
			own: 'What the package finds by itself',
			others: 'Everything else',
		},
		columns: {
			title: 'You see',
			cure: 'What to do',
			code: 'Code',
			why: 'Why',
			status: 'Status',
		},
		blocked:
			'The code is `substatus` of Conversation > Get, and stands in the brackets of an error. Codes that are not in this table come out as they are.',
		moderated: 'In `moderation` of the message that Send or Start give out.',
		own: 'A field that cannot be used is named in the title, such as "Pack ID must contain only digits", and the cure says what belongs there. Besides:',
		others:
			"What Mercado Libre's pages do not name has Mercado Libre's own words as its title where they are short, else these:",
		noAnswer: 'no answer',
		andAbove: '500 and above',
	},
	{
		page: 'docs/es/errors.md',
		explain: translatedTo('es'),
		headings: {
			access: 'La cuenta y su acceso',
			messages: 'Mensajes y conversaciones',
			files: 'Archivos',
			sales: 'Órdenes, packs y envíos',
			claims: 'Reclamos',
			blocked: 'Por qué una conversación está cerrada',
			moderated: 'Por qué se retiene un mensaje',
			own: 'Lo que encuentra el propio paquete',
			others: 'Todo lo demás',
		},
		columns: {
			title: 'Lo que ves',
			cure: 'Qué pasa y qué hacer',
			code: 'Código',
			why: 'Por qué',
			status: 'Estado',
		},
		blocked:
			'El código es `substatus` de Conversation > Get, y aparece entre los corchetes de un error. Los que no están en esta tabla salen tal cual.',
		moderated: 'En `moderation` del mensaje que entregan Send o Start.',
		own: 'Si un campo no sirve, el título lo nombra, por ejemplo "Pack ID must contain only digits", y la solución dice qué va ahí. Además:',
		others:
			'Lo que las páginas de Mercado Libre no nombran lleva como título las palabras de Mercado Libre, si son pocas; si no, estas:',
		noAnswer: 'sin respuesta',
		andAbove: '500 y más',
	},
	{
		page: 'docs/pt-BR/errors.md',
		explain: translatedTo('pt-BR'),
		headings: {
			access: 'A conta e o seu acesso',
			messages: 'Mensagens e conversas',
			files: 'Arquivos',
			sales: 'Pedidos, packs e envios',
			claims: 'Reclamações',
			blocked: 'Por que uma conversa está fechada',
			moderated: 'Por que uma mensagem é retida',
			own: 'O que o próprio pacote encontra',
			others: 'Todo o resto',
		},
		columns: {
			title: 'O que você vê',
			cure: 'O que acontece e o que fazer',
			code: 'Código',
			why: 'Por quê',
			status: 'Status',
		},
		blocked:
			'O código é o `substatus` de Conversation > Get, e aparece entre os colchetes de um erro. Os que não estão nesta tabela saem como são.',
		moderated: 'Em `moderation` da mensagem que Send ou Start entregam.',
		own: 'Se um campo não serve, o título o indica, por exemplo "Pack ID must contain only digits", e a solução diz o que vai ali. Além disso:',
		others:
			'O que as páginas do Mercado Livre não citam tem como título as palavras do Mercado Livre, se forem poucas; senão, estas:',
		noAnswer: 'sem resposta',
		andAbove: '500 e acima',
	},
];

/** The keys of a table that a file keeps to itself. */
function keysOf(file: string, table: string): string[] {
	const keys: string[] = [];
	const visit = (node: ts.Node): void => {
		if (
			ts.isVariableDeclaration(node) &&
			node.name.getText() === table &&
			node.initializer &&
			ts.isObjectLiteralExpression(node.initializer)
		) {
			keys.push(...node.initializer.properties.map((property) => property.name!.getText()));
		}
		ts.forEachChild(node, visit);
	};
	visit(ts.createSourceFile(file, textOf(join(FOLDER, file)), ts.ScriptTarget.Latest, true));
	return keys;
}

const statuses = keysOf('api/errors/statusWords.ts', 'WORDS_BY_STATUS').map(Number);
const blocked = keysOf('conversations/words/blockedReasons.ts', 'BLOCKED_REASONS');
const moderated = keysOf('conversations/words/moderationReasons.ts', 'MODERATION_REASONS');

const cell = (text: string) => text.replace(/\|/g, '\\|');

const table = (heading: string[], rows: string[][]): string =>
	[heading, heading.map(() => '---'), ...rows.map((row) => row.map(cell))]
		.map((row) => `| ${row.join(' | ')} |`)
		// Several refusals may have the same words.
		.filter((row, index, all) => all.indexOf(row) === index)
		.join('\n');

function tablesIn(language: Language): string {
	const { explain, headings, columns } = language;
	const row = ({ title, cure }: { title: string; cure: string }) => [title, explain(title, cure)];
	const areas = (Object.keys(AREAS) as (keyof typeof AREAS)[]).map(
		(area) =>
			`## ${headings[area]}\n\n${table([columns.title, columns.cure], AREAS[area].map(row))}`,
	);
	const statusOf = (status: number) =>
		({ 0: language.noAnswer, 500: language.andAbove })[status] ?? String(status);
	return [
		...areas,
		`## ${headings.blocked}\n\n${language.blocked}\n\n${table(
			[columns.code, columns.title, columns.cure],
			blocked.map((code) => [`\`${code}\``, ...row(blockedReason(code))]),
		)}`,
		`## ${headings.moderated}\n\n${language.moderated}\n\n${table(
			[columns.code, columns.why],
			moderated.map((code) => [`\`${code}\``, explain(code, moderationReason(code))]),
		)}`,
		`## ${headings.own}\n\n${language.own}\n\n${table([columns.title, columns.cure], ownErrors().map(row))}`,
		`## ${headings.others}\n\n${language.others}\n\n${table(
			[columns.status, columns.title, columns.cure],
			statuses.map((status) => [statusOf(status), ...row(wordsFor(status))]),
		)}`,
	].join('\n\n');
}

test('has every row of the error table', () => {
	const rows: ErrorRow[] = Object.values(AREAS).flat();
	expect(rows.sort(byTitle)).toEqual([...ERROR_TABLE].sort(byTitle));
	expect(statuses.length).toBeGreaterThan(5);
	expect(blocked.length).toBeGreaterThan(20);
	expect(moderated.length).toBeGreaterThan(5);
});

describe.each(LANGUAGES)('$page', (language) => {
	const [byHand] = textOf(language.page).split(START);
	const generated = tablesIn(language);
	if (process.env.DOCS === 'write') {
		writeFileSync(join(ROOT, language.page), `${byHand.trim()}\n\n${START}\n\n${generated}\n`);
	}

	test('says what the code says', () => {
		expect(textOf(language.page).split(START)[1]?.trim()).toBe(generated);
	});

	test('is translated whole', () => {
		expect(allMatches(generated, /\(not translated\) (.*?) \|/g)).toEqual([]);
	});
});

test('nothing is translated that is not said', () => {
	const said = new Set<string>();
	tablesIn({
		...LANGUAGES[0],
		explain: (title, cure) => {
			said.add(JSON.stringify([title, cure]));
			return cure;
		},
	});
	const translated = TRANSLATIONS.map(({ title, cure }) => JSON.stringify([title, cure]));
	expect(translated.filter((one) => !said.has(one))).toEqual([]);
	expect(new Set(translated).size).toBe(translated.length);
});

test.each(['es', 'pt-BR'] as const)('%s: names stay as they are on the screen', (language) => {
	const quoted = /"[^"]+"/g;
	// Permissions: the site of each country has them in its language.
	const OF_THE_SITE = ['"Comunicación pre y postventa"', '"Ventas y envíos"'];
	const namesIn = (text: string) => [
		...operations().filter((one) => text.includes(one)),
		...(text.match(quoted) ?? []).filter((one) => !OF_THE_SITE.includes(one)),
	];
	const lost = TRANSLATIONS.flatMap(({ cure, [language]: words }) =>
		namesIn(cure).filter((name) => !words.includes(name)),
	);
	expect(lost).toEqual([]);
});

function byTitle(one: ErrorRow, other: ErrorRow): number {
	return String(one.says).localeCompare(String(other.says));
}

// The tables of docs/errors.md are what the code says. `npm run docs` writes them.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { ACCESS_ERRORS } from '../../../nodes/MercadoLibre/api/errors/accessErrors';
import type { ErrorRow } from '../../../nodes/MercadoLibre/api/errors/problem';
import { cureFor, titleFor } from '../../../nodes/MercadoLibre/api/errors/statusWords';
import { CLAIM_ERRORS } from '../../../nodes/MercadoLibre/claims/claimErrors';
import { blockedReason } from '../../../nodes/MercadoLibre/conversations/words/blockedReasons';
import { MESSAGE_ERRORS } from '../../../nodes/MercadoLibre/conversations/words/messageErrors';
import { moderationReason } from '../../../nodes/MercadoLibre/conversations/words/moderationReasons';
import { FILE_ERRORS } from '../../../nodes/MercadoLibre/files/fileErrors';
import { ERROR_TABLE } from '../../../nodes/MercadoLibre/operation/errorTable';
import { SALE_ERRORS } from '../../../nodes/MercadoLibre/sales/saleErrors';
import { ROOT, textOf } from '../../support/docs';

const PAGE = 'docs/errors.md';
const FOLDER = 'nodes/MercadoLibre';
const START = '<!-- From here on, `npm run docs` writes this page. -->';

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

const cell = (text: string) => text.replace(/\|/g, '\\|');

const table = (heading: string[], rows: string[][]): string =>
	[heading, heading.map(() => '---'), ...rows.map((row) => row.map(cell))]
		.map((row) => `| ${row.join(' | ')} |`)
		// Several refusals may have the same words.
		.filter((row, index, all) => all.indexOf(row) === index)
		.join('\n');

const areas: [string, readonly ErrorRow[]][] = [
	['The account and its access', ACCESS_ERRORS],
	['Messages and conversations', MESSAGE_ERRORS],
	['Files', FILE_ERRORS],
	['Orders, packs and shipments', SALE_ERRORS],
	['Claims', CLAIM_ERRORS],
];

const statuses = keysOf('api/errors/statusWords.ts', 'CURES_BY_STATUS').map(Number);
const blocked = keysOf('conversations/words/blockedReasons.ts', 'BLOCKED_REASONS');
const moderated = keysOf('conversations/words/moderationReasons.ts', 'MODERATION_REASONS');

const generated = [
	START,
	...areas.map(
		([title, rows]) =>
			`## ${title}\n\n${table(
				['You see', 'What to do'],
				rows.map((row) => [row.title, row.cure]),
			)}`,
	),
	`## Why a conversation is closed\n\nThe code is \`substatus\` of Conversation > Get, and stands in the brackets of an error. Codes that are not in this table come out as they are.\n\n${table(
		['Code', 'You see', 'What to do'],
		blocked.map((code) => {
			const { title, cure } = blockedReason(code);
			return [`\`${code}\``, title, cure];
		}),
	)}`,
	`## Why a message is held back\n\nIn \`moderation\` of the message that Send or Start give out.\n\n${table(
		['Code', 'Why'],
		moderated.map((code) => [`\`${code}\``, moderationReason(code)]),
	)}`,
	`## Everything else\n\nWhat Mercado Libre's pages do not name has Mercado Libre's own words as its title, or these:\n\n${table(
		['Status', 'You see', 'What to do'],
		statuses.map((status) => [
			status === 0 ? 'no answer' : status === 500 ? '500 and above' : String(status),
			titleFor(status),
			cureFor(status),
		]),
	)}`,
].join('\n\n');

const [byHand] = textOf(PAGE).split(START);
if (process.env.DOCS === 'write')
	writeFileSync(join(ROOT, PAGE), `${byHand.trim()}\n\n${generated}\n`);

test('has every row of the error table', () => {
	expect(areas.flatMap(([, rows]) => rows).sort(byTitle)).toEqual([...ERROR_TABLE].sort(byTitle));
	expect(statuses.length).toBeGreaterThan(5);
	expect(blocked.length).toBeGreaterThan(20);
	expect(moderated.length).toBeGreaterThan(5);
});

test('says what the code says', () => {
	expect(textOf(PAGE).split(START)[1]?.trim()).toBe(generated.slice(START.length).trim());
});

function byTitle(one: ErrorRow, other: ErrorRow): number {
	return String(one.says).localeCompare(String(other.says));
}

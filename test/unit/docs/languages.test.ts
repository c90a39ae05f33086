// The pages for sellers say the same in English, Spanish and Portuguese: what is not words is the same in all three.
import { basename } from 'node:path';
import { EDITOR_WORDS } from '../../support/words/editorWords';
import {
	allMatches,
	filesIn,
	namesOnScreen,
	prose,
	READMES,
	targetOf,
	textOf,
} from '../../support/words/docs';

const onScreen = new Set([...namesOnScreen(), ...Object.values(EDITOR_WORDS)]);

/** Each page in English, with its translations. */
const pages: [string, string[]][] = [
	[READMES[0], READMES.slice(1)],
	...filesIn('docs/es', '.md').map((file): [string, string[]] => {
		const name = basename(file);
		return [`docs/${name}`, [file, `docs/pt-BR/${name}`]];
	}),
];

/** The page in English that a link leads to, whatever its language. */
const inEnglish = (file: string) =>
	file
		.replace(/^docs\/(?:es|pt-BR)\//, 'docs/')
		.replace(/^docs\/README\.(?:es|pt-BR)\.md$/, 'README.md');

const count = (text: string, pattern: RegExp) => [...text.matchAll(pattern)].length;

/** What a page has besides words. */
function shapeOf(page: string) {
	const text = prose(page);
	// The other languages, and what is only in one of them, stand at the end of a README.
	const [body] = page.includes('README') ? text.split(/^## (?:More|Más|Mais)$/m) : [text];
	const links = allMatches(body, /(?<!!)\[[^\]]+\]\(([^)\s]+)\)/g)
		.filter((link) => !/^https?:/.test(link))
		.map((link) => inEnglish(targetOf(page, link).file));
	const names = allMatches(body, /(?<!\*)\*{1,2}([^*\n]+)\*{1,2}(?!\*)/g).filter((name) =>
		name.split(' > ').every((part) => onScreen.has(part)),
	);
	return {
		headings: allMatches(text, /^(#+) /gm),
		rows: count(text, /^\| (?!---)/gm),
		steps: count(text, /^ *(?:\d+\.|-) /gm),
		blocks: allMatches(textOf(page), /^```\w*\n([^]*?)^```$/gm),
		code: allMatches(body, /`([^`\n]+)`/g).sort(),
		names: [...new Set(names)].sort(),
		links: links.sort(),
	};
}

describe.each(pages)('%s', (page, translations) => {
	const shape = shapeOf(page);

	test.each(translations)('%s', (translation) => {
		expect(shapeOf(translation)).toEqual(shape);
	});
});

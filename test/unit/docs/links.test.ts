// Every link inside the project leads somewhere, and every command that a page names is there.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { allMatches, PAGES, prose, ROOT, targetOf, textOf } from '../../support/words/docs';

/** Where GitHub takes reports of vulnerabilities: an address of its site, seen from a file's page. */
const REPORTS = '../../security/advisories/new';

const links = (page: string) =>
	allMatches(prose(page), /\]\(([^)\s]+)\)/g).filter((link) => link !== REPORTS);

const inside = (page: string) => links(page).filter((link) => !/^https?:/.test(link));

/** The names by which GitHub knows the headings of a page. */
function anchorsOf(page: string): string[] {
	const seen = new Map<string, number>();
	return allMatches(prose(page), /^#{1,6} +(.+)$/gm).map((heading) => {
		const name = heading
			.toLowerCase()
			.replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
			.replace(/[^\p{L}\p{N}\s_-]/gu, '')
			.trim()
			.replace(/\s/g, '-');
		const count = seen.get(name) ?? 0;
		seen.set(name, count + 1);
		return count === 0 ? name : `${name}-${count}`;
	});
}

const { scripts } = JSON.parse(textOf('package.json')) as { scripts: Record<string, string> };

describe.each(PAGES)('%s', (page) => {
	test('its links lead to a file, and to a heading in it', () => {
		const broken = inside(page).filter((link) => {
			const { file, anchor } = targetOf(page, link);
			if (!existsSync(join(ROOT, file))) return true;
			return anchor !== undefined && file.endsWith('.md') && !anchorsOf(file).includes(anchor);
		});
		expect(broken).toEqual([]);
	});

	test('its commands are there', () => {
		const named = allMatches(textOf(page), /\bnpm run (?:--silent )?([\w:]+)/g);
		const short = allMatches(textOf(page), /`npm (start|test)\b/g);
		expect([...named, ...short].filter((script) => !(script in scripts))).toEqual([]);
	});
});

test.each(['es', 'pt-BR'])(
	'in %s, a link leads to a page in that language, where there is one',
	(language) => {
		const wrong = PAGES.flatMap((page) => {
			if (!page.startsWith(`docs/${language}/`) && page !== `docs/README.${language}.md`) return [];
			// The line under the title offers the other languages, and so does the last part of a README.
			const [body] = prose(page).split(/^## (?:Más|Mais)$/m);
			return allMatches(body.split('\n').slice(4).join('\n'), /\]\(([^)\s#]+)/g)
				.map((link) => targetOf(page, link).file)
				.filter((file) => {
					const translated = file.replace(/^docs\/(?=[\w-]+\.md$)/, `docs/${language}/`);
					// A page may lead to the longer one in English that it is taken from.
					return translated !== file && translated !== page && existsSync(join(ROOT, translated));
				})
				.map((file) => `${page}: ${file}`);
		});
		expect(wrong).toEqual([]);
	},
);

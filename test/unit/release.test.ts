// What may be published, and that every address that users see comes from package.json.
import packageJson from '../../package.json';
import { MercadoLibreOAuth2Api } from '../../credentials/MercadoLibreOAuth2Api.credentials';
import { releaseProblems } from '../release/problems';
import type { Release } from '../release/problems';
import { filesIn, PAGES, textOf } from '../support/words/docs';

const release: Release = {
	packageJson: {
		name: 'n8n-nodes-shop',
		version: '1.2.0',
		homepage: 'https://www.npmjs.com/package/n8n-nodes-shop',
		author: { name: 'Ana', email: 'ana@shop.dev' },
		repository: { url: 'git+https://github.com/ana/n8n-nodes-shop.git' },
		bugs: { url: 'https://github.com/ana/n8n-nodes-shop/issues' },
	},
	changelog: '# Changelog\n\n## [Unreleased]\n\n## [1.2.0] - 2026-11-21\n\n- New.\n',
	builtFrom: 'https://github.com/ana/n8n-nodes-shop',
	tag: 'v1.2.0',
};
const with_ = (changes: Partial<Release['packageJson']>): Release => ({
	...release,
	packageJson: { ...release.packageJson, ...changes },
});

test('what is in order may be published, from whatever form of the address', () => {
	const forms = ['git@github.com:ana/n8n-nodes-shop.git', 'https://github.com/Ana/n8n-nodes-shop/'];
	for (const builtFrom of [release.builtFrom, ...forms]) {
		expect(releaseProblems({ ...release, builtFrom })).toEqual([]);
	}
	expect(releaseProblems({ ...release, tag: undefined })).toEqual([]);
});

test.each<[string, Release, RegExp]>([
	[
		'a repository that is a placeholder',
		with_({ repository: { url: 'git+https://github.invalid/n8n-nodes-shop.git' } }),
		/repository\.url/,
	],
	['no repository', with_({ repository: undefined }), /repository\.url/],
	[
		'a repository of somebody else',
		{ ...release, builtFrom: 'https://github.com/eve/n8n-nodes-shop' },
		/eve\/n8n-nodes-shop builds this/,
	],
	['a build from nowhere', { ...release, builtFrom: undefined }, /which repository builds/],
	[
		'reports to somewhere else',
		with_({ bugs: { url: 'https://github.com/eve/x/issues' } }),
		/bugs/,
	],
	['a page of somebody else', with_({ homepage: 'https://github.com/eve/x' }), /homepage/],
	['no author', with_({ author: { name: 'Ana', email: 'ana@shop.invalid' } }), /author/],
	['a tag of another version', { ...release, tag: 'v1.1.0' }, /tag/],
	['a version without a date', with_({ version: '1.3.0' }), /no dated section for 1\.3\.0/],
	[
		'changes that belong to no version',
		{ ...release, changelog: release.changelog.replace('ed]\n', 'ed]\n\n### Added\n\n- More.\n') },
		/unreleased/,
	],
])('%s is refused', (_, refused, why) => {
	expect(releaseProblems(refused).join('\n')).toMatch(why);
});

test('this package is refused until it has a repository of its own', () => {
	const problems = releaseProblems({
		packageJson,
		changelog: textOf('CHANGELOG.md'),
		builtFrom: 'https://github.com/somebody/else',
	});
	expect(problems.join('\n')).toMatch(/repository\.url/);
});

test('what n8n shows leads to the page of the package on npm', () => {
	expect(packageJson.homepage).toBe(`https://www.npmjs.com/package/${packageJson.name}`);
	expect(new MercadoLibreOAuth2Api().documentationUrl).toBe(packageJson.homepage);
	for (const file of filesIn('nodes', '.node.json')) {
		const { resources } = JSON.parse(textOf(file)) as {
			resources: Record<string, { url: string }[]>;
		};
		const urls = Object.values(resources).flatMap((links) => links.map(({ url }) => url));
		expect(urls.filter((url) => url !== packageJson.homepage)).toEqual([]);
	}
});

test('no page leads to a repository that is not this one', () => {
	const links = PAGES.flatMap((page) =>
		[...textOf(page).matchAll(/https:\/\/github\.com\/[\w./-]+/g)].map(
			([link]) => `${page}: ${link}`,
		),
	);
	const own = packageJson.repository.url.replace(/^git\+|\.git$/g, '');
	const foreign = links.filter((link) => link.includes(packageJson.name) && !link.includes(own));
	expect(foreign).toEqual([]);
});

test('no workflow takes a program whose content may change, and tests run without the right to publish', () => {
	for (const file of filesIn('.github/workflows', '.yml')) {
		const used = [...textOf(file).matchAll(/uses: *(\S+)/g)].map(([, action]) => action);
		expect(used.length).toBeGreaterThan(0);
		expect(used.filter((action) => !/@[0-9a-f]{40}$/.test(action))).toEqual([]);
	}
	const [, test_, publish] = textOf('.github/workflows/publish.yml').split(
		/^ {2}(?:test|publish):$/m,
	);
	expect(test_).toMatch(/npm run release:check/);
	expect(test_).not.toMatch(/id-token|NPM_TOKEN/);
	expect(publish).toMatch(/needs: test/);
	expect(publish).toMatch(/id-token: write/);
	expect(publish).toMatch(/npm publish .*--provenance/);
	// Nothing of others is installed or run where the right to publish is.
	expect(publish).not.toMatch(/npm (ci|install|test|run)/);
});

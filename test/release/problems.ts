export interface Release {
	packageJson: {
		name: string;
		version: string;
		homepage?: string;
		author?: { name?: string; email?: string };
		repository?: { url?: string };
		bugs?: { url?: string };
	};
	changelog: string;
	/** The address of the repository that builds, in any of git's forms; undefined when nobody knows. */
	builtFrom?: string;
	/** The tag that is released, where there is one. */
	tag?: string;
}

/** Addresses that nobody can have (RFC 2606) stand where nothing is known yet: nobody else can register them. */
const isPlaceholder = (text = '') =>
	text === '' || /\.(invalid|example|test)\b|example\.(com|net|org)/.test(text);

/** "owner/name" on GitHub, of "git+https://github.com/owner/name.git" and git's other forms. */
const repositoryIn = (address = ''): string | undefined =>
	/github\.com[/:]([\w.-]+\/[\w.-]+?)(?:\.git)?\/?$/.exec(address)?.[1];

/** Why this must not be published; empty when it may. */
export function releaseProblems({ packageJson, changelog, builtFrom, tag }: Release): string[] {
	const { name, version, homepage, author, repository, bugs } = packageJson;
	const problems: string[] = [];
	const wants = (isSo: boolean, problem: string) => {
		if (!isSo) problems.push(problem);
	};

	const named = repositoryIn(repository?.url);
	wants(
		named !== undefined && !isPlaceholder(repository?.url),
		`"repository.url" is ${repository?.url}: enter the address of the repository, as git+https://github.com/OWNER/NAME.git`,
	);
	const building = repositoryIn(builtFrom);
	wants(
		building !== undefined,
		`it is not known which repository builds this (${builtFrom ?? 'no GITHUB_REPOSITORY, no remote "origin"'})`,
	);
	if (named && building) {
		wants(
			named.toLowerCase() === building.toLowerCase(),
			`"repository.url" names ${named}, but ${building} builds this`,
		);
	}
	wants(
		named !== undefined && bugs?.url === `https://github.com/${named}/issues`,
		`"bugs.url" is ${bugs?.url}: it must be the issues of the repository`,
	);
	// What n8n's credential window links: under this address nobody but the owner of the package can publish anything.
	const page = `https://www.npmjs.com/package/${name}`;
	wants(homepage === page, `"homepage" must be ${page}`);
	wants(
		!isPlaceholder(author?.name) && !isPlaceholder(author?.email),
		`"author" is ${author?.name} <${author?.email}>: enter who answers for the package`,
	);
	wants(
		tag === undefined || tag === `v${version}`,
		`the tag is ${tag}, the version ${version}: the tag must be v${version}`,
	);
	const dated = new RegExp(
		`^## \\[${version.replaceAll('.', '\\.')}\\] - \\d{4}-\\d\\d-\\d\\d$`,
		'm',
	);
	wants(dated.test(changelog), `CHANGELOG.md has no dated section for ${version}`);
	wants(
		!/^## \[Unreleased\]\s+\S/m.test(changelog.replace(/^## \[Unreleased\]\s+(?=## )/m, '')),
		'CHANGELOG.md lists changes as unreleased: put them under the version',
	);
	return problems;
}

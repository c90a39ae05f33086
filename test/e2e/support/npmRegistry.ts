import { createHash } from 'node:crypto';
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { delimiter, join } from 'node:path';

const NOBODY = 'http://127.0.0.1:9';

/** A registry of npm's on this machine, with one package. */
export interface NpmRegistry {
	/** Publishes a version; it is the latest then. */
	publish(version: string, tarball: string): void;
	/** What n8n must have in its environment to use it, and to contact nobody else. */
	env: Record<string, string>;
	close(): Promise<void>;
}

/**
 * n8n installs from npm's own registry; another one wants a licence. So the `npm` that it runs is told of this one, and
 * what n8n asks by itself (is there this version? is the package banned?) reaches nobody, after which n8n asks `npm`.
 * @param folder where the `npm` is put that n8n shall run
 */
export async function startNpmRegistry(name: string, folder: string): Promise<NpmRegistry> {
	const tarballs = new Map<string, string>();
	let latest = '';
	const server = createServer((request, response) => {
		const version = /\/-\/(.+)\.tgz$/.exec(request.url ?? '')?.[1];
		if (version) return void response.end(readFileSync(tarballs.get(version)!));
		const versions = [...tarballs].map(([one, tarball]) => {
			const integrity = `sha512-${createHash('sha512').update(readFileSync(tarball)).digest('base64')}`;
			const dist = { tarball: `${url}/${name}/-/${one}.tgz`, integrity };
			return [one, { name, version: one, dist }];
		});
		response.setHeader('Content-Type', 'application/json');
		response.end(
			JSON.stringify({ name, 'dist-tags': { latest }, versions: Object.fromEntries(versions) }),
		);
	});
	await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
	const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

	mkdirSync(folder, { recursive: true });
	const npm = join(folder, 'npm');
	writeFileSync(
		npm,
		`#!/bin/sh
for argument; do
	shift
	[ "$argument" = --registry=https://registry.npmjs.org ] && argument=--registry=${url}
	set -- "$@" "$argument"
done
PATH=\${PATH#*:} exec npm "$@"
`,
	);
	chmodSync(npm, 0o755);

	return {
		publish(version, tarball) {
			tarballs.set(version, tarball);
			latest = version;
		},
		env: {
			// What n8n asks `npm` without naming a registry: npm would try to reach nobody for a minute.
			npm_config_registry: url,
			PATH: [folder, process.env.PATH].join(delimiter),
			HTTPS_PROXY: NOBODY,
			HTTP_PROXY: NOBODY,
			NO_PROXY: '127.0.0.1,localhost',
		},
		close: async () => {
			server.closeAllConnections();
			await new Promise((done) => server.close(done));
		},
	};
}

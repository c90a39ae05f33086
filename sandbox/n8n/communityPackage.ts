import { execFile } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';

/** Packs the built package as `npm publish` would, into `folder`, and returns the tarball's path. */
export async function packPackage(
	folder: string,
	{ signal }: { signal?: AbortSignal } = {},
): Promise<string> {
	await mkdir(folder, { recursive: true });
	// `dist` is built already: npm's own hooks would build it again.
	const options = ['--json', '--ignore-scripts', '--pack-destination', resolve(folder)];
	const json = await npm(['pack', ...options], process.cwd(), signal);
	const [{ filename }] = JSON.parse(json) as [{ filename: string }];
	return join(resolve(folder), filename);
}

/** n8n's documented manual installation of a community package: `npm install` in its nodes folder, and a (re)start. */
export async function installPackage(
	tarball: string,
	n8nFolder: string,
	{ signal }: { signal?: AbortSignal } = {},
): Promise<void> {
	const nodesFolder = join(n8nFolder, 'nodes');
	await mkdir(nodesFolder, { recursive: true });
	// The package has no dependencies of its own, and its peer n8n-workflow is n8n's: nothing is to be fetched.
	const options = [
		'--prefix',
		nodesFolder,
		'--offline',
		'--ignore-scripts',
		'--legacy-peer-deps',
		'--no-audit',
		'--no-fund',
	];
	await npm(['install', resolve(tarball), ...options], nodesFolder, signal);
}

/** Takes it off again, in the same way. */
export async function uninstallPackage(name: string, n8nFolder: string): Promise<void> {
	const nodesFolder = join(n8nFolder, 'nodes');
	const options = ['--prefix', nodesFolder, '--offline', '--ignore-scripts', '--legacy-peer-deps'];
	await npm(['uninstall', name, ...options, '--no-audit', '--no-fund'], nodesFolder);
}

async function npm(args: string[], cwd: string, signal?: AbortSignal): Promise<string> {
	try {
		const { stdout } = await promisify(execFile)('npm', args, { cwd, signal });
		return stdout;
	} catch (error) {
		const { stdout, stderr } = error as { stdout?: string; stderr?: string };
		throw new Error(`npm ${args[0]} failed in ${cwd}:\n${stderr ?? ''}${stdout ?? ''}`, {
			cause: error,
		});
	}
}

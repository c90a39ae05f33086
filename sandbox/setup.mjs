// Makes sure that what the project needs is installed, then runs a command:
//
//   node sandbox/setup.mjs [n8n] [versions] [chromium] [redis] [postgres] [-- command arguments...]
//
// The dependencies of the project and of the sandbox are always wanted; `n8n` adds the real n8n (2.2 GB, minutes
// the first time), `versions` the older ones of sandbox/n8n/versions.json, `chromium`, `redis` and `postgres` those Debian
// packages. Nothing is done twice.
//
// The command runs on the Node that the project installs (node_modules/.bin/node). This script itself must run on
// the machine's own Node, older perhaps, so it is plain JavaScript without a dependency.
import { spawn, spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const LEAST_NODE = 20;
const FORWARDED_SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'];
const SECONDS_BETWEEN_SIGNS_OF_LIFE = 10;

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const environment = {
	...process.env,
	PATH: [join(root, 'node_modules', '.bin'), process.env.PATH].join(delimiter),
};

class SetupError extends Error {}

const folders = {
	project: { path: root, title: 'the project', usualSeconds: 90, npmArguments: ['ci'] },
	sandbox: {
		path: join(root, 'sandbox'),
		title: 'the sandbox',
		usualSeconds: 15,
		npmArguments: ['ci'],
	},
	n8n: {
		path: join(root, 'sandbox', 'n8n'),
		title: 'n8n (2.2 GB)',
		usualSeconds: 180,
		// n8n's tree is full of install scripts that download or compile what is not used here. The two that are, are
		// built afterwards.
		npmArguments: ['ci', '--ignore-scripts'],
	},
};
const nativePackagesOfN8n = ['sqlite3', 'isolated-vm'];
const systemPackages = {
	chromium: { debianPackage: 'chromium', program: 'chromium' },
	redis: { debianPackage: 'redis-server', program: 'redis-server' },
	postgres: { debianPackage: 'postgresql', program: '/usr/lib/postgresql/*/bin/postgres' },
};

/** What is running now, so that a signal to this script reaches it. */
let running;

async function main() {
	const [wanted, command] = splitArguments(process.argv.slice(2));
	for (const signal of FORWARDED_SIGNALS) process.on(signal, () => passOn(signal));
	watchParent();

	checkNodeVersion();
	await installFolder(folders.project);
	await checkProjectNode();
	await installFolder(folders.sandbox);
	if (wanted.has('n8n')) {
		await installFolder(folders.n8n);
		await buildNativePackages(folders.n8n.path);
	}
	if (wanted.has('versions')) await installOlderVersions();
	for (const [name, systemPackage] of Object.entries(systemPackages)) {
		if (wanted.has(name)) await installSystemPackage(systemPackage);
	}
	if (command.length > 0) process.exitCode = await runCommand(command);
}

function splitArguments(all) {
	const separator = all.indexOf('--');
	const wanted = new Set(separator < 0 ? all : all.slice(0, separator));
	const known = ['n8n', 'versions', ...Object.keys(systemPackages)];
	const unknown = [...wanted].find((name) => !known.includes(name));
	if (unknown !== undefined) {
		throw new SetupError(
			`Unknown argument "${unknown}". Known ones are: ${known.join(', ')}, -- command...`,
		);
	}
	return [wanted, separator < 0 ? [] : all.slice(separator + 1)];
}

function checkNodeVersion() {
	if (Number(process.versions.node.split('.')[0]) < LEAST_NODE) {
		throw new SetupError(
			`Node ${LEAST_NODE} or newer is needed; this is ${process.version} (${process.execPath}).`,
		);
	}
}

async function installFolder({ path, title, usualSeconds, npmArguments }) {
	if (isInstalled(path)) return;
	await runQuietly(`Installing ${title}`, usualSeconds, 'npm', npmArguments, path);
}

/** npm writes what it installed into node_modules/.package-lock.json, as the last step: it must be what the lock names. */
function isInstalled(path) {
	const installedFile = join(path, 'node_modules', '.package-lock.json');
	if (!existsSync(installedFile)) return false;
	const wanted = readPackages(join(path, 'package-lock.json'));
	const installed = readPackages(installedFile);
	return Object.entries(wanted).every(
		([key, { version, optional }]) =>
			// The empty key is the package itself; an optional one may be for another platform.
			key === '' || (installed[key] ? installed[key].version === version : optional === true),
	);
}

function readPackages(lockFile) {
	return JSON.parse(readFileSync(lockFile, 'utf8')).packages;
}

async function checkProjectNode() {
	const { status, error } = spawnSync(
		'node',
		['-e', 'process.exit(process.features.typescript ? 0 : 1)'],
		{
			env: environment,
		},
	);
	if (error || status !== 0) {
		throw new SetupError(
			'The Node in node_modules/.bin is missing or does not run. Was npm told to ignore install scripts ' +
				'(`npm config get ignore-scripts`)? Remove node_modules and try again.',
		);
	}
}

async function buildNativePackages(path) {
	const packages = readPackages(join(path, 'package-lock.json'));
	const present = nativePackagesOfN8n.filter((name) => packages[`node_modules/${name}`]);
	const built = present
		.map((name) => `${name}@${packages[`node_modules/${name}`].version}`)
		.join('\n');
	// `npm ci` empties node_modules, so the mark never outlives what it stands for.
	const mark = join(path, 'node_modules', '.native-packages-built');
	if (existsSync(mark) && readFileSync(mark, 'utf8') === built) return;
	await runQuietly("Compiling n8n's database driver", 90, 'npm', ['rebuild', ...present], path);
	writeFileSync(mark, built);
}

/** Each in a folder of its own, as `N8nServer` looks for it. There is no lock file in the repository: `overrides` do for one. */
async function installOlderVersions() {
	const versions = JSON.parse(readFileSync(join(folders.n8n.path, 'versions.json'), 'utf8'));
	for (const [version, overrides] of Object.entries(versions)) {
		const path = join(root, '.cache', 'n8n', version);
		const manifest = { private: true, dependencies: { n8n: version }, overrides };
		const wanted = JSON.stringify(manifest, null, 2);
		// Written last: what was broken off is begun anew.
		const mark = join(path, 'node_modules', '.installed');
		if (!existsSync(mark) || readFileSync(mark, 'utf8') !== wanted) {
			mkdirSync(path, { recursive: true });
			writeFileSync(join(path, 'package.json'), wanted);
			copyFileSync(join(folders.n8n.path, '.npmrc'), join(path, '.npmrc'));
			await runQuietly(
				`Installing n8n ${version} (1.5 GB)`,
				200,
				'npm',
				['install', '--ignore-scripts'],
				path,
			);
			writeFileSync(mark, wanted);
		}
		await buildNativePackages(path);
	}
}

async function installSystemPackage({ debianPackage, program }) {
	// Without quotes: one that is not on the PATH is named by a pattern.
	if (spawnSync('sh', ['-c', `command -v ${program}`]).status === 0) return;
	if (spawnSync('sh', ['-c', 'command -v apt-get']).status !== 0) {
		throw new SetupError(
			`"${program}" is needed and not on the PATH; install it with your system's package manager.`,
		);
	}
	const asRoot = prefixForRoot();
	if (!asRoot) {
		throw new SetupError(
			`"${program}" is needed. Install it: sudo apt-get install ${debianPackage}`,
		);
	}
	const aptGet = async (title, usualSeconds, ...args) => {
		const [first, ...others] = [...asRoot, 'env', 'DEBIAN_FRONTEND=noninteractive', 'apt-get'];
		await runQuietly(title, usualSeconds, first, [...others, ...args], root);
	};
	const title = `Installing ${debianPackage}`;
	// A fresh machine knows no packages.
	await aptGet(`${title} (package lists)`, 20, 'update');
	await aptGet(title, 60, 'install', '--yes', '--no-install-recommends', debianPackage);
}

/** What makes a command run as root; undefined where only a person could, by a password. */
function prefixForRoot() {
	if (process.getuid?.() === 0) return [];
	return spawnSync('sudo', ['-n', 'true']).status === 0 ? ['sudo', '-n'] : undefined;
}

/** Runs a long command without its output, says that it is alive, and shows the end of the output if it fails. */
async function runQuietly(title, usualSeconds, program, args, cwd) {
	const begin = Date.now();
	const elapsed = () => Math.round((Date.now() - begin) / 1000);
	let output = '';
	console.error(`${title} (about ${usualSeconds} s) ...`);
	const signOfLife = setInterval(
		() => console.error(`  ${title}: ${elapsed()} s of about ${usualSeconds} s`),
		SECONDS_BETWEEN_SIGNS_OF_LIFE * 1000,
	);
	try {
		// A process group of its own: ending npm alone would leave its children.
		const code = await run(program, args, {
			cwd,
			env: environment,
			detached: true,
			stdio: ['ignore', 'pipe', 'pipe'],
			onOutput: (text) => (output = (output + text).slice(-20_000)),
		});
		if (code !== 0)
			throw new SetupError(failure(title, `${program} ${args.join(' ')}`, code, output));
	} finally {
		clearInterval(signOfLife);
	}
	console.error(`${title}: done in ${elapsed()} s`);
}

function failure(title, command, code, output) {
	const lines = [
		`${title} failed: \`${command}\` ended with ${code}.`,
		...output.trimEnd().split('\n').slice(-25),
	];
	if (
		/ENOTFOUND|EAI_AGAIN|ETIMEDOUT|ECONNREFUSED|ECONNRESET|ENETUNREACH|Temporary failure/.test(
			output,
		)
	) {
		lines.push(
			'The package registry could not be reached: check the network and `npm config get registry`.',
		);
	}
	if (/ENOSPC/.test(output)) lines.push('The disk is full: n8n alone needs 2.2 GB.');
	return lines.join('\n');
}

/** Runs the command in the terminal's foreground. */
async function runCommand([program, ...args]) {
	return await run(program, args, { cwd: root, env: environment, stdio: 'inherit' });
}

function run(program, args, { onOutput, ...options }) {
	return new Promise((resolve, reject) => {
		const child = spawn(program, args, options);
		running = {
			isInstallation: options.detached === true,
			signal: (name) => process.kill(options.detached ? -child.pid : child.pid, name),
		};
		child.stdout?.on('data', onOutput);
		child.stderr?.on('data', onOutput);
		child.on('error', (error) =>
			reject(new SetupError(`${program} did not start: ${error.message}`)),
		);
		child.on('close', (code, signal) => {
			running = undefined;
			resolve(code ?? exitCodeOf(signal));
		});
	});
}

/** An installation is simply ended; a command decides itself what a signal means to it, and this script waits for its end. */
function passOn(signal) {
	try {
		running?.signal(signal);
	} catch {
		// It has just ended by itself.
	}
	if (!running || running.isInstallation) process.exit(exitCodeOf(signal));
}

/** Whoever started this script may be killed without a word: then it ends like a terminal that was closed. */
function watchParent() {
	const parent = process.ppid;
	const watch = setInterval(() => {
		if (process.ppid === parent) return;
		clearInterval(watch);
		passOn('SIGHUP');
	}, 500);
	watch.unref();
}

function exitCodeOf(signal) {
	return 128 + ({ SIGHUP: 1, SIGINT: 2, SIGKILL: 9, SIGTERM: 15 }[signal] ?? 0);
}

try {
	await main();
} catch (error) {
	if (!(error instanceof SetupError)) throw error;
	console.error(error.message);
	process.exitCode = 1;
}

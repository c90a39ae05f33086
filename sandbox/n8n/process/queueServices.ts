// What n8n's queue mode needs beside n8n: Redis and PostgreSQL, each on a free port of loopback, with its data in a
// folder of its own that goes with it.
import { execFile } from 'node:child_process';
import { chmod, chown, mkdtemp, readdir, rm } from 'node:fs/promises';
import { createConnection } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

import { ChildProcess } from './childProcess.ts';
import { freePort, HOST } from './ports.ts';
import { waitFor } from './waitFor.ts';

const START_SECONDS = 300;
const STOP_SECONDS = 10;

interface QueueServices {
	/** Makes n8n use them, as variables. */
	env: Record<string, string>;
	stop(): Promise<void>;
}

/** Starts both; `npm run test:queue` has Debian's packages of them installed. */
export async function startQueueServices(): Promise<QueueServices> {
	const started: Service[] = [];
	const stop = async () => {
		for (const service of started) await service.stop();
	};
	try {
		const redis = await startRedis();
		started.push(redis);
		const postgres = await startPostgres();
		started.push(postgres);
		return {
			env: {
				EXECUTIONS_MODE: 'queue',
				QUEUE_BULL_REDIS_HOST: HOST,
				QUEUE_BULL_REDIS_PORT: String(redis.port),
				DB_TYPE: 'postgresdb',
				DB_POSTGRESDB_HOST: HOST,
				DB_POSTGRESDB_PORT: String(postgres.port),
				DB_POSTGRESDB_DATABASE: 'postgres',
				DB_POSTGRESDB_USER: DATABASE_USER,
			},
			stop,
		};
	} catch (error) {
		await stop();
		throw error;
	}
}

interface Service {
	port: number;
	stop(): Promise<void>;
}

async function startRedis(): Promise<Service> {
	const folder = await mkdtemp(join(tmpdir(), 'mercadolibre-redis-'));
	const port = await freePort();
	const options = ['--port', String(port), '--bind', HOST, '--dir', folder, '--save', ''];
	return await start('redis-server', options, { folder, port });
}

const DATABASE_USER = 'n8n';

async function startPostgres(): Promise<Service> {
	const folder = await mkdtemp(join(tmpdir(), 'mercadolibre-postgres-'));
	const port = await freePort();
	const programs = await postgresPrograms();
	const user = await userOfPostgres();
	if (user) await chown(folder, user.uid, user.gid);
	await chmod(folder, 0o700);
	const data = join(folder, 'data');
	const init = ['-D', data, '-U', DATABASE_USER, '--auth=trust', '--no-sync', '--encoding=UTF8'];
	await promisify(execFile)(join(programs, 'initdb'), init, { cwd: folder, ...user });
	const settings = {
		listen_addresses: HOST,
		unix_socket_directories: '',
		// It need not survive a power cut.
		fsync: 'off',
	};
	const options = [
		...['-D', data, '-p', String(port)],
		...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]),
	];
	return await start(join(programs, 'postgres'), options, { folder, port, user });
}

/** Debian puts them beside the PATH, by version. */
async function postgresPrograms(): Promise<string> {
	const folder = '/usr/lib/postgresql';
	const versions = await readdir(folder).catch(() => []);
	const newest = versions.map(Number).sort((a, b) => b - a)[0];
	if (newest === undefined) throw new Error(`There is no PostgreSQL in ${folder}`);
	return join(folder, String(newest), 'bin');
}

interface User {
	uid: number;
	gid: number;
}

/** PostgreSQL refuses to run as root: its package makes a user for it. */
async function userOfPostgres(): Promise<User | undefined> {
	if (process.getuid?.() !== 0) return undefined;
	const id = async (what: string) =>
		Number((await promisify(execFile)('id', [what, 'postgres'])).stdout);
	return { uid: await id('-u'), gid: await id('-g') };
}

/** Starts a server, and returns when it takes connections. */
async function start(
	program: string,
	args: string[],
	{ folder, port, user }: { folder: string; port: number; user?: User },
): Promise<Service> {
	const child = await ChildProcess.spawn({
		program: 'setpriv',
		// It does not outlive us, by whatever means we end.
		args: [
			...['--pdeathsig', 'KILL'],
			...(user ? ['--reuid', String(user.uid), '--regid', String(user.gid), '--clear-groups'] : []),
			program,
			...args,
		],
		cwd: folder,
		env: { PATH: process.env.PATH ?? '', LC_ALL: 'C.UTF-8' },
	});
	const stop = async () => {
		await child.stop(STOP_SECONDS);
		await rm(folder, { recursive: true, force: true, maxRetries: 3 });
	};
	try {
		await waitFor(async () => await takesConnections(port), {
			what: `${program} to take connections`,
			seconds: START_SECONDS,
			giveUp: () => {
				if (child.ending) throw new Error(`${program}: ${child.ending}\n${child.logTail()}`);
			},
			context: () => child.logTail(),
		});
	} catch (error) {
		await stop();
		throw error;
	}
	return { port, stop };
}

async function takesConnections(port: number): Promise<boolean> {
	const socket = createConnection(port, HOST);
	try {
		return await new Promise((answer) => {
			socket.once('connect', () => answer(true)).once('error', () => answer(false));
		});
	} finally {
		socket.destroy();
	}
}

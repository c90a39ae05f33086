import { randomBytes } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { delimiter, join, resolve } from 'node:path';

import axios from 'axios';

import { ChildProcess } from './process/childProcess.ts';
import { installPackage } from './communityPackage.ts';
import { freePort, HOST, listenOnce } from './process/ports.ts';
import { waitFor } from './process/waitFor.ts';

const START_SECONDS = 300;
const STOP_SECONDS = 20;

/** What n8n can be: all of it, or in its queue mode a part. */
export type N8nCommand = 'start' | 'worker' | 'webhook';

export interface N8nOptions {
	/** One of versions.json, which `setup.mjs versions` has installed; the newest, of sandbox/n8n, unless given. */
	version?: string;
	/** `start` by default. */
	command?: N8nCommand;
	/** Where n8n keeps everything (database, binary data, nodes); made when missing, never removed: it may be started again. */
	userFolder: string;
	/** A free one by default. Stays the same over restarts: the OAuth redirect address depends on it. */
	port?: number;
	/** A packed community package that is installed first. */
	packageTarball?: string;
	logLevel?: 'error' | 'warn' | 'info' | 'debug';
	/** Gets the whole log; in memory only its end is kept. */
	logFile?: string;
	/** More variables, or other values for ours. */
	env?: Record<string, string>;
	/** Modules that are loaded into it before anything else: a test's instruments. */
	preload?: string[];
	/** Ends a start that is under way; n8n is gone then. */
	signal?: AbortSignal;
}

/** Installs the package, starts n8n, and returns when it answers. */
export async function startN8n(options: N8nOptions): Promise<N8nServer> {
	const { userFolder, packageTarball, signal } = options;
	await mkdir(userFolder, { recursive: true });
	if (packageTarball) await installPackage(packageTarball, join(userFolder, '.n8n'), { signal });
	const server = new N8nServer(options, options.port ?? (await freePort()), await freePort());
	await server.start();
	return server;
}

/** A real n8n, on loopback, with sqlite and binary data in files. It contacts nobody outside. */
export class N8nServer {
	readonly url: string;
	readonly port: number;
	readonly userFolder: string;
	private readonly options: N8nOptions;
	private readonly brokerPort: number;
	private readonly encryptionKey = randomBytes(24).toString('base64');
	private process?: ChildProcess;

	constructor(options: N8nOptions, port: number, brokerPort: number) {
		this.options = options;
		this.userFolder = resolve(options.userFolder);
		this.port = port;
		this.brokerPort = brokerPort;
		this.url = `http://${HOST}:${port}`;
	}

	/** The process id of n8n itself (its task runner is a child of it); for looking at its memory, say. */
	get pid(): number {
		return this.running.pid;
	}

	/** The end of what n8n has printed since its last start. */
	log(): string {
		return this.process?.log() ?? '';
	}

	/** Ends when n8n does, by itself or not, and says how. */
	get exited(): Promise<string> {
		return this.running.exited;
	}

	async start(): Promise<void> {
		if (this.process && !this.process.ending) throw new Error('n8n is running already');
		await this.checkPort();
		const folder = resolve('sandbox', 'n8n');
		const started = await ChildProcess.spawn({
			program: resolve('node_modules', '.bin', 'node'),
			args: [
				...[join(folder, 'process', 'die-with-parent.cjs'), ...(this.options.preload ?? [])].flatMap(
					(module) => ['--require', resolve(module)],
				),
				join(this.installation, 'node_modules', 'n8n', 'bin', 'n8n'),
				this.options.command ?? 'start',
			],
			cwd: this.userFolder,
			env: { ...this.environment(), ...this.options.env },
			logFile: this.options.logFile,
		});
		this.process = started;
		try {
			await waitFor(async () => await this.isReady(), {
				what: 'n8n to answer',
				seconds: START_SECONDS,
				giveUp: () => {
					this.options.signal?.throwIfAborted();
					if (started.ending)
						throw new Error(`n8n ended while starting (${started.ending}):\n${started.logTail()}`);
				},
				context: () => started.logTail(),
			});
		} catch (error) {
			await this.kill();
			throw error;
		}
	}

	/** As an administrator stops it: running executions may finish. */
	async stop(): Promise<void> {
		await this.process?.stop(STOP_SECONDS);
	}

	/** As a power cut stops it. */
	async kill(): Promise<void> {
		await this.process?.kill();
	}

	async restart(): Promise<void> {
		await this.stop();
		await this.start();
	}

	private get installation(): string {
		const { version } = this.options;
		return version ? resolve('.cache', 'n8n', version) : resolve('sandbox', 'n8n');
	}

	private get running(): ChildProcess {
		if (!this.process) throw new Error('n8n was never started');
		return this.process;
	}

	private async isReady(): Promise<boolean> {
		// The health check answers first: database connected and migrated. The editor's API comes a moment later.
		const answers = { timeout: 5000, proxy: false } as const;
		await axios.get(`${this.url}/healthz/readiness`, answers);
		if ((this.options.command ?? 'start') !== 'start') return true;
		const settings = await axios.get<{ data?: unknown }>(`${this.url}/rest/settings`, answers);
		return settings.data.data !== undefined;
	}

	/** n8n itself says little about a taken port, and whoever has it might answer in its place. */
	private async checkPort(): Promise<void> {
		try {
			await listenOnce(this.port);
		} catch (error) {
			throw new Error(`n8n cannot use port ${this.port}: ${(error as Error).message}`, {
				cause: error,
			});
		}
	}

	/** The whole environment: none of ours reaches n8n, so that it is the same for everybody. */
	private environment(): Record<string, string> {
		return {
			PATH: [resolve('node_modules', '.bin'), process.env.PATH].join(delimiter),
			HOME: this.userFolder,
			GENERIC_TIMEZONE: 'UTC',

			N8N_USER_FOLDER: this.userFolder,
			N8N_ENCRYPTION_KEY: this.encryptionKey,
			DB_TYPE: 'sqlite',
			N8N_DEFAULT_BINARY_DATA_MODE: 'filesystem',

			N8N_LISTEN_ADDRESS: HOST,
			N8N_HOST: HOST,
			N8N_PORT: String(this.port),
			N8N_EDITOR_BASE_URL: this.url,
			N8N_WEBHOOK_URL: this.url,
			QUEUE_HEALTH_CHECK_ACTIVE: 'true',
			QUEUE_HEALTH_CHECK_PORT: String(this.port),
			N8N_WORKER_SERVER_ADDRESS: HOST,
			N8N_RUNNERS_BROKER_PORT: String(this.brokerPort),
			N8N_SECURE_COOKIE: 'false',

			N8N_LOG_LEVEL: this.options.logLevel ?? 'info',
			N8N_GRACEFUL_SHUTDOWN_TIMEOUT: String(STOP_SECONDS / 2),

			N8N_COMMUNITY_PACKAGES_ENABLED: 'true',
			N8N_UNVERIFIED_PACKAGES_ENABLED: 'true',

			// Everything that would contact somebody outside.
			N8N_DIAGNOSTICS_ENABLED: 'false',
			N8N_VERSION_NOTIFICATIONS_ENABLED: 'false',
			N8N_VERSION_NOTIFICATIONS_WHATS_NEW_ENABLED: 'false',
			N8N_DYNAMIC_BANNERS_ENABLED: 'false',
			N8N_TEMPLATES_ENABLED: 'false',
			N8N_VERIFIED_PACKAGES_ENABLED: 'false',
			N8N_LICENSE_AUTO_RENEW_ENABLED: 'false',
			// Older versions do not have this module, and do not start with a name that they do not know.
			...(this.options.version === undefined && { N8N_DISABLED_MODULES: 'mcp-registry' }),

			// What only asks or complains.
			N8N_PERSONALIZATION_ENABLED: 'false',
			N8N_HIRING_BANNER_ENABLED: 'false',
			N8N_PYTHON_ENABLED: 'false',
		};
	}
}

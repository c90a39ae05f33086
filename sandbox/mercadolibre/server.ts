// A local Mercado Libre: one HTTP server for the API, the authorization page and the tokens.
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { fastifyFormbody } from '@fastify/formbody';
import { fastifyMultipart } from '@fastify/multipart';
import { fastify } from 'fastify';
import type { FastifyInstance, FastifyReply } from 'fastify';
import { Accounts } from './api/accounts.ts';
import { registerActionGuide } from './api/messages/actionGuide.ts';
import { registerAttachments } from './api/messages/attachments.ts';
import { registerClaims } from './api/claims/claims.ts';
import { ApiError, messagesError } from './api/errors.ts';
import { registerMessages } from './api/messages/messages.ts';
import { registerMissedFeeds } from './api/missedFeeds.ts';
import { registerOAuth } from './api/oauth.ts';
import { registerSales } from './api/sales/sales.ts';
import { createControl, registerControl } from './control.ts';
import type { Control } from './control.ts';
import { Faults, answerInstead, comesAfterEffect, isUnanswered, spoilAnswer } from './faults.ts';
import { loadFixtures } from './marketplace/fixtures.ts';
import { Marketplace } from './marketplace/marketplace.ts';
import { Notifications } from './notifications.ts';
import { RateLimit } from './rateLimit.ts';
import type { RateLimitOptions } from './rateLimit.ts';
import { RequestLog } from './requestLog.ts';
import type { Sandbox } from './sandbox.ts';

interface SandboxOptions {
	/** Default: a free one. */
	port?: number;
	/** Default 21600: six hours, as the real ones. */
	tokenLifetimeSeconds?: number;
	/** Load the examples of the documents. Default true. */
	seed?: boolean;
}

export interface RunningSandbox {
	url: string;
	control: Control;
	close(): Promise<void>;
}

/** Global Selling's page manage-sales of 2026-02-18: 100 a minute. */
const ORDER_SEARCH_LIMIT: RateLimitOptions = {
	requests: 100,
	windowMs: 60_000,
	per: 'application',
};

const BODY_LIMIT = 64 * 1024 * 1024;

function createSandbox(options: SandboxOptions): Sandbox {
	const fill = (marketplace: Marketplace) => {
		if (options.seed !== false) loadFixtures(marketplace);
		// What was there from the start is no news.
		marketplace.onEvent = (event) => sandbox.notifications.happened(event);
		return marketplace;
	};
	const lifetime = options.tokenLifetimeSeconds ?? 21_600;
	const sandbox: Sandbox = {
		marketplace: fill(new Marketplace()),
		accounts: new Accounts(lifetime),
		faults: new Faults(),
		rateLimit: new RateLimit(),
		orderSearchLimit: new RateLimit(ORDER_SEARCH_LIMIT),
		log: new RequestLog(),
		notifications: new Notifications(() => sandbox),
		latencyMs: 0,
		reset({ keepTokens = false } = {}) {
			this.marketplace = fill(new Marketplace());
			this.accounts = new Accounts(lifetime, keepTokens ? this.accounts : undefined);
			this.faults.clear();
			this.rateLimit.set(null);
			this.orderSearchLimit.set(ORDER_SEARCH_LIMIT);
			this.log.clear();
			this.notifications.clear();
			this.latencyMs = 0;
		},
	};
	return sandbox;
}

export async function startSandbox(options: SandboxOptions = {}): Promise<RunningSandbox> {
	const sandbox = createSandbox(options);
	const app = fastify({
		bodyLimit: BODY_LIMIT,
		forceCloseConnections: true,
		routerOptions: { maxParamLength: 500 },
	});
	parseBodies(app);
	// Names of files count whole and in UTF-8: the API itself judges their characters.
	await app.register(fastifyMultipart, {
		preservePath: true,
		throwFileSizeLimit: false,
		limits: { fileSize: BODY_LIMIT },
	});
	await app.register(fastifyFormbody);

	const control = createControl(sandbox);
	registerControl(app, control);
	await app.register(async (api) => {
		handleOnTheWay(api, sandbox);
		registerOAuth(api, sandbox);
		registerMessages(api, sandbox);
		registerActionGuide(api, sandbox);
		registerAttachments(api, sandbox);
		registerClaims(api, sandbox);
		registerSales(api, sandbox);
		registerMissedFeeds(api, sandbox);
		api.all('/*', { config: {} }, async (request) => {
			throw messagesError(404, `resource ${request.url.split('?')[0]} not found`);
		});
	});

	await app.listen({ host: '127.0.0.1', port: options.port ?? 0 });
	const { port } = app.server.address() as AddressInfo;
	return { url: `http://127.0.0.1:${port}`, control, close };
	async function close() {
		sandbox.notifications.clear();
		await app.close();
	}
}

/** A body that is no JSON, or of an unknown type, is as good as none: the API says in its own words what is missing. */
function parseBodies(app: FastifyInstance): void {
	app.removeAllContentTypeParsers();
	app.addContentTypeParser('application/json', { parseAs: 'string' }, (_request, text, done) => {
		try {
			done(null, JSON.parse(text as string));
		} catch {
			done(null, undefined);
		}
	});
	app.addContentTypeParser('*', (_request, payload, done) => {
		payload.resume();
		done(null, undefined);
	});
}

const LATENCY_STEP_MS = 100;

/** Waits as long as the latency is by then: who sets a lower one lets those go that wait. */
async function waitOut(sandbox: Sandbox, reply: FastifyReply): Promise<void> {
	const since = Date.now();
	const left = () => since + sandbox.latencyMs - Date.now();
	while (left() > 0 && !reply.raw.closed) await sleep(Math.min(left(), LATENCY_STEP_MS));
}

/** What every request to the API goes through: log, latency, faults, rate limit, token. */
function handleOnTheWay(app: FastifyInstance, sandbox: Sandbox): void {
	app.decorateRequest('caller', null);
	app.decorateRequest('logEntry', null);
	app.decorateRequest('fault', null);

	app.addHook('onRequest', async (request, reply) => {
		const route = request.routeOptions.url === '/*' ? undefined : request.routeOptions.url;
		const { authorization } = request.headers;
		const entry = sandbox.log.begin(
			request.method,
			request.url,
			route,
			request.query,
			request.headers,
		);
		request.logEntry = entry;
		reply.raw.once('close', () => sandbox.log.end(entry));
		const holder = sandbox.accounts.holder(authorization);
		entry.userId = holder?.userId ?? null;
		entry.clientId = holder?.clientId ?? null;

		await waitOut(sandbox, reply);

		const fault = sandbox.faults.pick(request.method, entry.path);
		if (fault && !comesAfterEffect(fault)) return answerInstead(fault, request, reply);
		request.fault = fault;

		const { dialect } = request.routeOptions.config;
		if (!dialect) return;
		const limited = holder && sandbox.rateLimit.take(holder, request.method);
		if (limited) {
			reply.headers(limited.headers);
			throw messagesError(429, 'Too Many Requests');
		}
		request.caller = sandbox.accounts.authenticate(authorization, dialect);
	});

	app.addHook('preHandler', async (request) => {
		if (request.logEntry && request.body !== undefined) request.logEntry.body = request.body;
	});

	app.addHook('onSend', async (request, reply, payload) => {
		const { fault, logEntry } = request;
		const sent = fault ? await spoilAnswer(fault, request, reply, payload) : payload;
		if (logEntry && !(fault && isUnanswered(fault))) logEntry.status = reply.statusCode;
		return sent;
	});

	app.setErrorHandler((error: Error & { statusCode?: number }, _request, reply) => {
		if (error instanceof ApiError) return reply.code(error.status).send(error.body);
		const status = error.statusCode ?? 500;
		if (status >= 500) console.error(error);
		return reply.code(status).send(messagesError(status, error.message).body);
	});
}

// Mercado Libre's OAuth: the page on which the seller says yes, the code, the tokens.
import { createHash } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import type { User } from '../marketplace/entities.ts';
import { GLOBAL_SELLER } from '../marketplace/marketplace.ts';
import type { Sandbox } from '../sandbox.ts';
import { messagesError } from './errors.ts';

const invalidGrant = () =>
	messagesError(
		400,
		'Error validating grant. Your authorization code or refresh token may be expired or it was already used',
		'invalid_grant',
	);

const challengeOf = (verifier: string, method: string | undefined) =>
	method === 'S256' ? createHash('sha256').update(verifier).digest('base64url') : verifier;

type Parameters = Record<string, string | undefined>;

export function registerOAuth(app: FastifyInstance, sandbox: Sandbox): void {
	const refused = (parameters: Parameters): string | null => {
		const application = sandbox.accounts.application(parameters.client_id);
		if (!application) return 'The application is unknown.';
		if (!sandbox.accounts.acceptsRedirect(application, parameters.redirect_uri ?? ''))
			return 'The redirect_uri does not match the one configured in the application.';
		if (parameters.response_type !== 'code') return 'The response_type must be code.';
		if (application.pkce && !parameters.code_challenge)
			return 'The application requires a code_challenge (PKCE).';
		return null;
	};

	app.get('/authorization', async (request, reply) => {
		const parameters = request.query as Parameters;
		const problem = refused(parameters);
		reply.type('text/html; charset=utf-8').code(problem ? 400 : 200);
		return problem
			? page(`<p>${problem}</p>`)
			: consentPage(parameters, [...sandbox.marketplace.users.values()]);
	});

	app.post('/authorization', async (request, reply) => {
		const parameters = (request.body ?? {}) as Parameters;
		const problem = refused(parameters);
		if (problem) {
			reply.type('text/html; charset=utf-8').code(400);
			return page(`<p>${problem}</p>`);
		}
		const target = new URL(parameters.redirect_uri!);
		if (parameters.decision === 'allow') {
			const code = sandbox.accounts.newCode({
				userId: Number(parameters.user_id ?? GLOBAL_SELLER),
				clientId: parameters.client_id!,
				redirectUri: parameters.redirect_uri!,
				challenge: parameters.code_challenge || undefined,
				challengeMethod: parameters.code_challenge_method || undefined,
			});
			target.searchParams.set('code', code);
		} else {
			target.searchParams.set('error', 'access_denied');
			target.searchParams.set('error_description', 'The user denied the authorization');
		}
		if (parameters.state !== undefined) target.searchParams.set('state', parameters.state);
		return reply.redirect(target.href, 302);
	});

	// The parameters count in the body only: neither a Basic header nor the query is looked at.
	app.post('/oauth/token', async (request) => {
		const parameters = (request.body ?? {}) as Parameters;
		for (const name of ['grant_type', 'client_id', 'client_secret']) {
			if (!parameters[name])
				throw messagesError(400, `The parameter ${name} is required`, 'invalid_request');
		}
		const application = sandbox.accounts.application(String(parameters.client_id));
		if (!application || application.clientSecret !== parameters.client_secret)
			throw messagesError(401, 'invalid client_id or client_secret.', 'invalid_client');

		if (parameters.grant_type === 'authorization_code') {
			const code = sandbox.accounts.takeCode(parameters.code ?? '');
			if (
				!code ||
				code.clientId !== application.clientId ||
				code.redirectUri !== parameters.redirect_uri
			)
				throw invalidGrant();
			if (
				code.challenge &&
				challengeOf(parameters.code_verifier ?? '', code.challengeMethod) !== code.challenge
			)
				throw invalidGrant();
			return sandbox.accounts.issue({ userId: code.userId, clientId: application.clientId });
		}
		if (parameters.grant_type === 'refresh_token') {
			const caller = sandbox.accounts.takeRefreshToken(
				parameters.refresh_token ?? '',
				application.clientId,
			);
			if (!caller) throw invalidGrant();
			sandbox.log.tokenRefreshes++;
			return sandbox.accounts.issue(caller);
		}
		throw messagesError(
			400,
			'Allowed values for grant_type are authorization_code and refresh_token',
			'unsupported_grant_type',
		);
	});

	app.get('/users/me', { config: { dialect: 'messages' } }, async (request) => {
		// Who the token belongs to, also when it acts for somebody else.
		const { userId } = sandbox.accounts.holder(request.headers.authorization)!;
		const user = sandbox.marketplace.user(userId);
		return {
			id: user.id,
			nickname: user.nickname,
			first_name: user.name,
			email: user.email,
			country_id: user.siteId === 'CBT' ? 'US' : user.siteId.slice(1),
			site_id: user.siteId,
			user_type: 'normal',
			tags: ['normal', 'test_user'],
			status: { site_status: 'active' },
		};
	});
}

const escapeHtml = (text: string) => text.replace(/[&<>"']/g, (c) => `&#${c.charCodeAt(0)};`);

const page = (content: string) => `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Mercado Libre sandbox</title><style>
body{font:16px/1.5 sans-serif;max-width:32rem;margin:4rem auto;padding:0 1rem}
select,button{font:inherit;padding:.5rem 1rem;margin:.5rem .5rem .5rem 0}
</style></head><body><h1>Mercado Libre sandbox</h1>${content}</body></html>`;

const carriedOver = [
	'response_type',
	'client_id',
	'redirect_uri',
	'state',
	'code_challenge',
	'code_challenge_method',
];

function consentPage(parameters: Parameters, users: User[]): string {
	const hidden = carriedOver
		.filter((name) => parameters[name] !== undefined)
		.map((name) => `<input type="hidden" name="${name}" value="${escapeHtml(parameters[name]!)}">`);
	const accounts = users
		.filter((user) => user.kind !== 'buyer')
		.map(
			(user) =>
				`<option value="${user.id}">${escapeHtml(user.name)} (${user.id}, ${user.siteId})</option>`,
		);
	return page(`<p>The application <b>${escapeHtml(parameters.client_id!)}</b> wants to read and write in your name.</p>
<form method="post" action="/authorization">${hidden.join('')}
<label>Log in as <select name="user_id">${accounts.join('')}</select></label><br>
<button name="decision" value="allow">Allow</button><button name="decision" value="deny">Deny</button></form>`);
}

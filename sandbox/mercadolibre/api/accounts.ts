// Who may call: applications, codes and tokens.
import { randomBytes, randomUUID } from 'node:crypto';
import { claimsError, malformedTokenError, messagesError } from './errors.ts';
import type { ApiError } from './errors.ts';

export interface Application {
	clientId: string;
	clientSecret: string;
	/** Left out: any address on this machine. */
	redirectUris?: string[];
	/** The application insists on a code challenge. */
	pkce?: boolean;
}

export const DEFAULT_APPLICATION: Application = {
	clientId: '1344270061107690',
	clientSecret: 'sandbox-secret',
};

export interface Caller {
	userId: number;
	/** null: a token that names no application. */
	clientId: string | null;
}

interface Code extends Caller {
	redirectUri: string;
	challenge?: string;
	challengeMethod?: string;
}

interface AccessToken extends Caller {
	expiresAt: number;
}

const loopback = /^https?:\/\/(localhost|127\.0\.0\.1|\[::1\])(:\d+)?(\/|$)/;

export class Accounts {
	private readonly applications = new Map<string, Application>();
	private readonly codes = new Map<string, Code>();
	private readonly accessTokens = new Map<string, AccessToken>();
	/** Each user has one valid refresh token per application: the last one. */
	private readonly refreshTokens = new Map<string, Caller>();
	/** Users whose tokens count as those of another: the seller for whom they act. */
	readonly actingFor = new Map<number, number>();
	tokenLifetimeSeconds: number;

	constructor(tokenLifetimeSeconds: number, previous?: Accounts) {
		this.tokenLifetimeSeconds = tokenLifetimeSeconds;
		this.register(DEFAULT_APPLICATION);
		if (previous) {
			for (const [id, application] of previous.applications) this.applications.set(id, application);
			for (const [token, access] of previous.accessTokens) this.accessTokens.set(token, access);
			for (const [token, caller] of previous.refreshTokens) this.refreshTokens.set(token, caller);
		}
	}

	register(application: Application): void {
		this.applications.set(application.clientId, application);
	}

	application(clientId: string | undefined): Application | undefined {
		return this.applications.get(clientId ?? '');
	}

	acceptsRedirect(application: Application, redirectUri: string): boolean {
		return application.redirectUris
			? application.redirectUris.includes(redirectUri)
			: loopback.test(redirectUri);
	}

	newCode(code: Code): string {
		const value = `TG-${randomBytes(12).toString('hex')}-${code.userId}`;
		this.codes.set(value, code);
		return value;
	}

	/** A code serves once, also when the exchange fails. */
	takeCode(value: string): Code | undefined {
		const code = this.codes.get(value);
		this.codes.delete(value);
		return code;
	}

	takeRefreshToken(value: string, clientId: string): Caller | undefined {
		const caller = this.refreshTokens.get(value);
		if (caller?.clientId !== clientId) return undefined;
		this.refreshTokens.delete(value);
		return caller;
	}

	issue(caller: Caller) {
		const accessToken = `APP_USR-${caller.clientId ?? '0'}-${randomUUID().replaceAll('-', '')}-${caller.userId}`;
		const refreshToken = `TG-${randomBytes(12).toString('hex')}-${caller.userId}`;
		for (const [token, other] of this.refreshTokens) {
			if (other.userId === caller.userId && other.clientId === caller.clientId)
				this.refreshTokens.delete(token);
		}
		this.refreshTokens.set(refreshToken, caller);
		this.accessTokens.set(accessToken, {
			...caller,
			expiresAt: Date.now() + this.tokenLifetimeSeconds * 1000,
		});
		return {
			access_token: accessToken,
			token_type: 'Bearer',
			expires_in: this.tokenLifetimeSeconds,
			scope: 'offline_access read write',
			user_id: caller.userId,
			refresh_token: refreshToken,
		};
	}

	/** Whether the user has allowed the application access, and not taken it back. */
	isConnected(userId: number, clientId: string): boolean {
		return [...this.refreshTokens.values(), ...this.accessTokens.values()].some(
			(caller) => caller.userId === userId && caller.clientId === clientId,
		);
	}

	expireTokens(userId?: number): void {
		for (const [token, access] of this.accessTokens) {
			if (userId === undefined || access.userId === userId) this.accessTokens.delete(token);
		}
	}

	revokeGrant(userId?: number): void {
		for (const [token, caller] of this.refreshTokens) {
			if (userId === undefined || caller.userId === userId) this.refreshTokens.delete(token);
		}
	}

	/** Who holds the token, whether it is still good or not being for `authenticate` to say. */
	holder(authorization: string | undefined): AccessToken | undefined {
		return this.accessTokens.get(authorization?.replace(/^Bearer /i, '') ?? '');
	}

	authenticate(authorization: string | undefined, dialect: Dialect): Caller {
		const token = /^Bearer +(.+)$/i.exec(authorization ?? '')?.[1];
		if (!token) throw unauthorized[dialect].missing();
		if (!token.startsWith('APP_USR-')) throw malformedTokenError(token);
		const access = this.accessTokens.get(token);
		if (!access || access.expiresAt <= Date.now()) throw unauthorized[dialect].expired();
		return { ...access, userId: this.actingFor.get(access.userId) ?? access.userId };
	}
}

/** How a part of the API says that a token is missing or no longer good. */
export type Dialect = 'messages' | 'claims';

const unknownCaller = () => claimsError(401, 'unauthorized_request_error', 'Invalid caller.id');

const unauthorized: Record<Dialect, { missing(): ApiError; expired(): ApiError }> = {
	messages: {
		missing: () => messagesError(400, 'Access token is required'),
		expired: () => messagesError(401, 'invalid access token', 'not_found'),
	},
	claims: { missing: unknownCaller, expired: unknownCaller },
};

// The bodies that Mercado Libre answers errors with. Each part of the API has its own form.

export class ApiError extends Error {
	readonly status: number;
	readonly body: unknown;

	constructor(status: number, message: string, body: unknown) {
		super(message);
		this.status = status;
		this.body = body;
	}
}

const errorNames: Record<number, string> = {
	400: 'bad_request',
	401: 'unauthorized',
	403: 'forbidden',
	404: 'not_found',
	422: 'unprocessable_entity',
	429: 'too_many_requests',
	451: 'unavailable',
	500: 'internal_server_error',
	502: 'bad_gateway',
	503: 'service_not_available',
};

export const errorName = (status: number): string => errorNames[status] ?? 'error';

/** The form of the messages API: `{message, error, status, cause: []}`. */
export function messagesError(
	status: number,
	message: string,
	error: string | null = errorName(status),
) {
	return new ApiError(status, message, { message, error, status, cause: [] });
}

/** The form of the local messages API for a conversation that takes no message. */
export function blockedError(message: string) {
	return new ApiError(403, message, { status_code: 403, code: 'forbidden', message });
}

/** The form of the action guide. */
export function guideError(
	status: number,
	error: string,
	message: string,
	cause: string | null = null,
) {
	return new ApiError(status, message, { cause, error, message, status_code: status });
}

/** The form of the claims API: `{code, error, message, cause: null}`. */
export function claimsError(status: number, error: string, message: string) {
	return new ApiError(status, message, { code: status, error, message, cause: null });
}

export const claimsBadRequest = (message: string) => claimsError(400, 'bad_request_error', message);

export function policyAgentError() {
	const message = 'At least one policy returned UNAUTHORIZED.';
	return new ApiError(403, message, {
		code: 'PA_UNAUTHORIZED_RESULT_FROM_POLICIES',
		blocked_by: 'PolicyAgent',
		message,
		status: 403,
	});
}

export function malformedTokenError(token: string) {
	return messagesError(400, `Malformed access_token: ${token}`);
}

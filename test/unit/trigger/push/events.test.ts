// What the API says it does not know, and what is a failure to read it.
import { apiError } from '../../../../nodes/MercadoLibre/api/errors/apiError';
import { EVENTS, isUnknown } from '../../../../nodes/MercadoLibre/trigger/push/events';
import { notificationIn } from '../../../../nodes/MercadoLibre/notifications/notification';
import { stubSession } from '../../../support/stub';

const refusal = (status: number, message: string, code = '') =>
	apiError(stubSession(), { status, code, message });

test.each([
	['message', 400, 'The specified message id: a does not exists'],
	['message', 404, 'The message with id: a could not be retrieved from storage'],
	['message', 403, 'User access token invalid for resource a'],
	['message', 403, 'Can not identify the user.'],
	['claim', 404, 'Claim not found. claimId: 1'],
	['claim', 403, 'At least one policy returned UNAUTHORIZED.'],
	['claim', 401, 'user not authorized'],
	['order', 404, 'Order do not exists'],
	['order', 403, 'forbidden'],
	['shipment', 403, 'forbidden'],
] as const)('%s %i %s: unknown, or not yours', (kind, status, words) => {
	expect(isUnknown(refusal(status, words), kind)).toBe(true);
});

test.each([
	['message', 403, 'At least one policy returned UNAUTHORIZED.'],
	['message', 403, 'Forbidden'],
	['message', 401, 'invalid access token'],
	['message', 400, 'Access token is required'],
	['message', 500, 'x'],
	['message', 429, 'Too Many Requests'],
	['message', 0, ''],
	['claim', 401, 'Invalid caller.id'],
	['claim', 503, 'x'],
	['order', 451, 'Unavailable'],
	['order', 401, 'user not authorized'],
] as const)('%s %i %s: a failure', (kind, status, words) => {
	expect(isUnknown(refusal(status, words), kind)).toBe(false);
});

test.each(['order', 'shipment'] as const)(
	'%s: a permission that the application does not have is a failure',
	(kind) => {
		const error = refusal(
			403,
			'At least one policy returned UNAUTHORIZED.',
			'PA_UNAUTHORIZED_RESULT_FROM_POLICIES',
		);
		expect(isUnknown(error, kind)).toBe(false);
	},
);

test('a claim: it is not theirs, with that code as well', () => {
	const words = 'At least one policy returned UNAUTHORIZED.';
	expect(isUnknown(refusal(403, words, 'PA_UNAUTHORIZED_RESULT_FROM_POLICIES'), 'claim')).toBe(
		true,
	);
});

test('an error that is none of the API is a failure', () => {
	expect(isUnknown(new Error('not connected'), 'message')).toBe(false);
});

test.each([
	[undefined, true],
	[[], true],
	[['created'], true],
	[['read', 'created'], true],
	[['read'], false],
])('a message of which the actions are %j is news: %s', (actions, expected) => {
	const notification = notificationIn({
		topic: 'messages',
		resource: 'a',
		user_id: 1,
		application_id: 2,
		actions,
	})!;
	expect(EVENTS.messageReceived.isNews?.(notification)).toBe(expected);
});

// Notifications as the pages show them (pt 2026-09-14, es 2026-06-01, gs 2026-05-12).
import {
	notificationIn,
	notificationKey,
	subjectOf,
} from '../../../nodes/MercadoLibre/notifications/notification';

const about = (topic: string, resource: string, more: object = {}) =>
	notificationIn({ topic, resource, user_id: 1, application_id: 2, ...more })!;

test('ids as numbers and as texts, actions, and when the event was taken in', () => {
	const body = {
		id: 'x',
		resource: '3f6dc7bc',
		user_id: '468424240',
		topic: 'messages',
		actions: ['created'],
		application_id: 5503910054141466,
		attempts: 3,
		sent: '2026-05-01T10:00:05.000Z',
		received: '2026-05-01T10:00:00.000Z',
	};
	expect(notificationIn(body)).toEqual({
		topic: 'messages',
		resource: '3f6dc7bc',
		userId: '468424240',
		applicationId: '5503910054141466',
		actions: ['created'],
		receivedAt: Date.UTC(2026, 4, 1, 10),
		body,
	});
});

test.each([
	['messages', '3f6dc7bc', 'message', '3f6dc7bc'],
	['marketplace_messages', '/marketplace/messages/3f6dc7bc', 'message', '3f6dc7bc'],
	['marketplace_messages', '3f6dc7bc', 'message', '3f6dc7bc'],
	['post_purchase', 'post-purchase/v1/claims/5281510459', 'claim', '5281510459'],
	['post_purchase', '/post-purchase/v2/claims/5281510459/returns', 'claim', '5281510459'],
	['claims', '/claims/5281510459', 'claim', '5281510459'],
	['marketplace_claims', '/marketplace/claims/5281510459', 'claim', '5281510459'],
	['orders_v2', '/orders/2195160686', 'order', '2195160686'],
	['marketplace_orders_on_site', '/marketplace/orders/2195160686', 'order', '2195160686'],
	['shipments', '/shipments/44444', 'shipment', '44444'],
	['marketplace_shipments', '/marketplace/shipments/44444', 'shipment', '44444'],
])('%s %s is about the %s %s', (topic, resource, kind, id) => {
	expect(subjectOf(about(topic, resource))).toEqual({ kind, id });
});

test.each([
	['questions', '/questions/5036111111'],
	['messages', '/messages/../users/me'],
	['messages', '/messages/a/b'],
	['messages', 'a?b=c'],
	['orders_v2', '/orders/abc'],
	['toString', '/orders/1'],
])('%s %s is about nothing that is known', (topic, resource) => {
	expect(subjectOf(about(topic, resource))).toBeUndefined();
});

test('a notification that is sent again has the same key, another one has another', () => {
	const received = '2026-05-01T10:00:00.000Z';
	const first = about('questions', '/questions/1', { received, sent: received, attempts: 1 });
	const again = about('questions', '/questions/1', { received, sent: '2026-05-02', attempts: 2 });
	const other = about('questions', '/questions/1', { received: '2026-05-01T10:00:01.000Z' });
	expect(notificationKey(again)).toBe(notificationKey(first));
	expect(notificationKey(other)).not.toBe(notificationKey(first));
});

test('the history of Global Selling names a message by its bare id: it is the same notification', () => {
	const received = '2026-05-01T10:00:00.000Z';
	expect(notificationKey(about('marketplace_messages', 'abc', { received }))).toBe(
		notificationKey(about('marketplace_messages', '/marketplace/messages/abc', { received })),
	);
});

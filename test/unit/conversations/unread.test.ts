import { packIdOf, simplifyUnread } from '../../../nodes/MercadoLibre/conversations/unread';

describe('unread', () => {
	test.each([
		['/packs/123123123', '123123123'],
		['/packs/123123123/sellers/415458330', '123123123'],
		['/somewhere/new', '/somewhere/new'],
	])('the pack of %s', (resource, packId) => {
		expect(packIdOf({ resource, count: 1 })).toBe(packId);
	});

	test('counts may be texts', () => {
		expect(simplifyUnread({ resource: '/packs/1', count: '3' }, '7')).toEqual({
			packId: '1',
			unreadCount: 3,
			resource: '/packs/1',
			userId: '7',
		});
	});
});

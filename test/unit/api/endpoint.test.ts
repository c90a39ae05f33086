import { needsSellerId, pathOf, samePath } from '../../../nodes/MercadoLibre/api/endpoint';
import type { Endpoint } from '../../../nodes/MercadoLibre/api/endpoint';

const endpoint: Endpoint = {
	method: 'GET',
	globalSelling: '/marketplace/messages/packs/{packId}',
	local: '/messages/packs/{packId}/sellers/{sellerId}',
};

test('only a path that names the seller needs one', () => {
	expect(needsSellerId(endpoint, 'globalSelling')).toBe(false);
	expect(needsSellerId(endpoint, 'local')).toBe(true);
});

test('the ids stand where the braces are', () => {
	const ids = { packId: '1', sellerId: '2' };
	expect(pathOf(endpoint, 'globalSelling', ids)).toBe('/marketplace/messages/packs/1');
	expect(pathOf(endpoint, 'local', ids)).toBe('/messages/packs/1/sellers/2');
});

test('an id can never change the path', () => {
	expect(pathOf(endpoint, 'globalSelling', { packId: '../a b?c#d' })).toBe(
		'/marketplace/messages/packs/..%2Fa%20b%3Fc%23d',
	);
});

test('one path for both families', () => {
	expect(samePath('POST', '/a/{claimId}')).toEqual({
		method: 'POST',
		globalSelling: '/a/{claimId}',
		local: '/a/{claimId}',
	});
});

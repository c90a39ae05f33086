import { needsSellerId, pathOf } from '../../../nodes/MercadoLibre/api/endpoint';
import type { Endpoint } from '../../../nodes/MercadoLibre/api/endpoint';

test('only a path that names the seller needs one', () => {
	const endpoint: Endpoint = {
		method: 'GET',
		globalSelling: '/marketplace/messages/packs/{packId}',
		local: '/messages/packs/{packId}/sellers/{sellerId}',
	};
	expect(needsSellerId(endpoint, 'globalSelling')).toBe(false);
	expect(needsSellerId(endpoint, 'local')).toBe(true);
	expect(pathOf(endpoint, 'local', { packId: '1', sellerId: '2' })).toBe(
		'/messages/packs/1/sellers/2',
	);
});

import { apiError } from '../../../nodes/MercadoLibre/api/errors/apiError';
import { errorItem } from '../../../nodes/MercadoLibre/operation/doors';
import { stubSession } from '../../support/stub';

describe('an error', () => {
	test('as an item, when the node is set to continue', () => {
		const error = apiError(stubSession(), {
			status: 404,
			code: 'not_found',
			message: 'Order do not exists',
		});
		expect(errorItem(error)).toEqual({
			error: 'No pack or order has this ID',
			message: expect.stringContaining('Check the pack ID'),
			details: { httpCode: '404', code: 'not_found' },
		});
		expect(errorItem(new Error('other'))).toEqual({
			error: 'other',
			message: '',
			details: { httpCode: null, code: null },
		});
	});
});

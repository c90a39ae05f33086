import fc from 'fast-check';
import { NodeApiError } from 'n8n-workflow';
import { apiError } from '../../../nodes/MercadoLibre/api/errors/apiError';
import { apiProblem, problemBehind } from '../../../nodes/MercadoLibre/api/errors/problem';
import { ITEM_INDEX, stubSession } from '../../support/stub';

const ACCESS = 'APP_USR-1344270061107690-090515-8cc4448aac10d5105474e1351-1234567';
const REFRESH = 'TG-5b9032b4e4b0714aed1f959f-8035443';

describe('what the API said', () => {
	test.each([
		[
			'messages (000, 001)',
			{ message: 'Text is required', error: 'bad_request', status: 400, cause: [] },
			{ code: 'bad_request', message: 'Text is required' },
		],
		[
			'an error of null (000)',
			{ message: 'File can not be accessed, try it later', error: null, status: 500, cause: [] },
			{ code: '', message: 'File can not be accessed, try it later' },
		],
		[
			'blocked (002)',
			{
				status_code: 403,
				code: 'forbidden',
				message: 'blocked_conversation_send_message_forbidden',
			},
			{ code: 'forbidden', message: 'blocked_conversation_send_message_forbidden' },
		],
		[
			'claims (004)',
			{ code: 404, error: 'not_found_error', message: 'Claim not found. claimId: 1', cause: null },
			{ code: 'not_found_error', message: 'Claim not found. claimId: 1' },
		],
		[
			'policy agent (004)',
			{
				code: 'PA_UNAUTHORIZED_RESULT_FROM_POLICIES',
				blocked_by: 'PolicyAgent',
				message: 'At least one policy returned UNAUTHORIZED.',
				status: 403,
			},
			{
				code: 'PA_UNAUTHORIZED_RESULT_FROM_POLICIES',
				message: 'At least one policy returned UNAUTHORIZED.',
			},
		],
		[
			'only an error',
			{ error: 'invalid_grant' },
			{ code: 'invalid_grant', message: 'invalid_grant' },
		],
		['nothing', undefined, { code: '', message: '' }],
		['a text', '<html>', { code: '', message: '' }],
	])('%s', (_, body, said) => {
		const { status } = (body ?? {}) as { status?: number };
		expect(apiProblem(status ?? 404, body)).toMatchObject(said);
	});

	test.each([
		[`Malformed access_token: ${ACCESS}`],
		[`Malformed access_token: INVALID_TOKEN`],
		[`{"access_token":"${ACCESS}"}`],
		[`refresh token=${REFRESH} is used`],
		[`Authorization: Bearer ${ACCESS}`],
		[`${ACCESS} and ${REFRESH}`],
	])('no token of %j is repeated', (message) => {
		const { message: said } = apiProblem(400, { message });
		expect(said).not.toMatch(/INVALID_TOKEN|090515|5b9032b4/);
	});

	test('any answer is read without a crash, and quoted short', () => {
		fc.assert(
			fc.property(fc.integer({ min: 300, max: 599 }), fc.jsonValue(), (status, body) => {
				const problem = apiProblem(status, body);
				expect(problem.status).toBe(status);
				expect(typeof problem.code).toBe('string');
				expect(problem.message.length).toBeLessThanOrEqual(300);
				const error = apiError(stubSession(), problem);
				expect(error.message).not.toBe('');
				expect(error.description).not.toBe('');
			}),
		);
	});
});

describe('the error that n8n shows', () => {
	test('title, cure, words, code, status and item', () => {
		const problem = { status: 400, code: 'bad_request', message: 'Text is required' };
		const error = apiError(stubSession(), problem);
		expect(error).toBeInstanceOf(NodeApiError);
		expect(error.message).toBe('The message has no text');
		expect(error.description).toBe(
			'Enter a text: a message cannot consist of attachments alone. [Mercado Libre: 400 bad_request "Text is required"]',
		);
		expect(error.httpCode).toBe('400');
		expect(error.context.itemIndex).toBe(ITEM_INDEX);
		expect(problemBehind(error)).toEqual(problem);
	});

	test('where more is known than the table says', () => {
		const problem = { status: 403, code: 'forbidden', message: 'Forbidden' };
		const error = apiError(stubSession(), problem, { title: 'Closed', cure: 'Wait.' });
		expect(error.message).toBe('Closed');
		expect(error.description).toMatch(/^Wait\./);
	});

	test.each([
		[401, /connect my account/i],
		[403, /permissions/i],
		[404, /check the id/i],
		[408, /again/i],
		[413, /too large/i],
		[429, /requests per minute/i],
		[500, /at Mercado Libre/i],
		[503, /at Mercado Libre/i],
		[0, /internet connection/i],
		[418, /fields of this node/i],
	])('without words of the API, status %i', (status, cure) => {
		const error = apiError(stubSession(), { status, code: '', message: '' });
		expect(error.description).toMatch(cure);
		expect(error.message).toMatch(/\w/);
	});

	test('other errors hide no problem of the API', () => {
		expect(problemBehind(new Error('other'))).toBeUndefined();
		expect(problemBehind(undefined)).toBeUndefined();
	});
});

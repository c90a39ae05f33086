import fc from 'fast-check';
import { NodeApiError } from 'n8n-workflow';
import { apiError } from '../../../nodes/MercadoLibre/api/errors/apiError';
import {
	apiProblem,
	problemBehind,
	type ApiProblem,
} from '../../../nodes/MercadoLibre/api/errors/problem';
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
		[
			'the status again, where a code should be (002)',
			{ status: 403, code: 403, status_code: '403', message: 'Forbidden' },
			{ code: '', message: 'Forbidden' },
		],
		[
			'another status, where a code should be (002)',
			{ status: 400, status_code: 503, message: 'x' },
			{ code: '503', message: 'x' },
		],
		[
			'no texts where texts should be',
			{ code: true, error: { a: 1 }, message: ['x'] },
			{ code: '', message: '' },
		],
		[
			'a cause of words, as of blocked messages',
			{ message: 'x y', error: 'e', cause: 'blocked_by_time' },
			{ code: 'e', message: 'x y', cause: 'blocked_by_time' },
		],
		['nothing', undefined, { code: '', message: '' }],
		['null', null, { code: '', message: '' }],
		['a text', '<html>', { code: '', message: '' }],
	])('%s', (_, body, said) => {
		const { status } = (body ?? {}) as { status?: number };
		expect(apiProblem(status ?? 404, body)).toMatchObject(said);
	});

	test.each([
		[`Malformed access_token: ${ACCESS}`],
		[`Malformed access_token: INVALID_TOKEN`],
		[`{"access_token":"${ACCESS}"}`],
		[`{"access_token":"INVALID_TOKEN"}`],
		[`{'refresh_token': 'INVALID_TOKEN'}`],
		[`refresh token=${REFRESH} is used`],
		[`Authorization: Bearer ${ACCESS}`],
		[`${ACCESS} and ${REFRESH}`],
	])('no token of %j is repeated', (message) => {
		const { message: said } = apiProblem(400, { message });
		expect(said).not.toMatch(/INVALID_TOKEN|090515|5b9032b4/);
		expect(said).toContain('***');
		const { cause } = apiProblem(400, { message: 'x', cause: message });
		expect(cause).not.toMatch(/INVALID_TOKEN|090515|5b9032b4/);
		// Where a code should be.
		for (const name of ['error', 'code', 'status_code']) {
			const said = apiProblem(400, { [name]: message });
			expect(JSON.stringify(said)).not.toMatch(/INVALID_TOKEN|090515|5b9032b4/);
		}
	});

	test('a cause that is no text is none', () => {
		for (const cause of [[], {}, null, '', undefined]) {
			expect(apiProblem(400, { message: 'x', cause })).toEqual({
				status: 400,
				code: '',
				message: 'x',
			});
		}
	});

	test.each([
		[`access_token : ${ACCESS} is old`, 'access_token: *** is old'],
		[`REFRESH TOKEN=${REFRESH}`, 'REFRESH TOKEN: ***'],
		[`Sent ${ACCESS} twice`, 'Sent *** twice'],
		[`Sent Bearer ${ACCESS} twice`, 'Sent *** twice'],
		// Nothing of these is a token.
		['Access token is required', 'Access token is required'],
		['The bearer of XTG-1 is unknown', 'The bearer of XTG-1 is unknown'],
	])('%j is told as %j', (message, told) => {
		expect(apiProblem(400, { message }).message).toBe(told);
	});

	test('300 characters are quoted', () => {
		const { message } = apiProblem(400, { message: 'x'.repeat(299) + 'yz' });
		expect(message).toBe('x'.repeat(299) + 'y');
		const { cause } = apiProblem(400, { cause: 'x'.repeat(299) + 'yz' });
		expect(cause).toBe('x'.repeat(299) + 'y');
		const { code } = apiProblem(400, { error: 'x'.repeat(299) + 'yz' });
		expect(code).toBe('x'.repeat(299) + 'y');
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

	test.each([
		['Words of Mercado Libre that are not in a table', true],
		['forbidden', false],
		[' forbidden', false],
		['one two three four five six seven eight nine ten eleven twelve', true],
		['one  two three four five six seven eight nine ten eleven twelve', true],
		['one two three four five six seven eight nine ten eleven twelve thirteen', false],
		[
			'One can not do this with the given resource since its state says that something else must be done first',
			false,
		],
	])('%j is a title of its own: %s', (message, isTitle) => {
		const error = apiError(stubSession(), { status: 400, code: '', message });
		expect(error.message).toBe(isTitle ? message : 'Mercado Libre did not do what was asked');
		expect(error.description).toContain(`"${message}"`);
	});

	test('where more is known than the table says', () => {
		const problem = { status: 403, code: 'forbidden', message: 'Forbidden' };
		const error = apiError(stubSession(), problem, { title: 'Closed', cure: 'Wait.' });
		expect(error.message).toBe('Closed');
		expect(error.description).toBe('Wait. [Mercado Libre: 403 forbidden "Forbidden"]');
	});

	test('the network failed: the words are ours, and no status is told', () => {
		const message = 'Mercado Libre could not be reached';
		const error = apiError(stubSession(), { status: 0, code: 'ENOTFOUND', message });
		expect(error.message).toBe(message);
		expect(error.description).toMatch(/internet connection.* \[ENOTFOUND\]$/);
		expect(error.httpCode).toBeNull();
	});

	test('nothing is known: no brackets without anything in them', () => {
		const error = apiError(stubSession(), { status: 0, code: '', message: '' });
		expect(error.description).toMatch(/Then run the workflow again\.$/);
		const silent = apiError(stubSession(), { status: 500, code: '', message: '' });
		expect(silent.description).toMatch(/ \[Mercado Libre: 500\]$/);
		const problem = { status: 403, code: 'forbidden', message: 'No no', cause: 'blocked' };
		expect(apiError(stubSession(), problem).description).toMatch(
			/ \[Mercado Libre: 403 forbidden "No no" blocked\]$/,
		);
	});

	test('what the API said is kept for the package, and stays as it was', () => {
		const problem = { status: 400, code: 'a', message: 'b' };
		const error = apiError(stubSession(), problem);
		problem.code = 'changed';
		expect(problemBehind(error)).toEqual({ status: 400, code: 'a', message: 'b' });
	});

	describe('which row of the table', () => {
		const rows = [
			{ says: /missing/, status: 404, title: 'Only for a 404', cure: 'A' },
			{ says: /missing/, title: 'The first', cure: 'B' },
			{ says: /missing|other/, title: 'The second', cure: 'C' },
		];
		const titleOf = (problem: Partial<ApiProblem>) =>
			apiError(
				{ ...stubSession(), errorTable: rows },
				{ status: 400, code: '', message: '', ...problem },
			).message;

		test('the first that fits the words or the code, and the status where it has one', () => {
			expect(titleOf({ message: 'it is missing' })).toBe('The first');
			expect(titleOf({ code: 'missing' })).toBe('The first');
			expect(titleOf({ cause: 'missing' })).toBe('The first');
			expect(titleOf({ message: 'it is missing', status: 404 })).toBe('Only for a 404');
			expect(titleOf({ message: 'other', status: 404 })).toBe('The second');
		});

		test("the words of the API are among n8n's details", () => {
			const problem = { status: 401, code: '', message: 'Invalid caller.id' };
			expect(apiError(stubSession(), problem).messages).toEqual(['Invalid caller.id']);
		});

		test('none: the words of the API, unless they are a code only', () => {
			expect(titleOf({ message: 'Not today' })).toBe('Not today');
			expect(titleOf({ message: 'forbidden' })).toBe('Mercado Libre did not do what was asked');
		});
	});

	// Documents 000, 001, 002 and 004, and the reference of mercadolibre.md.
	test.each([
		[400, 'Access token is required'],
		[400, 'Application id is required'],
		[400, 'Malformed access_token: ***'],
		[401, 'Invalid caller.id'],
		[401, 'invalid_token'],
		[401, 'invalid access token'],
		[401, 'invalid token'],
		[401, 'InvalidToken'],
		[401, 'Invalid AccessToken'],
	])('%i %j: connect again', (status, message) => {
		const error = apiError(stubSession(), { status, code: '', message });
		expect(error.message).toBe('Mercado Libre does not accept the connection any more');
		expect(error.description).toMatch(/^Open the credential.*"Switch account"/);
	});

	test.each([
		['PA_UNAUTHORIZED_RESULT_FROM_POLICIES', 'x', /may not do this/],
		['', 'At least one policy returned UNAUTHORIZED.', /may not do this/],
		['', 'Seller of Model 6', /^Accounts of Model 6 have no messages/],
	])('403 %j %j', (code, message, title) => {
		const error = apiError(stubSession(), { status: 403, code, message });
		expect(error.message).toMatch(title);
		expect(error.description).toMatch(/functional permission.*Open the credential|account manager/);
	});

	test.each([
		'User access token invalid for resource 2000000089077943',
		'Can not identify the user',
		'Cannot identify the user.',
	])('403 %j: another seller', (message) => {
		const error = apiError(stubSession(), { status: 403, code: 'forbidden', message });
		expect(error.message).toBe('The connected account may not access this');
		expect(error.description).toMatch(/another seller. Check the ID. Open the credential/);
	});

	test.each([
		[0, 'Mercado Libre does not answer as it should'],
		[400, 'Mercado Libre did not do what was asked'],
		[403, 'Mercado Libre refuses this'],
		[401, 'Mercado Libre does not accept the connection any more'],
		[404, 'Mercado Libre found nothing under this ID'],
		[408, 'Mercado Libre was too slow to answer'],
		[409, 'Something else is being done with this sale at the moment'],
		[407, 'A proxy on the way to Mercado Libre wants a password'],
		[413, 'The file is too large for Mercado Libre'],
		[451, 'The account of the buyer is no longer available'],
		[429, 'Mercado Libre receives too many requests from this application'],
		[499, 'Mercado Libre did not do what was asked'],
		[500, 'Mercado Libre does not answer as it should'],
		[503, 'Mercado Libre does not answer as it should'],
	])('status %i in plain words: %s', (status, title) => {
		expect(apiError(stubSession(), { status, code: '', message: '' }).message).toBe(title);
	});

	test.each([
		[400, /fields of this node/i],
		[401, /press "(Connect|Switch account)"/],
		[403, /permissions/i],
		[404, /check the id/i],
		[408, /again/i],
		[409, /again in a minute/i],
		[407, /name and password/i],
		[413, /compressing/i],
		[451, /do not run this item again/i],
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

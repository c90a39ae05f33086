// An error as an item and as a text, and what kind of refusal it is.
import { NodeOperationError } from 'n8n-workflow';
import { apiError } from '../../../nodes/MercadoLibre/api/errors/apiError';
import { errorItem } from '../../../nodes/MercadoLibre/api/errors/errorItem';
import { inWords } from '../../../nodes/MercadoLibre/api/errors/inWords';
import { isOutOfReach, isRefusal } from '../../../nodes/MercadoLibre/api/errors/problem';
import { node, stubSession } from '../../support/stub';

const ofApi = (status: number) =>
	apiError(stubSession(), { status, code: 'error_code', message: 'words' });

const operational = (description?: string) =>
	new NodeOperationError(node, 'What happened', { description });

describe('an error as an item', () => {
	test('what happened, and what to do', () => {
		expect(errorItem(operational('What to do'))).toEqual({
			error: 'What happened',
			message: 'What to do',
		});
	});

	test('neither is empty: by that n8n tells the output', () => {
		expect(errorItem(new Error('broken'))).toEqual({ error: 'broken', message: 'broken' });
		expect(errorItem(operational(''))).toEqual({
			error: 'What happened',
			message: 'What happened',
		});
	});
});

describe('an error as a text', () => {
	const LATER = 'Read it later.';
	const words = (error: unknown, signal?: AbortSignal) =>
		inWords({ ...stubSession(), signal }, error, LATER);

	test('what happened, and what to do', () => {
		expect(words(operational('What to do.'))).toBe('What happened. What to do.');
		expect(words(operational())).toBe('What happened');
		const refusal = ofApi(403);
		expect(words(refusal)).toBe(`${refusal.message}. ${refusal.description}`);
		expect(words(refusal, new AbortController().signal)).toContain(refusal.message);
	});

	test('where the time was over, how to get it', () => {
		expect(words(operational('What to do.'), AbortSignal.abort())).toBe(
			`There was no time left to read it. ${LATER}`,
		);
	});

	test('an answer that makes no sense shows nothing of itself', () => {
		expect(words(new TypeError('x is not iterable'))).toBe(
			`Mercado Libre gave an answer that this node cannot read. ${LATER}`,
		);
	});
});

test.each([
	[400, true, false],
	[403, true, true],
	[404, true, true],
	[408, false, false],
	[429, false, false],
	[499, true, false],
	[500, false, false],
	[399, false, false],
	[0, false, false],
])('%i: refused for good %s, out of reach %s', (status, isRefused, isAway) => {
	expect(isRefusal(ofApi(status))).toBe(isRefused);
	expect(isOutOfReach(ofApi(status))).toBe(isAway);
});

test('what is no error of the API is no refusal', () => {
	expect(isRefusal(new Error('broken'))).toBe(false);
	expect(isOutOfReach(operational())).toBe(false);
});

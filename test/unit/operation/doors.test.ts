import type { IExecuteFunctions } from 'n8n-workflow';
import type * as N8nWorkflow from 'n8n-workflow';
import { apiError } from '../../../nodes/MercadoLibre/api/errors/apiError';
import { errorItem } from '../../../nodes/MercadoLibre/api/errors/errorItem';
import { customOperation } from '../../../nodes/MercadoLibre/operation/doors';
import type { Operation } from '../../../nodes/MercadoLibre/operation/operation';
import { stubContext, stubSession } from '../../support/stub';

const pauses: number[] = [];

/** A pause of this length does not end. */
const FOR_EVER = 1_000_000;
let onPause: () => void = () => undefined;

jest.mock('n8n-workflow', () => ({
	...jest.requireActual<typeof N8nWorkflow>('n8n-workflow'),
	sleep: async (ms: number) => {
		await new Promise(setImmediate);
		if (ms === FOR_EVER) await new Promise(() => onPause());
		pauses.push(ms);
	},
}));

describe('batches of the settings', () => {
	/** Runs an operation that does nothing on some items; returns what happened, in order. */
	async function run(
		items: number,
		batch: object,
		signal?: AbortSignal,
	): Promise<(string | number)[]> {
		pauses.length = 0;
		const happened: (string | number)[] = [];
		const operation = {
			endpoint: { method: 'GET', globalSelling: '/', local: '/' },
			run: async (call) => {
				happened.push(...pauses.splice(0), `item ${call.context.getItemIndex()}`);
				return {};
			},
		} as Operation;
		const context = stubContext({
			helpers: {},
			getInputData: () => Array.from({ length: items }, () => ({ json: {} })),
			getNodeParameter: () => ({ batching: { batch } }),
			getExecuteData: () => context,
			getExecutionCancelSignal: () => signal,
			getCredentials: async () => ({ oauthTokenData: { access_token: 'token' } }),
		}) as unknown as IExecuteFunctions;
		await customOperation(operation).call(context);
		return happened;
	}

	test('a pause after every batch', async () => {
		expect(await run(5, { batchSize: 2, batchInterval: 300 })).toEqual([
			'item 0',
			'item 1',
			300,
			'item 2',
			'item 3',
			300,
			'item 4',
		]);
	});

	test('no pause any more when the user cancels, also in one that is under way', async () => {
		const controller = new AbortController();
		pauses.length = 0;
		onPause = () => controller.abort();
		// One pause is begun, and nobody waits for its end.
		const happened = await run(4, { batchSize: 1, batchInterval: FOR_EVER }, controller.signal);
		expect(happened).toEqual(['item 0', 'item 1', 'item 2', 'item 3']);
	});

	test('a size of 0 is one of 1', async () => {
		expect(await run(2, { batchSize: 0, batchInterval: 300 })).toEqual(['item 0', 300, 'item 1']);
	});

	test.each([{ batchSize: -1, batchInterval: 300 }, { batchSize: 2, batchInterval: 0 }, {}])(
		'%j: none',
		async (batch) => {
			expect(await run(3, batch)).toEqual(['item 0', 'item 1', 'item 2']);
		},
	);
});

describe('an error', () => {
	test('as an item, when the node is set to continue', () => {
		const error = apiError(stubSession(), {
			status: 404,
			code: 'not_found',
			message: 'Order do not exists',
		});
		expect(errorItem(error)).toEqual({
			error: 'No pack or order has this ID',
			message: expect.stringMatching(/Check the pack ID.*\[Mercado Libre: 404 not_found/s),
		});
		// None of the two is ever empty.
		expect(errorItem(new Error('other'))).toEqual({ error: 'other', message: 'other' });
	});
});

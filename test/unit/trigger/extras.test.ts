// What items bring along: the sale, read once for a conversation, and what a claim is about. Neither holds a message back.
import type { IDataObject } from 'n8n-workflow';
import type { Claim } from '../../../nodes/MercadoLibre/claims/claim';
import { extrasOf, withExtras } from '../../../nodes/MercadoLibre/trigger/extras';
import type { Source } from '../../../nodes/MercadoLibre/trigger/source';
import { ok, status, stubApi, type Answer } from '../../support/stubApi';

const CLAIM: Claim = { id: 5_001, stage: 'claim' };

const source = {
	saleIdOf: (threadId: string) => (threadId === 'no sale' ? null : threadId),
	claimOf: (threadId: string) => (threadId === '5001' ? CLAIM : undefined),
} as Partial<Source> as Source;

function apiWith(answers: (path: string) => Answer | undefined = () => undefined) {
	return stubApi((path) => {
		const known = answers(path);
		if (known) return known;
		if (path.endsWith('/detail')) return ok({ title: 'Claim for a missing product' });
		if (/\/orders\/\w+$/.test(path)) return ok({ id: 3, status: 'paid', order_items: [] });
		return status(404);
	});
}

const paths = ({ sent }: ReturnType<typeof stubApi>) =>
	sent.map(({ options }) => new URL(options.url).pathname);

test('nothing is read where nothing is wanted', async () => {
	const api = apiWith();
	const read = extrasOf(api.session, source, { addSale: 'nothing', includeDetails: false });
	expect(await read('5001')).toEqual({});
	expect(api.sent).toEqual([]);
});

test('the sale', async () => {
	const api = apiWith();
	const read = extrasOf(api.session, source, { addSale: 'order', includeDetails: false });
	expect(await read('3')).toMatchObject({ order: { status: 'paid' } });
	const requests = api.sent.length;
	expect(await read('3')).toMatchObject({ order: { status: 'paid' } });
	expect(await read('no sale')).toEqual({});
	expect(api.sent).toHaveLength(requests);
	expect(paths(api).filter((path) => path.includes('claims'))).toEqual([]);
});

test('what a claim is about, and nothing of what is none', async () => {
	const api = apiWith();
	const read = extrasOf(api.session, source, { addSale: 'nothing', includeDetails: true });
	expect(await read('5001')).toMatchObject({ detail: { title: 'Claim for a missing product' } });
	expect(paths(api)).toContain('/marketplace/v2/claims/5001/detail');
	const requests = api.sent.length;
	expect(await read('6')).toEqual({});
	const conversations = { ...source, claimOf: undefined };
	const options = { addSale: 'nothing' as const, includeDetails: true };
	expect(await extrasOf(api.session, conversations, options)('5001')).toEqual({});
	expect(api.sent).toHaveLength(requests);
});

test('both, and what cannot be read in words', async () => {
	jest.useFakeTimers();
	const api = apiWith((path) => (path.endsWith('/detail') ? status(503) : undefined));
	const read = extrasOf(api.session, source, { addSale: 'order', includeDetails: true });
	const extras = read('5001');
	await jest.advanceTimersByTimeAsync(10 * 60_000);
	jest.useRealTimers();
	expect(await extras).toEqual({
		order: expect.objectContaining({ status: 'paid' }),
		detailsError: expect.stringMatching(/The fault is at Mercado Libre\. Run the workflow again/),
	});
});

test('no time left: how to get it later', async () => {
	const api = apiWith();
	const read = extrasOf({ ...api.session, signal: AbortSignal.abort() }, source, {
		addSale: 'nothing',
		includeDetails: true,
	});
	expect(await read('5001')).toEqual({
		detailsError:
			'There was no time left to read it. Read it with the Mercado Libre node: Claim > Get.',
	});
});

describe('items', () => {
	const thread = (id: string) => ({ thread: { id, fingerprint: '1' }, messages: [] });
	const item = (json: IDataObject) => ({ json, binary: {} });

	test('get what their own conversation or claim brings along', async () => {
		const reads = jest.fn(async (id: string): Promise<IDataObject> => ({ order: `of ${id}` }));
		const news = [thread('1'), thread('2')];
		const made = Promise.resolve([
			item({ packId: '1', text: 'a' }),
			item({ claimId: 2, text: 'b' }),
			item({ packId: '1', text: 'c' }),
			item({ packId: '3', text: 'd' }),
		]);
		expect(await withExtras(news, made, reads)).toEqual([
			item({ packId: '1', text: 'a', order: 'of 1' }),
			item({ claimId: 2, text: 'b', order: 'of 2' }),
			item({ packId: '1', text: 'c', order: 'of 1' }),
			item({ packId: '3', text: 'd' }),
		]);
		expect(reads.mock.calls).toEqual([['1'], ['2']]);
	});

	test('are made while that is read', async () => {
		let isRead = false;
		const reads = async () => {
			isRead = true;
			return {};
		};
		const made = new Promise<[]>((resolve) => {
			setImmediate(() => {
				expect(isRead).toBe(true);
				resolve([]);
			});
		});
		expect(await withExtras([thread('1')], made, reads)).toEqual([]);
	});
});

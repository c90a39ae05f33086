// Sales beside messages: once for as long as the reader lives, never thrown, asked for again when it may have been bad luck.
import { saleReader, saleReaderOfRun } from '../../../nodes/MercadoLibre/sales/addSale';
import { networkError, ok, settled, status, stubApi } from '../../support/stubApi';

beforeEach(() => jest.useFakeTimers({ now: Date.parse('2026-11-21T10:00:00Z') }));
afterEach(() => jest.useRealTimers());

const pack = { id: 77, status: 'released', orders: [{ id: 771 }], shipment: { id: 43 } };
const order = { id: 771, pack_id: 77, status: 'paid', total_amount: 5, order_items: [] };

test('what is not wanted, or has no pack, is not read', async () => {
	const { session, sent } = stubApi([ok(pack)]);
	expect(await saleReader(session, 'nothing')({ packId: '77' })).toEqual({});
	expect(await saleReader(session, 'order')({ packId: null })).toEqual({});
	expect(sent).toEqual([]);
});

test('a sale is read once by each reader, also by those who ask at the same time', async () => {
	const { session, sent } = stubApi([ok(pack), ok(order)]);
	const read = saleReader(session, 'order');
	const both = await settled(Promise.all([read({ packId: '77' }), read({ packId: '77' })]));
	expect(both.value![0]).toMatchObject({ order: { packId: '77', totalAmount: 5 } });
	expect(both.value![1]).toEqual(both.value![0]);
	await settled(read({ packId: '77' }));
	expect(sent).toHaveLength(2);
	await settled(saleReader(session, 'order')({ packId: '77' }));
	expect(sent.length).toBeGreaterThan(2);
});

test('items of a run share a reader, runs do not', async () => {
	const one = stubApi([ok(pack)]).session;
	const another = stubApi([ok(pack)]).session;
	expect(saleReaderOfRun(one, 'order')).toBe(saleReaderOfRun(one, 'order'));
	expect(saleReaderOfRun(one, 'order')).not.toBe(saleReaderOfRun(one, 'orderAndShipment'));
	expect(saleReaderOfRun(one, 'order')).not.toBe(saleReaderOfRun(another, 'order'));
});

test('a refusal is kept; what may have been bad luck is asked for again', async () => {
	const refused = stubApi([status(404)]);
	const readRefused = saleReader(refused.session, 'order');
	const first = await settled(readRefused({ packId: '77' }));
	expect(first.value).toEqual({ saleError: expect.stringMatching(/\w+\. \w+/) });
	const asked = refused.sent.length;
	await settled(readRefused({ packId: '77' }));
	expect(refused.sent).toHaveLength(asked);

	const down = stubApi([networkError('ECONNRESET')]);
	const readDown = saleReader(down.session, 'order');
	expect((await settled(readDown({ packId: '77' }))).value).toHaveProperty('saleError');
	const before = down.sent.length;
	await settled(readDown({ packId: '77' }));
	expect(down.sent.length).toBe(2 * before);
});

test('the time is over: words that tell where to read it', async () => {
	const { session } = stubApi([ok(pack)], { signal: AbortSignal.abort() });
	const { value } = await settled(saleReader(session, 'order')({ packId: '77' }));
	expect(value).toEqual({ saleError: expect.stringMatching(/no time left.*Order > Get/) });
});

test('a mistake of our own is told in words that are not those of a crash', async () => {
	const { session } = stubApi([ok({ ...pack, orders: [{ id: 771 }] }), ok(order)]);
	const broken = { ...session, account: { ...session.account, family: 'none' as never } };
	const { value } = await settled(saleReader(broken, 'order')({ packId: '77' }));
	expect(value).toEqual({ saleError: expect.stringContaining('cannot read') });
});

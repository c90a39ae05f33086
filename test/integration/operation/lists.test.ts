// The lists from which a conversation, a claim or an order is chosen in the editor: what a person knows them by.
import { FAMILIES, sellerOf, useHarness } from '../../support/engine/harness';
import type { Family } from '../../support/engine/harness';
import { openClaimIn } from '../../support/marketplace';

const n8n = useHarness();
const openClaim = openClaimIn(n8n);

const list = async (method: string, account: Family, filter?: string) =>
	(await n8n.engine.listSearch(method, n8n.account(account), filter)).results;
const namesIn = async (...search: Parameters<typeof list>) =>
	(await list(...search)).map(({ name }) => name);

/** Each test has packs of its own: what was read for a list is kept for some seconds. */
let packs = 2_000_000_000_000_000;

describe.each(FAMILIES)('the list of the field "Pack" (%s)', (account) => {
	const sellerId = sellerOf(account);
	const write = (packId: number, text: string, minute = 0) =>
		n8n.control.buyerWrites({
			packId,
			text,
			sellerId,
			createdAt: Date.parse('2024-05-01T22:05:00Z') + minute * 60_000,
		});
	const search = async (filter?: string) => await list('searchConversations', account, filter);
	let first: number;
	let second: number;

	beforeEach(() => {
		packs += 10_000;
		[first, second] = [packs + 1001, packs + 2002];
	});

	// The times are those of n8n's default time zone, New York.
	test("shows the buyer's last words, when they came, and the end of the pack's id; the newest first", async () => {
		write(first, 'Hola');
		write(second, '¿Cuándo llega?', 5);
		write(first, 'Llegó roto,\n¿qué   hago? '.concat('x'.repeat(100)), 10);
		expect(await search()).toEqual([
			{
				name: `Llegó roto, ¿qué hago? ${'x'.repeat(9)}… · 1 May, 18:15 · …1001`,
				value: String(first),
			},
			{ name: '¿Cuándo llega? · 1 May, 18:10 · …2002', value: String(second) },
		]);
	});

	test('the name that is stored holds no count', async () => {
		write(first, 'Hola');
		write(first, 'Hola', 1);
		expect((await search())[0].name).toBe('Hola · 1 May, 18:06 · …1001');
	});

	test('is searched by words, in any order and without accents, and by id', async () => {
		write(first, '¿Cuándo llega mi pedido?');
		write(second, 'Necesito la factura', 5);
		const found = async (filter: string) => (await search(filter)).map(({ value }) => value);
		expect(await found('llega CUANDO')).toEqual([String(first)]);
		expect(await found('factura')).toEqual([String(second)]);
		expect(await found('1001')).toEqual([String(first)]);
		expect(await found('factura llega')).toEqual([]);
	});

	test('marks nothing, reads 20 conversations at most, and none again for a search', async () => {
		for (let i = 0; i < 30; i++) write(packs + i, `Pregunta ${i}`, i);
		n8n.control.clearRequests();
		const all = await search();
		expect(all).toHaveLength(30);
		expect(n8n.asked()).toHaveLength(21);
		// What was not read is told by its whole id.
		expect(all.at(-1)!.name).toBe(all.at(-1)!.value);
		await search('pregunta');
		expect(n8n.asked()).toHaveLength(22);
		for (let i = 0; i < 30; i++) {
			const { messages } = n8n.control.conversation({ packId: packs + i });
			expect(messages[0].readAt).toBeNull();
		}
	});

	test('a conversation that cannot be read is there by its id', async () => {
		write(first, 'Hola');
		write(second, 'Hola', 1);
		n8n.control.addFault({
			match: { method: 'GET', path: `/packs/${first}(/|$)` },
			kind: 'status',
			status: 403,
			times: 0,
		});
		expect(await search()).toEqual([
			{ name: 'Hola · 1 May, 18:06 · …2002', value: String(second) },
			{ name: String(first), value: String(first) },
		]);
	});

	test('a list that does not come in time says so: nobody has cancelled anything', async () => {
		// Both end at once: the answer would come in an hour, and the time for the list is over.
		n8n.control.setLatency({ ms: 3_600_000 });
		const timeout = jest.spyOn(AbortSignal, 'timeout').mockReturnValue(AbortSignal.abort());
		const failed = search().catch((error: unknown) => error);
		expect(await failed).toMatchObject({
			message: 'Mercado Libre did not list the conversations in time',
			description: expect.stringContaining('By ID'),
		});
		timeout.mockRestore();
	});

	test('a message that is only a file', async () => {
		n8n.control.buyerWrites({
			packId: first,
			text: '',
			sellerId,
			attachments: [{ name: 'a.png', type: 'image/png', size: 7 }],
		});
		expect((await search())[0].name).toMatch(/^\(a file\) · /);
	});
});

describe.each(FAMILIES)('the list of the field "Claim" (%s)', (account) => {
	test('shows the order, what must be done, and until when; the nearest date first', async () => {
		openClaim(account, { claimId: 5_000_003, orderId: 30, stage: 'dispute' });
		openClaim(account, {
			claimId: 5_000_001,
			orderId: 10,
			dueDate: '2026-11-26T12:00:00.000-04:00',
		});
		openClaim(account, {
			claimId: 5_000_002,
			orderId: 2_000_003_508_419_013,
			availableActions: [
				{ action: 'refund', mandatory: false, due_date: null },
				{ action: 'return_review', mandatory: true, due_date: '2026-11-25T12:00:00.000-04:00' },
			],
		});
		expect(await list('searchClaims', account)).toEqual([
			{
				name: 'Order …9013 · look over what came back by 25 Nov, 11:00 · claim 5000002',
				value: '5000002',
			},
			{
				name: 'Order 10 · write to the buyer by 26 Nov, 11:00 · claim 5000001',
				value: '5000001',
			},
			{ name: 'Order 30 · nothing due · claim 5000003', value: '5000003' },
		]);
	});

	test('is searched by its id, its order and its words', async () => {
		openClaim(account, { claimId: 5_000_001, orderId: 777 });
		openClaim(account, { claimId: 6_000_002, orderId: 2_000_003_508_419_013, stage: 'dispute' });
		const found = async (filter: string) =>
			(await list('searchClaims', account, filter)).map(({ value }) => value);
		expect(await found('5000')).toEqual(['5000001']);
		expect(await found('2000003508419013')).toEqual(['6000002']);
		expect(await found('write buyer')).toEqual(['5000001']);
		expect(await found('dispute')).toEqual(['6000002']);
	});

	test('an action that is not known here reads as its code', async () => {
		openClaim(account, {
			claimId: 5_000_001,
			orderId: 10,
			availableActions: [{ action: 'send_a_pigeon', mandatory: true, due_date: null }],
		});
		expect(await namesIn('searchClaims', account)).toEqual([
			'Order 10 · send a pigeon · claim 5000001',
		]);
	});
});

import { NodeOperationError } from 'n8n-workflow';
import { isSince, serverNow } from '../../../nodes/MercadoLibre/api/clock';
import { itemIndexOf } from '../../../nodes/MercadoLibre/api/context';
import { poolOf } from '../../../nodes/MercadoLibre/api/pacing/pool';
import { cancelled, newMemory, sellerIdOf } from '../../../nodes/MercadoLibre/api/session';
import { ITEM_INDEX, refusalOf } from '../../support/stub';
import { stubApi } from '../../support/stubApi';

test('the seller is the one of the credential', () => {
	expect(sellerIdOf(stubApi([]).session)).toBe('523132944');
});

test('a seller that nobody knows: the error says how to name one', () => {
	const { session } = stubApi([]);
	session.account.sellerId = undefined;
	const { message, description } = refusalOf(() => sellerIdOf(session));
	expect(message).toBe('The seller ID is unknown');
	expect(description).toMatch(/Connect the credential again.*"Seller ID" under Options/);
});

test('n8n tells a cancellation by its own word', () => {
	const error = cancelled(stubApi([]).session);
	expect(error).toBeInstanceOf(NodeOperationError);
	expect(error.message).toMatch(/canceled/);
	expect(error.description).toMatch(/not sent .* left out/);
	expect(error.context.itemIndex).toBe(ITEM_INDEX);
});

test('every memory is its own, and empty', () => {
	const memory = newMemory();
	expect(memory.done.size).toBe(0);
	memory.done.set('upload', 1);
	expect(newMemory().done.size).toBe(0);
});

test('a trigger works on no item', () => {
	expect(itemIndexOf({ getItemIndex: () => 3 } as never)).toBe(3);
	expect(itemIndexOf({} as never)).toBeUndefined();
});

describe("Mercado Libre's clock", () => {
	const now = new Date('2024-05-01T10:00:00.000Z');
	const at = (ms: number) => new Date(now.getTime() + ms).toISOString();

	/** A session whose clock runs behind Mercado Libre's. */
	function behindBy(ms: number) {
		const { session } = stubApi([]);
		poolOf(session.account, 'read').noteServerDate(new Date(now.getTime() + ms).toUTCString());
		return session;
	}

	beforeEach(() => jest.useFakeTimers({ now }));
	afterEach(() => jest.useRealTimers());

	test('shows another time than ours', () => {
		const session = behindBy(600_000);
		expect(serverNow(session)).toBe(now.getTime() + 600_000);
		expect(serverNow(session, new Date(0))).toBe(600_000);
	});

	// Times of the API have whole seconds; five of them are allowed for.
	test.each([
		[at(0), true],
		[at(60_000), true],
		[at(-5_000), true],
		[at(-5_001), false],
		[at(-60_000), false],
		['', false],
		['yesterday', false],
		[null, false],
		[undefined, false],
	])('%j is since now: %j', (date, expected) => {
		expect(isSince(behindBy(0), date, now)).toBe(expected);
	});

	test('what is dated by it is compared by it', () => {
		expect(isSince(behindBy(600_000), at(600_000), now)).toBe(true);
		expect(isSince(behindBy(600_000), at(0), now)).toBe(false);
		expect(isSince(behindBy(-600_000), at(-600_000), now)).toBe(true);
	});
});

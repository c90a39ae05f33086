// Whom to write to: the pages on messages of 2026-04-27, and what others' running code has seen since.
import { counterpartsIn } from '../../../nodes/MercadoLibre/conversations/counterpart';
import type { ApiMessage } from '../../../nodes/MercadoLibre/conversations/messages';

const SELLER = '1';
const BUYER = '2';
const AGENT_OF_BRAZIL = '3037675074';
const AGENT_OF_CHILE = '3020819166';
const ORDINARY = { path: '/packs/7/sellers/1' };
const OF_AN_AGENT = { path: '/packs/7/sellers/1/conversations/any' };

const from = (userId: string | number, more: Partial<ApiMessage> = {}): ApiMessage => ({
	from: { user_id: userId },
	...more,
});
const sentTo = (userId: string | number, isList = false): ApiMessage =>
	from(SELLER, { to: isList ? [{ user_id: userId }] : { user_id: userId } });

const sidesOf = (
	messages: ApiMessage[],
	status: { path?: string } | null = null,
	known: { siteId?: string; buyerId?: string } = {},
) => counterpartsIn({ messages, status }, { sellerId: SELLER, siteId: 'MLB', ...known });

describe('an ordinary conversation', () => {
	test.each([
		['who wrote last', [from(1), from(2)], BUYER],
		['numbers and texts alike', [from('2'), sentTo(9)], BUYER],
		['whom the seller wrote to, where nobody else has written', [sentTo(2)], BUYER],
		['in the form of a list, too', [sentTo('2', true)], BUYER],
		['nobody, where only the seller has written to somebody untold', [sentTo(0)], undefined],
		['nobody, where nobody has written', [], undefined],
	])('the buyer is %s', (_, messages, buyerId) => {
		for (const status of [null, {}, ORDINARY])
			expect(sidesOf(messages, status)).toMatchObject({ buyerId, isWithAgent: false });
	});

	test("the user's entry counts where nobody has written to the seller", () => {
		expect(sidesOf([], ORDINARY, { buyerId: '5' }).buyerId).toBe('5');
		expect(sidesOf([from(2)], ORDINARY, { buyerId: '5' }).buyerId).toBe(BUYER);
	});

	test('an agent is never taken for the buyer', () => {
		expect(sidesOf([], ORDINARY, { buyerId: AGENT_OF_BRAZIL }).buyerId).toBeUndefined();
		expect(sidesOf([from(2), from(AGENT_OF_BRAZIL)]).buyerId).toBe(BUYER);
	});
});

describe("an agent's conversation", () => {
	test.each([
		['that wrote last, without a path', [from(2), from(AGENT_OF_BRAZIL)], null],
		['of which the path tells, before it has written', [from(2)], OF_AN_AGENT],
		['of which the path tells, before anybody has written', [], OF_AN_AGENT],
	])('of one %s', (_, messages, status) => {
		expect(sidesOf(messages, status)).toMatchObject({
			agentId: AGENT_OF_BRAZIL,
			isWithAgent: true,
		});
	});

	test("neither the user's entry nor an older message's sender wins over it", () => {
		expect(sidesOf([from(2)], OF_AN_AGENT, { buyerId: '5' }).isWithAgent).toBe(true);
	});

	test('the agent that wrote is the one, whatever the country', () => {
		expect(sidesOf([from(AGENT_OF_CHILE)], OF_AN_AGENT).agentId).toBe(AGENT_OF_CHILE);
	});

	test.each([
		['MLA', '3037674934'],
		['MLB', '3037675074'],
		['MLM', '3037204279'],
		['MLC', '3020819166'],
		['MCO', '3037204123'],
		['MLU', '3037204685'],
		// Labelled "others" on the page.
		['MPE', '3037204685'],
	])("else that of the sale's country, %s", (site_id, agentId) => {
		expect(sidesOf([from(2, { site_id })], OF_AN_AGENT).agentId).toBe(agentId);
		expect(sidesOf([], OF_AN_AGENT, { siteId: site_id }).agentId).toBe(agentId);
	});
});

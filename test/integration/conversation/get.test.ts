// Conversation > Get: whether one may write, why not, and what is unread; nothing is marked.
import { FAMILIES, LOCAL_SELLER, byId, sellerOf, useHarness } from '../../support/engine/harness';

const n8n = useHarness();
const PACK = '2000000000000001';

const reads = {
	globalSelling: [`GET /marketplace/messages/packs/${PACK}?limit=1&mark_as_read=false`],
	local: [
		`GET /messages/packs/${PACK}/sellers/${LOCAL_SELLER}?limit=1&mark_as_read=false&tag=post_sale`,
		`GET /messages/unread/packs/${PACK}/sellers/${LOCAL_SELLER}?tag=post_sale`,
	],
};

describe.each(FAMILIES)('%s', (account) => {
	const isLocal = account === 'local';
	const sellerId = sellerOf(account);
	const get = async (parameters: object = {}) =>
		await n8n.run('conversation.get', { packId: byId(PACK), ...parameters }, { account });

	test('the requests and the output of the contract', async () => {
		for (const text of ['Hola', '¿Y?']) n8n.control.buyerWrites({ packId: PACK, text, sellerId });
		n8n.control.openClaim({ claimId: 5001, packId: PACK, sellerId });

		const run = await get();

		expect(n8n.asked()).toEqual(reads[account]);
		expect(run.done.items).toEqual([
			{
				packId: PACK,
				status: 'active',
				substatus: null,
				blockedReason: null,
				isWithAgent: false,
				path: isLocal ? `/packs/${PACK}/seller/${LOCAL_SELLER}` : null,
				statusUpdatedAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
				claimIds: ['5001'],
				shippingId: null,
				unreadCount: isLocal ? 2 : null,
				messageCount: 2,
				maxTextLength: isLocal ? 350 : null,
			},
		]);
		expect(run.pairedItems).toEqual([0]);
		const { messages } = n8n.control.conversation({ packId: PACK });
		expect(messages.map(({ readAt }) => readAt)).toEqual([null, null]);
	});

	test('a pack in which nobody has written', async () => {
		n8n.control.createPack({ packId: PACK, sellerId, shippingId: 40_000_000_001 });
		expect((await get()).done.items).toMatchObject([
			{
				status: 'blocked',
				substatus: 'blocked_by_conversation_initiated_by_seller_limited',
				blockedReason: expect.stringContaining('Conversation > Start'),
				shippingId: '40000000001',
				unreadCount: isLocal ? 0 : null,
				messageCount: 0,
			},
		]);
	});

	test('why it is closed, in words; a code that is new as it is', async () => {
		n8n.control.buyerWrites({ packId: PACK, text: 'Hola', sellerId });
		const reason = async (substatus: string) => {
			n8n.control.blockConversation({ packId: PACK, substatus });
			return (await get()).done.items[0].blockedReason;
		};
		expect(await reason('blocked_by_conversation_expired')).toMatch(/18 months/);
		expect(await reason('blocked_by_news')).toContain('blocked_by_news');
	});

	test("simplify off: the API's own answer", async () => {
		n8n.control.buyerWrites({ packId: PACK, text: 'Hola', sellerId });
		const run = await get({ simplify: false });
		expect(run.done.items).toMatchObject([
			{ packId: PACK, paging: { total: 1 }, conversation_status: { status: 'active' } },
		]);
		expect(n8n.asked()).toEqual(reads[account].slice(0, 1));
	});
});

describe('local', () => {
	const get = async () =>
		(await n8n.run('conversation.get', { packId: byId(PACK) }, { account: 'local' })).done.items[0];

	test("a conversation that is with Mercado Libre's assistant", async () => {
		n8n.control.createPack({ packId: PACK, sellerId: LOCAL_SELLER, agentId: 3037675074 });
		n8n.control.buyerWrites({ packId: PACK, text: 'Hola' });
		expect(await get()).toMatchObject({
			isWithAgent: true,
			path: expect.stringContaining('/conversations/'),
		});
	});

	test.each([
		[500, 500],
		[0, null],
		[null, null],
	])('the longest text, told as %s: %s', async (sellerMaxLength, maxTextLength) => {
		n8n.control.setBehaviour({ sellerMaxLength });
		n8n.control.createPack({ packId: PACK, sellerId: LOCAL_SELLER });
		expect(await get()).toMatchObject({ maxTextLength });
	});

	test.each([403, 404])(
		'an unread count that is refused (%d) costs nothing else',
		async (status) => {
			n8n.control.buyerWrites({ packId: PACK, text: 'Hola', sellerId: LOCAL_SELLER });
			n8n.control.addFault({
				match: { path: '/messages/unread' },
				kind: 'status',
				status,
				times: 0,
			});
			expect(await get()).toMatchObject({ status: 'active', unreadCount: null, messageCount: 1 });
		},
	);
});

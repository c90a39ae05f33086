import { buyerIn } from '../../../nodes/MercadoLibre/conversations/counterpart';

test.each([
	[[{ from: { user_id: 1 }, to: { user_id: 2 } }], '2'],
	[[{ from: { user_id: 2 }, to: { user_id: 1 } }], '2'],
	[[{ from: { user_id: '1' }, to: [{ user_id: '2' }] }], '2'],
	[[{ from: { user_id: 1 } }, { from: { user_id: 2 } }], '2'],
	[[{ from: { user_id: 1 }, to: { user_id: 0 } }], undefined],
	[[{ from: { user_id: 1 } }], undefined],
	[[], undefined],
])('the buyer in %j is %s', (messages, buyer) => {
	expect(buyerIn(messages, '1')).toBe(buyer);
});

import { readConversation } from '../../../nodes/MercadoLibre/conversations/conversation';
import { ok, stubApi } from '../../support/stubApi';

test('messages without ids are messages, each of them', async () => {
	const messages = [1, 2, 3].map((minute) => ({
		from: { user_id: 1 },
		text: `Message ${minute}`,
		message_date: { created: `2024-05-01T10:0${minute}:00Z` },
	}));
	const { session } = stubApi([ok({ paging: { total: 3 }, messages })]);
	const read = await readConversation(session, { packId: '1001' });
	expect(read.messages.map(({ text }) => text)).toEqual(messages.map(({ text }) => text));
});

import { MARK_AS_READ, markAsRead as markConversation } from '../../conversations/conversation';
import { simplifyStatus } from '../../conversations/messages';
import { withPackOf } from '../../conversations/packOfOrder';
import { optionsOf, sellerIdOption } from '../../operation/fields';
import type { Operation } from '../../operation/operation';
import { packId } from '../../operation/packField';

export const markAsRead: Operation = {
	name: 'Mark as Read',
	value: 'markAsRead',
	action: 'Mark a conversation as read',
	description: 'Take a conversation off the list of unread ones',
	endpoint: MARK_AS_READ,
	parameters: [packId, optionsOf(sellerIdOption)],
	async run(call) {
		const id = call.id('packId');
		const sellerId = call.sellerId(call.collection('options'));
		return await withPackOf(call, id, async (packId) => {
			const { conversation_status } = await markConversation(call, { packId, sellerId });
			return { packId, markedAsRead: true, conversation: simplifyStatus(conversation_status) };
		});
	},
};

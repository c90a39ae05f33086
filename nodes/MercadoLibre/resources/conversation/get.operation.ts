import type { IDataObject } from 'n8n-workflow';
import { READ_CONVERSATION } from '../../conversations/conversation';
import { readState, readUnreadCount, simplifyState } from '../../conversations/conversationState';
import { withPackOf } from '../../conversations/packOfOrder';
import { optionsOf, sellerIdOption, simplify } from '../../operation/fields';
import type { Operation } from '../../operation/operation';
import { packId } from '../../operation/packField';

export const get: Operation = {
	name: 'Get',
	value: 'get',
	action: 'Get whether you may write in a conversation',
	description:
		'Read whether you may write in a conversation, why not, who answers in it and what is unread. Marks nothing as read.',
	endpoint: READ_CONVERSATION,
	parameters: [packId, simplify, optionsOf(sellerIdOption)],
	async run(call) {
		const id = call.id('packId');
		const sellerId = call.sellerId(call.collection('options'));
		return await withPackOf(call, id, async (packId) => {
			const state = await readState(call, { packId, sellerId });
			return call.parameter('simplify')
				? simplifyState(packId, state, await readUnreadCount(call, { packId, sellerId }))
				: ({ ...state, packId } as IDataObject);
		});
	},
};

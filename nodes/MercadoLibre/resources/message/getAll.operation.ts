import { READ_CONVERSATION, readConversation } from '../../conversations/conversation';
import { simplifyMessage, wholeMessage } from '../../conversations/messages';
import { withPackOf } from '../../conversations/packOfOrder';
import {
	addSaleOption,
	limit,
	optionsOf,
	returnAll,
	sellerIdOption,
	simplify,
} from '../../operation/fields';
import type { Operation } from '../../operation/operation';
import { packId } from '../../operation/packField';
import { saleReaderOfRun, type SaleWanted } from '../../sales/addSale';

export const getAll: Operation = {
	name: 'Get Many',
	value: 'getAll',
	action: 'Get many messages of a conversation',
	description: 'Read a conversation, oldest message first, without marking it as read',
	endpoint: READ_CONVERSATION,
	parameters: [
		packId,
		returnAll,
		limit,
		simplify,
		optionsOf(
			addSaleOption,
			{
				displayName: 'Mark as Read',
				name: 'markAsRead',
				type: 'boolean',
				default: false,
				description: 'Whether the conversation counts as read afterwards',
			},
			{
				displayName: 'Offset',
				name: 'offset',
				type: 'number',
				typeOptions: { minValue: 0 },
				default: 0,
				description: 'How many messages to skip, in the order in which Mercado Libre lists them',
			},
			sellerIdOption,
		),
	],
	async run(call) {
		const options = call.collection('options');
		const id = call.id('packId');
		const sellerId = call.sellerId(options);
		const limit = call.limit();
		const offset = Number(options.offset ?? 0);
		if (!Number.isInteger(offset) || offset < 0) {
			throw call.inputError(
				'Offset',
				'offset',
				'must be a whole number of 0 or more',
				'Set it to the number of messages to skip.',
			);
		}
		const wanted = (options.addSale || 'nothing') as SaleWanted;
		return await withPackOf(call, id, async (packId) => {
			const { messages, status } = await readConversation(
				call,
				{ packId, sellerId },
				{ offset, limit, mark: options.markAsRead === true },
			);
			const sale = messages.length > 0 ? await saleReaderOfRun(call, wanted)({ packId }) : {};
			return messages.map((message) => ({
				...(call.parameter('simplify')
					? simplifyMessage(message, { sellerId, packId, status })
					: wholeMessage(message, { packId, status })),
				...sale,
			}));
		});
	},
};

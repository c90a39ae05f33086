import { simplifyMessage, wholeMessage } from '../../conversations/messages';
import { GET_MESSAGE, readMessage } from '../../conversations/conversation';
import { optionsOf, sellerIdOption, simplify } from '../../operation/fields';
import type { Operation } from '../../operation/operation';

export const get: Operation = {
	name: 'Get',
	value: 'get',
	action: 'Get one message by its ID',
	description: 'Read one message by its ID, for example the one that a notification names',
	endpoint: GET_MESSAGE,
	parameters: [
		{
			displayName: 'Message ID',
			name: 'messageId',
			type: 'string',
			default: '',
			required: true,
			placeholder: 'e.g. 2d45a5ad186041659e9a608f0c109dff',
			description:
				'The "ID" of the message, as Message > Get Many gives it, or the "resource" of a notification. A message that is not there yet is asked for again for some seconds.',
		},
		simplify,
		optionsOf(sellerIdOption),
	],
	async run(call) {
		const messageId = call.id('messageId');
		const sellerId = call.sellerId(call.collection('options'));
		const { message, status } = await readMessage(call, messageId);
		return call.parameter('simplify')
			? simplifyMessage(message, { sellerId, status })
			: wholeMessage(message, { status });
	},
};

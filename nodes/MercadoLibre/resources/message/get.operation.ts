import { fieldOf } from '../../api/answers';
import type { Endpoint } from '../../api/endpoint';
import { apiRequest } from '../../api/transport';
import {
	simplifyMessage,
	wholeMessage,
	type ApiMessage,
	type MessagesAnswer,
} from '../../conversations/messages';
import { optionsOf, sellerIdOption, simplify } from '../../operation/fields';
import type { Operation } from '../../operation/operation';

/** Document 000 "Get message by ID"; 002 "Obter mensagens por ID". */
const GET_MESSAGE: Endpoint = {
	method: 'GET',
	globalSelling: '/marketplace/messages/{messageId}',
	local: '/messages/{messageId}?tag=post_sale',
	// "Message not found in the server, try again in a few seconds" (documents 000 and 001, 404): a notification may be
	// ahead of the storage.
	means: ({ status, message }) =>
		status === 404 && /could not be retrieved/i.test(message) ? 'unsent' : undefined,
};

/** The answer holds a list of one; an older local edition answers the message itself (document 002). */
function messageIn(answer: unknown): ApiMessage | undefined {
	const messages = fieldOf(answer, 'messages');
	const message = Array.isArray(messages) ? messages[0] : answer;
	const isMessage =
		fieldOf(message, 'id') !== undefined || fieldOf(message, 'message_id') !== undefined;
	return isMessage ? (message as ApiMessage) : undefined;
}

export const get: Operation = {
	name: 'Get',
	value: 'get',
	action: 'Get a message',
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
		const { body } = await apiRequest<MessagesAnswer>(call, {
			endpoint: GET_MESSAGE,
			ids: { messageId },
			isValid: (answer) => messageIn(answer) !== undefined,
		});
		const message = messageIn(body) as ApiMessage;
		const { conversation_status: status } = body;
		return call.parameter('simplify')
			? simplifyMessage(message, { sellerId, status })
			: wholeMessage(message, { status });
	},
};

import type { IDataObject } from 'n8n-workflow';
import { optionsOf, sellerIdOption, simplify } from '../../shared/descriptions';
import type { Endpoint } from '../../shared/endpoint';
import { simplifyMessage, type ApiMessage, type MessagesAnswer } from '../../shared/messages';
import type { Operation } from '../../shared/operation';
import { apiRequest } from '../../shared/transport';

/** Document 000 "Get message by ID"; 002 "Obter mensagens por ID". */
const GET_MESSAGE: Endpoint = {
	method: 'GET',
	globalSelling: '/marketplace/messages/{messageId}',
	local: '/messages/{messageId}?tag=post_sale',
};

/** The answer holds a list of one; an older local edition answers the message itself (document 002). */
const messageIn = (body: MessagesAnswer & ApiMessage): ApiMessage | undefined =>
	Array.isArray(body?.messages)
		? body.messages[0]
		: (body?.message_id ?? body?.id)
			? body
			: undefined;

export const get: Operation = {
	name: 'Get',
	value: 'get',
	action: 'Get a message',
	description: 'Read one message by its ID, for example the one that a notification names',
	parameters: [
		{
			displayName: 'Message ID',
			name: 'messageId',
			type: 'string',
			default: '',
			required: true,
			placeholder: 'e.g. 2d45a5ad186041659e9a608f0c109dff',
			description: 'The "ID" of the message, as Message > Get Many or a notification gives it',
		},
		simplify,
		optionsOf(sellerIdOption),
	],
	async run(call) {
		const messageId = call.id('messageId');
		const sellerId = call.sellerId(call.collection('options'));
		const { body } = await apiRequest<MessagesAnswer & ApiMessage>(call, {
			endpoint: GET_MESSAGE,
			ids: { messageId },
			isValid: (answer) => messageIn(answer as MessagesAnswer & ApiMessage) !== undefined,
		});
		const message = messageIn(body) as ApiMessage;
		return call.parameter('simplify')
			? simplifyMessage(message, { sellerId, status: body.conversation_status })
			: (message as IDataObject);
	},
};

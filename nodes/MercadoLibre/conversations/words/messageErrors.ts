import type { ErrorRow } from '../../api/errors/problem';

const CAP_REACHED =
	'You have answered already and must wait for the buyer, or the conversation has reached its limit of messages. Option "Only If Buyer Wrote Last" skips such conversations.';

/** Reading and sending messages: documents 000 to 003; starting conversations: the pages on contact reasons; agents: seen by others. */
export const MESSAGE_ERRORS: readonly ErrorRow[] = [
	{
		says: /messages? id empty or invalid/i,
		title: 'The message ID is not valid',
		cure: 'Use the "id" of a message as Message > Get Many returns it.',
	},
	{
		says: /message id: .* does not exists?/i,
		title: 'No message has this ID',
		cure: 'Check that the ID comes from Message > Get Many and that the message belongs to the connected account.',
	},
	{
		says: /message with id: .* could not be retrieved/i,
		title: 'The message was not found',
		cure: 'A very new message takes a few seconds to appear, and the node has waited for some: try again. If it goes on, the message was deleted or the ID is wrong.',
	},
	{
		says: /messages from multiple orders/i,
		title: 'The messages belong to different orders',
		cure: 'Ask for the messages of one pack or order at a time.',
	},
	{
		says: /limit param must be greater than 0/i,
		title: 'The limit is below 1',
		cure: 'Set "Limit" to 1 or more.',
	},
	{
		says: /invalid (offset|limit|initi)/i,
		title: 'The offset or the limit is not valid',
		cure: 'Set "Offset" to 0 or more and "Limit" to 1 or more, both whole numbers.',
	},
	{
		says: /orders? do(es)? not? exists?/i,
		title: 'No pack or order has this ID',
		cure: 'Check the pack ID. An order ID works too, if your application has the functional permission for sales and shipping ("Ventas y envíos").',
	},
	{
		says: /text is required/i,
		title: 'The message has no text',
		cure: 'Enter a text: a message cannot consist of attachments alone.',
	},
	{
		says: /text has character\/s/i,
		title: 'The text has characters that Mercado Libre does not accept',
		cure: 'Local accounts can send letters and signs of Western European languages (ISO-8859-1) and the emoji of a list of Mercado Libre. Newer emoji, curly quotes, long dashes, arrows, the euro sign and letters of other alphabets are not among them.',
	},
	{
		says: /content is too long/i,
		title: 'The text is longer than Mercado Libre allows',
		cure: 'Shorten the text to 350 characters, or to what the answer names, or send it as two messages.',
	},
	{
		says: /template .* is invalid/i,
		title: 'Mercado Libre does not know this template',
		cure: 'Take the "Template ID" from Conversation > Get Contact Reasons.',
	},
	{
		says: /text is invalid/i,
		title: 'The text is empty or longer than 350 characters',
		cure: 'Enter a text of at most 350 characters.',
	},
	{
		says: /option selected is not valid/i,
		title: 'This reason is not available for the conversation',
		cure: 'Choose one of the reasons that Conversation > Get Contact Reasons lists.',
	},
	{
		says: /promise of delivery .* before today|delivery date is before/i,
		title: 'The promised delivery is in the past',
		cure: 'The day for which Mercado Libre promised this delivery is over: choose another reason, or answer once the buyer writes.',
	},
	{
		says: /has the conversation blocked/i,
		title: 'The conversation is open already, so no reason is needed',
		cure: 'Write with Message > Send instead of Conversation > Start.',
	},
	{
		says: /the conversation is blocked/i,
		title: 'The conversation is closed for messages',
		cure: 'Read it with Conversation > Get: "blockedReason" tells why, and what you can do.',
	},
	{
		says: /access the information of the pack/i,
		title: 'The pack does not belong to the connected account',
		cure: 'Check the pack ID, and that the credential is connected to the account that made the sale.',
	},
	{
		says: /locking this operation/i,
		title: 'Another message is being started for the same sale at the moment',
		cure: 'Nothing was sent. Run this item again in a minute, and start one conversation at a time for a sale.',
	},
	{
		says: /excepted.case/i,
		title: 'This conversation needs no reason to be started',
		cure: 'Write with Message > Send instead.',
	},
	{
		says: /not allowed to execute the option/i,
		title: 'No further message is allowed in this conversation for now',
		cure: CAP_REACHED,
	},
	{
		says: /mediation is in process/i,
		title: 'The conversation is closed because a mediation is open',
		cure: 'Answer in the claim instead: use the resource Claim Message.',
	},
	{
		says: /mercado env[ií]os full/i,
		title: 'Mercado Envios Full ships this order and has not delivered it yet',
		cure: 'Messages open when the parcel is delivered: send it then.',
	},
	{
		says: /blocked_conversation|bloqued_conversation/i,
		title: 'The conversation is closed for messages',
		cure: 'Read it with Conversation > Get: "blockedReason" tells why. Messages of cancelled orders are closed.',
	},
	{
		says: /access denied for user .* to order/i,
		title: 'The connected account has no access to this order',
		cure: 'Check the pack ID, and that the credential is connected to the account that made the sale.',
	},
	{
		says: /receiver does not belong to order/i,
		title: 'The receiver is not the buyer of this order',
		cure: 'Check "Buyer ID", or leave it empty so that it is taken from the conversation.',
	},
	{
		says: /does not belong to pack/i,
		title: 'The receiver does not take part in this conversation',
		cure: 'Mercado Libre puts an assistant in the buyer\'s place in some conversations. Leave "Buyer ID" empty, so that the receiver is taken from the conversation.',
	},
	{
		says: /'?to\.user_id'? is required|invalid '?to'? user id/i,
		title: 'Mercado Libre needs the ID of the buyer',
		cure: 'Fill in "Buyer ID" under Options (the "fromUserId" of a received message).',
	},
	{
		says: /sender and receive[dr] must not be equal/i,
		title: 'Sender and receiver are the same account',
		cure: 'Check "Buyer ID" and "Seller ID": the message must go to the buyer.',
	},
	{
		says: /'?to\.site_id'?/i,
		title: 'Mercado Libre could not read the message',
		cure: 'The fault is not in your fields. Please report it to the makers of this node with the code below.',
	},
	{
		says: /'?to\.email'?|'?to\.resource'?|field '?from'? is required|json body is required/i,
		title: 'Mercado Libre could not read the message',
		cure: 'Check the pack ID and "Seller ID". If they are right, please report it to the makers of this node with the code below.',
	},
];

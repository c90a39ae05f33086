import { NodeApiError, type IDataObject } from 'n8n-workflow';
import { itemIndexOf, type ApiContext } from './context';

/** What the API said when it refused or failed, without anything secret in it. */
export interface ApiProblem {
	/** HTTP status; 0 when no answer came. */
	status: number;
	/** The API's `code` or `error`, such as "forbidden"; empty when it gave none. */
	code: string;
	/** The API's own words; empty when it gave none. */
	message: string;
}

/** One row of the documents' error tables, with a title and a cure for a reader without code skills. */
interface ErrorRow {
	says: RegExp;
	status?: number;
	title: string;
	cure: string;
}

const RECONNECT =
	'Open the credential of this node, press "Connect my account" again and allow access with the account that made the sale.';

const CAP_REACHED =
	'You have answered already and must wait for the buyer, or the conversation has reached its limit of messages. Option "Only If Buyer Wrote Last" skips such conversations.';

/** Rows from documents 000 to 004; the first that fits wins. */
const ERROR_TABLE: ErrorRow[] = [
	// Attachments (000, 001, 002)
	{
		says: /attach\w* (empty or null|vazio ou nulo|is empty)/i,
		title: 'The file is empty',
		cure: 'Attach a file that has content: look at the binary field that comes into this node.',
	},
	{
		says: /file name cannot include characters/i,
		title: 'Mercado Libre refuses the file name',
		cure: 'Remove the characters / and \\ from the file name.',
	},
	{
		says: /exceeds 25 ?mb|bigger than 25 ?mb/i,
		title: 'The file is larger than 25 MB',
		cure: 'Reduce the file to under 25 MB, for example by compressing its pictures.',
	},
	{
		says: /allowed number of attachments/i,
		title: 'The message has more than 25 attachments',
		cure: 'Send at most 25 files in a message; put the others into a second message.',
	},
	{
		says: /original_filename exceeded/i,
		title: 'The file name is too long',
		cure: 'Shorten the file name to at most 200 characters.',
	},
	{
		says: /mime ?type|file type|extension/i,
		status: 400,
		title: 'Mercado Libre does not accept this type of file',
		cure: 'Convert the file to JPG, PNG, PDF or TXT.',
	},
	{
		says: /attachment key is invalid/i,
		title: 'Mercado Libre does not know one of the attachments',
		cure: 'Use the "id" that Attachment > Upload returns. A stored file that is not sent within 48 hours is deleted: upload it again.',
	},
	{
		says: /requested file could not be obtained|file can ?not be accessed/i,
		title: 'Mercado Libre cannot hand out the file now',
		cure: 'Try again in a few minutes. If it goes on, check that the attachment ID is the "filename" of an attachment and that the site ID is the one of the sale.',
	},
	{
		says: /file can ?not be saved/i,
		title: 'Mercado Libre could not store the file',
		cure: 'The fault is at Mercado Libre: upload the file again in a few minutes.',
	},
	{
		says: /'?site_id'? (is required|has an invalid value)|invalid site/i,
		title: 'The site ID is missing or wrong',
		cure: 'Choose the country of the sale in "Site ID" (such as MLM, MLB, MCO or MLC).',
	},
	// Message ids and paging (000, 001, 002, 003)
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
		cure: 'A very new message takes a few seconds to appear: try again. If it goes on, the message was deleted or the ID is wrong.',
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
		cure: 'Check the pack ID. An order without a pack uses its order ID as pack ID.',
	},
	// Sending (000, 001, 002)
	{
		says: /text is required/i,
		title: 'The message has no text',
		cure: 'Enter a text: a message cannot consist of attachments alone.',
	},
	{
		says: /text has character\/s/i,
		title: 'The text has characters that Mercado Libre does not accept',
		cure: 'Use letters and signs of Western European languages (ISO-8859-1): no emoji, curly quotes or long dashes.',
	},
	{
		says: /content is too long/i,
		title: 'The text is longer than 350 characters',
		cure: 'Shorten the text to 350 characters, or send it as two messages.',
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
		says: /excepted case/i,
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
		cure: 'Read the conversation with Message > Get Many: "conversation.substatus" tells why. Messages of cancelled orders are closed.',
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
		says: /'?to\.user_id'? is required|invalid '?to'? user id/i,
		title: 'Mercado Libre needs the ID of the buyer',
		cure: 'Fill in "Buyer ID" under Additional Fields (the "fromUserId" of a received message).',
	},
	{
		says: /sender and receive[dr] must not be equal/i,
		title: 'Sender and receiver are the same account',
		cure: 'Check "Buyer ID" and "Seller ID": the message must go to the buyer.',
	},
	{
		says: /'?to\.email'?|'?to\.resource'?|'?to\.site_id'?|field '?from'? is required|json body is required/i,
		title: 'Mercado Libre could not read the message',
		cure: 'Check the pack ID and "Seller ID". If they are right, please report it to the makers of this node with the code below.',
	},
	// Access (000 to 004)
	{
		says: /access token is required|application id is required|malformed access_token|invalid caller|invalid.?(access.?)?token/i,
		title: 'Mercado Libre does not accept the connection any more',
		cure: RECONNECT,
	},
	{
		says: /access token invalid for resource|can ?not identify the user/i,
		title: 'The connected account may not access this',
		cure: `The pack or message belongs to another seller. Check the ID. ${RECONNECT}`,
	},
	// Claims (004)
	{
		says: /claims? 1\.0/i,
		title: 'This claim is of the first generation, which this call does not serve',
		cure: 'Answer it on the website of Mercado Libre. Reading it works with Claim > Get and Claim Message > Get Many.',
	},
	{
		says: /PA_UNAUTHORIZED|at least one policy returned/i,
		title: 'Mercado Libre does not let the connected account do this with the claim',
		cure: `Check that the claim belongs to the connected account and that your application has the permission for claims on the developer site. ${RECONNECT}`,
	},
	{
		says: /claim not found/i,
		title: 'No claim has this ID',
		cure: 'Check the claim ID: Claim > Get Many lists the claims of the connected account.',
	},
	{
		says: /attachment.*not found|file.*not found/i,
		title: 'The claim has no file of this name',
		cure: 'Use the "filename" of an attachment as Claim Message > Get Many returns it.',
	},
	{
		says: /receiver_role/i,
		status: 400,
		title: 'The receiver is not valid',
		cure: 'Choose complainant, mediator or respondent as "Receiver".',
	},
	{
		says: /message.*(empty|required)/i,
		status: 400,
		title: 'The message has no text',
		cure: 'Enter a text in "Message".',
	},
];

/** For words that are not in the tables: the API's own, with what the status means. */
const CURES_BY_STATUS: Record<number, string> = {
	0: 'Check the internet connection of your n8n and, with a custom environment, the addresses in the credential. Then run the workflow again.',
	400: 'Check the fields of this node.',
	401: RECONNECT,
	403: 'Check that the ID belongs to the connected account and that your application has the permissions "read" and "write".',
	404: 'Check the ID: nothing was found under it for the connected account.',
	408: 'Mercado Libre was too slow to answer. Run the workflow again in a few minutes.',
	413: 'The file is too large.',
	429: 'The account has used up its requests for this minute, perhaps in other programs. Lower "Requests per Minute" in the credential if other programs use the account too.',
	500: 'The fault is at Mercado Libre. Run the workflow again in a few minutes.',
};

const cureFor = (status: number) =>
	CURES_BY_STATUS[status] ?? CURES_BY_STATUS[status >= 500 ? 500 : 400];

function titleFor(status: number): string {
	if (status === 403) return 'Mercado Libre refuses this';
	if (status === 404) return 'Mercado Libre found nothing under this ID';
	if (status === 429) return 'Mercado Libre receives too many requests from this account';
	return status === 0 || status >= 500
		? 'Mercado Libre does not answer as it should'
		: 'Mercado Libre did not do what was asked';
}

const LONGEST_QUOTE = 300;

/** An API message may repeat the token it was sent ("Malformed access_token: …", document 004). */
const withoutSecrets = (text: string) =>
	text
		.replace(/((?:access|refresh)[_ ]token)["']?\s*[:=]\s*\S+/gi, '$1: ***')
		.replace(/\b(APP_USR|TG|Bearer)[- ][\w.-]+/g, '***');

const textOf = (value: unknown) =>
	typeof value === 'string' || typeof value === 'number' ? String(value) : '';

/** Reads the error body of any of the API's shapes (documents 000, 002 and 004 each show another). */
export function apiProblem(status: number, body: unknown): ApiProblem {
	if (typeof body !== 'object' || body === null) return { status, code: '', message: '' };
	const { message, error, code, status_code } = body as IDataObject;
	const codes = [code, error, status_code].map(textOf);
	return {
		status,
		code: codes.find((text) => text !== '' && text !== String(status)) ?? '',
		message: withoutSecrets(textOf(message) || textOf(error)).slice(0, LONGEST_QUOTE),
	};
}

/**
 * The error that n8n shows for a problem of the API: what happened, what to do, and the API's own code.
 * @param explanation replaces the table's title and cure when the caller knows more
 */
export function apiError(
	context: ApiContext,
	problem: ApiProblem,
	explanation?: { title: string; cure: string },
): NodeApiError {
	const { status, code, message } = problem;
	const row = ERROR_TABLE.find(
		({ says, status: only }) =>
			(only === undefined || only === status) && (says.test(message) || says.test(code)),
	);
	// A single word, such as "forbidden", is a code and says nothing.
	const ownWords = /\s/.test(message) ? message : titleFor(status);
	const title = explanation?.title ?? row?.title ?? ownWords;
	const cure = explanation?.cure ?? row?.cure ?? cureFor(status);
	// Without an answer it was the network that failed, and the words are ours.
	const said = status ? ['Mercado Libre:', status, code, message && `"${message}"`] : [code];
	const source = said.filter(Boolean).join(' ');
	const error = new NodeApiError(
		context.getNode(),
		{ message: ownWords },
		{
			message: title,
			description: source ? `${cure} [${source}]` : cure,
			httpCode: status ? String(status) : undefined,
			itemIndex: itemIndexOf(context),
		},
	);
	error.context.apiProblem = { ...problem };
	return error;
}

/** The API's problem behind an error of this package; undefined for other errors. */
export const problemBehind = (error: unknown): ApiProblem | undefined =>
	error instanceof NodeApiError ? (error.context.apiProblem as ApiProblem | undefined) : undefined;

/** The fields of an item that failed, when the node is set to continue: message, cure and code. */
export function errorItem(error: Error): IDataObject {
	const { description, httpCode } = error as Partial<NodeApiError>;
	return {
		error: error.message,
		message: description ?? '',
		details: { httpCode: httpCode ?? null, code: problemBehind(error)?.code ?? null },
	};
}

// Every row of the documents' error tables, and every reason for which a conversation is closed or a message held back:
// the user reads what to do, with the API's own words and code beside it.
import type { IDataObject } from 'n8n-workflow';
import { itemWithFiles } from '../../support/files';
import { FAMILIES, byId, sellerOf, useHarness } from '../../support/harness';
import type { Family, Run, ShownError } from '../../support/harness';

const n8n = useHarness();

const PACK = '2000000089077943';
const CLAIM = '5294629673';

/** How each operation is run for these tests; nothing of it is wrong. */
const operations: Record<string, IDataObject> = {
	'conversation.getAll': {},
	'conversation.markAsRead': { packId: byId(PACK) },
	'conversation.start': { packId: byId(PACK), reason: 'OTHER', text: 'Hello' },
	'message.getAll': { packId: byId(PACK) },
	'message.get': { messageId: '2d45a5ad186041659e9a608f0c109dff' },
	'message.send': {
		packId: byId(PACK),
		text: 'Hello',
		additionalFields: { buyerId: '441782523' },
	},
	'attachment.upload': { siteId: 'MLM' },
	'attachment.download': { attachmentId: '76601286_5946e4c4.png', siteId: 'MLM' },
	'claim.get': { claimId: byId(CLAIM) },
	'claim.getAll': {},
	'claimMessage.getAll': { claimId: byId(CLAIM) },
	'claimMessage.send': {
		claimId: byId(CLAIM),
		message: 'Hello',
		options: { checkAllowed: false },
	},
	'claimAttachment.upload': { claimId: byId(CLAIM) },
	'claimAttachment.get': { claimId: byId(CLAIM), fileName: 'example.png' },
	'claimAttachment.download': { claimId: byId(CLAIM), fileName: 'example.png' },
};

async function runWith(operation: string, account: Family): Promise<Run> {
	const file = await itemWithFiles(n8n.engine, { data: {} });
	return await n8n.run(operation, operations[operation], { account, items: [file] });
}

/** What any error must be, whatever it is about. */
function expectHelp(failure: ShownError, cure: RegExp, status: number, words: string): void {
	const shown = `${failure.message} ${failure.description}`;
	expect(shown).not.toMatch(/request failed with status|undefined|\[object/i);
	expect(shown).toMatch(cure);
	expect(failure.message).not.toBe('');
	expect(failure.description).toContain(words);
	expect(failure.httpCode).toBe(String(status));
}

interface Row {
	status: number;
	says: string;
	cure: RegExp;
	operation: string;
	account?: Family;
	body?: object;
}

const codes: Record<number, string> = {
	400: 'bad_request',
	403: 'forbidden',
	404: 'not_found',
	500: 'internal_server_error',
};

/** The body of the messages API, as documents 000 and 001 print it. */
const messagesBody = ({ status, says }: Row) => ({
	message: says,
	error: codes[status],
	status,
	cause: [],
});

async function expectRow(row: Row): Promise<void> {
	const { operation, account = 'globalSelling', status, says, cure } = row;
	const body = row.body ?? messagesBody(row);
	n8n.control.addFault({ match: {}, kind: 'status', status, body, times: 0 });
	const run = await runWith(operation, account);
	expectHelp(run.failure, cure, status, says);
	const { error, code } = body as { error?: string; code?: unknown };
	const kept = typeof code === 'string' ? code : error;
	if (kept) expect(run.failure.description).toContain(kept);
}

const nameOf = ({ status, says, operation }: Row) => `${status} ${says} (${operation})`;
const named = (rows: Row[]) => rows.map((row) => ({ ...row, name: nameOf(row) }));

describe('documents 000 and 001: messages of Global Selling', () => {
	const rows: Row[] = [
		{
			status: 400,
			says: 'Attachment empty or null',
			cure: /has content/,
			operation: 'attachment.upload',
		},
		{
			status: 400,
			says: 'File name cannot include characters such as: /, \\',
			cure: /remove .*file name/i,
			operation: 'attachment.upload',
		},
		{
			status: 400,
			says: 'File size exceeds 25 Mb',
			cure: /reduce.*25 MB/i,
			operation: 'attachment.upload',
		},
		{
			status: 400,
			says: 'Message exceeds allowed number of attachments: 25',
			cure: /at most 25/i,
			operation: 'message.send',
		},
		{
			status: 400,
			says: 'Messages id empty or invalid',
			cure: /"id" of a message/i,
			operation: 'message.get',
		},
		{
			status: 400,
			says: 'The specified message id: 7a does not exists',
			cure: /check that the id.*get many/i,
			operation: 'message.get',
		},
		{
			status: 400,
			says: 'Not allowed messages from multiple orders',
			cure: /one pack or order/i,
			operation: 'message.get',
		},
		{
			status: 400,
			says: 'The limit param must be greater than 0',
			cure: /"limit" to 1 or more/i,
			operation: 'message.getAll',
		},
		{
			status: 400,
			says: 'Invalid offset or limit param',
			cure: /"offset" to 0 or more/i,
			operation: 'message.getAll',
		},
		{
			status: 400,
			says: 'Access token is required',
			cure: /connect my account/i,
			operation: 'message.getAll',
		},
		{ status: 400, says: 'Text is required', cure: /enter a text/i, operation: 'message.send' },
		{
			status: 403,
			says: 'User access token invalid for resource 2315686468',
			cure: /belongs to another seller.*connect/is,
			operation: 'message.getAll',
		},
		{
			status: 403,
			says: 'Can not identify the user',
			cure: /account that made the sale/i,
			operation: 'message.getAll',
		},
		{
			status: 403,
			says: 'You are not allowed to execute the option OTHER again',
			cure: /wait for the buyer/i,
			operation: 'message.send',
		},
		// The old edition gives this one the status 400.
		{
			status: 400,
			says: 'You are not allowed to execute the option OTHER again',
			cure: /wait for the buyer/i,
			operation: 'message.send',
		},
		{
			status: 404,
			says: 'The message with id: 7a could not be retrieved from storage',
			cure: /try again/i,
			operation: 'message.get',
		},
		{
			status: 404,
			says: 'Order do not exists',
			cure: /check the pack id/i,
			operation: 'message.send',
		},
		{
			status: 500,
			says: 'Requested file could not be obtained',
			cure: /try again/i,
			operation: 'attachment.download',
		},
		{
			status: 500,
			says: 'File can not be saved, try it later',
			cure: /upload.*again/i,
			operation: 'attachment.upload',
		},
		{
			status: 500,
			says: 'File can not be accessed, try it later',
			cure: /try again/i,
			operation: 'attachment.download',
			body: {
				message: 'File can not be accessed, try it later',
				error: null,
				status: 500,
				cause: [],
			},
		},
	];
	test.each(named(rows))('$name', expectRow);
});

describe('document 002: messages of local sellers', () => {
	const send = (status: number, says: string, cure: RegExp): Row => ({
		status,
		says,
		cure,
		operation: 'message.send',
		account: 'local',
	});
	const upload = (status: number, says: string, cure: RegExp): Row => ({
		...send(status, says, cure),
		operation: 'attachment.upload',
	});
	const rows: Row[] = [
		{
			...send(403, 'User access token invalid for resource 77', /belongs to another seller/i),
			operation: 'message.getAll',
		},
		{
			...send(400, 'The limit param must be greater than 0', /"limit" to 1/i),
			operation: 'message.getAll',
		},
		{ ...send(400, 'Invalid offset param', /"offset" to 0/i), operation: 'message.getAll' },
		{ ...send(400, 'Invalid initi param', /"offset" to 0/i), operation: 'message.getAll' },
		{
			...send(
				403,
				'blocked_conversation_send_message_forbidden',
				/cancelled orders.*closed|"conversation.substatus"/i,
			),
			body: {
				status_code: 403,
				code: 'forbidden',
				message: 'blocked_conversation_send_message_forbidden',
			},
		},
		send(400, 'The text has character/s that is/are not supported.', /ISO-8859-1/),
		send(400, 'The message content is too long, max characters allowed are 350', /shorten.*350/i),
		send(403, 'You can not send the message because a mediation is in process', /claim message/i),
		send(
			403,
			'You can not send the message because the purchase is Mercado Envíos Full and has not been yet delivered',
			/when the parcel is delivered/i,
		),
		send(
			403,
			'Access denied for user 415458330 to order 2000000089077943',
			/account that made the sale/i,
		),
		send(403, 'Receiver does not belong to order 2000000089077943', /"buyer id"/i),
		send(400, "The field 'to.user_id' is required", /"buyer id"/i),
		send(400, "Invalid 'to' user id", /"buyer id"/i),
		send(400, 'Sender and received must not be equals', /must go to the buyer/i),
		send(400, "The field 'to.email' must be a secure email", /report it/i),
		send(400, "The field 'to.resource' is required", /report it/i),
		send(400, "Invalid field 'to.resource'", /report it/i),
		send(400, "The field 'to.site_id' is required", /site|report it/i),
		send(400, "The field 'to.site_id' has an invalid value", /site|report it/i),
		send(400, 'A JSON body is required', /report it/i),
		send(400, "The field 'from' is required", /"seller id"/i),
		send(400, 'Access token is required', /connect my account/i),
		send(400, 'Application id is required', /connect my account/i),
		upload(500, 'File can not be saved, try it later', /upload.*again/i),
		upload(400, 'Attachment vazio ou nulo', /has content/i),
		upload(400, 'File name cannot include characters like /, \\', /remove .*file name/i),
		upload(400, 'File attachment is bigger than 25 Mb.', /reduce.*25 MB/i),
		send(400, 'The message exceeds the allowed number of attachments: 25', /at most 25/i),
		upload(400, "The queryparam 'site_id' is required", /"site id"/i),
		upload(400, 'The original_filename exceeded 200 character limit', /at most 200/i),
		{
			...send(500, 'File can not be saved, try it later', /again/i),
			operation: 'attachment.download',
		},
	];
	test.each(named(rows))('$name', expectRow);
});

describe('document 003: pending messages', () => {
	const row = (
		status: number,
		says: string,
		cure: RegExp,
		operation = 'conversation.markAsRead',
	): Row => ({
		status,
		says,
		cure,
		operation,
	});
	const rows: Row[] = [
		row(400, 'Messages id empty or invalid', /"id" of a message/i, 'message.get'),
		row(400, 'The specified message id: 7a does not exist', /check that the id/i, 'message.get'),
		row(400, 'Not allowed messages from multiple orders', /one pack or order/i),
		row(403, 'Can not identify the user.', /account that made the sale/i, 'conversation.getAll'),
		row(
			404,
			'The message with id: 7a could not be retrieved from storage',
			/try again/i,
			'message.get',
		),
		row(404, 'Order do not exists', /check the pack id/i),
	];
	test.each(named(rows))('$name', expectRow);
});

describe('document 004: claims', () => {
	const claimsBody = (code: number, error: string, message: string) => ({
		code,
		error,
		message,
		cause: null,
	});
	const rows: Row[] = [
		{
			status: 400,
			says: 'Malformed access_token',
			cure: /connect my account/i,
			operation: 'claimMessage.getAll',
			body: {
				message: 'Malformed access_token: INVALID_TOKEN',
				error: 'bad_request',
				status: 400,
				cause: [],
			},
		},
		...[
			'claim.get',
			'claimMessage.getAll',
			'claimMessage.send',
			'claimAttachment.download',
			'claimAttachment.upload',
		].map((operation): Row => ({
			status: 403,
			says: 'At least one policy returned UNAUTHORIZED.',
			cure: /belongs to the connected account/i,
			operation,
			body: {
				code: 'PA_UNAUTHORIZED_RESULT_FROM_POLICIES',
				blocked_by: 'PolicyAgent',
				message: 'At least one policy returned UNAUTHORIZED.',
				status: 403,
			},
		})),
		...[
			'claim.get',
			'claimMessage.getAll',
			'claimMessage.send',
			'claimAttachment.get',
			'claimAttachment.download',
		].map((operation): Row => ({
			status: 404,
			says: 'Claim not found. claimId: 9999999999999',
			cure: /check the claim id/i,
			operation,
			body: claimsBody(404, 'not_found_error', 'Claim not found. claimId: 9999999999999'),
		})),
	];
	test.each(named(rows))('$name', expectRow);

	test('401 Invalid caller.id: once the token has been renewed in vain, connect again', async () => {
		n8n.control.addFault({
			match: { path: '/marketplace' },
			kind: 'status',
			status: 401,
			body: claimsBody(401, 'unauthorized_request_error', 'Invalid caller.id'),
			times: 0,
		});
		const { failure } = await runWith('claimMessage.getAll', 'globalSelling');
		expectHelp(failure, /connect my account/i, 401, 'Invalid caller.id');
		expect(n8n.control.stats().tokenRefreshes).toBe(1);
	});

	test('writing in a first-generation claim is not told as an expired connection', async () => {
		const { id } = n8n.control.openClaim({ firstGeneration: true });
		const { failure } = await n8n.run('claimMessage.send', {
			claimId: byId(id),
			message: 'Hello',
			options: { checkAllowed: false },
		});
		expectHelp(failure, /first generation/i, 401, 'Claims 1.0');
		expect(failure.description).not.toMatch(/connect my account/i);
		expect(n8n.control.stats().tokenRefreshes).toBe(0);
	});
});

describe('what no table knows', () => {
	test.each([
		[418, { message: 'I am a teapot', error: 'teapot', status: 418 }, /I am a teapot/],
		[403, { message: 'Something quite new', code: 'brand_new' }, /permissions/i],
		[400, 'not JSON at all', /fields of this node/i],
		[404, {}, /check the id/i],
		[400, [], /fields of this node/i],
		[400, { message: { deep: true }, error: ['x'] }, /fields of this node/i],
	])('%i %j', async (status, body, cure) => {
		n8n.control.addFault({ match: {}, kind: 'status', status, body, times: 0 });
		const { failure } = await runWith('message.getAll', 'globalSelling');
		expectHelp(failure, cure, status, String(status));
	});
});

describe('as the sandbox itself refuses', () => {
	test('a pack of another seller', async () => {
		n8n.control.buyerWrites({ packId: 1001, text: 'Hola', sellerId: 999 });
		const { failure } = await n8n.run('message.getAll', { packId: byId(1001) });
		expectHelp(failure, /belongs to another seller/i, 403, '1001');
	});

	test('a message that was deleted', async () => {
		const { id } = n8n.control.buyerWrites({ packId: 1001, text: 'Hola' });
		n8n.control.deleteMessage({ messageId: id });
		const { failure } = await n8n.run('message.get', { messageId: id });
		expectHelp(failure, /deleted/i, 404, id);
	});

	test('an attachment that nobody uploaded', async () => {
		n8n.control.buyerWrites({ packId: 1001, text: 'Hola' });
		const { failure } = await n8n.run('message.send', {
			packId: byId(1001),
			text: 'Hello',
			additionalFields: { attachmentIds: '1_unknown.png' },
		});
		expectHelp(failure, /attachment > upload/i, 422, 'Attachment key is invalid');
		expect(failure.message).not.toMatch(/claim/i);
	});

	test.each([
		['inaccessible', /try again/i],
		['lost', /try again/i],
	] as const)('files that are %s', async (state, cure) => {
		const { attachments } = n8n.control.buyerWrites({
			packId: 1001,
			text: 'Foto',
			attachments: [{ name: 'a.png', type: 'image/png', size: 10 }],
		});
		n8n.control.setAttachmentStorage({ state });
		const { failure } = await n8n.run('attachment.download', {
			attachmentId: attachments[0].filename,
			siteId: 'MLM',
		});
		expectHelp(failure, cure, 500, 'File can not be accessed'.slice(0, state === 'lost' ? 0 : 99));
	});

	test('a local account in the API of Global Selling', async () => {
		const credential = n8n.connect('globalSelling', { userId: sellerOf('local') });
		const { failure } = await n8n.run('conversation.getAll', {}, { credential });
		expectHelp(failure, /account/i, 403, 'Can not identify the user');
	});

	test.each([
		[{ reason: 'OTHER', text: 'Hello' }, /wait/i],
		[{ reason: 'REQUEST_VARIANTS', templateId: 'TEMPLATE___WRONG' }, /get contact reasons/i],
		[{ reason: '={{ "NO_SUCH_REASON" }}', text: 'Hello' }, /get contact reasons/i],
	])('a reason that cannot be used: %j', async (parameters, cure) => {
		n8n.control.createPack({ packId: 1001 });
		n8n.control.setMessagingCap({ packId: 1001, reached: true });
		const { failure } = await n8n.run('conversation.start', { packId: byId(1001), ...parameters });
		expect(`${failure.message} ${failure.description}`).toMatch(cure);
	});

	test('a conversation that needs no reason to be started', async () => {
		n8n.control.createPack({ packId: 1001, exceptedCase: true });
		const { failure } = await n8n.run('conversation.start', {
			packId: byId(1001),
			reason: 'OTHER',
			text: 'Hello',
		});
		expectHelp(failure, /message > send/i, 400, 'excepted case');
	});
});

describe('why a conversation is closed', () => {
	const substatuses: [string, RegExp][] = [
		['blocked_by_time', /30 days/i],
		['blocked_by_buyer', /buyer does not want/i],
		['blocked_by_mediation', /claim/i],
		['bloqued_by_mediation', /claim/i],
		['blocked_by_fulfillment', /delivered/i],
		['blocked_by_payment', /payment/i],
		['blocked_by_conversation_initiated_by_seller', /wait/i],
		['blocked_by_conversation_initiated_by_seller_limited', /wait|reason/i],
		['blocked_by_conversation_use_message_api', /reason/i],
		['blocked_by_cancelled_order', /cancelled/i],
		['blocked_by_cancelled_order_by_fraud', /fraud/i],
		['blocked_by_cancelled_order_hidden', /cancelled/i],
		['blocked_by_mediation_fbm', /claim/i],
		['blocked_by_conversation_expired', /over/i],
		['blocked_by_refund', /refunded/i],
		['blocked_by_claim_change_open', /claim/i],
		['blocked_by_claim_change_closed', /claim/i],
		['blocked_by_deactivated_account', /account/i],
		['blocked_by_restrictions', /restrict/i],
		['blocked_by_message_pending_review', /review/i],
		['blocked_by_return_to_buyer_fulfillment', /returning|delivered/i],
		['blocked_by_ai_assistant', /assistant/i],
		['blocked_by_something_new', /blocked_by_something_new/],
	];

	describe.each(FAMILIES)('%s', (account) => {
		test.each(substatuses)('%s', async (substatus, words) => {
			n8n.control.buyerWrites({ packId: 1001, text: 'Hola', sellerId: sellerOf(account) });
			n8n.control.blockConversation({ packId: 1001, substatus });

			const { failure } = await n8n.run(
				'message.send',
				{ packId: byId(1001), text: 'Hello' },
				{ account },
			);

			expectHelp(failure, words, 403, substatus);
			expect(failure.message).toMatch(words);
			const { messages } = n8n.control.conversation({ packId: 1001 });
			expect(messages).toHaveLength(1);
			expect(messages[0].readAt).toBeNull();
		});
	});

	test('where the conversation does not explain it, the answer of the send does', async () => {
		n8n.control.buyerWrites({ packId: 1001, text: 'Hola' });
		n8n.control.setMessagingCap({ packId: 1001, reached: true });
		const { failure } = await n8n.run('message.send', { packId: byId(1001), text: 'Hello' });
		expectHelp(failure, /wait for the buyer/i, 403, 'option OTHER');
	});

	test('where the conversation cannot be read, the answer of the send is told', async () => {
		n8n.control.buyerWrites({ packId: 1001, text: 'Hola' });
		n8n.control.blockConversation({ packId: 1001, substatus: 'blocked_by_refund' });
		n8n.control.addFault({ match: { method: 'GET' }, kind: 'status', status: 404, times: 0 });
		const { failure } = await n8n.run('message.send', { packId: byId(1001), text: 'Hello' });
		expectHelp(failure, /closed/i, 403, 'blocked_conversation_send_message_forbidden');
	});
});

describe('why a message is held back', () => {
	const texts: [string, string, RegExp][] = [
		['OUT_OF_PLACE_LANGUAGE', 'Usted es un idiota', /language/i],
		['SOCIAL_NETWORK_LINK', 'Mira https://instagram.com/x', /social network/i],
		['LINK_SHORT_URL', 'Mira https://bit.ly/x', /shortened link/i],
		['AUTOMATIC_MESSAGE', 'Este es un mensaje automático', /automatic/i],
		['PERSONAL_DATA', 'Escribe a ana@example.com', /personal data/i],
		['LINK_MERCADOPAGO', 'Paga en https://mercadopago.com/x', /mercado pago/i],
		['ML_LINKS_PAYPAL', 'Paga en https://paypal.com/x', /payment service/i],
		['EVASION_CLAIM_SELLER', 'Please close the claim', /claim/i],
	];

	test.each(texts)('%s', async (reason, text, words) => {
		n8n.control.buyerWrites({ packId: 1001, text: 'Hola' });
		const run = await n8n.run('message.send', { packId: byId(1001), text });
		expect(run.done.items[0].moderation).toMatchObject({
			reason,
			explanation: expect.stringMatching(words),
		});
	});

	test('for a reason that is not known here: its code', async () => {
		n8n.control.addFault({
			match: { method: 'POST' },
			kind: 'status',
			status: 201,
			body: {
				id: '7a',
				status: 'moderated',
				message_moderation: { status: 'rejected', reason: 'BRAND_NEW' },
			},
		});
		const run = await n8n.run('message.send', { packId: byId(1001), text: 'Hello' });
		expect(run.done.items[0].moderation).toMatchObject({
			reason: 'BRAND_NEW',
			explanation: expect.stringContaining('BRAND_NEW'),
		});
	});

	test('when a conversation is started, too', async () => {
		n8n.control.createPack({ packId: 1001 });
		const run = await n8n.run('conversation.start', {
			packId: byId(1001),
			reason: 'OTHER',
			text: 'Mira https://bit.ly/x',
		});
		expect(run.done.items[0].moderation).toMatchObject({ reason: 'LINK_SHORT_URL' });
	});
});

// Every row of the documents' error tables on messages: the user reads what to do, with the API's own words and code
// beside it.
import { errorRowsOn, expectHelp, named } from '../../support/errors';
import type { Row } from '../../support/errors';
import { useHarness } from '../../support/engine/harness';

const n8n = useHarness();
const { expectRow, runWith } = errorRowsOn(n8n);

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
			cure: /press "(Connect|Switch account)"/,
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
		send(400, 'Access token is required', /press "(Connect|Switch account)"/),
		send(400, 'Application id is required', /press "(Connect|Switch account)"/),
		upload(500, 'File can not be saved, try it later', /not uploaded.*try again/i),
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

describe('the action guide (es 2025-07-04, pt 2026-06-08)', () => {
	const start = (
		status: number,
		error: string,
		says: string,
		cure: RegExp,
		cause?: string,
	): Row => ({
		status,
		says,
		cure,
		operation: 'conversation.start',
		account: 'local',
		body: { cause: cause ?? null, error, message: says, status_code: status },
	});
	const rows: Row[] = [
		start(400, 'limit_exceeded', 'The text is invalid', /at most 350/i),
		start(400, 'bad_request', 'The template X is invalid', /get contact reasons/i),
		start(
			400,
			'bad_request',
			'The promise of delivery of the shipping contained in the pack is from a date before today',
			/in the past/i,
		),
		start(500, 'internal_error', 'The delivery date is before than today', /in the past/i),
		start(
			400,
			'bad_request',
			'This pack belongs to an excepted case, it is requested to use the messaging resource.',
			/message > send/i,
		),
		// The Portuguese page prints the messages translated: the cause is the same.
		start(
			400,
			'bad_request',
			'Este pacote pertence a um caso de exceção',
			/message > send/i,
			'blocked_by_excepted_case',
		),
		start(
			403,
			'bad_request',
			'You are not allowed to execute the option OTHER again',
			/wait for the buyer/i,
		),
		start(
			403,
			'forbidden',
			'This package has the conversation blocked, please check blocked messages',
			/message > send/i,
		),
		start(403, 'forbidden', 'The conversation is blocked', /conversation > get/i),
		start(
			403,
			'forbidden',
			'You are not allowed to access the information of the pack 1',
			/account that made the sale/i,
		),
		start(404, 'not_found', 'The option selected is not valid', /get contact reasons/i),
		start(
			409,
			'conflict',
			'There is another request locking this operation',
			/nothing was sent.*one conversation at a time/i,
		),
		start(409, 'conflict', 'Há outra solicitação em andamento', /nothing was done/i),
		start(451, 'Unavailable', 'Unavailable', /do not run this item again/i),
	];
	test.each(named(rows))('$name', expectRow);
});

describe('on any resource', () => {
	const policies = {
		code: 'PA_UNAUTHORIZED_RESULT_FROM_POLICIES',
		blocked_by: 'PolicyAgent',
		message: 'At least one policy returned UNAUTHORIZED.',
		status: 403,
	};
	const operations = ['message.getAll', 'message.send', 'conversation.getAll', 'claim.getAll'];
	const rows = operations.map((operation): Row => ({
		status: 403,
		says: policies.message,
		cure: /functional permission.*Comunicación pre y postventa.*Ventas y envíos/i,
		operation,
		body: policies,
	}));
	test.each(named(rows))('$name', expectRow);

	test.each(
		named([
			{
				status: 403,
				says: 'Forbidden',
				cure: /Model 6/,
				operation: 'message.getAll',
				body: { message: 'Forbidden', error: 'Forbidden', status: 403 },
			},
			{
				status: 403,
				says: 'Forbidden for CBT model 6 sellers.',
				cure: /Model 6/,
				operation: 'claim.get',
				body: {
					code: 403,
					error: 'forbidden_error',
					message: 'Forbidden for CBT model 6 sellers.',
				},
			},
			{
				status: 400,
				says: 'to_user_id 3037675074 does not belong to pack /packs/1/sellers/2',
				cure: /leave "buyer id" empty/i,
				operation: 'message.send',
				account: 'local',
			},
		]),
	)('$name', expectRow);

	test.each(["The field 'to.site_id' is required", "The field 'to.site_id' has an invalid value"])(
		'no field of the node is blamed for %s',
		async (says) => {
			const body = { message: says, error: 'bad_request', status: 400, cause: [] };
			n8n.control.addFault({ match: {}, kind: 'status', status: 400, body, times: 0 });
			const { failure } = await runWith('message.send', 'local');
			expectHelp(failure, /report it/i, 400, says);
			expect(`${failure.message} ${failure.description}`).not.toMatch(/"Site ID"|country/i);
		},
	);

	test('a failed download does not advise an upload', async () => {
		const says = 'File can not be saved, try it later';
		const body = { message: says, error: null, status: 500, cause: [] };
		n8n.control.addFault({ match: {}, kind: 'status', status: 500, body, times: 0 });
		const { failure } = await runWith('attachment.download', 'local');
		expectHelp(failure, /try again/i, 500, says);
		expect(`${failure.message} ${failure.description}`).not.toMatch(/upload (the|it)/i);
	});
});

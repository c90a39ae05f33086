// Every row of the documents' error tables on messages: the user reads what to do, with the API's own words and code
// beside it.
import { errorRowsOn, named } from '../../support/errors';
import type { Row } from '../../support/errors';
import { useHarness } from '../../support/harness';

const n8n = useHarness();
const { expectRow } = errorRowsOn(n8n);

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

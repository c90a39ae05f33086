// Every row of the document's error tables on claims: the user reads what to do, with the API's own words and code
// beside it.
import { errorRowsOn, expectHelp, named } from '../../support/errors';
import type { Row } from '../../support/errors';
import { byId, useHarness } from '../../support/engine/harness';

const n8n = useHarness();
const { expectRow, runWith } = errorRowsOn(n8n);

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
			cure: /press "(Connect|Switch account)"/,
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
		{
			status: 400,
			says: 'Action send_message_to_complainant not available for player',
			cure: /stage of the claim/i,
			operation: 'claimMessage.send',
			body: claimsBody(
				400,
				'bad_request_error',
				'Action send_message_to_complainant not available for player',
			),
		},
		{
			status: 400,
			says: 'order_id and pack_id exclude each other',
			cure: /check "filters"/i,
			operation: 'claim.getAll',
			body: claimsBody(400, 'invalid_params', 'order_id and pack_id exclude each other'),
		},
		{
			status: 400,
			says: 'Attachment not found [claim: 5294629673 - fileName: x.png]',
			cure: /"attachmentId" of an attachment/i,
			operation: 'claimMessage.send',
			body: claimsBody(
				400,
				'bad_request_error',
				'Attachment not found [claim: 5294629673 - fileName: x.png]',
			),
		},
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

	test('401 Invalid caller.id, of a token that is good elsewhere: not renewed, and connect again', async () => {
		n8n.control.addFault({
			match: { path: '/marketplace' },
			kind: 'status',
			status: 401,
			body: claimsBody(401, 'unauthorized_request_error', 'Invalid caller.id'),
			times: 0,
		});
		const { failure } = await runWith('claimMessage.getAll', 'globalSelling');
		expectHelp(failure, /press "(Connect|Switch account)"/, 401, 'Invalid caller.id');
		expect(n8n.control.stats().tokenRefreshes).toBe(0);
	});

	test.each(['claim.get', 'claimMessage.getAll', 'claimMessage.send'])(
		'401 user not authorized is about the claim: the token is not renewed (%s)',
		async (operation) => {
			const words = 'user not authorized';
			n8n.control.addFault({
				match: { path: '/marketplace' },
				kind: 'status',
				status: 401,
				body: claimsBody(401, 'unauthorized_request_error', words),
				times: 0,
			});
			const { failure } = await runWith(operation, 'globalSelling');
			expectHelp(failure, /claim id/i, 401, words);
			expect(failure.description).not.toMatch(/press "(Connect|Switch account)"/);
			expect(n8n.control.stats().tokenRefreshes).toBe(0);
		},
	);

	test('writing in a first-generation claim is not told as an expired connection', async () => {
		const { id } = n8n.control.openClaim({ firstGeneration: true });
		const { failure } = await n8n.run('claimMessage.send', {
			claimId: byId(id),
			message: 'Hello',
			options: { checkAllowed: false },
		});
		expectHelp(failure, /first generation/i, 401, 'Claims 1.0');
		expect(failure.description).not.toMatch(/press "(Connect|Switch account)"/);
		expect(n8n.control.stats().tokenRefreshes).toBe(0);
	});
});

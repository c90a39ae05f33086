// Claim Message > Send, with and without files.
import { bytes, itemWithFiles } from '../../support/files';
import { FAMILIES, byId, useHarness } from '../../support/engine/harness';
import { CLAIMS, openClaimIn } from '../../support/marketplace';

const n8n = useHarness();
const openClaim = openClaimIn(n8n);

describe.each(FAMILIES)('claimMessage.send (%s)', (account) => {
	const send = (id: string, parameters: object = {}, options: object = {}) =>
		n8n.run(
			'claimMessage.send',
			{ claimId: byId(id), message: 'Le enviamos otro.', ...parameters },
			{ account, ...options },
		);
	const written = (claimId: string) => n8n.control.claim({ claimId }).messages;

	test('the request of the document and the output of the contract', async () => {
		const id = openClaim(account);

		const run = await send(id);

		expect(n8n.asked().at(-1)).toBe(`POST ${CLAIMS[account]}/${id}/actions/send-message`);
		expect(n8n.bodies()).toEqual([
			{ receiver_role: 'complainant', message: 'Le enviamos otro.', attachments: [] },
		]);
		expect(run.done.items).toEqual([
			{
				success: true,
				claimId: id,
				receiverRole: 'complainant',
				message: 'Le enviamos otro.',
				attachments: [],
			},
		]);
		expect(written(id)).toMatchObject([
			{ sender_role: 'respondent', receiver_role: 'complainant', message: 'Le enviamos otro.' },
		]);
	});

	test('to the mediator in a dispute', async () => {
		const id = openClaim(account, { stage: 'dispute' });
		const run = await send(id, { receiverRole: 'mediator' });
		expect(run.done.items).toMatchObject([{ receiverRole: 'mediator' }]);
		expect(written(id)).toMatchObject([{ receiver_role: 'mediator' }]);
	});

	test('to the buyer in a dispute: the error says to whom one may write', async () => {
		const id = openClaim(account, { stage: 'dispute' });
		const { failure } = await send(id);
		expect(failure.message).toBe('Receiver cannot be the buyer in this claim now');
		expect(failure.description).toMatch(/stage "dispute"\. You may write to the mediator\./);
		expect(n8n.bodies()).toEqual([]);
	});

	test('in a closed claim: the error says to nobody', async () => {
		const id = openClaim(account);
		n8n.control.closeClaim({ claimId: id });
		const { failure } = await send(id);
		expect(failure.description).toMatch(/closed.*nobody|not write to anybody/i);
		expect(n8n.bodies()).toEqual([]);
	});

	test('the plain action "send_message" allows it, too', async () => {
		const id = openClaim(account, { availableActions: ['send_message'] });
		const run = await send(id);
		expect(run.done.items).toMatchObject([{ success: true }]);
		expect(written(id)).toHaveLength(1);
	});

	test('without the check nothing but the message is asked', async () => {
		const id = openClaim(account);
		const run = await send(id, { options: { checkAllowed: false } });
		expect(run.done.items).toHaveLength(1);
		expect(n8n.asked()).toEqual([`POST ${CLAIMS[account]}/${id}/actions/send-message`]);
	});

	test('the check spares the item where the API itself refuses', async () => {
		const id = openClaim(account, { stage: 'dispute' });
		const { failure } = await send(id, { options: { checkAllowed: false } });
		expect(failure.httpCode).toBe('403');
		expect(failure.message).toMatch(/may not do this/i);
	});

	test('a claim that does not tell what is allowed leaves it to the API', async () => {
		const id = openClaim(account);
		n8n.control.addFault({
			match: { method: 'GET', path: `/claims/${id}$` },
			kind: 'status',
			status: 200,
			body: { id, status: 'opened', stage: 'claim' },
		});
		const run = await send(id);
		expect(run.done.items).toMatchObject([{ success: true }]);
		expect(written(id)).toHaveLength(1);
	});

	test('words that the buyer wrote are not taken for a lost message', async () => {
		const id = openClaim(account, { stage: 'dispute' });
		const message = 'De acuerdo.';
		n8n.control.claimWrites({
			claimId: id,
			senderRole: 'complainant',
			receiverRole: 'mediator',
			message,
		});
		n8n.control.addFault({ match: { method: 'POST' }, kind: 'dropBefore' });

		const run = await send(id, { receiverRole: 'mediator', message });

		expect(run.done.items).toMatchObject([{ success: true }]);
		expect(written(id).map(({ sender_role }) => sender_role)).toEqual([
			'complainant',
			'respondent',
		]);
	});

	test('files of before and files of now', async () => {
		const id = openClaim(account);
		const first = await n8n.run(
			'claimAttachment.upload',
			{ claimId: byId(id) },
			{ account, items: [await itemWithFiles(n8n.engine, { data: { fileName: 'a.pdf' } })] },
		);
		const content = bytes(4_000);

		const run = await send(
			id,
			{ attachmentFileNames: first.done.items[0].attachmentId, binaryPropertyNames: 'photo' },
			{
				items: [
					await itemWithFiles(n8n.engine, {
						photo: { content, fileName: 'foto quebrada.jpg', mimeType: 'image/jpeg' },
					}),
				],
			},
		);

		const [message] = written(id);
		expect(message.attachments.map(({ original_filename }) => original_filename)).toEqual([
			'a.pdf',
			'foto_quebrada.jpg',
		]);
		expect(run.done.items[0].attachments).toHaveLength(2);
	});

	test('if an upload fails, no message is sent, and the error names the file', async () => {
		const id = openClaim(account);
		n8n.control.addFault({
			match: { method: 'POST', path: '^.*/attachments$' },
			kind: 'status',
			status: 400,
			body: {
				code: 400,
				error: 'bad_request_error',
				message: 'The file size exceeds 5 MB',
				cause: null,
			},
		});
		const { failure } = await send(
			id,
			{ binaryPropertyNames: 'photo' },
			{ items: [await itemWithFiles(n8n.engine, { photo: { fileName: 'photo-7.pdf' } })] },
		);
		expect(failure.message).toContain('photo-7.pdf');
		expect(written(id)).toEqual([]);
	});
});

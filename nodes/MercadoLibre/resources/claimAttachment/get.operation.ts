import type { IDataObject } from 'n8n-workflow';
import { fieldOf, timeText } from '../../api/answers';
import { claimRequest } from '../../claims/claimEndpoint';
import { GET_CLAIM_ATTACHMENT } from '../../claims/claimFiles';
import type { ClaimAttachment } from '../../claims/claimMessages';
import { claimId } from '../../operation/claimField';
import { simplify } from '../../operation/fields';
import { claimFileName } from '../../operation/fileFields';
import type { Operation } from '../../operation/operation';

export const get: Operation = {
	name: 'Get Info',
	value: 'get',
	action: 'Get info of a file of a claim',
	description: 'Read the original name, type and size of a file without downloading it',
	endpoint: GET_CLAIM_ATTACHMENT,
	parameters: [claimId, claimFileName, simplify],
	async run(call) {
		const claimId = call.id('claimId');
		const fileName = call.id('fileName');
		const { body } = await claimRequest<ClaimAttachment & IDataObject>(call, {
			endpoint: GET_CLAIM_ATTACHMENT,
			ids: { claimId, fileName },
			isValid: (answer) => Boolean(fieldOf(answer, 'filename')),
		});
		if (!call.parameter('simplify')) return body;
		return {
			claimId,
			attachmentId: body.filename ?? fileName,
			fileName: body.original_filename ?? null,
			mimeType: body.type ?? null,
			fileSize: body.size ?? null,
			createdAt: timeText(body.date_created),
		};
	},
};

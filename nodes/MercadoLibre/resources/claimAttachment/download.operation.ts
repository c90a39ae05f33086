import { DOWNLOAD_CLAIM_ATTACHMENT } from '../../files/attachments';
import { asOutput, downloadFile } from '../../files/binary';
import {
	allowThreatOption,
	claimFileName,
	claimId,
	optionsOf,
	outputBinaryPropertyName,
} from '../../operation/fields';
import { knownAttachment, refuseThreat } from '../../files/knownAttachment';
import type { Operation } from '../../operation/operation';

export const download: Operation = {
	name: 'Download',
	value: 'download',
	action: 'Download a file of a claim',
	description: 'Get a file that was sent with a message of a claim',
	parameters: [claimId, claimFileName, outputBinaryPropertyName, optionsOf(allowThreatOption)],
	async run(call) {
		const claimId = call.id('claimId');
		const fileName = call.id('fileName');
		const known = knownAttachment(call, fileName);
		refuseThreat(call, known, call.collection('options'));
		const { binary, json } = await downloadFile(call, DOWNLOAD_CLAIM_ATTACHMENT, {
			ids: { claimId, fileName },
			id: fileName,
			knownName: known?.originalFilename,
		});
		const output = { claimId, attachmentId: fileName, ...json };
		return asOutput(call.parameter('binaryPropertyName'), output, binary);
	},
};

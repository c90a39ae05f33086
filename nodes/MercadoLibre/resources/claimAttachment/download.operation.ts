import { DOWNLOAD_CLAIM_ATTACHMENT, downloadClaimFile } from '../../claims/claimFiles';
import { knownAttachment, refuseThreat } from '../../input/knownAttachment';
import { claimId } from '../../operation/claimField';
import { optionsOf } from '../../operation/fields';
import {
	allowThreatOption,
	claimFileName,
	noFileToUse,
	outputBinaryPropertyName,
} from '../../operation/fileFields';
import type { Operation } from '../../operation/operation';
import { FileOutput } from '../../operation/operation';

export const download: Operation = {
	name: 'Download',
	value: 'download',
	action: 'Download a file of a claim',
	description: 'Get a file that was sent with a message of a claim',
	endpoint: DOWNLOAD_CLAIM_ATTACHMENT,
	parameters: [
		noFileToUse,
		claimId,
		claimFileName,
		outputBinaryPropertyName,
		optionsOf(allowThreatOption),
	],
	async run(call) {
		const claimId = call.id('claimId');
		const fileName = call.id('fileName');
		const known = knownAttachment(call.item, fileName);
		refuseThreat(call.context, known, call.collection('options'));
		const { binary, json } = await downloadClaimFile(call, {
			claimId,
			fileName,
			knownName: known?.originalFilename,
		});
		const output = { claimId, attachmentId: fileName, ...json };
		return new FileOutput(output, { [call.parameter<string>('binaryPropertyName')]: binary });
	},
};

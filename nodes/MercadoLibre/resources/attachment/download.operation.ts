import { DOWNLOAD_ATTACHMENT } from '../../files/attachments';
import { asOutput, downloadFile } from '../../files/binary';
import {
	allowThreatOption,
	optionsOf,
	outputBinaryPropertyName,
	outputFileNameOption,
	siteId,
} from '../../operation/fields';
import { knownAttachment, refuseThreat } from '../../files/knownAttachment';
import type { Operation } from '../../operation/operation';
import { siteIdFor } from '../../files/siteId';

export const download: Operation = {
	name: 'Download',
	value: 'download',
	action: 'Download an attachment',
	description: 'Get a file that was sent with a message',
	parameters: [
		{
			displayName: 'Attachment ID',
			name: 'attachmentId',
			type: 'string',
			default: '',
			required: true,
			placeholder: 'e.g. 76601286_5946e4c4-168a-45fd-945e-b8f0c306c58d.png',
			description: 'The "filename" of an attachment, as Message > Get Many returns it',
		},
		siteId,
		outputBinaryPropertyName,
		optionsOf(allowThreatOption, outputFileNameOption),
	],
	async run(call) {
		const options = call.collection('options');
		const attachmentId = call.id('attachmentId');
		const siteId = siteIdFor(call, call.parameter('siteId', ''));
		const known = knownAttachment(call, attachmentId);
		refuseThreat(call, known, options);
		const { binary, json } = await downloadFile(call, DOWNLOAD_ATTACHMENT, {
			ids: { attachmentId },
			qs: { site_id: siteId },
			id: attachmentId,
			knownName: String(options.fileName || known?.originalFilename || ''),
		});
		return asOutput(call.parameter('binaryPropertyName'), { attachmentId, ...json }, binary);
	},
};

import { DOWNLOAD_ATTACHMENT, siteOfFile } from '../../conversations/messageFiles';
import { downloadFile } from '../../files/download';
import { knownAttachment, refuseThreat } from '../../input/knownAttachment';
import { optionsOf } from '../../operation/fields';
import {
	allowThreatOption,
	noFileToUse,
	outputBinaryPropertyName,
	outputFileNameOption,
	siteIdBefore,
	siteIdOption,
} from '../../operation/fileFields';
import type { Operation } from '../../operation/operation';
import { FileOutput } from '../../operation/operation';

export const download: Operation = {
	name: 'Download',
	value: 'download',
	action: 'Download a file of a message',
	description: 'Get a file that was sent with a message',
	endpoint: DOWNLOAD_ATTACHMENT,
	parameters: [
		noFileToUse,
		{
			displayName: 'Attachment ID',
			name: 'attachmentId',
			type: 'string',
			default: '',
			required: true,
			placeholder: 'e.g. 76601286_5946e4c4-168a-….png',
			description: 'The "attachmentId" of an attachment, as Message > Get Many returns it',
		},
		outputBinaryPropertyName,
		siteIdBefore,
		optionsOf(allowThreatOption, outputFileNameOption, siteIdOption),
	],
	async run(call) {
		const options = call.collection('options');
		const attachmentId = call.id('attachmentId');
		const known = knownAttachment(call.item, attachmentId);
		refuseThreat(call.context, known, options);
		const given = options.siteId || call.parameter('siteId', '');
		const siteId = await siteOfFile(call, given, call.item.json);
		const { binary, json } = await downloadFile(call, DOWNLOAD_ATTACHMENT, {
			ids: { attachmentId },
			qs: { site_id: siteId },
			id: attachmentId,
			knownName: String(options.fileName || known?.originalFilename || ''),
		});
		return new FileOutput(
			{ attachmentId, ...json },
			{ [call.parameter<string>('binaryPropertyName')]: binary },
		);
	},
};

import {
	MESSAGE_FILE,
	UPLOAD_ATTACHMENT,
	uploadMessageFile,
} from '../../conversations/messageFiles';
import { inputFile } from '../../files/upload';
import { siteIdFor } from '../../input/siteId';
import { optionsOf } from '../../operation/fields';
import {
	binaryPropertyName,
	cleanFileNameOption,
	fileNameOption,
	siteId,
} from '../../operation/fileFields';
import type { Operation } from '../../operation/operation';

export const upload: Operation = {
	name: 'Upload',
	value: 'upload',
	action: 'Upload an attachment',
	description: 'Store a file of up to 25 MB, whose ID can then be sent with a message',
	endpoint: UPLOAD_ATTACHMENT,
	parameters: [binaryPropertyName, siteId, optionsOf(cleanFileNameOption, fileNameOption)],
	async run(call) {
		const siteId = siteIdFor(call, call.parameter('siteId', ''));
		const file = await inputFile(
			call,
			call.parameter('binaryPropertyName'),
			MESSAGE_FILE,
			call.collection('options'),
		);
		const { fileName, originalFileName, mimeType, fileSize } = file;
		return {
			id: await uploadMessageFile(call, file, siteId),
			fileName,
			originalFileName,
			mimeType,
			fileSize,
			siteId,
		};
	},
};

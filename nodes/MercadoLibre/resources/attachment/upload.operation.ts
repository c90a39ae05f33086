import { MESSAGE_FILE, uploadMessageFile } from '../../files/attachments';
import { inputFile } from '../../files/binary';
import {
	binaryPropertyName,
	cleanFileNameOption,
	fileNameOption,
	optionsOf,
	siteId,
} from '../../operation/fields';
import type { Operation } from '../../operation/operation';
import { siteIdFor } from '../../files/siteId';

export const upload: Operation = {
	name: 'Upload',
	value: 'upload',
	action: 'Upload an attachment',
	description: 'Store a file of up to 25 MB, whose ID can then be sent with a message',
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

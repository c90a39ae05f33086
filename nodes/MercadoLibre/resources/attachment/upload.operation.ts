import {
	MESSAGE_FILE_WORDS,
	messageFileRule,
	siteOfFile,
	UPLOAD_ATTACHMENT,
	uploadMessageFile,
} from '../../conversations/messageFiles';
import { inputFile } from '../../files/upload';
import { optionsOf } from '../../operation/fields';
import {
	cleanFileNameOption,
	fileNameOption,
	inputFileField,
	noFileToUpload,
	siteIdBefore,
	siteIdOption,
} from '../../operation/fileFields';
import type { Operation } from '../../operation/operation';

export const upload: Operation = {
	name: 'Upload',
	value: 'upload',
	action: 'Upload a file for a message',
	description: 'Store a file of up to 25 MB, whose ID can then be sent with a message',
	endpoint: UPLOAD_ATTACHMENT,
	parameters: [
		noFileToUpload,
		inputFileField(MESSAGE_FILE_WORDS),
		siteIdBefore,
		optionsOf(cleanFileNameOption, fileNameOption, siteIdOption),
	],
	async run(call) {
		const options = call.collection('options');
		const file = await inputFile(
			call,
			call.parameter('binaryPropertyName'),
			messageFileRule(call),
			options,
		);
		const given = options.siteId || call.parameter('siteId', '');
		const siteId = await siteOfFile(call, given, call.item.json);
		const { fileName, originalFileName, mimeType, fileSize } = file;
		const id = await uploadMessageFile(call, file, siteId);
		return {
			id,
			attachmentId: id,
			fileName,
			originalFileName,
			mimeType,
			fileSize,
			siteId,
		};
	},
};

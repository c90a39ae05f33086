import {
	CLAIM_FILE,
	CLAIM_FILE_WORDS,
	UPLOAD_CLAIM_ATTACHMENT,
	uploadClaimFile,
} from '../../claims/claimFiles';
import { inputFile } from '../../files/upload';
import { claimId } from '../../operation/claimField';
import { optionsOf } from '../../operation/fields';
import {
	cleanFileNameOption,
	fileNameOption,
	inputFileField,
	noFileToUpload,
} from '../../operation/fileFields';
import type { Operation } from '../../operation/operation';

export const upload: Operation = {
	name: 'Upload',
	value: 'upload',
	action: 'Upload a file to a claim',
	description: 'Store a JPG, PNG or PDF of up to 5 MB, to send its ID with a message of the claim',
	endpoint: UPLOAD_CLAIM_ATTACHMENT,
	parameters: [
		noFileToUpload,
		claimId,
		inputFileField(CLAIM_FILE_WORDS),
		optionsOf(cleanFileNameOption, fileNameOption),
	],
	async run(call) {
		const claimId = call.id('claimId');
		const file = await inputFile(
			call,
			call.parameter('binaryPropertyName'),
			CLAIM_FILE,
			call.collection('options'),
		);
		return {
			attachmentId: await uploadClaimFile(call, file, claimId),
			fileName: file.fileName,
			originalFileName: file.originalFileName,
			mimeType: file.mimeType,
			fileSize: file.fileSize,
			claimId,
		};
	},
};

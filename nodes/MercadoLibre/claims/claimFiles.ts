import { fieldOf } from '../api/answers';
import type { Session } from '../api/session';
import type { InputFile, UploadRule } from '../files/upload';
import { uploadFile } from '../files/upload';
import { claimEndpoint } from './claimEndpoint';

/** Document 004 "Download the file". */
export const DOWNLOAD_CLAIM_ATTACHMENT = claimEndpoint(
	'GET',
	'/{claimId}/attachments/{fileName}/download',
);

/** Document 004 "Uploading Attachments". */
export const UPLOAD_CLAIM_ATTACHMENT = claimEndpoint('POST', '/{claimId}/attachments');

/** Document 004: "in JPG, PNG, and PDF formats". */
const ALLOWED_TYPES = new Set(['image/jpeg', 'image/png', 'application/pdf']);

/** Document 004: 5 MB, JPG, PNG and PDF, letters, digits, ".", "-" and "_", at most 125 characters. */
export const CLAIM_FILE: UploadRule = {
	maxMegabytes: 5,
	mimeTypes: ALLOWED_TYPES,
	mimeWords: 'JPG, PNG or PDF',
	fileName: {
		allowed: /^[A-Za-z0-9._-]+$/,
		maxLength: 125,
		words: 'must consist of letters, digits, ".", "-" and "_" and have at most 125 characters',
	},
};

/** Stores a file in a claim and returns the name it got (document 004: `{"user_id": …, "file_name": …}`). */
export async function uploadClaimFile(
	session: Session,
	file: InputFile,
	claimId: string,
): Promise<string> {
	const answer = await uploadFile<{ file_name: string }>(session, UPLOAD_CLAIM_ATTACHMENT, {
		ids: { claimId },
		file,
		isValid: (body) => Boolean(fieldOf(body, 'file_name')),
	});
	return answer.file_name;
}

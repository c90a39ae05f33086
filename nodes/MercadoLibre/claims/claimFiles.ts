import { fieldOf, idText } from '../api/answers';
import type { Session } from '../api/session';
import { downloadFile } from '../files/download';
import { cleanFileName } from '../files/fileNames';
import type { FileSession } from '../files/fileSession';
import type { InputFile, UploadRule } from '../files/upload';
import { uploadFile } from '../files/upload';
import { claimEndpoint, onEitherPath, postPurchaseEndpoint } from './claimEndpoint';

/** Document 004 "Download the file". */
export const DOWNLOAD_CLAIM_ATTACHMENT = claimEndpoint(
	'GET',
	'/{claimId}/attachments/{fileName}/download',
);

/** Document 004 "Get file information". */
export const GET_CLAIM_ATTACHMENT = postPurchaseEndpoint(
	'GET',
	'/{claimId}/attachments/{fileName}',
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
		clean: cleanFileName,
	},
};

/** As it stands at fields. */
export const CLAIM_FILE_WORDS = `${CLAIM_FILE.mimeWords}, up to ${CLAIM_FILE.maxMegabytes} MB each`;

/** Stores a file in a claim and returns the name it got: `file_name` in document 004, `filename` on the local page. */
export async function uploadClaimFile(
	session: Session,
	file: InputFile,
	claimId: string,
): Promise<string> {
	const nameIn = (body: unknown) => fieldOf(body, 'file_name') || fieldOf(body, 'filename');
	const answer = await onEitherPath(
		session,
		UPLOAD_CLAIM_ATTACHMENT,
		async (endpoint) =>
			await uploadFile<unknown>(session, endpoint, {
				ids: { claimId },
				file,
				isValid: (body) => Boolean(nameIn(body)),
			}),
	);
	return idText(nameIn(answer)) ?? '';
}

/** Downloads a file of a claim, by the name that the API gave it. */
export const downloadClaimFile = async (
	session: FileSession,
	{ claimId, fileName, knownName }: { claimId: string; fileName: string; knownName?: string },
) =>
	await onEitherPath(
		session,
		DOWNLOAD_CLAIM_ATTACHMENT,
		async (endpoint) =>
			await downloadFile(session, endpoint, {
				ids: { claimId, fileName },
				id: fileName,
				knownName,
			}),
	);

import { fieldOf, idText } from '../api/answers';
import type { Endpoint } from '../api/endpoint';
import type { Session } from '../api/session';
import { uploadFile, type InputFile, type UploadRule } from '../files/upload';

/** Document 000 "Upload attachment"; 002 "Carregar e salvar um anexo". */
export const UPLOAD_ATTACHMENT: Endpoint = {
	method: 'POST',
	globalSelling: '/marketplace/messages/attachments',
	local: '/messages/attachments?tag=post_sale',
};

/** Document 000 "Get attachment"; 002 "Obter anexo". */
export const DOWNLOAD_ATTACHMENT: Endpoint = {
	method: 'GET',
	globalSelling: '/marketplace/messages/attachments/{attachmentId}?tag=post_sale',
	local: '/messages/attachments/{attachmentId}?tag=post_sale',
};

/** Document 000, "Allowed MIME types". */
const ALLOWED_TYPES = new Set([
	'text/plain',
	'image/png',
	'image/jpeg',
	'image/heif',
	'image/heic',
	'application/pdf',
	'application/msword',
	'application/vnd.ms-excel',
	'application/xml',
	'text/xml',
	'application/octet-stream',
]);

/** Documents 000 and 002: 25 MB, the listed types, no slashes, at most 200 characters. */
export const MESSAGE_FILE: UploadRule = {
	maxMegabytes: 25,
	mimeTypes: ALLOWED_TYPES,
	mimeWords: 'JPG, PNG, HEIF, HEIC, PDF, TXT, DOC, XLS or XML',
	fileName: {
		allowed: /^[^/\\\p{Cc}]+$/u,
		maxLength: 200,
		words: 'must not contain / or \\ and have at most 200 characters',
	},
};

export const MAX_ATTACHMENTS = 25;

/** Stores a file for a message and returns its id (document 000: `{"id": …}`). */
export async function uploadMessageFile(
	session: Session,
	file: InputFile,
	siteId: string,
): Promise<string> {
	const { id } = await uploadFile<{ id: string }>(session, UPLOAD_ATTACHMENT, {
		qs: { site_id: siteId },
		file,
		isValid: (body) => Boolean(fieldOf(body, 'id')),
	});
	return idText(id) ?? '';
}

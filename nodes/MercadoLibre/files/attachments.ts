import { uploadFile, type InputFile, type UploadRule } from './binary';
import type { Endpoint } from '../api/endpoint';
import { CLAIM_MIME_TYPES, MESSAGE_MIME_TYPES } from './mimeTypes';
import type { Call } from '../operation/operation';
import { fieldOf, isObject } from '../api/answers';

/** Document 000 "Upload attachment"; 002 "Carregar e salvar um anexo". */
const UPLOAD_ATTACHMENT: Endpoint = {
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

/** Document 004 "Download the file". */
export const DOWNLOAD_CLAIM_ATTACHMENT: Endpoint = {
	method: 'GET',
	globalSelling: '/marketplace/v2/claims/{claimId}/attachments/{fileName}/download',
	local: '/marketplace/v2/claims/{claimId}/attachments/{fileName}/download',
};

/** Documents 000 and 002: 25 MB, the listed types, no slashes, at most 200 characters. */
export const MESSAGE_FILE: UploadRule = {
	maxMegabytes: 25,
	mimeTypes: MESSAGE_MIME_TYPES,
	mimeWords: 'JPG, PNG, HEIF, HEIC, PDF, TXT, DOC, XLS or XML',
	fileName: {
		allowed: /^[^/\\\p{Cc}]+$/u,
		maxLength: 200,
		words: 'must not contain / or \\ and have at most 200 characters',
	},
};

export const MAX_ATTACHMENTS = 25;

/** Document 004 "Uploading Attachments". */
const UPLOAD_CLAIM_ATTACHMENT: Endpoint = {
	method: 'POST',
	globalSelling: '/marketplace/v2/claims/{claimId}/attachments',
	local: '/marketplace/v2/claims/{claimId}/attachments',
};

/** Document 004: 5 MB, JPG, PNG and PDF, letters, digits, ".", "-" and "_", at most 125 characters. */
export const CLAIM_FILE: UploadRule = {
	maxMegabytes: 5,
	mimeTypes: CLAIM_MIME_TYPES,
	mimeWords: 'JPG, PNG or PDF',
	fileName: {
		allowed: /^[A-Za-z0-9._-]+$/,
		maxLength: 125,
		words: 'must consist of letters, digits, ".", "-" and "_" and have at most 125 characters',
	},
};

/**
 * Names that the user gives as a list or separated by commas. What an upload hands out may be given whole:
 * its `id` or `fileName` is the name.
 * @throws NodeOperationError that names the field when an entry is no name
 */
export function nameList(call: Call, parameter: string, value: unknown): string[] {
	const entries = Array.isArray(value)
		? value
		: isObject(value)
			? [value]
			: String(value ?? '').split(',');
	return entries
		.map((entry: unknown) => {
			const name = isObject(entry) ? (fieldOf(entry, 'id') ?? fieldOf(entry, 'fileName')) : entry;
			if (typeof name === 'string' || typeof name === 'number') return String(name).trim();
			throw call.inputError(
				'A list of names',
				parameter,
				'has an entry that is not a name',
				'Give names separated by commas, or map the "id" or "fileName" of an earlier upload.',
			);
		})
		.filter((name) => name !== '');
}

/** Stores a file for a message and returns its id (document 000: `{"id": …}`). */
export async function uploadMessageFile(
	call: Call,
	file: InputFile,
	siteId: string,
): Promise<string> {
	const { id } = await uploadFile<{ id: string }>(call, UPLOAD_ATTACHMENT, {
		qs: { site_id: siteId },
		file,
		isValid: (body) => Boolean(fieldOf(body, 'id')),
	});
	return String(id);
}

/** Stores a file in a claim and returns the name it got (document 004: `{"user_id": …, "file_name": …}`). */
export async function uploadClaimFile(
	call: Call,
	file: InputFile,
	claimId: string,
): Promise<string> {
	const answer = await uploadFile<{ file_name: string }>(call, UPLOAD_CLAIM_ATTACHMENT, {
		ids: { claimId },
		file,
		isValid: (body) => Boolean(fieldOf(body, 'file_name')),
	});
	return answer.file_name;
}

import type { IDataObject } from 'n8n-workflow';
import type { Family } from '../api/account';
import { fieldOf, idText } from '../api/answers';
import type { Endpoint } from '../api/endpoint';
import { isOutOfReach } from '../api/errors/problem';
import type { Session } from '../api/session';
import { pathlessFileName } from '../files/fileNames';
import { uploadFile, type InputFile, type UploadRule } from '../files/upload';
import { siteIdFor, siteInItem } from '../input/siteId';
import { readConversation, type Conversation } from './conversation';

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

/** Documents 000 and 002: 25 MB, no slashes, at most 200 characters. */
const MESSAGE_FILE = {
	maxMegabytes: 25,
	fileName: {
		allowed: /^[^/\\\p{Cc}]+$/u,
		maxLength: 200,
		words: 'must not contain / or \\ and have at most 200 characters',
		clean: pathlessFileName,
	},
};

/** What each family takes as a file of a message. */
const MESSAGE_FILES: Record<Family, UploadRule> = {
	// Document 000, "Allowed MIME types".
	globalSelling: {
		...MESSAGE_FILE,
		mimeTypes: new Set([
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
		]),
		mimeWords: 'JPG, PNG, HEIF, HEIC, PDF, TXT, DOC, XLS or XML',
	},
	// Document 002: "em formato JPG, PNG, PDF e TXT".
	local: {
		...MESSAGE_FILE,
		mimeTypes: new Set(['image/jpeg', 'image/png', 'application/pdf', 'text/plain']),
		mimeWords: 'JPG, PNG, PDF or TXT',
	},
};

/** What the rules of both families come to, in the words that stand at fields: an account is not known there. */
export const MESSAGE_FILE_WORDS =
	'JPG, PNG, PDF or TXT (Global Selling also HEIF, HEIC, DOC, XLS and XML), up to 25 MB each';

export const messageFileRule = ({ account }: Session): UploadRule => MESSAGE_FILES[account.family];

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

/** The country of a conversation, as its messages tell it; undefined where nobody has written yet. */
export const siteOfConversation = ({ messages }: Pick<Conversation, 'messages'>) =>
	messages.find((message) => message.site_id)?.site_id;

/**
 * The `site_id` for a file: the one given; of local accounts the country of the credential; what the input item
 * tells, mostly a message; that of the conversation, which is read (and not marked) only when nothing else tells.
 * @param read the conversation that the file belongs to; by default the one that the input item names
 * @throws NodeOperationError when nothing tells it
 */
export async function siteOfFile(
	session: Session,
	given: unknown,
	item: IDataObject,
	read: () => Promise<Pick<Conversation, 'messages'>> = async () =>
		await conversationOfItem(session, item),
): Promise<string> {
	const known = given || session.account.siteId || siteInItem(item);
	return siteIdFor(session, known || siteOfConversation(await read()));
}

async function conversationOfItem(session: Session, { packId }: IDataObject) {
	const nothing = { messages: [] };
	if (!/^\d+$/.test(String(packId))) return nothing;
	return await readConversation(session, { packId: String(packId) }, { limit: 1 }).catch(
		(error) => {
			if (!isOutOfReach(error)) throw error;
			return nothing;
		},
	);
}

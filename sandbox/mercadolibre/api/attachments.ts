// The files of messages: uploaded first, named in a message then, fetched by anyone in the conversation.
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { newFileName } from '../marketplace/files.ts';
import type { StoredFile } from '../marketplace/files.ts';
import type { Sandbox } from '../sandbox.ts';
import { post, requireFamilyAccount, requirePostSaleTag, sites } from './checks.ts';
import { messagesError } from './errors.ts';
import { families } from './families.ts';
import type { Family } from './families.ts';
import { readUpload, sendFile } from './transfer.ts';

const MOST_BYTES = 25 * 1024 * 1024;
const LONGEST_NAME = 200;

// The list of seeds 000 and 001.
const allowedTypes = new Set([
	'text/plain',
	'image/png',
	'image/jpeg',
	'image/heif',
	'image/heic',
	'application/pdf',
	'application/msword',
	'application/vnd.ms-excel',
	'text/xml',
	'application/xml',
	'application/octet-stream',
]);

export function registerAttachments(app: FastifyInstance, sandbox: Sandbox): void {
	for (const family of families) {
		app.post(`${family.base}/attachments`, post, async (request, reply) => {
			requirePostSaleTag(family, request);
			requireFamilyAccount(family, sandbox.marketplace, request.caller!);
			requireSite(request, true);
			return reply.code(201).send({ id: (await upload(sandbox, family, request)).name });
		});

		app.get(`${family.base}/attachments/:id`, post, async (request, reply) => {
			requireSite(request, false);
			const { marketplace } = sandbox;
			const file = marketplace.files.get((request.params as { id: string }).id);
			if (marketplace.behaviour.attachmentStorage === 'inaccessible')
				throw messagesError(500, family.fileNotAccessible, null);
			if (marketplace.behaviour.attachmentStorage === 'lost')
				throw messagesError(500, family.fileLost, null);
			if (!file) throw messagesError(404, family.fileLost);
			if (!marketplace.mayUseFile(file, request.caller!.userId))
				throw messagesError(403, `User access token invalid for resource ${file.name}`);
			return sendFile(reply, file, marketplace.behaviour.contentDisposition);
		});
	}
}

function requireSite(request: FastifyRequest, mandatory: boolean): void {
	const { site_id: siteId } = request.query as { site_id?: string };
	if (!siteId) {
		if (mandatory) throw messagesError(400, "The queryparam 'site_id' is required");
		return;
	}
	if (!sites.has(siteId))
		throw messagesError(400, `Invalid site_id: '${siteId}' is not a recognized site`);
}

async function upload(
	sandbox: Sandbox,
	family: Family,
	request: FastifyRequest,
): Promise<StoredFile> {
	const { userId } = request.caller!;
	const file = await readUpload(request, MOST_BYTES);
	if (!file || file.size === 0) throw messagesError(400, family.attachmentEmpty);
	if (/[/\\]/.test(file.filename)) throw messagesError(400, family.fileNameCharacters);
	if (file.filename.length > LONGEST_NAME)
		throw messagesError(400, 'The original_filename exceeded 200 character limit');
	if (file.tooBig) throw messagesError(400, family.fileTooBig);
	if (!allowedTypes.has(file.mimeType))
		throw messagesError(400, `The file type ${file.mimeType} is not allowed`);
	if (sandbox.marketplace.behaviour.attachmentStorage === 'readOnly')
		throw messagesError(500, 'File can not be saved, try it later', null);
	return sandbox.marketplace.keepFile({
		name: newFileName(userId, file.filename),
		originalName: file.filename,
		type: file.mimeType,
		size: file.size,
		createdAt: Date.now(),
		ownerId: userId,
		content: file.content,
		packIds: new Set(),
	});
}

// The files of messages: uploaded first, named in a message then, fetched by anyone in the conversation.
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { newFileName } from '../../marketplace/files.ts';
import type { StoredFile } from '../../marketplace/files.ts';
import type { Sandbox } from '../../sandbox.ts';
import { messagesRoute, requireFamilyAccount, requirePostSaleTag, sites } from '../checks.ts';
import { messagesError } from '../errors.ts';
import { families } from '../families.ts';
import type { Family } from '../families.ts';
import { readUpload, sendFile } from '../transfer.ts';

const MOST_BYTES = 25 * 1024 * 1024;
const LONGEST_NAME = 200;

const allowedTypes: Record<Family['name'], Set<string>> = {
	// Seed 000, lines 374 to 386; 001, lines 181 to 192.
	globalSelling: new Set([
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
	]),
	// Seed 002, line 272.
	local: new Set(['image/jpeg', 'image/png', 'application/pdf', 'text/plain']),
};

export function registerAttachments(app: FastifyInstance, sandbox: Sandbox): void {
	for (const family of families) {
		app.post(`${family.base}/attachments`, messagesRoute, async (request, reply) => {
			requirePostSaleTag(family, request);
			requireFamilyAccount(family, sandbox.marketplace, request.caller!);
			requireSite(family, request);
			return reply.code(201).send({ id: (await upload(sandbox, family, request)).name });
		});

		app.get(`${family.base}/attachments/:id`, messagesRoute, async (request, reply) => {
			const { marketplace } = sandbox;
			const file = marketplace.files.get((request.params as { id: string }).id);
			requireSiteOf(family, sandbox, file, request);
			if (marketplace.behaviour.attachmentStorage === 'inaccessible')
				throw messagesError(500, family.fileNotAccessible, null);
			// An id that is unknown is no more than a file that cannot be had: no page has a 404 for it (seed 000, line 646).
			if (marketplace.behaviour.attachmentStorage === 'lost' || !file || isDeleted(family, file))
				throw messagesError(500, family.fileLost, null);
			if (!marketplace.mayUseFile(file, request.caller!.userId))
				throw messagesError(403, `User access token invalid for resource ${file.name}`);
			return sendFile(reply, file, marketplace.behaviour.contentDisposition);
		});
	}
}

/** Local: what no message uses is deleted 48 hours after its upload (es:mensajeria-post-venta, 2026-04-27). */
export const isDeleted = (family: Family, { createdAt, packIds }: StoredFile): boolean =>
	family.name === 'local' && packIds.size === 0 && Date.now() > createdAt + 48 * 3600_000;

/** Seed 000, line 328; 002, line 301. */
function requireSite(family: Family, request: FastifyRequest): void {
	const { site_id: siteId } = request.query as { site_id?: string };
	if (!siteId) throw messagesError(400, "The queryparam 'site_id' is required");
	if (!sites.has(siteId) || (family.name === 'globalSelling' && siteId === 'CBT'))
		throw messagesError(400, `Invalid site_id: '${siteId}' is not a recognized site`);
}

/**
 * Global Selling, from 2026-06-02 on: the site is required, and that of the marketplace seller; another one, an empty text
 * and CBT are errors (gs:messaging-after-sale-global-selling, 2026-05-27). Its words and status are made up.
 */
function requireSiteOf(
	family: Family,
	{ marketplace }: Sandbox,
	file: StoredFile | undefined,
	request: FastifyRequest,
): void {
	if (family.name === 'local') return;
	requireSite(family, request);
	const { site_id: siteId } = request.query as { site_id?: string };
	const sitesOfFile = [...(file?.packIds ?? [])].map((id) => marketplace.packs.get(id)?.siteId);
	if (sitesOfFile.length > 0 && !sitesOfFile.includes(siteId))
		throw messagesError(400, `Invalid site_id: '${siteId}' is not the site of the seller`);
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
	if (!allowedTypes[family.name].has(file.mimeType))
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

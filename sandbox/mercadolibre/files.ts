// Uploaded and attached files: their bytes are either kept, or made up on the fly from a size, so that a test
// can have a file of any size without holding it.
import { createHash, randomUUID } from 'node:crypto';
import { extname } from 'node:path';
import { Readable } from 'node:stream';
import type { FastifyReply, FastifyRequest } from 'fastify';

export interface StoredFile {
	/** The name the API gives it: `<user>_<uuid>.<ext>`. */
	name: string;
	originalName: string;
	type: string;
	size: number;
	createdAt: number;
	ownerId: number;
	/** null: the bytes follow from the size. */
	content: Buffer | null;
	/** Packs whose messages carry the file: their people may fetch it. */
	packIds: Set<string>;
}

export interface FileInput {
	name: string;
	type: string;
	/** base64 */
	content?: string;
	/** Instead of the content: that many bytes, always the same ones. */
	size?: number;
}

const pattern = Buffer.from(Array.from({ length: 65_536 }, (_, i) => (i * 31 + (i >> 8)) & 0xff));

function* generatedChunks(size: number) {
	for (let left = size; left > 0; left -= pattern.length) {
		yield left >= pattern.length ? pattern : pattern.subarray(0, left);
	}
}

export function fileSha256(file: StoredFile): string {
	const hash = createHash('sha256');
	for (const chunk of file.content ? [file.content] : generatedChunks(file.size))
		hash.update(chunk);
	return hash.digest('hex');
}

export function newFileName(ownerId: number, originalName: string): string {
	return `${ownerId}_${randomUUID()}${extname(originalName)}`;
}

export function fileFromInput(
	input: FileInput,
	ownerId: number,
	createdAt: number,
	name?: string,
): StoredFile {
	const content = input.content === undefined ? null : Buffer.from(input.content, 'base64');
	return {
		name: name ?? newFileName(ownerId, input.name),
		originalName: input.name,
		type: input.type,
		size: content?.length ?? input.size ?? 0,
		createdAt,
		ownerId,
		content,
		packIds: new Set(),
	};
}

export interface Upload {
	filename: string;
	mimeType: string;
	size: number;
	content: Buffer;
	tooBig: boolean;
}

/**
 * Reads the multipart field `file`, up to `maxBytes`, and puts a summary of the form into the request log.
 * null: no such field.
 */
export async function readUpload(
	request: FastifyRequest,
	maxBytes: number,
): Promise<Upload | null> {
	if (!request.isMultipart()) return null;
	const fields: Record<string, unknown> = {};
	const files: object[] = [];
	if (request.logEntry) request.logEntry.body = { fields, files };

	let upload: Upload | null = null;
	try {
		// One byte more than allowed is what shows that a file is too big.
		for await (const part of request.parts({ limits: { fileSize: maxBytes + 1 } })) {
			if (part.type === 'field') {
				fields[part.fieldname] = part.value;
				continue;
			}
			const chunks: Buffer[] = [];
			const hash = createHash('sha256');
			let size = 0;
			for await (const chunk of part.file as AsyncIterable<Buffer>) {
				chunks.push(chunk);
				hash.update(chunk);
				size += chunk.length;
			}
			files.push({
				field: part.fieldname,
				filename: part.filename,
				mimeType: part.mimetype,
				size,
				sha256: hash.digest('hex'),
			});
			if (part.fieldname === 'file' && upload === null) {
				upload = {
					filename: part.filename ?? '',
					mimeType: part.mimetype.split(';')[0].trim().toLowerCase(),
					size,
					content: Buffer.concat(chunks),
					tooBig: size > maxBytes,
				};
			}
		}
	} catch {
		// A form that cannot be read, or that stopped coming, holds no file.
		return null;
	}
	return upload;
}

export function sendFile(reply: FastifyReply, file: StoredFile, contentDisposition: boolean) {
	reply.header('content-type', file.type).header('content-length', file.size);
	if (contentDisposition) {
		const plain = file.originalName.replace(/[^\x20-\x7e]|["\\]/g, '_');
		const encoded = encodeURIComponent(file.originalName);
		reply.header(
			'content-disposition',
			`attachment; filename="${plain}"; filename*=UTF-8''${encoded}`,
		);
	}
	return reply.send(
		file.content ?? Readable.from(generatedChunks(file.size), { objectMode: false }),
	);
}

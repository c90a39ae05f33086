// Files on their way in and out.
import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { chunksOf } from '../marketplace/files.ts';
import type { StoredFile } from '../marketplace/files.ts';

interface Upload {
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
	return reply.send(file.content ?? Readable.from(chunksOf(file), { objectMode: false }));
}

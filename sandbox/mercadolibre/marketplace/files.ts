// Uploaded and attached files: their bytes are either kept, or made up on the fly from a size, so that a test
// can have a file of any size without holding it.
import { createHash, randomUUID } from 'node:crypto';
import { extname } from 'node:path';

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
	/** Mercado Libre flags it as harmful (seed 000, lines 182 and 183). */
	isThreat?: boolean;
}

export interface FileInput {
	name: string;
	type: string;
	/** base64 */
	content?: string;
	/** Instead of the content: that many bytes, always the same ones. */
	size?: number;
	/** Mercado Libre flags it as harmful. */
	isThreat?: boolean;
}

const pattern = Buffer.from(Array.from({ length: 65_536 }, (_, i) => (i * 31 + (i >> 8)) & 0xff));

function* generatedChunks(size: number) {
	for (let left = size; left > 0; left -= pattern.length) {
		yield left >= pattern.length ? pattern : pattern.subarray(0, left);
	}
}

/** The file's bytes, bit by bit. */
export const chunksOf = (file: StoredFile): Iterable<Buffer> =>
	file.content ? [file.content] : generatedChunks(file.size);

export function fileSha256(file: StoredFile): string {
	const hash = createHash('sha256');
	for (const chunk of chunksOf(file)) hash.update(chunk);
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
		isThreat: input.isThreat,
	};
}

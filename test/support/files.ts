// Files for the tests, and how to tell whether one came through whole.
import { createHash } from 'node:crypto';
import type { INodeExecutionData, IDataObject } from 'n8n-workflow';
import type { Engine } from './engine/engine';

export const sha256 = (content: Buffer) => createHash('sha256').update(content).digest('hex');

const PATTERN = Buffer.from(Array.from({ length: 65_521 }, (_, i) => ((i * 31) ^ (i >> 8)) & 0xff));

/** Bytes of every value, the same for the same size. */
export const bytes = (size: number) => Buffer.alloc(size, PATTERN);

export interface TestFile {
	content?: Buffer;
	fileName?: string;
	mimeType?: string;
}

/** An input item with a file in each of the named fields. */
export async function itemWithFiles(
	engine: Engine,
	files: Record<string, TestFile>,
	json: IDataObject = {},
): Promise<INodeExecutionData> {
	const binary: INodeExecutionData['binary'] = {};
	for (const [field, file] of Object.entries(files)) {
		const { content = bytes(1000), fileName = 'invoice.pdf', mimeType = 'application/pdf' } = file;
		binary[field] = await engine.storeFile(content, { fileName, mimeType });
	}
	return { json, binary };
}

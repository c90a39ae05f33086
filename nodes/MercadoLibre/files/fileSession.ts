import type { IBinaryData } from 'n8n-workflow';
import type { FileContext } from '../api/context';
import type { Session } from '../api/session';

/** A session that can store files. */
export type FileSession = Session & { context: FileContext };

/** The size of a file of n8n's, in bytes. */
export async function sizeOf({ context }: FileSession, binary: IBinaryData): Promise<number> {
	if (!binary.id) return Buffer.byteLength(binary.data, 'base64');
	return (await context.helpers.getBinaryMetadata(binary.id)).fileSize;
}

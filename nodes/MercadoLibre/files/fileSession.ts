import type { IBinaryData } from 'n8n-workflow';
import type { FileContext } from '../api/context';
import type { Session } from '../api/session';

/** A session that can store files. */
export type FileSession = Session & { context: FileContext };

/** The size of a file of n8n's, in bytes. */
export async function sizeOf({ context }: FileSession, binary: IBinaryData): Promise<number> {
	// Decoded, for a Code node may hand on Base64 with line breaks: their length does not tell, and a request that promises
	// more than it brings never ends.
	if (!binary.id) return Buffer.from(binary.data, 'base64').length;
	return (await context.helpers.getBinaryMetadata(binary.id)).fileSize;
}

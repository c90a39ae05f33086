import type { IBinaryData, IDataObject } from 'n8n-workflow';
import type { Endpoint, Ids } from '../api/endpoint';
import { apiRequest } from '../api/transport';
import { fileNameFromDisposition, safeFileName } from './fileNames';
import { sizeOf, type FileSession } from './fileSession';
import { mimeTypeOf } from './mimeTypes';

/**
 * Downloads a file into a binary field without holding it in memory. Named by what is known of it: a name
 * given by the caller, the Content-Disposition of the answer, else its id.
 */
export async function downloadFile(
	session: FileSession,
	endpoint: Endpoint,
	{ ids, qs, id, knownName }: { ids: Ids; qs?: IDataObject; id: string; knownName?: string },
): Promise<{ binary: IBinaryData; json: IDataObject }> {
	const { body: binary } = await apiRequest<IBinaryData>(session, {
		endpoint,
		ids,
		qs,
		// Mercado Libre takes no empty file: one that comes is a lost one.
		isValid: (file) => (file as IBinaryData).bytes !== 0,
		consume: async ({ body, headers }) => {
			const fileName =
				safeFileName(knownName) ?? fileNameFromDisposition(headers['content-disposition']) ?? id;
			const mimeType = mimeTypeOf(headers['content-type'] as string | undefined, fileName);
			return await session.context.helpers.prepareBinaryData(body, fileName, mimeType);
		},
	});
	return {
		binary,
		json: {
			fileName: binary.fileName,
			mimeType: binary.mimeType,
			fileSize: binary.bytes ?? (await sizeOf(session, binary)),
		},
	};
}

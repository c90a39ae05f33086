/** The types that the documents allow, by extension; used for files whose type n8n does not know. */
const TYPE_BY_EXTENSION: Record<string, string> = {
	txt: 'text/plain',
	png: 'image/png',
	jpg: 'image/jpeg',
	jpeg: 'image/jpeg',
	heif: 'image/heif',
	heic: 'image/heic',
	pdf: 'application/pdf',
	doc: 'application/msword',
	xls: 'application/vnd.ms-excel',
	xml: 'application/xml',
};

const UNKNOWN_TYPE = 'application/octet-stream';

/** The type of a file: as n8n knows it, else by its extension, else `application/octet-stream`. */
export function mimeTypeOf(known: string | undefined, fileName: string): string {
	const type = (known ?? '').split(';')[0].trim().toLowerCase();
	if (type === 'image/jpg') return 'image/jpeg';
	if (type !== '' && type !== UNKNOWN_TYPE) return type;
	const extension = fileName.split('.').pop()?.toLowerCase() ?? '';
	return TYPE_BY_EXTENSION[extension] ?? UNKNOWN_TYPE;
}

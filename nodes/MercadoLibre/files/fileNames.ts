/** What a document demands of the name of an uploaded file. */
export interface FileNameRule {
	/** Characters of any name that the API takes. */
	allowed: RegExp;
	maxLength: number;
	/** Completes "The file name …". */
	words: string;
	/** Makes any name one that the API takes, as much as possible of it kept. */
	clean: (name: string, maxLength: number) => string;
}

const lastSegment = (name: string) => name.split(/[/\\]/).pop() ?? '';

/** The name cut to length before its extension. */
function shorten(name: string, maxLength: number): string {
	if (name.length <= maxLength) return name;
	const dot = name.lastIndexOf('.');
	const extension = dot > 0 && name.length - dot <= 20 ? name.slice(dot) : '';
	// A sign of two units is cut whole.
	const start = name.slice(0, maxLength - extension.length).replace(/[\uD800-\uDBFF]$/, '');
	return start + extension;
}

/** The name without a path and line breaks, cut to length: messages take all else (documents 000 and 002). */
export function pathlessFileName(name: string, maxLength: number): string {
	const pathless = lastSegment(name)
		.replace(/\p{Cc}+/gu, ' ')
		// In a multipart form, double quotes would arrive as %22.
		.replace(/"/g, "'")
		.trim();
	return shorten(/^\.*$/.test(pathless) ? `file${pathless}` : pathless, maxLength);
}

/**
 * A name that claims take, too (document 004): without a path, accents folded,
 * whatever is not a letter, digit, ".", "-" or "_" as "_", the extension kept, cut to length.
 */
export function cleanFileName(name: string, maxLength: number): string {
	const plain = lastSegment(name)
		.normalize('NFD')
		.replace(/\p{M}/gu, '')
		.replace(/[^A-Za-z0-9._-]+/g, '_')
		.replace(/^\.+/, '');
	return shorten(/[A-Za-z0-9]/.test(plain) ? plain : `file${plain}`, maxLength);
}

/**
 * A name from outside as the name of a downloaded file: never a path, nothing invisible; undefined when
 * nothing usable is left.
 */
export function safeFileName(name: unknown): string | undefined {
	if (typeof name !== 'string') return undefined;
	const safe = lastSegment(name)
		.replace(/[\p{Cc}\p{Cf}]/gu, '')
		.replace(/["<>:|?*]/g, '_')
		.trim();
	return /^\.*$/.test(safe) ? undefined : shorten(safe, 200);
}

/** The file name in a Content-Disposition header (RFC 6266), made safe; undefined without one. */
export function fileNameFromDisposition(header: unknown): string | undefined {
	if (typeof header !== 'string') return undefined;
	const extended = /filename\*\s*=\s*(?:utf-8|iso-8859-1)?''([^;]+)/i.exec(header)?.[1];
	if (extended) {
		try {
			return safeFileName(decodeURIComponent(extended.trim()));
		} catch {
			// Not what the RFC says; the plain form may still be there.
		}
	}
	const plain = /filename\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^;]+))/i.exec(header);
	const name = plain?.[1]?.replace(/\\(.)/g, '$1') ?? plain?.[2]?.trim();
	return safeFileName(name && fromLatin1(name));
}

/** Node reads header bytes as Latin-1; servers that write UTF-8 there mean UTF-8. */
function fromLatin1(text: string): string {
	const decoded = Buffer.from(text, 'latin1').toString('utf8');
	return decoded.includes('\uFFFD') ? text : decoded;
}

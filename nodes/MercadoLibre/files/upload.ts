import type { IBinaryData } from 'n8n-workflow';
import {
	NodeApiError,
	NodeOperationError,
	type IDataObject,
	type IExecuteSingleFunctions,
} from 'n8n-workflow';
import type { Readable } from '../api/context';
import type { Endpoint, Ids } from '../api/endpoint';
import type { Session } from '../api/session';
import { apiRequest } from '../api/transport';
import { inputError } from '../input/inputError';
import type { FileNameRule } from './fileNames';
import { sizeOf } from './fileSession';
import { mimeTypeOf } from './mimeTypes';

/** What a document demands of an uploaded file. */
export interface UploadRule {
	maxMegabytes: number;
	mimeTypes: ReadonlySet<string>;
	/** Completes "must be …". */
	mimeWords: string;
	fileName: FileNameRule;
}

/** A session of an operation on an input item. */
type ItemSession = Session & { context: IExecuteSingleFunctions };

const MEGABYTE = 1024 * 1024;

/** A file of the input, checked and ready to be sent. */
export interface InputFile {
	fileName: string;
	originalFileName: string;
	mimeType: string;
	fileSize: number;
	open: () => AsyncIterable<Uint8Array>;
	/** Closes what `open` has opened: a request that fails early leaves its body unread. */
	close: () => void;
}

/**
 * A file that is read only while it is sent, from its beginning each time: so nothing of it is kept in
 * memory, and the body can be sent again after a token refresh.
 */
class StreamedFile extends File {
	constructor(private readonly input: InputFile) {
		super([], input.fileName, { type: input.mimeType });
		Object.defineProperty(this, 'size', { value: input.fileSize });
	}

	override stream(): ReturnType<File['stream']> {
		return this.input.open() as unknown as ReturnType<File['stream']>;
	}
}

/**
 * Takes a binary field of the input item and checks it against the rules of the documents.
 * @throws NodeOperationError that names the field and the file
 */
export async function inputFile(
	session: ItemSession,
	field: string,
	rule: UploadRule,
	options: { fileName?: unknown; cleanFileName?: unknown } = {},
): Promise<InputFile> {
	const { helpers } = session.context;
	const binary = binaryOf(session, field);
	const originalFileName = String(options.fileName || binary.fileName || 'file');
	const mimeType = mimeTypeOf(binary.mimeType, originalFileName);
	const fail = (problem: string, cure: string) =>
		inputError(
			session.context,
			`The file "${originalFileName.slice(0, 80)}"`,
			field,
			problem,
			cure,
		);

	const gone = () =>
		fail(
			'is no longer stored in n8n',
			'n8n deletes the files of earlier executions. Run the workflow again from the node that gets the file.',
		);
	const fileSize = await sizeOf(session, binary).catch(() => {
		throw gone();
	});
	if (fileSize === 0) throw fail('is empty', 'Attach a file that has content.');
	if (fileSize > rule.maxMegabytes * MEGABYTE) {
		throw fail(
			`is larger than ${rule.maxMegabytes} MB`,
			`It has ${(fileSize / MEGABYTE).toFixed(1)} MB. Reduce it, for example by compressing its pictures.`,
		);
	}
	if (!rule.mimeTypes.has(mimeType)) {
		throw fail(
			'has a type that Mercado Libre refuses',
			`It must be ${rule.mimeWords}. This one is ${mimeType}.`,
		);
	}
	const { allowed, maxLength, words, clean } = rule.fileName;
	const isAllowed = allowed.test(originalFileName) && originalFileName.length <= maxLength;
	if (!isAllowed && options.cleanFileName === false) {
		throw fail('has a name that Mercado Libre refuses', `The file name ${words}.`);
	}
	const opened = new Set<Readable>();
	return {
		fileName:
			options.cleanFileName === false ? originalFileName : clean(originalFileName, maxLength),
		originalFileName,
		mimeType,
		fileSize,
		open: async function* () {
			if (!binary.id) {
				yield Buffer.from(binary.data, 'base64');
				return;
			}
			try {
				const stream = await helpers.getBinaryStream(binary.id);
				opened.add(stream);
				yield* stream;
			} catch {
				throw gone();
			}
		},
		close: () => {
			for (const stream of opened) stream.destroy();
		},
	};
}

/** @throws NodeOperationError when the item has no file in this field */
function binaryOf({ context }: ItemSession, field: string): IBinaryData {
	try {
		return context.helpers.assertBinaryData(field);
	} catch (error) {
		throw error instanceof NodeOperationError
			? error
			: inputError(
					context,
					`The input field "${field}"`,
					field,
					'has no file',
					"An agent's tool is called without files: upload the file in an earlier node, and let the tool use its ID.",
				);
	}
}

/** Uploads a file as the multipart field `file` and returns the API's answer. */
export async function uploadFile<T>(
	session: Session,
	endpoint: Endpoint,
	{
		ids,
		qs,
		file,
		isValid,
	}: { ids?: Ids; qs?: IDataObject; file: InputFile; isValid: (body: unknown) => boolean },
): Promise<T> {
	try {
		const { body } = await apiRequest<T>(session, {
			endpoint,
			ids,
			qs,
			isValid,
			makeForm: async () => {
				const form = new FormData();
				form.append('file', new StreamedFile(file));
				return form;
			},
		}).catch((error) => {
			if (error instanceof NodeApiError) {
				error.message = `The file "${file.originalFileName}" was not uploaded: ${error.message}`;
			}
			throw error;
		});
		return body;
	} finally {
		file.close();
	}
}

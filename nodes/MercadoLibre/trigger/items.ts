import type { IDataObject, INodeExecutionData } from 'n8n-workflow';
import type { News } from './poll';
import type { Source, SourceFile, SourceMessage } from './source';

interface ItemOptions {
	perThread: boolean;
	/** Whether files are downloaded, and until when; undefined when they are not. */
	filesUntil?: AbortSignal;
}

/** The items of a poll, oldest message first: one a message, or one a thread. */
export async function toItems(
	source: Source,
	news: News<SourceMessage>[],
	{ perThread, filesUntil }: ItemOptions,
): Promise<INodeExecutionData[]> {
	const groups = perThread
		? news.map((entry) => ({ json: source.threadJson(entry), messages: entry.messages }))
		: news
				.flatMap(({ messages }) => messages)
				.sort((a, b) => a.arrivedAt - b.arrivedAt)
				.map((message) => ({ json: message.json, messages: [message] }));
	return await Promise.all(
		groups.map(async ({ json, messages }) =>
			filesUntil
				? await withAttachments(
						json,
						messages.flatMap(({ attachments }) => attachments),
						filesUntil,
					)
				: { json },
		),
	);
}

/**
 * A file that cannot be downloaded, or must not be, never holds the message back: the item tells instead, and
 * how to get it.
 */
export async function withAttachments(
	json: IDataObject,
	attachments: SourceFile[],
	until: AbortSignal,
): Promise<INodeExecutionData> {
	const binary: NonNullable<INodeExecutionData['binary']> = {};
	const missing: IDataObject[] = [];
	await Promise.all(
		attachments.map(async ({ filename, isThreat, download, cure }, index) => {
			if (isThreat) {
				missing.push({
					attachmentId: filename,
					filename,
					reason: 'Mercado Libre flags it as a potential security threat',
				});
				return;
			}
			try {
				binary[`attachment_${index}`] = await download(until);
			} catch (error) {
				const reason = until.aborted
					? 'The download took longer than the time of a poll'
					: (error as Error).message;
				missing.push({ attachmentId: filename, filename, reason, cure });
			}
		}),
	);
	return {
		json: missing.length > 0 ? { ...json, attachmentsNotDownloaded: missing } : json,
		...(Object.keys(binary).length > 0 && { binary }),
	};
}

import type { IDataObject, INodeExecutionData } from 'n8n-workflow';
import type { News } from './poll';
import type { Source, SourceMessage } from './source';

/** The items of a poll, oldest message first: one a message, or one a thread. */
export async function toItems(
	source: Source,
	news: News<SourceMessage>[],
	{ perThread, withFiles }: { perThread: boolean; withFiles: boolean },
): Promise<INodeExecutionData[]> {
	const groups = perThread
		? news.map((entry) => ({ json: source.threadJson(entry), messages: entry.messages }))
		: news
				.flatMap(({ messages }) => messages)
				.sort((a, b) => a.arrivedAt - b.arrivedAt)
				.map((message) => ({ json: message.json, messages: [message] }));
	return await Promise.all(
		groups.map(async ({ json, messages }) =>
			withFiles ? await withAttachments(json, messages) : { json },
		),
	);
}

/** A file that cannot be downloaded, or must not be, never holds the message back: the item tells instead. */
async function withAttachments(
	json: IDataObject,
	messages: SourceMessage[],
): Promise<INodeExecutionData> {
	const attachments = messages.flatMap((message) => message.attachments);
	const binary: NonNullable<INodeExecutionData['binary']> = {};
	const missing: IDataObject[] = [];
	await Promise.all(
		attachments.map(async ({ filename, isThreat, download }, index) => {
			if (isThreat) {
				missing.push({ filename, reason: 'Mercado Libre flags it as a potential security threat' });
				return;
			}
			try {
				binary[`attachment_${index}`] = await download();
			} catch (error) {
				missing.push({ filename, reason: (error as Error).message });
			}
		}),
	);
	return {
		json: missing.length > 0 ? { ...json, attachmentsNotDownloaded: missing } : json,
		...(Object.keys(binary).length > 0 && { binary }),
	};
}

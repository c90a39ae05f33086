// Files of a message: what cannot or must not be downloaded never holds the message back.
import { toItems } from '../../../nodes/MercadoLibre/trigger/items';
import type { Source, SourceMessage } from '../../../nodes/MercadoLibre/trigger/source';

const source = {
	threadJson: ({ messages }) => ({ count: messages.length }),
} as Pick<Source, 'threadJson'> as Source;

const file = (filename: string, { isThreat = false, fails = false } = {}) => ({
	filename,
	isThreat,
	cure: `Get ${filename}`,
	download: jest.fn(async () => {
		if (fails) throw new Error('The storage is down');
		return { data: filename, mimeType: 'text/plain' };
	}),
});

const filesUntil = new AbortController().signal;

const message = (
	id: string,
	arrivedAt: number,
	attachments: SourceMessage['attachments'] = [],
): SourceMessage => ({ id, arrivedAt, isReceived: true, json: { id }, attachments });

const news = (...messages: SourceMessage[]) => ({
	thread: { id: '1', fingerprint: '1' },
	messages,
});

test('a flagged file is left out and not even asked for; one that fails is told', async () => {
	const flagged = file('virus.exe', { isThreat: true });
	const failing = file('lost.pdf', { fails: true });
	const fine = file('fine.pdf');

	const items = await toItems(source, [news(message('m', 1, [flagged, failing, fine]))], {
		perThread: false,
		filesUntil,
	});

	expect(items).toEqual([
		{
			json: {
				id: 'm',
				attachmentsNotDownloaded: expect.arrayContaining([
					{
						attachmentId: 'virus.exe',
						filename: 'virus.exe',
						reason: 'Mercado Libre flags it as a potential security threat',
					},
					{
						attachmentId: 'lost.pdf',
						filename: 'lost.pdf',
						reason: 'The storage is down',
						cure: 'Get lost.pdf',
					},
				]),
			},
			binary: { attachment_2: { data: 'fine.pdf', mimeType: 'text/plain' } },
		},
	]);
	expect(flagged.download).not.toHaveBeenCalled();
});

test('without downloadAttachments nothing is downloaded', async () => {
	const fine = file('fine.pdf');
	const items = await toItems(source, [news(message('m', 1, [fine]))], {
		perThread: false,
	});
	expect(items).toEqual([{ json: { id: 'm' } }]);
	expect(fine.download).not.toHaveBeenCalled();
});

test('the oldest message first, whatever its conversation', async () => {
	const items = await toItems(
		source,
		[news(message('a', 1), message('d', 4)), news(message('b', 2), message('c', 3))],
		{ perThread: false },
	);
	expect(items.map(({ json }) => json.id)).toEqual(['a', 'b', 'c', 'd']);
});

test('one item a conversation holds the files of all its messages', async () => {
	const items = await toItems(
		source,
		[news(message('a', 1, [file('one')]), message('b', 2, [file('two')]))],
		{ perThread: true, filesUntil },
	);
	expect(items).toEqual([
		{
			json: { count: 2 },
			binary: {
				attachment_0: { data: 'one', mimeType: 'text/plain' },
				attachment_1: { data: 'two', mimeType: 'text/plain' },
			},
		},
	]);
});

test('a file for which there was no time is told, and how to get it', async () => {
	const late = file('late.pdf', { fails: true });
	const items = await toItems(source, [news(message('m', 1, [late]))], {
		perThread: false,
		filesUntil: AbortSignal.abort(),
	});
	expect(items[0].json.attachmentsNotDownloaded).toEqual([
		{
			attachmentId: 'late.pdf',
			filename: 'late.pdf',
			reason: 'The download took longer than the time of a poll',
			cure: 'Get late.pdf',
		},
	]);
	expect(items[0]).not.toHaveProperty('binary');
});

import type { Memory } from './memory';
import type { News, Thread } from './poll';
import type { Source, SourceMessage } from './source';

const MOST_THREADS = 5;

/**
 * What a test run in the editor shows: the unread messages of up to 5 threads, else the last message of the
 * thread that was looked into last. Remembers nothing and marks nothing.
 */
export async function sample(
	source: Source,
	memory: Memory | undefined,
): Promise<News<SourceMessage>[]> {
	const { threads } = await source.list();
	const unread = await Promise.all(
		threads.slice(0, MOST_THREADS).map(async (thread) => await newest(source, thread)),
	);
	const news = unread.filter(({ messages }) => messages.length > 0);
	const lastId = [...(memory?.known.keys() ?? [])].at(-1);
	if (news.length > 0 || lastId === undefined) return news;
	const last = await newest(source, { id: lastId, fingerprint: '' });
	return last.messages.length > 0 ? [last] : [];
}

/** The unread received messages of a thread, or its last one when none is marked as unread. */
async function newest(source: Source, thread: Thread): Promise<News<SourceMessage>> {
	const { messages } = await source.read(thread, false);
	const received = messages
		.filter(({ isReceived }) => isReceived)
		.sort((a, b) => a.arrivedAt - b.arrivedAt);
	const count = thread.unread ?? received.filter(({ readAt }) => readAt === undefined).length;
	return { thread, messages: received.slice(-Math.max(1, count)) };
}

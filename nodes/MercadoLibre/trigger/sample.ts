import type { Memory } from './memory';
import type { News, Thread } from './poll';
import type { Source, SourceMessage } from './source';

/** The newest message is looked for in so many of the listed threads: the list tells no times. */
const MOST_THREADS = 5;

/**
 * What a test run in the editor shows, one item: what follows the trigger may write to buyers. The newest unread
 * message (with those of its thread that are unread, too, for an event of whole threads), else the last one of the
 * thread that was looked into last. Remembers nothing and marks nothing.
 */
export async function sample(
	source: Source,
	memory: Memory | undefined,
	{ perThread }: { perThread: boolean },
): Promise<News<SourceMessage>[]> {
	const { threads } = await source.list();
	const lastId = [...(memory?.known.keys() ?? [])].at(-1);
	const last = lastId === undefined ? [] : [{ id: lastId, fingerprint: '' }];
	const looked = threads.length > 0 ? threads.slice(0, MOST_THREADS) : last;
	const found = await Promise.all(looked.map(async (thread) => await newest(source, thread)));
	const [news] = found
		.filter(({ messages }) => messages.length > 0)
		.sort((a, b) => arrivalOfLast(b) - arrivalOfLast(a));
	if (!news) return [];
	return [perThread ? news : { ...news, messages: news.messages.slice(-1) }];
}

const arrivalOfLast = ({ messages }: News<SourceMessage>): number =>
	messages[messages.length - 1].arrivedAt;

/** The unread received messages of a thread, or its last one when none is marked as unread. */
async function newest(source: Source, thread: Thread): Promise<News<SourceMessage>> {
	const { messages } = await source.read(thread, false);
	const received = messages
		.filter(({ isReceived }) => isReceived)
		.sort((a, b) => a.arrivedAt - b.arrivedAt);
	const count = thread.unread ?? received.filter(({ readAt }) => readAt === undefined).length;
	return { thread, messages: received.slice(-Math.max(1, count)) };
}

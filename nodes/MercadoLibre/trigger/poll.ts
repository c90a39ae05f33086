import { hash, hashesPerThread, type Known, type Memory } from './memory';

/**
 * The logic of the trigger, without n8n and without HTTP: what is new since the last poll, and what to
 * remember.
 *
 * A thread is a conversation or a claim. Mercado Libre lists the threads that want attention, each with a
 * mark that mostly changes when something happens in it (a conversation's unread count, a claim's date).
 *
 * Why nothing is missed: a thread is looked into whenever it is not known or its mark has changed, and is
 * known only once that look succeeded. Marks can lie (one message read elsewhere and another written leave
 * the count at 1), so some unchanged threads are looked into on every poll, in rotation.
 *
 * Why nothing comes twice: a message is handed out only if it arrived after all that is settled in its
 * thread and its hash is not among the newest settled ones; what is handed out becomes settled.
 */

/** A listed thread. */
export interface Thread {
	id: string;
	/** Short text that mostly changes with the thread. */
	mark: string;
	/** How many of its newest received messages are unread; undefined when only the messages tell. */
	unread?: number;
}

export interface Message {
	/** What tells this message from all others of its thread, for ever. */
	id: string;
	/** When it became visible, in ms since the epoch on Mercado Libre's clock. */
	arrivedAt: number;
	/** Whether it is for the connected account, not from it. */
	isReceived: boolean;
	/** Only used where the thread has no `unread`. */
	isUnread?: boolean;
}

/** What a look into a thread gave. */
export interface Look<M extends Message> {
	messages: M[];
	/** False when the API announced more messages than it handed out. */
	isComplete: boolean;
}

export interface PollInput<M extends Message> {
	memory: Memory;
	/** What Mercado Libre lists now. */
	threads: Thread[];
	/** Looks into a thread; rejects when that fails. `mark` asks to mark it as read, too. */
	read: (thread: Thread, mark: boolean) => Promise<Look<M>>;
	/** How many threads may be looked into. */
	budget: number;
	rotation: Rotation;
	/** Whether threads whose messages are handed out shall be marked as read. */
	markAsRead?: boolean;
}

/** How fast unchanged threads are looked into: all of them within `polls` polls, at least `atLeast` a poll. */
export interface Rotation {
	polls: number;
	atLeast: number;
}

export interface News<M extends Message> {
	thread: Thread;
	/** New received messages, oldest first. */
	messages: M[];
}

export interface PollOutcome<M extends Message> {
	news: News<M>[];
	memory: Memory;
	/** Listed threads with news that are left for the next poll. */
	left: number;
	failures: { threadId: string; error: unknown }[];
}

/**
 * What a trigger remembers when it is activated for the first time.
 * @param since ms since the epoch on Mercado Libre's clock
 */
export function firstMemory(
	scope: string,
	threads: Thread[],
	{ since, wantsExisting }: { since: number; wantsExisting: boolean },
): Memory {
	return {
		scope,
		since,
		wantsExisting,
		// Without the wish for what is there already, every listed thread is as good as looked into.
		known: new Map(wantsExisting ? [] : threads.map(({ id, mark }) => [id, { mark, hashes: [] }])),
		forgottenUntil: 0,
		toMark: [],
	};
}

/** One poll: looks into what may have news, within the budget, and settles what it found. */
export async function poll<M extends Message>(input: PollInput<M>): Promise<PollOutcome<M>> {
	const { memory, threads, read, budget, markAsRead = false } = input;
	const toMark = new Set(memory.toMark);
	const due = dueThreads(input);
	const chosen = [...due, ...rotatingThreads(input, budget - due.length)].slice(0, budget);
	const looks = await Promise.allSettled(
		chosen.map(async (thread) => await read(thread, toMark.has(thread.id))),
	);

	const known = withoutMarksOfUnlisted(memory.known, threads);
	const news: News<M>[] = [];
	const failures: PollOutcome<M>['failures'] = [];
	chosen.forEach((thread, index) => {
		const look = looks[index];
		if (look.status === 'rejected') {
			failures.push({ threadId: thread.id, error: look.reason });
			return;
		}
		const before = memory.known.get(thread.id);
		const received = receivedInOrder(look.value.messages);
		const messages = newMessages(received, thread, before, memory);
		if (messages.length > 0) news.push({ thread, messages });
		known.delete(thread.id);
		known.set(thread.id, {
			mark: toMark.has(thread.id) ? UNLISTED : markAfter(thread, look.value, before),
			...settle(received, before, memory, hashesPerThread(known.size)),
		});
		toMark.delete(thread.id);
		if (markAsRead && messages.length > 0) toMark.add(thread.id);
	});
	return {
		news,
		memory: { ...memory, known, toMark: [...toMark] },
		left: Math.max(0, due.length - budget),
		failures,
	};
}

/** The mark of a thread that is not listed: when it is listed again, something has happened in it. */
const UNLISTED = '';

function withoutMarksOfUnlisted(known: Memory['known'], threads: Thread[]): Memory['known'] {
	const listed = new Set(threads.map(({ id }) => id));
	return new Map(
		[...known].map(([id, entry]) => [id, listed.has(id) ? entry : { ...entry, mark: UNLISTED }]),
	);
}

/** Threads that must be looked into: unknown, changed, or to be marked as read. */
function dueThreads<M extends Message>({ memory, threads }: PollInput<M>): Thread[] {
	const listed = new Map(threads.map((thread) => [thread.id, thread]));
	const marking = memory.toMark.map(
		(id): Thread => listed.get(id) ?? { id, mark: UNLISTED, unread: 0 },
	);
	const toMark = new Set(memory.toMark);
	const changed = threads.filter(
		({ id, mark }) => !toMark.has(id) && memory.known.get(id)?.mark !== mark,
	);
	return [...marking, ...changed];
}

/** The next few of the listed threads that seem unchanged, least recently looked into first. */
function rotatingThreads<M extends Message>(
	{ memory, threads, rotation }: PollInput<M>,
	budget: number,
): Thread[] {
	const listed = new Map(threads.map((thread) => [thread.id, thread]));
	const toMark = new Set(memory.toMark);
	const unchanged = [...memory.known.keys()]
		.map((id) => listed.get(id))
		.filter(
			(thread): thread is Thread =>
				thread !== undefined &&
				!toMark.has(thread.id) &&
				memory.known.get(thread.id)?.mark === thread.mark,
		);
	const share = Math.max(rotation.atLeast, Math.ceil(unchanged.length / rotation.polls));
	return unchanged.slice(0, Math.max(0, Math.min(share, budget)));
}

const receivedInOrder = <M extends Message>(messages: M[]): M[] =>
	messages.filter(({ isReceived }) => isReceived).sort((a, b) => a.arrivedAt - b.arrivedAt);

/** Times in whole seconds are cut off: such a message may have arrived at any moment of its second. */
const isAfter = (arrivedAt: number, moment: number): boolean =>
	arrivedAt > moment ||
	(arrivedAt % 1_000 === 0 && arrivedAt >= Math.floor(moment / 1_000) * 1_000);

function newMessages<M extends Message>(
	received: M[],
	thread: Thread,
	known: Known | undefined,
	memory: Memory,
): M[] {
	if (known) {
		const settled = new Set(known.hashes);
		return received.filter(
			(message) => isUnsettled(message, known, memory) && !settled.has(hash(message.id)),
		);
	}
	const unread = new Set(
		thread.unread === undefined
			? received.filter(({ isUnread }) => isUnread)
			: received.slice(received.length - Math.min(thread.unread, received.length)),
	);
	// The thread may be one that was forgotten: then only what is unread can be new.
	return received.filter(
		(message) =>
			(isAfter(message.arrivedAt, memory.since) && message.arrivedAt > memory.forgottenUntil) ||
			(unread.has(message) && (memory.wantsExisting || isAfter(message.arrivedAt, memory.since))),
	);
}

const isUnsettled = (
	{ arrivedAt }: Message,
	{ settledUntil }: Pick<Known, 'settledUntil'>,
	{ since }: Memory,
): boolean => (settledUntil === undefined ? isAfter(arrivedAt, since) : arrivedAt > settledUntil);

/** Remembers the newest messages by hash and all older ones by the moment until which they arrived. */
function settle(
	received: Message[],
	before: Known | undefined,
	memory: Memory,
	mostHashes: number,
): Omit<Known, 'mark'> {
	const settledUntil = before?.settledUntil;
	const unsettled = received.filter((message) => isUnsettled(message, { settledUntil }, memory));
	const visible = unsettled.map(({ id }) => hash(id));
	// A settled message that is not shown now (moderated, or on a lost page) may come back.
	const hidden = (before?.hashes ?? []).filter((known) => !visible.includes(known));
	const hashes = [...hidden, ...visible];
	const dropped = hashes.length - mostHashes;
	if (dropped <= 0) return { settledUntil, hashes };
	const lastDropped = unsettled[dropped - hidden.length - 1];
	return {
		settledUntil: lastDropped?.arrivedAt ?? settledUntil,
		hashes: hashes.slice(dropped),
	};
}

const INCOMPLETE = '?';

/** A look that was short of messages is repeated once; then the API is taken at what it shows. */
function markAfter<M extends Message>(
	{ mark }: Thread,
	{ isComplete }: Look<M>,
	before: Known | undefined,
): string {
	return isComplete || before?.mark === mark + INCOMPLETE ? mark : mark + INCOMPLETE;
}

import { hash, secondOf, type Known, type Memory } from './memory';

/**
 * The logic of the trigger, without n8n and without HTTP: what is new since the last poll, and what to
 * remember.
 *
 * A thread is a conversation or a claim. Mercado Libre lists the threads that want attention, each with a
 * mark that mostly changes when something happens in it (a conversation's unread count, a claim's date).
 *
 * Why nothing is missed: a thread that the list shows for the first time, or with another mark, is due, and
 * stays due, on the list or not, until a look into it has succeeded. Marks can lie (one message read
 * elsewhere and another written leave the count at 1), so on every poll some of the others are looked into
 * as well, in rotation, and one that leaves the list is looked into once more.
 *
 * Why nothing comes twice: what a look finds is settled. The newest settled messages of a thread are
 * remembered by hash and second, all older ones by one moment, `settledUntil`; only a message that arrived
 * after that moment and whose hash is not remembered is handed out.
 *
 * The memory is the queue, too: whoever waits longest comes first, whoever was tried goes to the end.
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
	/** When it was read, likewise; undefined when it is unread or the API does not tell. */
	readAt?: number;
	/** Whether it is for the connected account, not from it. */
	isReceived: boolean;
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
	/** Whether threads whose messages are handed out shall be marked as read, in the next poll. */
	markAsRead?: boolean;
}

/**
 * How fast threads that seem unchanged are looked into: all of them within `polls` polls, at least
 * `atLeast` a poll, as far as those that are due leave room in the budget.
 */
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
	/** How many threads that are due are left for the next poll. */
	left: number;
	failures: { threadId: string; error: unknown }[];
}

/** Marks of threads that are not on the list: LEFT until a look has shown what was there last. */
const LEFT = 'left';
const GONE = 'gone';

/** The unread count of threads whose messages alone tell what is unread. */
const ALL = 9_999;

/**
 * What a trigger remembers when it is activated for the first time.
 * @param since ms since the epoch on Mercado Libre's clock
 */
export function firstMemory(
	scope: string,
	threads: Thread[],
	{ since, wantsExisting }: { since: number; wantsExisting: boolean },
): Memory {
	const restsAtActivation = ({ mark, unread }: Thread): Known => ({
		mark,
		unreadAtActivation: unread ?? 0,
		settled: new Map(),
	});
	return {
		scope,
		since,
		wantsExisting,
		known: new Map(
			wantsExisting ? [] : threads.map((thread) => [thread.id, restsAtActivation(thread)]),
		),
		forgottenUntil: 0,
	};
}

/** One poll: looks into what may have news, within the budget, and settles what it found. */
export async function poll<M extends Message>(input: PollInput<M>): Promise<PollOutcome<M>> {
	const { memory, threads, read, budget, markAsRead = false } = input;
	const listed = new Map(threads.map((thread) => [thread.id, thread]));
	const known = noteList(memory, listed);
	const { due, others } = queueOf(known, input);
	const chosen = [...due, ...others].slice(0, budget);
	const looks = await Promise.allSettled(
		chosen.map(async ([id, { toMark }]) => {
			const thread = listed.get(id) ?? { id, mark: GONE, unread: 0 };
			const marks = markAsRead && toMark === true;
			return { thread, marks, ...(await read(thread, marks)) };
		}),
	);

	const news: News<M>[] = [];
	const failures: PollOutcome<M>['failures'] = [];
	chosen.forEach(([id, before], index) => {
		const look = looks[index];
		known.delete(id); // and back, at the end of the queue
		if (look.status === 'rejected') {
			failures.push({ threadId: id, error: look.reason });
			known.set(id, { ...before, hasFailed: true });
			return;
		}
		const { thread, marks, isComplete } = look.value;
		const received = receivedInOrder(look.value.messages);
		const messages = newMessages(received, before, memory);
		if (messages.length > 0) news.push({ thread, messages });
		// A look that was short of messages is repeated once; then the API is taken at what it shows.
		const isFinal = isComplete || before.wasShort;
		known.set(id, {
			...(!isFinal && before),
			// What was marked as read is off the list: if the next one shows it, it has news.
			mark: marks ? GONE : thread.mark,
			toMark: markAsRead && messages.length > 0,
			isDue: !isFinal,
			hasFailed: false,
			wasShort: !isComplete,
			settledUntil: before.settledUntil,
			settled: settle(received, isFinal ? [] : messages, before, memory),
		});
	});
	return {
		news,
		memory: { ...memory, known },
		left: Math.max(0, due.length - budget),
		failures,
	};
}

/** Notes what the list says: new and changed threads are due; others have left the list. */
function noteList({ known, forgottenUntil }: Memory, listed: Map<string, Thread>): Memory['known'] {
	const noted: Memory['known'] = new Map();
	for (const [id, entry] of known) {
		const thread = listed.get(id);
		if (thread) noted.set(id, thread.mark === entry.mark ? entry : changed(entry, thread));
		else noted.set(id, { ...entry, mark: entry.mark === GONE ? GONE : LEFT });
	}
	for (const [id, { mark, unread = ALL }] of listed) {
		if (noted.has(id)) continue;
		noted.set(id, { mark, isDue: true, first: { unread, forgottenUntil }, settled: new Map() });
	}
	return noted;
}

function changed(entry: Known, { mark, unread = ALL }: Thread): Known {
	const { first } = entry;
	return {
		...entry,
		mark,
		isDue: true,
		...(first && { first: { ...first, unread: Math.max(first.unread, unread) } }),
	};
}

/** Which threads to look into: first those that are due, then as many others as the rotation demands. */
function queueOf(
	known: Memory['known'],
	{ rotation, markAsRead }: Pick<PollInput<Message>, 'rotation' | 'markAsRead'>,
) {
	const all = [...known];
	const isDue = ({ isDue, toMark }: Known) => Boolean(isDue || (markAsRead && toMark));
	const resting = all.filter(([, entry]) => !isDue(entry) && entry.mark !== GONE);
	const share = Math.max(rotation.atLeast, Math.ceil(resting.length / rotation.polls));
	const inTurn = new Set(resting.slice(0, share));
	return {
		due: all.filter(([, entry]) => isDue(entry) && !entry.hasFailed),
		// A thread that failed waits with them, so that those that always fail use up nobody's turn.
		others: all.filter((one) => inTurn.has(one) || (isDue(one[1]) && one[1].hasFailed)),
	};
}

const receivedInOrder = <M extends Message>(messages: M[]): M[] =>
	messages.filter(({ isReceived }) => isReceived).sort((a, b) => a.arrivedAt - b.arrivedAt);

/** Times in whole seconds are cut off: such a message may have arrived at any moment of its second. */
const isAfter = (arrivedAt: number, moment: number): boolean =>
	arrivedAt >= moment ||
	(arrivedAt % 1_000 === 0 && arrivedAt >= Math.floor(moment / 1_000) * 1_000);

const isSettled = (
	{ arrivedAt }: Message,
	{ settledUntil }: Pick<Known, 'settledUntil'>,
	{ since }: Memory,
): boolean => !isAfter(arrivedAt, since) || secondOf(arrivedAt) <= (settledUntil ?? 0);

function newMessages<M extends Message>(received: M[], known: Known, memory: Memory): M[] {
	const found = known.first
		? firstMessages(received, known.first, memory)
		: unsettledMessages(received, known, memory);
	return found.filter(({ id }) => !known.settled.has(hash(id)));
}

function unsettledMessages<M extends Message>(received: M[], known: Known, memory: Memory): M[] {
	const { since } = memory;
	// In the very second of the activation, only the unread count tells what was there already.
	const wasThere = new Set(unreadAt(since, received).slice(0, known.unreadAtActivation ?? 0));
	return received.filter(
		(message) =>
			!isSettled(message, known, memory) &&
			!(message.arrivedAt <= since && (wasThere.has(message) || wasReadBefore(since, message))),
	);
}

/** What is new in a thread of which nothing is remembered: it is new itself, or it was forgotten. */
function firstMessages<M extends Message>(
	received: M[],
	{ unread, forgottenUntil }: NonNullable<Known['first']>,
	{ since, wantsExisting }: Memory,
): M[] {
	const moment = Math.max(since, forgottenUntil);
	const isNew = (message: M) =>
		isAfter(message.arrivedAt, moment) && !wasReadBefore(moment, message);
	const earlier = unreadAt(moment, received).filter((message) => !isNew(message));
	// Without a count, what was handed out before the thread was forgotten would seem unread for ever.
	const count = unread === ALL && forgottenUntil > 0 ? 0 : Math.min(unread, earlier.length);
	const stillUnread = new Set(earlier.slice(earlier.length - count));
	return received.filter(
		(message) =>
			isNew(message) ||
			(stillUnread.has(message) && (wantsExisting || isAfter(message.arrivedAt, since))),
	);
}

const wasReadBefore = (moment: number, { readAt }: Message): boolean =>
	readAt !== undefined && !isAfter(readAt, moment);

const unreadAt = <M extends Message>(moment: number, received: M[]): M[] =>
	received.filter((message) => !wasReadBefore(moment, message));

/** Remembers what a look showed, besides what was remembered: a moderated message may come back. */
const settle = <M extends Message>(received: M[], handedOut: M[], before: Known, memory: Memory) =>
	new Map([
		...before.settled,
		...received
			.filter((message) => handedOut.includes(message) || !isSettled(message, before, memory))
			.map(({ id, arrivedAt }) => [hash(id), secondOf(arrivedAt)] as const),
	]);

import { GONE, hash, LEFT, secondOf, type Known, type Memory } from './memory';

/**
 * The logic of the trigger, without n8n and without HTTP: what is new since the last poll, and what to
 * remember.
 *
 * A thread is a conversation or a claim. Mercado Libre lists the threads that want attention, each with a
 * fingerprint that mostly changes when something happens in it (a conversation's unread count, a claim's date).
 *
 * Why nothing is missed: a thread that the list shows for the first time, or with another fingerprint, is due,
 * and stays due, on the list or not, until a look into it has succeeded and shown what the list announced.
 * Fingerprints can lie (one message read elsewhere and another written leave the count at 1), so on every poll
 * some of the others are looked into as well, in rotation, and one that leaves the list is looked into once more.
 *
 * Why nothing comes twice: what a look finds is settled. The newest settled messages of a thread are
 * remembered by hash and second, all older ones by one moment, `settledUntil`; only a message that arrived
 * after that moment and whose hash is not remembered is handed out. A thread is forgotten when it was read:
 * should it come back, what is unread in it is new. So those that a full list may hide are not forgotten.
 *
 * The memory is the queue, too: whoever waits longest comes first, whoever was tried goes to the end.
 *
 * n8n may drop the memory of a poll that hands out nothing. Then the next poll does the same again, and no more
 * than that: the rotation comes from outside (`turn`).
 */

/** A listed thread. */
export interface Thread {
	id: string;
	/** Short text that mostly changes with the thread. */
	fingerprint: string;
	/** How many of its newest received messages are unread; undefined when only the messages tell. */
	unread?: number;
}

export interface Message {
	/** What tells this message from all others of its thread, for ever. */
	id: string;
	/** Under what else it may have been settled: what told it from others in an answer of another kind. */
	otherIds?: readonly string[];
	/** Under what else it is settled, for such answers to come. */
	settledAs?: readonly string[];
	/** When it became visible, in ms since the epoch on Mercado Libre's clock. */
	arrivedAt: number;
	/** When it was read, likewise; undefined when it is unread or the API does not tell. */
	readAt?: number;
	/** Whether it is for the connected account, not from it. */
	isReceived: boolean;
	/** Whether moderation holds it back still; it gets another `arrivedAt` when it is let go. */
	isPending?: boolean;
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
	/** When the list was asked for, in ms since the epoch on Mercado Libre's clock. */
	listedAt: number;
	/** Whether the list is full, and so hides other threads. */
	isFull?: boolean;
	/**
	 * Looks into a thread; rejects when that fails, and gives undefined when there was no time for it.
	 * `marksAsRead` asks to mark it as read, too.
	 */
	read: (thread: Thread, marksAsRead: boolean) => Promise<Look<M> | undefined>;
	/** How many threads may be looked into. */
	budget: number;
	rotation: Rotation;
	/** A number that grows by 1 with every poll: whose turn it is in the rotation. */
	turn: number;
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

interface PollOutcome<M extends Message> {
	news: News<M>[];
	memory: Memory;
	/** How many threads that are due are left for the next poll. */
	left: number;
	failures: { threadId: string; error: unknown }[];
}

/**
 * How often in a row a look may show fewer messages than the API announced before it is taken at what it shows:
 * lists run ahead of conversations, and some count for ever what moderation has hidden.
 */
const MOST_SHORT_LOOKS = 6;

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
	const restsAtActivation = ({ fingerprint, unread }: Thread): Known => ({
		fingerprint,
		unreadAtActivation: unread ?? 0,
		settled: new Map(),
	});
	return {
		scope,
		epoch: 0,
		since,
		wantsExisting,
		known: new Map(
			wantsExisting ? [] : threads.map((thread) => [thread.id, restsAtActivation(thread)]),
		),
		forgottenUntil: 0,
		nothingForgottenFrom: 0,
		settledUntil: 0,
	};
}

/** One poll: looks into what may have news, within the budget, and settles what it found. */
export async function poll<M extends Message>(input: PollInput<M>): Promise<PollOutcome<M>> {
	const { memory, threads, listedAt, isFull = false, read, budget, markAsRead = false } = input;
	const listed = new Map(threads.map((thread) => [thread.id, thread]));
	const mayBeUnread = (id: string) => listed.has(id) || isFull;
	const mustMark = (id: string, { toMarkAsRead }: Known) =>
		markAsRead && toMarkAsRead === true && mayBeUnread(id);
	const known = noteList(memory, listed, isFull);
	const { due, others } = queueOf(known, input, mustMark);
	const chosen = [...due, ...others].slice(0, budget);
	const looks = await Promise.allSettled(
		chosen.map(async ([id, entry]) => {
			const thread = listed.get(id) ?? unlisted(id, entry, isFull);
			// What is due may have messages that the conversation does not show yet: these would be marked unseen.
			const marksAsRead = !entry.isDue && mustMark(id, entry);
			return { thread, marksAsRead, look: await read(thread, marksAsRead) };
		}),
	);

	const news: News<M>[] = [];
	const failures: PollOutcome<M>['failures'] = [];
	let left = Math.max(0, due.length - budget);
	chosen.forEach(([id, before], index) => {
		const result = looks[index];
		if (result.status === 'rejected') {
			failures.push({ threadId: id, error: result.reason });
			known.delete(id); // and back, at the end of the queue
			known.set(id, { ...before, hasFailed: true });
			return;
		}
		const { thread, marksAsRead, look } = result.value;
		if (!look) {
			left++;
			return;
		}
		const received = receivedInOrder(look.messages);
		const messages = newMessages(received, before, memory);
		if (messages.length > 0) news.push({ thread, messages });
		const after = afterLook(before, thread, received, {
			isComplete: look.isComplete,
			isListed: listed.has(id),
			marksAsRead,
			listedAt,
		});
		const mayWantMark = messages.length > 0 || (before.toMarkAsRead === true && !marksAsRead);
		known.delete(id);
		known.set(id, {
			...after,
			toMarkAsRead: markAsRead && mayBeUnread(id) && mayWantMark,
			...settle(received, after.isDue ? messages : [], before, memory),
		});
	});
	return {
		news,
		memory: { ...memory, known, epoch: memory.epoch + (news.length > 0 ? 1 : 0) },
		left,
		failures,
	};
}

/** A thread that is not on the list: it was read, or a full list hides it as it was. */
const unlisted = (id: string, { fingerprint }: Known, isFull: boolean): Thread =>
	isFull ? { id, fingerprint } : { id, fingerprint: GONE, unread: 0 };

interface LookedAt {
	isComplete: boolean;
	isListed: boolean;
	marksAsRead: boolean;
	listedAt: number;
}

/** What a look makes of a thread, its messages aside: final, or to be repeated since it showed too little. */
function afterLook(
	before: Known,
	thread: Thread,
	received: Message[],
	{ isComplete, isListed, marksAsRead, listedAt }: LookedAt,
): Known {
	const unread = received.filter(({ readAt }) => readAt === undefined);
	// What arrived later is not among those that the list announced.
	const shown = unread.filter(({ arrivedAt }) => arrivedAt <= listedAt).length;
	const isShort = !isComplete || (before.isDue === true && shown < announced(thread, before));
	const shortLooks = isShort ? Math.min((before.shortLooks ?? 0) + 1, MOST_SHORT_LOOKS) : 0;
	const isDue = isShort && shortLooks < MOST_SHORT_LOOKS;
	const wasRead = !isListed && unread.length === 0;
	return {
		...(isDue && before),
		// What was marked leaves the list, and is looked into once more for what came while it was marked.
		fingerprint: marksAsRead ? LEFT : wasRead ? GONE : thread.fingerprint,
		isDue,
		hasFailed: false,
		shortLooks,
		settledUntil: before.settledUntil,
		settled: before.settled,
	};
}

/** How many unread messages the list tells of, or told of before it was full and hid the thread. */
const announced = ({ unread }: Thread, { first, shortLooks = 0 }: Known): number =>
	unread ?? (shortLooks > 0 && first ? first.unread : 0);

/** Notes what the list says: new and changed threads are due; others have left the list, unless it hides them. */
function noteList(
	{ known, forgottenUntil, nothingForgottenFrom }: Memory,
	listed: Map<string, Thread>,
	isFull: boolean,
): Memory['known'] {
	const noted: Memory['known'] = new Map();
	for (const [id, entry] of known) {
		const thread = listed.get(id);
		if (thread) noted.set(id, isUnchanged(entry, thread) ? entry : changed(entry, thread));
		else if (isFull || entry.fingerprint === GONE) noted.set(id, entry);
		else noted.set(id, { ...entry, fingerprint: LEFT });
	}
	for (const [id, { fingerprint, unread }] of listed) {
		if (noted.has(id)) continue;
		const first =
			unread === undefined
				? { unread: ALL, forgottenUntil: nothingForgottenFrom }
				: { unread, forgottenUntil };
		noted.set(id, { fingerprint, isDue: true, first, settled: new Map() });
	}
	return noted;
}

const isUnchanged = (entry: Known, thread: Thread) => entry.fingerprint === thread.fingerprint;

function changed(entry: Known, { fingerprint, unread = ALL }: Thread): Known {
	const { first } = entry;
	return {
		...entry,
		fingerprint,
		isDue: true,
		shortLooks: 0,
		...(first && { first: { ...first, unread: Math.max(first.unread, unread) } }),
	};
}

/** Which threads to look into: first those that are due, then those whose turn it is. */
function queueOf(
	known: Memory['known'],
	{ rotation, turn, isFull = false }: Pick<PollInput<Message>, 'rotation' | 'turn' | 'isFull'>,
	mustMark: (id: string, entry: Known) => boolean,
) {
	const all = [...known];
	const isDue = ([id, entry]: [string, Known]) => entry.isDue === true || mustMark(id, entry);
	// A full list may hide that there is news in what was read.
	const resting = all
		.filter((one) => !isDue(one) && (isFull || one[1].fingerprint !== GONE))
		.sort(([a], [b]) => (a < b ? -1 : 1));
	const polls = Math.min(rotation.polls, Math.ceil(resting.length / rotation.atLeast));
	const inTurn = new Set(resting.filter((_, index) => index % polls === turn % polls));
	return {
		due: all.filter((one) => isDue(one) && !one[1].hasFailed),
		// A thread that failed waits with them, so that those that always fail use up nobody's turn.
		others: all.filter((one) => inTurn.has(one) || (isDue(one) && one[1].hasFailed)),
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
	return found.filter(({ id, otherIds = [] }) =>
		[id, ...otherIds].every((one) => !known.settled.has(hash(one))),
	);
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
	{ since, wantsExisting, settledUntil }: Memory,
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
			secondOf(message.arrivedAt) > settledUntil &&
			(isNew(message) ||
				(stillUnread.has(message) && (wantsExisting || isAfter(message.arrivedAt, since)))),
	);
}

const wasReadBefore = (moment: number, { readAt }: Message): boolean =>
	readAt !== undefined && !isAfter(readAt, moment);

const unreadAt = <M extends Message>(moment: number, received: M[]): M[] =>
	received.filter((message) => !wasReadBefore(moment, message));

/** Remembers what a look showed, besides what was remembered: a moderated message may come back. */
function settle<M extends Message>(received: M[], handedOut: M[], before: Known, memory: Memory) {
	const settled = new Map(before.settled);
	const pending = new Set(before.pending);
	for (const message of received) {
		const key = hash(message.id);
		const isNeeded =
			message.isPending || handedOut.includes(message) || !isSettled(message, before, memory);
		if (!isNeeded && !settled.has(key)) continue;
		for (const one of [key, ...(message.settledAs ?? []).map(hash)]) {
			settled.set(one, secondOf(message.arrivedAt));
		}
		if (message.isPending) pending.add(key);
		else pending.delete(key);
	}
	return { settled, pending };
}

import type { IDataObject } from 'n8n-workflow';

/** What is remembered of a thread (a conversation or a claim). */
export interface Known {
	/** What the list said of the thread when it was seen last, or `LEFT` or `GONE`. */
	fingerprint: string;
	/** It must be looked into, and stays so until that succeeded. */
	isDue?: boolean;
	/** The last attempt to look into it failed. */
	hasFailed?: boolean;
	/** How many looks in a row showed fewer messages than the API announced. */
	shortLooks?: number;
	/** Its messages were handed out; the next look shall mark it as read. */
	toMarkAsRead?: boolean;
	/** Only until the first look, if the thread was listed when the trigger was activated. */
	unreadAtActivation?: number;
	/**
	 * Only until the first look, if nothing was known of the thread when it was listed: its highest unread
	 * count since, and until when threads, and so maybe this one, had been forgotten by then.
	 */
	first?: { unread: number; forgottenUntil: number };
	/** Messages that arrived up to this second are settled; undefined: those until the activation. */
	settledUntil?: number;
	/** The settled messages after that, by hash, with the second of their arrival. */
	settled: ReadonlyMap<string, number>;
	/** Those of them that moderation holds back still: they arrive anew when it lets them go. */
	pending?: ReadonlySet<string>;
}

/** Fingerprints of threads that are not on the list: LEFT until a look has shown what was there last. */
export const LEFT = 'left';
export const GONE = 'gone';

/** What a trigger remembers between polls. */
export interface Memory {
	/** Whose messages these are; another account, role or kind starts anew. */
	scope: string;
	/** How many polls have handed out something: of two memories, the one of fewer is out of date. */
	epoch: number;
	/** When the trigger was first activated, in ms on Mercado Libre's clock. */
	since: number;
	/** Whether what was unread at the first activation is wanted as well. */
	wantsExisting: boolean;
	/** A queue: who was looked into, or tried, least recently comes first. */
	known: Map<string, Known>;
	/** When a thread was last forgotten for lack of room (as `since`); 0 when none was. All was read in it. */
	forgottenUntil: number;
	/**
	 * From then on nothing had arrived in any that was forgotten (as `since`); 0 when none was. It tells what is new where
	 * there is no unread count, also of what arrived before others were forgotten and was listed after that.
	 */
	nothingForgottenFrom: number;
	/**
	 * Unread threads are forgotten only when more are unread than fit (some 1,700): those first whose news are
	 * oldest. What arrived up to this second in a thread that is not known is settled.
	 */
	settledUntil: number;
}

const VERSION = 1;

/** n8n stores static data with the workflow: it must stay under 64 kB, its quotes and commas included. */
const MAX_BYTES = 60_000;

/** So many are kept of those that were read, and may therefore be forgotten. */
const MOST_READ_THREADS = 1_000;

/** How many settled messages of a thread are remembered one by one: as many as fit for all threads. */
const SETTLED_PER_THREAD = [32, 16, 8, 4, 2, 1, 0];

const HASH_LENGTH = 6;
const SECOND_LENGTH = 6;

/** FNV-1a, 31 bits: two messages of one thread share a hash once in two thousand million. */
export function hash(text: string): string {
	let value = 0x811c9dc5;
	for (let i = 0; i < text.length; i++) {
		value = Math.imul(value ^ text.charCodeAt(i), 0x01000193);
	}
	return (value >>> 1).toString(36).padStart(HASH_LENGTH, '0');
}

/** What fits into the six digits in which a second is stored: until the end of 2038. */
const LAST_SECOND = 36 ** SECOND_LENGTH - 1;

/** Whole seconds since the epoch: some of the API's times have no fractions. */
export const secondOf = (ms: number): number =>
	Math.min(Math.max(0, Math.floor(ms / 1_000)), LAST_SECOND);

/**
 * Leaves a thread with its `most` newest settled messages, and as many that moderation holds back; the older
 * ones are settled by their second. The newest second is kept whole unless nothing may be kept: more messages
 * may arrive in it.
 */
function trimmed(known: Known, most: number): Known {
	if (known.settled.size <= most || known.isDue) return known;
	const pending = new Set(most > 0 ? [...(known.pending ?? [])].slice(-most) : []);
	const seconds = [...known.settled]
		.filter(([key]) => !pending.has(key))
		.map(([, second]) => second)
		.sort((a, b) => a - b);
	const newest = seconds[seconds.length - 1];
	const settledUntil = seconds
		.slice(0, Math.max(0, seconds.length - most))
		.findLast((second) => second < newest || most === 0);
	if (settledUntil === undefined) return { ...known, pending };
	const settled = [...known.settled].filter(
		([key, second]) => second > settledUntil || pending.has(key),
	);
	return { ...known, settledUntil, settled: new Map(settled), pending };
}

/** The flags of a thread in its stored form, a letter each. */
const FLAGS = { isDue: 'd', hasFailed: 'f', toMarkAsRead: 'm' } as const;
const flagNames = Object.keys(FLAGS) as (keyof typeof FLAGS)[];
const SHORT_LOOK = 's';

/**
 * A thread as `flags~fingerprint~unread count~settledUntil~settled messages~id`: an `s` for each short look, and what
 * moderation holds back in capitals. Its hash alone may have no letter; the second has one until 2038.
 */
function encodeKnown(id: string, known: Known): string {
	const { shortLooks = 0, unreadAtActivation, first, settledUntil, settled, pending } = known;
	return [
		flagNames.map((name) => (known[name] ? FLAGS[name] : '')).join('') +
			SHORT_LOOK.repeat(shortLooks),
		known.fingerprint,
		unreadAtActivation !== undefined ? `a${unreadAtActivation}` : '',
		first ? `f${first.unread}.${first.forgottenUntil}` : '',
		settledUntil?.toString(36) ?? '',
		[...settled]
			.map(([key, second]) => {
				const entry = key + base36(second);
				return pending?.has(key) ? entry.toUpperCase() : entry;
			})
			.join(''),
		id,
	].join('~');
}

const base36 = (second: number) => second.toString(36).padStart(SECOND_LENGTH, '0');

const STORED =
	/^([dfms]*)~([^~]*)~(?:a(\d+))?~(?:f(\d+)\.(\d+))?~([0-9a-z]{0,6})~((?:[0-9a-zA-Z]{12})*)~(.+)/s;

function decodeKnown(text: unknown): [string, Known] | undefined {
	const parts = typeof text === 'string' ? STORED.exec(text) : null;
	if (!parts) return undefined;
	const [, flags, fingerprint, atActivation, unread, forgottenUntil, settledUntil, settled, id] =
		parts;
	const entries = (settled.match(/.{12}/g) ?? []).map((entry) => ({
		key: entry.slice(0, HASH_LENGTH).toLowerCase(),
		second: parseInt(entry.slice(HASH_LENGTH), 36),
		isPending: entry !== entry.toLowerCase(),
	}));
	const pending = entries.filter(({ isPending }) => isPending).map(({ key }) => key);
	const known: Known = {
		fingerprint,
		...(atActivation && { unreadAtActivation: Number(atActivation) }),
		...(unread && { first: { unread: Number(unread), forgottenUntil: Number(forgottenUntil) } }),
		...(settledUntil && { settledUntil: parseInt(settledUntil, 36) }),
		settled: new Map(entries.map(({ key, second }) => [key, second])),
		...(pending.length > 0 && { pending: new Set(pending) }),
	};
	for (const name of flagNames) if (flags.includes(FLAGS[name])) known[name] = true;
	const shortLooks = flags.split(SHORT_LOOK).length - 1;
	return [id, shortLooks > 0 ? { ...known, shortLooks } : known];
}

const bytesOf = (texts: string[]): number =>
	texts.reduce((sum, text) => sum + JSON.stringify(text).length + 1, 0);

const newestSecond = ({ settled, settledUntil = 0 }: Known): number =>
	Math.max(settledUntil, ...settled.values());

/**
 * The memory as static data, under 64 kB. Of many threads, those are forgotten that were read and are not
 * due, the least recently looked into first.
 * @param now ms since the epoch on Mercado Libre's clock, when the list was asked for
 */
export function encodeMemory(memory: Memory, now: number): IDataObject {
	let excess = memory.known.size - MOST_READ_THREADS;
	const forgotten: Known[] = [];
	let kept = [...memory.known].filter(([, known]) => {
		const { fingerprint, isDue, toMarkAsRead } = known;
		const wasRead = fingerprint === LEFT || fingerprint === GONE;
		if (isDue || toMarkAsRead || !wasRead || excess-- <= 0) return true;
		forgotten.push(known);
		return false;
	});
	let { settledUntil } = memory;
	let texts: string[] = [];
	for (const most of SETTLED_PER_THREAD) {
		texts = kept.map(([id, known]) => encodeKnown(id, trimmed(known, most)));
		if (bytesOf(texts) <= MAX_BYTES) break;
	}
	while (bytesOf(texts) > MAX_BYTES) {
		// Those first of which nothing is settled: if they are unread, the list brings them again.
		const rank = (known: Known) => (known.isDue && !known.first ? Infinity : newestSecond(known));
		const oldest = kept
			.toSorted(([, a], [, b]) => rank(a) - rank(b))
			.slice(0, Math.ceil(kept.length / 20));
		settledUntil = Math.max(settledUntil, ...oldest.map(([, known]) => newestSecond(known)));
		kept = kept.filter((one) => !oldest.includes(one));
		texts = kept.map(([id, known]) => encodeKnown(id, trimmed(known, 0)));
	}
	return {
		version: VERSION,
		scope: memory.scope,
		epoch: memory.epoch,
		since: memory.since,
		wantsExisting: memory.wantsExisting,
		forgottenUntil: forgotten.length > 0 ? now : memory.forgottenUntil,
		nothingForgottenFrom: Math.max(
			memory.nothingForgottenFrom,
			...forgotten.map((known) => (newestSecond(known) + 1) * 1_000),
		),
		settledUntil,
		known: texts,
	};
}

const numberOr0 = (value: unknown): number => (Number.isFinite(value) ? (value as number) : 0);

/**
 * Reads static data back. Undefined when there is none, when it belongs to another account, role or kind,
 * or when it is of an unknown version: then the trigger starts anew, as at its first activation.
 */
export function decodeMemory(data: IDataObject, scope: string): Memory | undefined {
	const { version, since, wantsExisting, known } = data;
	if (version !== VERSION || data.scope !== scope) return undefined;
	if (!Number.isFinite(since) || !Array.isArray(known)) return undefined;
	const entries = known.map(decodeKnown);
	if (!entries.every((entry) => entry !== undefined)) return undefined;
	return {
		scope,
		since: since as number,
		wantsExisting: wantsExisting === true,
		known: new Map(entries),
		// These were not there in earlier releases.
		epoch: numberOr0(data.epoch),
		forgottenUntil: numberOr0(data.forgottenUntil),
		nothingForgottenFrom: numberOr0(data.nothingForgottenFrom ?? data.forgottenUntil),
		settledUntil: numberOr0(data.settledUntil),
	};
}

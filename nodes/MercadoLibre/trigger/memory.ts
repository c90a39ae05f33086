import type { IDataObject } from 'n8n-workflow';

/** What is remembered of a thread (a conversation or a claim). */
export interface Known {
	/** The thread's mark when the list was seen last. */
	mark: string;
	/** It must be looked into, and stays so until that succeeded. */
	isDue?: boolean;
	/** The last attempt to look into it failed. */
	hasFailed?: boolean;
	/** The last look showed fewer messages than the API announced. */
	wasShort?: boolean;
	/** Its messages were handed out; the next look shall mark it as read. */
	toMark?: boolean;
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
}

/** What a trigger remembers between polls. */
export interface Memory {
	/** Whose messages these are; another account, role or kind starts anew. */
	scope: string;
	/** When the trigger was first activated, in ms on Mercado Libre's clock. */
	since: number;
	/** Whether what was unread at the first activation is wanted as well. */
	wantsExisting: boolean;
	/** A queue: who was looked into, or tried, least recently comes first. */
	known: Map<string, Known>;
	/** When a thread was last forgotten for lack of room (as `since`); 0 when none was. */
	forgottenUntil: number;
}

const VERSION = 1;

/** n8n stores static data with the workflow: it must stay under 64 kB, its quotes and commas included. */
const MAX_BYTES = 60_000;

const MOST_THREADS = 1_000;

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

/** Whole seconds since the epoch: some of the API's times have no fractions. */
export const secondOf = (ms: number): number => Math.floor(ms / 1_000);

/**
 * Leaves a thread with its `most` newest settled messages; the older ones are settled by their second. The
 * newest second is kept whole unless nothing may be kept: more messages may arrive in it.
 */
function trimmed(known: Known, most: number): Known {
	if (known.settled.size <= most || known.isDue) return known;
	const seconds = [...known.settled.values()].sort((a, b) => a - b);
	const newest = seconds[seconds.length - 1];
	const settledUntil = seconds
		.slice(0, seconds.length - most)
		.findLast((second) => second < newest || most === 0);
	if (settledUntil === undefined) return known;
	const settled = [...known.settled].filter(([, second]) => second > settledUntil);
	return { ...known, settledUntil, settled: new Map(settled) };
}

/** The flags of a thread in its stored form, a letter each. */
const FLAGS = { isDue: 'd', hasFailed: 'f', wasShort: 's', toMark: 'm' } as const;
const flagNames = Object.keys(FLAGS) as (keyof typeof FLAGS)[];

/** A thread as `flags~mark~unread count~settledUntil~settled messages~id`. */
function encodeKnown(id: string, known: Known): string {
	const { unreadAtActivation, first, settledUntil, settled } = known;
	return [
		flagNames.map((name) => (known[name] ? FLAGS[name] : '')).join(''),
		known.mark,
		unreadAtActivation !== undefined ? `a${unreadAtActivation}` : '',
		first ? `f${first.unread}.${first.forgottenUntil}` : '',
		settledUntil?.toString(36) ?? '',
		[...settled].map(([key, second]) => key + base36(second)).join(''),
		id,
	].join('~');
}

const base36 = (second: number) => Math.max(0, second).toString(36).padStart(SECOND_LENGTH, '0');

const STORED =
	/^([dfsm]*)~([^~]*)~(?:a(\d+))?~(?:f(\d+)\.(\d+))?~([0-9a-z]{0,6})~((?:[0-9a-z]{12})*)~(.+)$/s;

function decodeKnown(text: unknown): [string, Known] | undefined {
	const parts = typeof text === 'string' ? STORED.exec(text) : null;
	if (!parts) return undefined;
	const [, flags, mark, atActivation, unread, forgottenUntil, settledUntil, settled, id] = parts;
	const known: Known = {
		mark,
		...(atActivation && { unreadAtActivation: Number(atActivation) }),
		...(unread && { first: { unread: Number(unread), forgottenUntil: Number(forgottenUntil) } }),
		...(settledUntil && { settledUntil: parseInt(settledUntil, 36) }),
		settled: new Map(
			(settled.match(/.{12}/g) ?? []).map((entry) => [
				entry.slice(0, HASH_LENGTH),
				parseInt(entry.slice(HASH_LENGTH), 36),
			]),
		),
	};
	for (const name of flagNames) if (flags.includes(FLAGS[name])) known[name] = true;
	return [id, known];
}

const bytesOf = (texts: string[]): number =>
	texts.reduce((sum, text) => sum + JSON.stringify(text).length + 1, 0);

/**
 * The memory as static data of a node, under 64 kB. Of more than 1,000 threads, those that are neither listed
 * nor due are forgotten, the least recently looked into first.
 * @param now ms since the epoch on Mercado Libre's clock, when the list was asked for
 */
export function encodeMemory(
	memory: Memory,
	listed: ReadonlySet<string>,
	now: number,
): IDataObject {
	let excess = memory.known.size - MOST_THREADS;
	const kept = [...memory.known].filter(([id, { isDue, toMark }]) => {
		const isNeeded = listed.has(id) || isDue || toMark;
		return isNeeded || excess-- <= 0;
	});
	let texts: string[] = [];
	for (const most of SETTLED_PER_THREAD) {
		texts = kept.map(([id, known]) => encodeKnown(id, trimmed(known, most)));
		if (bytesOf(texts) <= MAX_BYTES) break;
	}
	// Only with ids of a length that Mercado Libre does not have.
	while (bytesOf(texts) > MAX_BYTES) texts = texts.slice(Math.ceil(texts.length / 10));
	return {
		version: VERSION,
		scope: memory.scope,
		since: memory.since,
		wantsExisting: memory.wantsExisting,
		forgottenUntil: texts.length < memory.known.size ? now : memory.forgottenUntil,
		known: texts,
	};
}

/**
 * Reads static data back. Undefined when there is none, when it belongs to another account, role or kind,
 * or when it is of an unknown version: then the trigger starts anew, as at its first activation.
 */
export function decodeMemory(data: IDataObject, scope: string): Memory | undefined {
	const { version, since, wantsExisting, forgottenUntil, known } = data;
	if (version !== VERSION || data.scope !== scope) return undefined;
	if (!Number.isFinite(since) || !Array.isArray(known)) return undefined;
	const entries = known.map(decodeKnown);
	if (!entries.every((entry) => entry !== undefined)) return undefined;
	return {
		scope,
		since: since as number,
		wantsExisting: wantsExisting === true,
		forgottenUntil: Number.isFinite(forgottenUntil) ? (forgottenUntil as number) : 0,
		known: new Map(entries),
	};
}

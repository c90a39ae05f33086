import type { IDataObject } from 'n8n-workflow';

/** What is remembered of a thread (a conversation or a claim) that was looked into or listed. */
export interface Known {
	/** The thread's mark when it was last looked into; another mark means news. */
	mark: string;
	/** Messages that arrived up to this moment (ms since the epoch) are settled; undefined: up to `since`. */
	settledUntil?: number;
	/** Hashes of the newest settled messages, oldest first: they settle what arrives late or out of order. */
	hashes: string[];
}

/** What a trigger remembers between polls. */
export interface Memory {
	/** Whose messages these are; another account, role or kind starts anew. */
	scope: string;
	/** When the trigger was first activated, in ms on Mercado Libre's clock. */
	since: number;
	/** Whether what was unread at the first activation is wanted as well. */
	wantsExisting: boolean;
	/** Least recently looked into first. */
	known: Map<string, Known>;
	/** When a thread was last forgotten for lack of room (as `since`); 0 when none was. */
	forgottenUntil: number;
	/** Threads whose messages were handed out and which shall be marked as read in the next poll. */
	toMark: string[];
}

const VERSION = 1;

/** n8n stores static data with the workflow: it must stay under 64 kB, its quotes and commas included. */
const MAX_BYTES = 60_000;

const HASH_LENGTH = 7;

/** The more threads are known, the fewer hashes of each fit: 1,000 threads come to under 60 kB. */
export const hashesPerThread = (threads: number): number =>
	threads <= 200 ? 8 : threads <= 500 ? 4 : threads <= 1_000 ? 2 : 1;

/** FNV-1a, 32 bits: two messages of one thread share a hash once in four thousand million. */
export function hash(text: string): string {
	let value = 0x811c9dc5;
	for (let i = 0; i < text.length; i++) {
		value = Math.imul(value ^ text.charCodeAt(i), 0x01000193);
	}
	return (value >>> 0).toString(36).padStart(HASH_LENGTH, '0');
}

/** A known thread as `id~mark~settledUntil~hashes`. */
const encodeKnown = ([id, { mark, settledUntil, hashes }]: [string, Known]) =>
	[id, mark, settledUntil?.toString(36) ?? '', hashes.join('')].join('~');

function decodeKnown(text: string): [string, Known] {
	const [id, mark, settledUntil, hashes] = text.split('~');
	return [
		id,
		{
			mark,
			...(settledUntil && { settledUntil: parseInt(settledUntil, 36) }),
			hashes: hashes.match(new RegExp(`.{${HASH_LENGTH}}`, 'g')) ?? [],
		},
	];
}

/** Two quotes and a comma in JSON. */
const JSON_BYTES_EACH = 3;

/**
 * The memory as static data of a node, under 64 kB. When it does not fit, threads are forgotten, the least
 * recently looked into first; those that are still listed only when no other is left.
 * @param now ms since the epoch on Mercado Libre's clock
 */
export function encodeMemory(
	memory: Memory,
	listed: ReadonlySet<string>,
	now: number,
): IDataObject {
	const entries = [...memory.known].map((entry) => ({ id: entry[0], text: encodeKnown(entry) }));
	const bytes = (text: string) => text.length + JSON_BYTES_EACH;
	let excess =
		[...entries.map(({ text }) => text), ...memory.toMark].reduce(
			(sum, text) => sum + bytes(text),
			0,
		) - MAX_BYTES;
	const forgettable = [
		...entries.filter(({ id }) => !listed.has(id)),
		...entries.filter(({ id }) => listed.has(id)),
	];
	const forgotten = new Set<string>();
	for (const { id, text } of forgettable) {
		if (excess <= 0) break;
		excess -= bytes(text);
		forgotten.add(id);
	}
	return {
		version: VERSION,
		scope: memory.scope,
		since: memory.since,
		wantsExisting: memory.wantsExisting,
		forgottenUntil: forgotten.size > 0 ? now : memory.forgottenUntil,
		toMark: memory.toMark,
		known: entries.filter(({ id }) => !forgotten.has(id)).map(({ text }) => text),
	};
}

/**
 * Reads static data back. Undefined when there is none, when it belongs to another account, role or kind,
 * or when it is of an unknown version: then the trigger starts anew, as at its first activation.
 */
export function decodeMemory(data: IDataObject, scope: string): Memory | undefined {
	const { version, since, wantsExisting, forgottenUntil, toMark, known } = data;
	const isReadable =
		version === VERSION &&
		data.scope === scope &&
		typeof since === 'number' &&
		Array.isArray(known) &&
		known.every((text) => typeof text === 'string' && text.split('~').length === 4);
	if (!isReadable) return undefined;
	return {
		scope,
		since,
		wantsExisting: wantsExisting === true,
		forgottenUntil: Number(forgottenUntil) || 0,
		toMark: Array.isArray(toMark) ? toMark.map(String) : [],
		known: new Map((known as string[]).map(decodeKnown)),
	};
}

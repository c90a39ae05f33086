// The order of lists, which the documents leave open.
import { createHash } from 'node:crypto';
import type { Behaviour } from '../behaviour.ts';

/**
 * An order that nobody can count on, and that is the same again for the same seed. `keyOf` tells the entries apart:
 * one more of them leaves the order of the others as it is.
 */
export function shuffled<T>(
	list: T[],
	seed: string | number,
	keyOf: (entry: T) => string | number,
): T[] {
	return list
		.map((entry) => ({
			entry,
			place: createHash('sha1')
				.update(`${seed} ${keyOf(entry)}`)
				.digest('hex'),
		}))
		.sort((a, b) => (a.place < b.place ? -1 : 1))
		.map(({ entry }) => entry);
}

/** Messages that are given oldest first, in the order that is set; `all` are those that the places are counted in. */
export function inMessageOrder<T>(
	messages: T[],
	{ messageOrder, shuffleSeed }: Behaviour,
	all: T[],
): T[] {
	if (messageOrder === 'oldestFirst') return messages;
	if (messageOrder !== 'shuffled') return messages.toReversed();
	const places = new Map(all.map((message, place) => [message, place]));
	return shuffled(messages, shuffleSeed, (message) => places.get(message)!);
}

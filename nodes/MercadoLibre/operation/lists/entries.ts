import type {
	ILoadOptionsFunctions,
	INodeListSearchItems,
	INodeListSearchResult,
} from 'n8n-workflow';

/** An entry of a list from which somebody chooses in the editor. */
export interface Entry {
	value: string;
	/** What stands in the list, and in the field and the saved workflow once it is chosen: nothing that changes. */
	parts: (string | null)[];
	/** More by which it is found. */
	words?: string;
}

const SHORTEST = 4;

/** The end of an id, by which people tell packs apart. */
export const shortId = (id: string) => (id.length > SHORTEST + 1 ? `…${id.slice(-SHORTEST)}` : id);

/** n8n's lists are some 60 wide and cut the rest: what stands behind the text must be seen as well. */
const MOST_CHARACTERS = 32;

/** A text on one line, cut where it is long. */
export function oneLine(text: string): string {
	const line = text.replace(/\s+/g, ' ').trim();
	const characters = [...line];
	return characters.length > MOST_CHARACTERS
		? `${characters.slice(0, MOST_CHARACTERS).join('').trimEnd()}…`
		: line;
}

/** A time of the API in the time zone of the workflow, such as "21 Nov, 18:05"; null when it is none. */
export function timeInWords(context: ILoadOptionsFunctions, time: unknown): string | null {
	const moment = new Date(typeof time === 'string' ? time : NaN);
	if (Number.isNaN(moment.getTime())) return null;
	return new Intl.DateTimeFormat('en-GB', {
		timeZone: context.getTimezone(),
		day: 'numeric',
		month: 'short',
		hour: '2-digit',
		minute: '2-digit',
	}).format(moment);
}

/** Without accents, in small letters: people search as they type. */
const plain = (text: string) => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();

/** The entries in which every word of the search occurs. */
export function listOf(entries: Entry[], filter: string): INodeListSearchResult {
	const searched = plain(filter).split(/\s+/).filter(Boolean);
	const results = entries
		.map(({ value, parts, words = '' }) => ({
			name: parts.filter(Boolean).join(' · '),
			value,
			words,
		}))
		.filter(({ name, value, words }) => {
			const text = plain(`${name} ${value} ${words}`);
			return searched.every((word) => text.includes(word));
		})
		.map(({ name, value }): INodeListSearchItems => ({ name, value }));
	return { results };
}

import type { ILoadOptionsFunctions, INodeListSearchResult } from 'n8n-workflow';
import { operationError } from '../../api/errors/operationError';
import { forgetOldest } from '../../api/forgetOldest';
import { sellerIdOf, type Session } from '../../api/session';
import { readConversation } from '../../conversations/conversation';
import { createdAt, isFrom, messageText, type ApiMessage } from '../../conversations/messages';
import { listUnread, packIdOf, type UnreadEntry } from '../../conversations/unread';
import { openSession } from '../openSession';
import { listOf, oneLine, shortId, timeInWords } from './entries';

/** Each conversation that is shown with its last words costs a request of the 500 a minute. */
const MOST_READ = 20;

/** A list is waited for: what takes longer is shown by its id. */
const LONGEST_WAIT_MS = 10_000;

/** The editor asks again with every letter of a search. */
const KEPT_FOR_MS = 15_000;
const MOST_KEPT = 200;

const lastWords = new Map<string, { until: number; message: Promise<ApiMessage | undefined> }>();

/** The unread conversations, the newest first, for the list of the field Pack; `filter` is of its id or of its words. */
export async function searchConversations(
	this: ILoadOptionsFunctions,
	filter = '',
): Promise<INodeListSearchResult> {
	const session = {
		...(await openSession(this)),
		signal: AbortSignal.timeout(LONGEST_WAIT_MS),
	};
	const sellerId = sellerIdOf(session);
	const { results } = await listUnread(session, { role: 'seller', userId: sellerId }).catch(
		(error) => {
			throw session.signal.aborted ? notInTime(session) : error;
		},
	);
	const search = filter.trim();
	const isOfId = /^\d+$/.test(search);
	const listed = results.filter((entry) => !isOfId || packIdOf(entry).includes(search));
	const read = await Promise.all(
		listed.slice(0, MOST_READ).map(async (entry) => {
			const message = await lastOf(session, sellerId, entry);
			return { packId: packIdOf(entry), message };
		}),
	);
	const rest = listed.slice(MOST_READ).map((entry) => ({
		packId: packIdOf(entry),
		message: undefined,
	}));
	const timeOf = (message?: ApiMessage) => Date.parse((message && createdAt(message)) ?? '') || 0;
	const entries = [...read, ...rest]
		.sort((a, b) => timeOf(b.message) - timeOf(a.message))
		.map(({ packId, message }) => ({
			value: packId,
			parts: message
				? [
						oneLine(messageText(message)) || '(a file)',
						timeInWords(this, createdAt(message)),
						shortId(packId),
					]
				: [packId],
			words: message && messageText(message),
		}));
	return listOf(entries, search);
}

/** Nobody has cancelled anything, as else it would say. */
const notInTime = ({ context }: Session) =>
	operationError(
		context,
		'Mercado Libre did not list the conversations in time',
		'It is slow, or workflows that run now use up the requests that the application may make in a minute. Open the list again in a minute, or choose "By ID" and enter the ID of the pack.',
	);

/** The last message of the other side, read without marking it as read; undefined when it cannot be read now. */
async function lastOf(
	session: Session,
	sellerId: string,
	entry: UnreadEntry,
): Promise<ApiMessage | undefined> {
	const packId = packIdOf(entry);
	// A new message makes another count.
	const key = [session.account.apiBaseUrl, sellerId, packId, entry.count].join(' ');
	const kept = lastWords.get(key);
	if (kept && kept.until > Date.now()) return await kept.message;
	const message = readConversation(session, { packId, sellerId }, { limit: 10 })
		.then(({ messages }) => messages.findLast((one) => !isFrom(sellerId, one)))
		.catch(() => {
			lastWords.delete(key);
			return undefined;
		});
	lastWords.delete(key);
	lastWords.set(key, { until: Date.now() + KEPT_FOR_MS, message });
	forgetOldest(lastWords, MOST_KEPT);
	return await message;
}

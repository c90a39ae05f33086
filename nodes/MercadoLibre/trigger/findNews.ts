import type { IPollFunctions } from 'n8n-workflow';
import { serverNow } from '../api/clock';
import { operationError } from '../api/errors/operationError';
import { problemBehind } from '../api/errors/problem';
import type { Session } from '../api/session';
import { checkAccountType, explainedByAccountType } from '../input/accountType';
import { firstMemory, poll, type Rotation } from './poll';
import type { Source } from './source';
import type { Store } from './store';

interface Settings {
	/** Whose messages are wanted: another account, role or kind starts anew. */
	scope: string;
	wantsExisting: boolean;
	markAsRead: boolean;
	budget: number;
	rotation: Rotation;
}

type PollSession = Session & { context: IPollFunctions };

/** How long a poll may take where n8n does not tell; where it does, its own margin is taken off already. */
export const DEFAULT_POLL_TIME_MS = 5 * 60_000;

/**
 * What a poll does around the logic: lists what there is, takes out the memory, and looks into what may have
 * news for as long as there is time.
 * @throws NodeOperationError when Mercado Libre does not list in time, and once a day when the list is full
 */
export async function findNews(
	session: PollSession,
	source: Source,
	store: Store,
	{ scope, wantsExisting, ...settings }: Settings,
) {
	const { context, signal } = session;
	const before = new Date();
	const { threads, isFull } = await source.list().catch(async (error) => {
		throw signal?.aborted ? noTimeToList(context) : await explainedByAccountType(session, error);
	});
	const listedAt = serverNow(session, before);
	const remembered = store.read();
	// The list of the wrong family may just be empty, for ever: that shows when the trigger is switched on.
	if (!remembered && threads.length === 0) await checkAccountType(session);
	const isBeingEmptied =
		settings.markAsRead &&
		remembered !== undefined &&
		[...remembered.known.values()].some((one) => one.toMarkAsRead);
	if (isFull && !isBeingEmptied) warnOfFullList(context, store, threads.length);
	if (!remembered && store.hasForeign()) {
		context.logger.warn(
			'The Mercado Libre Trigger was used with another account, event or version before: it starts anew',
		);
	}
	const isFirstWithoutExisting = !remembered && !wantsExisting;
	const { news, memory, left, failures } = await poll({
		...settings,
		memory: remembered ?? firstMemory(scope, threads, { since: listedAt, wantsExisting }),
		threads,
		listedAt,
		isFull,
		turn: store.polled.turn++,
		budget: isFirstWithoutExisting ? 0 : settings.budget,
		read: async (thread, marksAsRead) =>
			await source.read(thread, marksAsRead).catch((error) => {
				if (signal?.aborted) return undefined;
				throw error;
			}),
	});
	for (const { threadId, error } of failures) {
		context.logger.warn(
			'A conversation or claim could not be read; it is tried again with the next poll',
			{
				id: threadId,
				status: problemBehind(error)?.status,
				reason: (error as Error).message,
			},
		);
	}
	if (left > 0) {
		context.logger.info(`${left} conversations or claims with news are left for the next poll`);
	}
	return { news, memory, listedAt };
}

const noTimeToList = (context: IPollFunctions) =>
	operationError(
		context,
		'Mercado Libre did not list what is new in time',
		'n8n gives a poll only some time. Nothing is lost: the next poll looks for the same news. If this happens often, Mercado Libre is slow, or other workflows use up the requests that the application may make in a minute: let those run less often.',
	);

const WARN_EVERY_MS = 24 * 60 * 60_000;

/** The contexts that have polled before: n8n makes one for each activation, its scheduler one for each poll. */
const usedContexts = new WeakSet<IPollFunctions>();

/**
 * Tells the seller that the list is full: once a day a poll fails, where n8n shows failed executions and starts the
 * error workflow. An item would be seen, too, but it would start what answers buyers. Nothing is lost: nothing was
 * read yet, and the next poll does what this one did not.
 *
 * Never the poll with which the workflow is switched on, which would stay off then: not the first of a context,
 * unless the scheduler made it, which gives polls less time.
 */
function warnOfFullList(context: IPollFunctions, { polled }: Store, count: number): void {
	const pollTime = context.getPollBudgetMs?.() ?? DEFAULT_POLL_TIME_MS;
	const isActivation = !usedContexts.has(context) && pollTime === DEFAULT_POLL_TIME_MS;
	usedContexts.add(context);
	const now = Date.now();
	if (isActivation || now < (polled.warnedAt ?? 0) + WARN_EVERY_MS) return;
	polled.warnedAt = now;
	throw operationError(
		context,
		`Mercado Libre's list of unread conversations is full (${count})`,
		'New conversations may be missing: Mercado Libre lists no more until some of these are read. Read or answer them on Mercado Libre, or let a workflow do it: Conversation > Get Many, then Conversation > Mark as Read. Switch on "Mark as Read" under Options of this trigger, so that what has started the workflow leaves the list. This poll failed only to tell you: the next one works as usual, and you are told again in a day if the list is still full.',
	);
}

// Which rare situations a history has been in: a run that never was in one that it is to show has shown nothing.
import { eventsOf } from './history.ts';
import type { HistoryEvent, KillMoment } from './history.ts';

/** A node's first look for a message whose answer was lost comes no later than that. */
const FIRST_LOOK_MS = 500;

const saves: KillMoment[] = ['beforeMemory', 'afterMemory', 'beforeExecution', 'insideExecution'];

export type Situations = ReturnType<typeof situationsIn>;
export type Situation = keyof Situations;

/** How often each was reached. */
export function situationsIn(history: HistoryEvent[]) {
	const killed = eventsOf(history, 'killed');
	const posted = eventsOf(history, 'posted');
	const written = eventsOf(history, 'written');
	const looked = eventsOf(history, 'looked');
	const lost = posted.filter(({ answer }) => answer === 0);
	const killsAt = (...moments: KillMoment[]) =>
		killed.filter(({ moment }) => moments.includes(moment)).length;
	const troubles = (wanted: string) =>
		eventsOf(history, 'troubled').filter(({ trouble }) => trouble === wanted).length;

	return {
		/** The unread list was full, and there were more. */
		capReached: eventsOf(history, 'listed').filter(({ shown, unread }) => shown < unread).length,
		/** n8n died at one of the saves that an emission consists of. */
		killedAtSave: killsAt(...saves),
		/** It kept one of the two. */
		killedBetweenSaves: killed.filter(({ torn }) => torn.length > 0).length,
		killedWhileReading: killsAt('whileReading'),
		killedWhileSending: killsAt('whileSending'),
		killedAtAnyMoment: killsAt('anyMoment'),
		stoppedAndStarted: eventsOf(history, 'stopped').length,
		/** Buyers wrote while n8n was down. */
		writtenWhileDown: writtenWhileDown(history),
		/** Nobody knows at first whether a message has arrived. */
		answersLost: lost.length,
		/** And the conversation does not show it yet when one looks. */
		lagBeyondFirstLook: lost.filter(({ hiddenForMs }) => hiddenForMs > FIRST_LOOK_MS).length,
		/** A conversation that was announced was looked into before it showed the message. */
		lookedTooEarly: looked.filter(({ conversation, at }) =>
			written.some(
				({ hiddenUntil = 0, ...message }) =>
					message.conversation === conversation && message.at <= at && at < hiddenUntil,
			),
		).length,
		/** A refused message was tried again: the package does not, n8n's Retry On Fail does. */
		retriedByN8n: posted.filter(
			({ conversation, text, answer, at }) =>
				answer === 403 &&
				posted.some(
					(before) =>
						before.at < at &&
						before.answer === 403 &&
						before.conversation === conversation &&
						before.text === text,
				),
		).length,
		serverErrors: troubles('503'),
		throttled: troubles('429'),
		tokensExpired: troubles('401'),
		unanswered: troubles('unanswered'),
		/** The lists of one account alternated between two processes. */
		processesOverlapped: alternations(history),
		/** To be written by a marketplace that can do it, and then to be demanded. */
		migratedMidConversation: eventsOf(history, 'migrated').length,
	};
}

function writtenWhileDown(history: HistoryEvent[]): number {
	const down = new Set<string>();
	let count = 0;
	for (const event of [...history].sort((a, b) => a.at - b.at)) {
		if (event.type === 'killed' || event.type === 'stopped') down.add(event.process);
		else if (event.type === 'started') down.delete(event.process);
		else if (event.type === 'written' && down.size > 0) count++;
	}
	return count;
}

function alternations(history: HistoryEvent[]): number {
	const last = new Map<string, string>();
	let count = 0;
	for (const { account, process } of eventsOf(history, 'listed').sort((a, b) => a.at - b.at)) {
		if (last.has(account) && last.get(account) !== process) count++;
		last.set(account, process);
	}
	return count;
}

/** Those of the demanded ones that were never reached. */
export const missing = (situations: Situations, demanded: Situation[]): Situation[] =>
	demanded.filter((situation) => situations[situation] === 0);

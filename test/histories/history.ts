// What happened in a run, as seen from outside the package: by the marketplace, by n8n, and by who wrote and killed.
import { readFileSync, writeFileSync } from 'node:fs';

import type { PollMode } from '../../sandbox/n8n/pollModes.ts';

/** Where n8n is killed: at a save of the trigger's memory or of an execution, in a request, or at any moment. */
export type KillMoment =
	| 'beforeMemory'
	| 'afterMemory'
	| 'beforeExecution'
	| 'insideExecution'
	| 'afterExecution'
	| 'whileReading'
	| 'whileSending'
	| 'anyMoment';

/**
 * What becomes of an item at the node that answers. `sent`, `skipped` and `failed` are what the node said; `unknown`: it
 * said that nobody knows, it was cut short, or the execution failed as a whole.
 */
export type Outcome = 'sent' | 'skipped' | 'failed' | 'unknown';

export interface Torn {
	workflow: string;
	kept: 'memory' | 'execution';
	/** The one that was kept. */
	execution?: string;
	/** When the polls began of which the memory was kept; the last one, where left out. */
	since?: number;
}

interface Occurrences {
	run: { seed: number; pollMode: PollMode };
	/** From now on the workflow is to start once for every message that a buyer of the account writes. */
	watching: {
		workflow: string;
		process: string;
		account: string;
		answers: 'always' | 'onlyIfBuyerWroteLast';
	};
	/** A buyer has written. `hiddenUntil`: when reading the conversation begins to show it. */
	written: { message: string; account: string; conversation: string; hiddenUntil?: number };
	/** The conversation moves to a messaging agent. Not written yet: the marketplace cannot do it. */
	migrated: { conversation: string };

	/** An answered list of unread conversations: how many it showed, of how many. */
	listed: { process: string; account: string; shown: number; unread: number };
	/** An answered look into a conversation. */
	looked: { process: string; account: string; conversation: string };
	/**
	 * A message that was sent to the API. `text`: null when the API did not get to read it. `answer`: the status; 0: none
	 * came. `hiddenForMs`: how long reads do not show what is written at that time.
	 */
	posted: {
		process: string;
		account: string;
		conversation: string;
		text: string | null;
		answer: number;
		hiddenForMs: number;
	};
	/** Something went wrong with a request: the status it was answered with, or `unanswered`. */
	troubled: { trouble: string };

	/** `torn`: of the two things that n8n saves one after the other for one emission, the one that was kept alone. */
	killed: {
		process: string;
		moment: KillMoment;
		torn: Torn[];
	};
	/** It answers (again). */
	started: { process: string };
	stopped: { process: string };

	/** An execution began with this message. */
	emitted: { workflow: string; execution: string; message: string };
	/** What the execution made of the message, at its end. */
	answered: { workflow: string; execution: string; message: string; outcome: Outcome };
	/**
	 * A message of the seller that the buyer sees; which workflow wrote it, in answer to which message (null: nobody knows).
	 * `hiddenUntil`: when reading the conversation began to show it.
	 */
	delivered: {
		id: string;
		account: string;
		conversation: string;
		workflow: string | null;
		message: string | null;
		hiddenUntil: number;
	};
}

/** `at`: milliseconds since the epoch, on the one clock of the run. */
export type HistoryEvent = {
	[Type in keyof Occurrences]: { type: Type; at: number } & Occurrences[Type];
}[keyof Occurrences];

/** An event that may leave its time to whoever writes it down. */
export type Noted = {
	[Type in keyof Occurrences]: { type: Type; at?: number } & Occurrences[Type];
}[keyof Occurrences];

export type EventOf<Type extends HistoryEvent['type']> = Extract<HistoryEvent, { type: Type }>;

export const eventsOf = <Type extends HistoryEvent['type']>(
	history: HistoryEvent[],
	type: Type,
): EventOf<Type>[] => history.filter((event): event is EventOf<Type> => event.type === type);

/** JSON lines, in the order of time. */
export const writeHistory = (file: string, history: HistoryEvent[]): void =>
	writeFileSync(file, history.map((event) => `${JSON.stringify(event)}\n`).join(''));

export const readHistory = (file: string): HistoryEvent[] =>
	readFileSync(file, 'utf8')
		.split('\n')
		.filter((line) => line !== '')
		.map((line) => JSON.parse(line) as HistoryEvent);

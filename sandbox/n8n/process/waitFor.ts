import { setTimeout as sleep } from 'node:timers/promises';

export interface WaitOptions {
	/** What is waited for, in the words of the error. */
	what: string;
	seconds?: number;
	everyMilliseconds?: number;
	/** Ends the waiting early: called before each try, it throws why there is no use in going on. */
	giveUp?: () => void;
	/** Said in the error, asked only then. */
	context?: () => string;
}

/** Asks until there is an answer other than undefined or false, or until the deadline. What the last try threw is the reason given. */
export async function waitFor<T>(
	ask: () => Promise<T | undefined | false> | T | undefined | false,
	{ what, seconds = 300, everyMilliseconds = 100, giveUp, context }: WaitOptions,
): Promise<T> {
	const deadline = Date.now() + seconds * 1000;
	let reason = '';
	for (;;) {
		giveUp?.();
		try {
			const answer = await ask();
			if (answer !== undefined && answer !== false) return answer;
			reason = '';
		} catch (error) {
			reason = ` (${(error as Error).message})`;
		}
		if (Date.now() >= deadline) {
			const details = context ? `\n${context()}` : '';
			throw new Error(`Waited ${seconds} s in vain for ${what}${reason}${details}`);
		}
		await sleep(everyMilliseconds);
	}
}

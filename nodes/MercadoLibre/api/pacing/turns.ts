import type { Account } from '../account';

const lastTurns = new Map<string, Promise<unknown>>();

/**
 * Runs `send` when everything sent earlier to the same conversation or claim has ended, in this process.
 * n8n works on all items of a run at once: without turns, two messages to one buyer could overtake each
 * other, and each would look whether the other was sent before it was.
 */
export async function inTurn<T>(
	account: Account,
	conversation: string,
	send: () => Promise<T>,
): Promise<T> {
	const key = `${account.apiBaseUrl} ${conversation}`;
	const turn = (lastTurns.get(key) ?? Promise.resolve()).then(send);
	const ended = turn
		.catch(() => undefined)
		.finally(() => {
			if (lastTurns.get(key) === ended) lastTurns.delete(key);
		});
	lastTurns.set(key, ended);
	return await turn;
}

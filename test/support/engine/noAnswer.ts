// Requests that nobody answers run into their timeout at once: what is tested is what comes of it, however slow the
// machine and however long the timeout.
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { ClientRequest } from 'node:http';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Harness } from './harness';

interface Meant {
	method: string;
	/** A regular expression. */
	path: string;
}

const CREATED = 'http.client.request.created';

/** Does something whose first request of this kind is in vain: it times out as soon as it has arrived at the API. */
export async function timingOut<T>(
	n8n: Harness,
	{ method, path }: Meant,
	doIt: () => Promise<T>,
	look?: (request: ClientRequest) => void,
): Promise<T> {
	const isMeant = (request: { method: string; path: string }) =>
		request.method === method && new RegExp(path).test(request.path.split('?')[0]);
	let inVain: ClientRequest | undefined;
	const note = (message: unknown) => {
		const { request } = message as { request: ClientRequest };
		if (isMeant(request)) inVain ??= request;
	};
	subscribe(CREATED, note);
	try {
		let isOver = false;
		const doing = doIt().finally(() => (isOver = true));
		while (!isOver && !n8n.control.requests().some(isMeant)) await nextTurn();
		if (!inVain) throw new Error(`Nobody asked ${method} ${path}`);
		look?.(inVain);
		// As when its time is over; n8n's client listens for it only where a timeout is set.
		inVain.emit('timeout');
		return await doing;
	} finally {
		unsubscribe(CREATED, note);
	}
}

import { setTimeout as wait } from 'node:timers/promises';

/** Far longer than anything takes on a busy machine. */
const PATIENCE_MS = 60_000;

/** Waits until something is so. */
export async function until(isSo: () => boolean): Promise<void> {
	const giveUpAt = Date.now() + PATIENCE_MS;
	while (!isSo()) {
		if (Date.now() > giveUpAt) throw new Error(`It did not come to be so: ${isSo.toString()}`);
		await wait(5);
	}
}

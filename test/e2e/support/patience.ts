import { waitFor as waitForSeconds } from '../../../sandbox/n8n/process/waitFor.ts';
import type { WaitOptions } from '../../../sandbox/n8n/process/waitFor.ts';

/** Far longer than anything takes on a busy machine: what has not come by then never comes. */
export const PATIENCE_SECONDS = 300;

export const waitFor = async <T>(
	ask: Parameters<typeof waitForSeconds<T>>[0],
	options: Omit<WaitOptions, 'seconds'>,
): Promise<T> => await waitForSeconds(ask, { ...options, seconds: PATIENCE_SECONDS });

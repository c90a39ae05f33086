import { NodeApiError, NodeOperationError } from 'n8n-workflow';
import type { Session } from '../session';

/**
 * An error as one text, for an item that goes on without what could not be read: what happened, and what to do.
 * @param later how to get it, where only the time was over
 */
export function inWords({ signal }: Session, error: unknown, later: string): string {
	if (signal?.aborted) return `There was no time left to read it. ${later}`;
	if (error instanceof NodeApiError || error instanceof NodeOperationError) {
		return [error.message, error.description].filter(Boolean).join('. ');
	}
	return `Mercado Libre gave an answer that this node cannot read. ${later}`;
}

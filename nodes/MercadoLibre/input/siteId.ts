import type { IDataObject } from 'n8n-workflow';
import { fieldOf } from '../api/answers';
import type { Session } from '../api/session';
import { inputError } from './inputError';

/** The `site_id` of an attachment: the one given, for local accounts else the country of the credential. */
export function siteIdFor({ context, account }: Session, given: unknown): string {
	const siteId = String(given || account.siteId || '')
		.trim()
		.toUpperCase();
	if (!/^[A-Z]{3}$/.test(siteId)) {
		throw inputError(
			context,
			'Site ID',
			'siteId',
			siteId ? 'must be three letters' : 'is required for Global Selling',
			'Choose the country of the sale under Options: MLM, MLB, MCO or MLC.',
		);
	}
	// The site of the seller's own account; the pages want that of the sale (2026-05-27).
	if (siteId === 'CBT') {
		throw inputError(
			context,
			'Site ID',
			'siteId',
			'must be the country of the sale',
			'"CBT" is the site of your own account. Choose MLM, MLB, MCO or MLC.',
		);
	}
	return siteId;
}

/**
 * The country that an input item tells: a message, or a conversation with its messages, simplified or as the API
 * gives them. Undefined when it tells none.
 */
export function siteInItem(item: IDataObject): string | undefined {
	const messages = Array.isArray(item.messages) ? (item.messages as unknown[]) : [];
	return [item, ...messages]
		.flatMap((one) => [fieldOf(one, 'siteId'), fieldOf(one, 'site_id')])
		.find((site): site is string => typeof site === 'string' && /^M[A-Z]{2}$/.test(site));
}

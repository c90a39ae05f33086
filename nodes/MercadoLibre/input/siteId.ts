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
			'Choose the country of the sale: MLM, MLB, MCO or MLC.',
		);
	}
	return siteId;
}

import type { Call } from '../operation/operation';

/** The `site_id` of an attachment: the one given, for local accounts else the country of the credential. */
export function siteIdFor(call: Call, given: unknown): string {
	const siteId = String(given || call.account.siteId || '')
		.trim()
		.toUpperCase();
	if (!/^[A-Z]{3}$/.test(siteId)) {
		throw call.inputError(
			'Site ID',
			'siteId',
			siteId ? 'must be three letters' : 'is required for Global Selling',
			'Choose the country of the sale: MLM, MLB, MCO or MLC.',
		);
	}
	return siteId;
}

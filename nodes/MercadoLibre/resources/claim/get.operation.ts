import { GET_CLAIM, readClaim, simplifyClaim } from '../../claims/claim';
import { readClaimDetails, simplifyClaimDetails } from '../../claims/claimDetails';
import { claimId } from '../../operation/claimField';
import { includeDetailsOption, optionsOf, simplify } from '../../operation/fields';
import type { Operation } from '../../operation/operation';

export const get: Operation = {
	name: 'Get',
	value: 'get',
	action: 'Get a claim and what you may do in it',
	description: 'Read a claim: its stage, what you may do in it, and until when',
	endpoint: GET_CLAIM,
	parameters: [claimId, simplify, optionsOf(includeDetailsOption)],
	async run(call) {
		const claim = await readClaim(call, call.id('claimId'));
		const details =
			call.collection('options').includeDetails === true
				? await readClaimDetails(call, claim)
				: undefined;
		return call.parameter('simplify')
			? {
					...simplifyClaim(claim, call.account.sellerId),
					...(details && simplifyClaimDetails(details)),
				}
			: { ...claim, ...details };
	},
};

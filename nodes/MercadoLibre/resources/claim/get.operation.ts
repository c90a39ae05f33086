import { GET_CLAIM, readClaim, simplifyClaim } from '../../claims/claim';
import { claimId } from '../../operation/claimField';
import { simplify } from '../../operation/fields';
import type { Operation } from '../../operation/operation';

export const get: Operation = {
	name: 'Get',
	value: 'get',
	action: 'Get a claim',
	description: 'Read a claim: its stage, what you may do in it, and until when',
	endpoint: GET_CLAIM,
	parameters: [claimId, simplify],
	async run(call) {
		const claim = await readClaim(call, call.id('claimId'));
		return call.parameter('simplify') ? simplifyClaim(claim, call.account.sellerId) : claim;
	},
};

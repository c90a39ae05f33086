import {
	GET_CLAIM_MESSAGES,
	readClaimMessages,
	simplifyClaimMessage,
} from '../../claims/claimMessages';
import { claimId } from '../../operation/claimField';
import { limit, returnAll, simplify } from '../../operation/fields';
import type { Operation } from '../../operation/operation';

export const getAll: Operation = {
	name: 'Get Many',
	value: 'getAll',
	action: 'Get many messages of a claim',
	description: 'Read the messages of a claim, oldest first; with a limit, the newest ones',
	endpoint: GET_CLAIM_MESSAGES,
	parameters: [claimId, returnAll, limit, simplify],
	async run(call) {
		const claimId = call.id('claimId');
		const limit = call.limit();
		const messages = (await readClaimMessages(call, claimId)).slice(-limit);
		return call.parameter('simplify')
			? messages.map((message) => simplifyClaimMessage(claimId, message))
			: messages;
	},
};

import { GET_REASONS, readReasons, simplifyReason } from '../../conversations/contactReasons';
import { withPackOf } from '../../conversations/packOfOrder';
import { simplify } from '../../operation/fields';
import type { Operation } from '../../operation/operation';
import { newPackId } from '../../operation/packField';

export const getReasons: Operation = {
	name: 'Get Contact Reasons',
	value: 'getReasons',
	action: 'Get contact reasons for starting a conversation',
	description:
		'List the reasons for which you may write to the buyer first: what each is for, its templates, and how often it is left',
	endpoint: GET_REASONS,
	parameters: [newPackId, simplify],
	async run(call) {
		return await withPackOf(call, call.id('packId'), async (packId) => {
			const reasons = await readReasons(call, packId);
			return call.parameter('simplify')
				? reasons.map((reason) => simplifyReason(packId, reason))
				: reasons;
		});
	},
};

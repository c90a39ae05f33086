import { fieldOf, isListOfObjects } from '../../api/answers';
import { apiRequest } from '../../api/transport';
import { GET_REASONS, simplifyReason, type Reason } from '../../conversations/contactReasons';
import { withPackOf } from '../../conversations/packOfOrder';
import { simplify } from '../../operation/fields';
import type { Operation } from '../../operation/operation';
import { packId } from '../../operation/packField';

export const getReasons: Operation = {
	name: 'Get Contact Reasons',
	value: 'getReasons',
	action: 'Get contact reasons for starting a conversation',
	description:
		'List the reasons for which you may write to the buyer first, with their templates, and how often each is left',
	endpoint: GET_REASONS,
	parameters: [packId, simplify],
	async run(call) {
		return await withPackOf(call, call.id('packId'), async (packId) => {
			const { body } = await apiRequest<{ options: Reason[] }>(call, {
				endpoint: GET_REASONS,
				ids: { packId },
				isValid: (answer) => isListOfObjects(fieldOf(answer, 'options')),
			});
			return call.parameter('simplify')
				? body.options.map((reason) => simplifyReason(packId, reason))
				: body.options;
		});
	},
};

import type { IDataObject } from 'n8n-workflow';
import { fieldOf, isListOfObjects, objectsIn } from '../../api/answers';
import type { Endpoint } from '../../api/endpoint';
import { apiRequest } from '../../api/transport';
import { simplify } from '../../operation/fields';
import type { Operation } from '../../operation/operation';
import { packId } from '../../operation/packField';

/** "Reasons to communicate" (action guide) of Mercado Libre's documentation. */
const GET_REASONS: Endpoint = {
	method: 'GET',
	globalSelling: '/marketplace/messages/action_guide/packs/{packId}',
	local: '/messages/action_guide/packs/{packId}?tag=post_sale',
};

interface Reason extends IDataObject {
	id: string;
	type?: string;
	enabled?: boolean;
	char_limit?: number | null;
	cap_available?: number;
	templates?: { id: string }[] | null;
}

const simplifyReason = (packId: string, reason: Reason): IDataObject => ({
	packId,
	reason: reason.id,
	type: /^template$/i.test(String(reason.type)) ? 'template' : 'freeText',
	available: (reason.cap_available ?? 1) > 0 && reason.enabled !== false,
	capAvailable: reason.cap_available ?? null,
	characterLimit: reason.char_limit ?? null,
	templateIds: objectsIn(reason.templates).map(({ id }) => id),
});

export const getReasons: Operation = {
	name: 'Get Contact Reasons',
	value: 'getReasons',
	action: 'Get contact reasons of a conversation',
	description: 'List the reasons for which you may write to the buyer first, and which are used up',
	endpoint: GET_REASONS,
	parameters: [packId, simplify],
	async run(call) {
		const packId = call.id('packId');
		const { body } = await apiRequest<{ options: Reason[] }>(call, {
			endpoint: GET_REASONS,
			ids: { packId },
			isValid: (answer) => isListOfObjects(fieldOf(answer, 'options')),
		});
		return call.parameter('simplify')
			? body.options.map((reason) => simplifyReason(packId, reason))
			: body.options;
	},
};

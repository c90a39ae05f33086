import type { IDataObject } from 'n8n-workflow';
import type { Endpoint } from '../../api/endpoint';
import { inTurn } from '../../api/pacing/turns';
import { apiRequest } from '../../api/transport';
import { meaningInGuide, templateVariables } from '../../conversations/contactReasons';
import { explainBlocked } from '../../conversations/explainBlocked';
import type { ApiMessage } from '../../conversations/messages';
import { refuseHeldBack } from '../../conversations/moderation';
import { withPackOf } from '../../conversations/packOfOrder';
import { findSentMessage, sentMessageIn, outputOfSend } from '../../conversations/sentMessages';
import {
	checkLength,
	replaceTypographicMarksOption,
	textToSend,
} from '../../conversations/textRules';
import { failIfHeldBackOption, optionsOf, sellerIdOption, simplify } from '../../operation/fields';
import type { Operation } from '../../operation/operation';
import { packId } from '../../operation/packField';

/** "Reasons to communicate" (action guide) of Mercado Libre's documentation. */
const START_CONVERSATION: Endpoint = {
	method: 'POST',
	globalSelling: '/marketplace/messages/action_guide/packs/{packId}/option',
	local: '/messages/action_guide/packs/{packId}/option?tag=post_sale',
	means: meaningInGuide,
};

const FREE_TEXT_REASONS = ['OTHER', 'SEND_INVOICE_LINK'];
const TEMPLATE_REASONS = ['REQUEST_VARIANTS', 'REQUEST_BILLING_INFO', 'DELIVERY_PROMISE'];

export const start: Operation = {
	name: 'Start',
	value: 'start',
	action: 'Start a conversation with a buyer who has not written yet',
	description: 'Write to a buyer first, for one of the reasons that Mercado Libre allows',
	endpoint: START_CONVERSATION,
	parameters: [
		packId,
		{
			displayName: 'Reason',
			name: 'reason',
			type: 'options',
			options: [
				{ name: 'Ask for Billing Data', value: 'REQUEST_BILLING_INFO' },
				{ name: 'Ask Which Variant Is Wanted', value: 'REQUEST_VARIANTS' },
				{ name: 'Other (Free Text)', value: 'OTHER' },
				{ name: 'Promise a Delivery Time', value: 'DELIVERY_PROMISE' },
				{ name: 'Send a Link to the Invoice (Free Text)', value: 'SEND_INVOICE_LINK' },
			],
			default: 'OTHER',
			description:
				'Why you write first. "Get Contact Reasons" tells which are left for a conversation.',
		},
		{
			displayName: 'Text',
			name: 'text',
			type: 'string',
			typeOptions: { rows: 4 },
			default: '',
			displayOptions: { show: { reason: FREE_TEXT_REASONS } },
			description:
				'What the buyer will read. Local accounts: Western European languages, with emoji.',
			hint: 'At most 350 characters',
		},
		{
			displayName: 'Template ID',
			name: 'templateId',
			type: 'string',
			default: '',
			placeholder: 'e.g. TEMPLATE___REQUEST_BILLING_INFO___1',
			displayOptions: { show: { reason: TEMPLATE_REASONS } },
			description: 'The text is Mercado Libre\'s own: its ID is in "Get Contact Reasons"',
		},
		optionsOf(failIfHeldBackOption, replaceTypographicMarksOption, sellerIdOption, simplify, {
			displayName: 'Template Variables',
			name: 'templateVariables',
			type: 'fixedCollection',
			typeOptions: { multipleValues: true },
			default: {},
			placeholder: 'Add Variable',
			description: 'What the template leaves open, such as the hours of a delivery promise',
			options: [
				{
					displayName: 'Variable',
					name: 'variable',
					values: [
						{
							displayName: 'ID',
							name: 'id',
							type: 'string',
							default: '',
							description: 'The ID of the variable, from "Get Contact Reasons" without Simplify',
						},
						{
							displayName: 'Value',
							name: 'value',
							type: 'string',
							default: '',
						},
					],
				},
			],
		}),
	],
	async run(call) {
		const options = call.collection('options');
		const id = call.id('packId');
		const sellerId = call.sellerId(options);
		const reason = String(call.parameter('reason') ?? '').trim();
		if (!/^\w+$/.test(reason)) {
			throw call.inputError(
				'Reason',
				'reason',
				'is not a reason',
				'Choose one from the list, or map the "reason" that Get Contact Reasons returns.',
			);
		}
		const templateId = String(call.parameter('templateId', '') ?? '').trim();
		// A reason that is not known here has a template when one is given.
		const usesTemplate =
			TEMPLATE_REASONS.includes(reason) ||
			(!FREE_TEXT_REASONS.includes(reason) && templateId !== '');
		if (usesTemplate && templateId === '') {
			throw call.inputError(
				'Template ID',
				'templateId',
				'is empty',
				'Take it from Get Contact Reasons ("templateIds").',
			);
		}
		const { text, replaced } = usesTemplate
			? { text: undefined, replaced: {} }
			: textToSend(call, call.parameter('text', ''), options);
		if (text !== undefined) checkLength(call.context, text);
		const variables = (options.templateVariables as { variable?: IDataObject[] } | undefined)
			?.variable;

		const startIn = async (packId: string) =>
			await apiRequest(call, {
				endpoint: START_CONVERSATION,
				ids: { packId },
				body: {
					option_id: reason,
					...(usesTemplate ? { template_id: templateId } : { text }),
					...(usesTemplate && variables?.length && { vars: templateVariables(variables) }),
				},
				isValid: (body) => sentMessageIn(body) !== undefined,
				findEffect: async (since) => await findSentMessage(call, { packId, sellerId }, text, since),
			}).catch(async (error) => {
				throw await explainBlocked(call, { packId, sellerId }, error);
			});
		const output = await call.once(
			'message',
			async (): Promise<IDataObject> =>
				await withPackOf(call, id, async (packId) => {
					const { body } = await inTurn(call.account, packId, async () => await startIn(packId));
					const simplify = options.simplify !== false;
					const sent = outputOfSend(sentMessageIn(body) as ApiMessage, {
						sellerId,
						packId,
						text,
						simplify,
					});
					return { ...sent, ...replaced, reason };
				}),
		);
		if (options.failIfHeldBack) refuseHeldBack(call, output);
		return output;
	},
};

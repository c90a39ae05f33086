import type { IDataObject, INodeProperties } from 'n8n-workflow';
import type { Endpoint } from '../../api/endpoint';
import { inTurn } from '../../api/pacing/turns';
import { apiRequest } from '../../api/transport';
import {
	meaningInGuide,
	readReasons,
	REASONS,
	templatesOf,
	templateVariables,
} from '../../conversations/contactReasons';
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
import type { Call } from '../../operation/call';
import { newPackId } from '../../operation/packField';

/** "Reasons to communicate" (action guide) of Mercado Libre's documentation. */
const START_CONVERSATION: Endpoint = {
	method: 'POST',
	globalSelling: '/marketplace/messages/action_guide/packs/{packId}/option',
	local: '/messages/action_guide/packs/{packId}/option?tag=post_sale',
	means: meaningInGuide,
};

const reasonsWith = (template: boolean) =>
	REASONS.filter(({ hasTemplate }) => hasTemplate === template).map(({ value }) => value);
const FREE_TEXT_REASONS = reasonsWith(false);
const TEMPLATE_REASONS = reasonsWith(true);
const DELIVERY_PROMISE = 'DELIVERY_PROMISE';

export const start: Operation = {
	name: 'Start',
	value: 'start',
	action: 'Start a conversation with a buyer who has not written yet',
	description: 'Write to a buyer first, for one of the reasons that Mercado Libre allows',
	endpoint: START_CONVERSATION,
	parameters: [
		newPackId,
		{
			displayName: 'Reason',
			name: 'reason',
			type: 'options',
			options: REASONS.map(({ name, value, description }) => ({ name, value, description })),
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
			required: true,
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
			description: 'Which text of Mercado Libre\'s own is sent, as "Get Contact Reasons" names it',
			hint: 'When empty, the first one of the reason is sent',
		},
		...[
			{ displayName: 'From Hour', name: 'fromHour', placeholder: 'e.g. 12' },
			{ displayName: 'Until Hour', name: 'untilHour', placeholder: 'e.g. 18' },
		].map((field): INodeProperties => ({
			...field,
			type: 'string',
			default: '',
			displayOptions: { show: { reason: [DELIVERY_PROMISE] } },
			description: 'A whole hour of today, from 0 to 24',
			hint: 'Needed, unless Template Variables under Options hold the hours',
		})),
		optionsOf(failIfHeldBackOption, replaceTypographicMarksOption, sellerIdOption, simplify, {
			displayName: 'Template Variables',
			name: 'templateVariables',
			type: 'fixedCollection',
			typeOptions: { multipleValues: true },
			default: {},
			placeholder: 'Add variable',
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
							description: 'What stands in its place, such as the hour "12"',
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
				'is not valid',
				'Choose one from the list, or map the "reason" that Get Contact Reasons returns.',
			);
		}
		const templateId = String(call.parameter('templateId', '') ?? '').trim();
		// A reason that is not known here has a template when one is given.
		const usesTemplate =
			TEMPLATE_REASONS.includes(reason) ||
			(!FREE_TEXT_REASONS.includes(reason) && templateId !== '');
		const { text, replaced } = usesTemplate
			? { text: undefined, replaced: {} }
			: textToSend(call, call.parameter('text', ''), options);
		if (text !== undefined) checkLength(call.context, text);
		const { variable: given = [] } = (options.templateVariables ?? {}) as {
			variable?: IDataObject[];
		};
		const hours = reason === DELIVERY_PROMISE && given.length === 0 ? hoursOf(call) : undefined;
		const templateFor = async (packId: string) => {
			// Chosen once: a try whose answer was lost may have used the reason up.
			const first = async () => await firstTemplateId(call, packId, reason);
			const template_id = templateId || (await call.once('template', first));
			// Page on contact reasons: the hours of the promise.
			const variables = hours
				? hours.map((value, i) => ({ id: `${template_id}___VAR___${['INIT', 'LIMIT'][i]}`, value }))
				: given;
			return { template_id, ...(variables.length > 0 && { vars: templateVariables(variables) }) };
		};

		const startIn = async (packId: string) =>
			await apiRequest(call, {
				endpoint: START_CONVERSATION,
				ids: { packId },
				body: {
					option_id: reason,
					...(usesTemplate ? await templateFor(packId) : { text }),
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

/** The first template of a reason, for those who chose none. */
async function firstTemplateId(call: Call, packId: string, reason: string): Promise<string> {
	const reasons = await readReasons(call, packId);
	const [template] = reasons.filter(({ id }) => id === reason).flatMap(templatesOf);
	if (template?.id) return template.id;
	const offered = reasons.map(({ id }) => id).join(', ');
	throw call.inputError(
		'Reason',
		'reason',
		'is not offered for this conversation',
		offered ? `Mercado Libre offers: ${offered}.` : 'Mercado Libre offers none.',
	);
}

/** Between which hours the parcel is promised. */
function hoursOf(call: Call): string[] {
	return [
		['From Hour', 'fromHour'],
		['Until Hour', 'untilHour'],
	].map(([label, name]) => {
		const hour = String(call.parameter<unknown>(name, '') ?? '').trim();
		if (/^\d{1,2}$/.test(hour) && Number(hour) <= 24) return hour;
		throw call.inputError(
			label,
			name,
			hour === '' ? 'is empty' : 'is not an hour',
			'Enter a whole hour of today, from 0 to 24: the parcel is promised between the two.',
		);
	});
}

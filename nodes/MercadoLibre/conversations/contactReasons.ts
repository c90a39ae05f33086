import type { IDataObject } from 'n8n-workflow';
import { fieldOf, idText, isListOfObjects, objectsIn } from '../api/answers';
import type { Endpoint } from '../api/endpoint';
import type { Session } from '../api/session';
import { apiRequest } from '../api/transport';

/** The action guide of a conversation ("Reasons to communicate", es 2025-07-04, pt 2026-06-08). */
export const GET_REASONS: Endpoint = {
	method: 'GET',
	globalSelling: '/marketplace/messages/action_guide/packs/{packId}',
	local: '/messages/action_guide/packs/{packId}?tag=post_sale',
};

/** The reasons that the pages name: what each is for, and whether the text is Mercado Libre's own. */
export const REASONS = [
	{
		value: 'REQUEST_BILLING_INFO',
		name: 'Ask for Billing Data',
		description: "A text of Mercado Libre's own asks the buyer for what you need for the invoice",
		hasTemplate: true,
	},
	{
		value: 'REQUEST_VARIANTS',
		name: 'Ask Which Variant Is Wanted',
		description: "A text of Mercado Libre's own asks the buyer to confirm colour, size or the like",
		hasTemplate: true,
	},
	{
		value: 'OTHER',
		name: 'Other (Free Text)',
		description: 'Anything else in your own words; not offered once the parcel is delivered',
		hasTemplate: false,
	},
	{
		value: 'DELIVERY_PROMISE',
		name: 'Promise a Delivery Time',
		description:
			"A text of Mercado Libre's own says between which hours of today the parcel comes, where you deliver yourself (Flex)",
		hasTemplate: true,
	},
	{
		value: 'SEND_INVOICE_LINK',
		name: 'Send a Link to the Invoice (Free Text)',
		description: 'Where the buyer finds the invoice, in your own words',
		hasTemplate: false,
	},
];

/** The variables of a template as the action guide takes them: what is a number goes as one. */
export const templateVariables = (variables: IDataObject[]): IDataObject[] =>
	variables.map(({ id, value }) => {
		const text = String(value ?? '').trim();
		return { id, value: text !== '' && Number.isFinite(Number(text)) ? Number(text) : value };
	});

/**
 * What a refusal of the action guide means where its status misleads: another reason that is being used for the
 * same sale locks it for a moment (409), and a delivery promise for the past may come as a fault of the server.
 */
export const meaningInGuide: Endpoint['means'] = ({ status, message }) => {
	if (status === 409) return 'unsent';
	return status >= 500 && /delivery date is before|date before today/i.test(message)
		? 'refused'
		: undefined;
};

export interface Template {
	id?: string;
	vars?: { id?: string; type?: string }[] | null;
	/** By site, in small letters. */
	texts?: Record<string, { html?: string } | null> | null;
}

/** A reason for which a seller may write first, as the action guide lists it. */
export interface Reason extends IDataObject {
	id: string;
	type?: string;
	enabled?: boolean;
	char_limit?: number | null;
	cap_available?: number;
	templates?: (Template & IDataObject)[] | null;
}

/** The reasons that are offered for a pack, whether or not they are used up. */
export async function readReasons(session: Session, packId: string): Promise<Reason[]> {
	const { body } = await apiRequest<{ options: Reason[] }>(session, {
		endpoint: GET_REASONS,
		ids: { packId },
		isValid: (answer) => isListOfObjects(fieldOf(answer, 'options')),
	});
	return body.options;
}

export const templatesOf = ({ templates }: Reason): Template[] => objectsIn<Template>(templates);

export const simplifyReason = (packId: string, reason: Reason): IDataObject => {
	const templates = templatesOf(reason);
	const known = REASONS.find(({ value }) => value === reason.id);
	return {
		packId,
		reason: reason.id,
		name: known?.name ?? null,
		description: known?.description ?? null,
		type: /^template$/i.test(idText(reason.type) ?? '') ? 'template' : 'freeText',
		available: (reason.cap_available ?? 1) > 0 && reason.enabled !== false,
		capAvailable: reason.cap_available ?? null,
		characterLimit: reason.char_limit ?? null,
		templateIds: templates.map(({ id }) => id ?? null),
		templates: templates.map(simplifyTemplate),
	};
};

const simplifyTemplate = ({ id, vars, texts }: Template): IDataObject => ({
	id: id ?? null,
	variables: objectsIn(vars).map((variable) => ({
		id: variable.id ?? null,
		type: variable.type ?? null,
	})),
	texts: Object.entries(texts ?? {}).map(([site, text]) => ({
		siteId: site.toUpperCase(),
		html: text?.html ?? null,
	})),
});

import type { IDataObject } from 'n8n-workflow';
import { idText, objectsIn } from '../api/answers';
import type { Endpoint } from '../api/endpoint';

/** The action guide of a conversation ("Reasons to communicate", es 2025-07-04, pt 2026-06-08). */
export const GET_REASONS: Endpoint = {
	method: 'GET',
	globalSelling: '/marketplace/messages/action_guide/packs/{packId}',
	local: '/messages/action_guide/packs/{packId}?tag=post_sale',
};

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

interface Template {
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

export const simplifyReason = (packId: string, reason: Reason): IDataObject => {
	const templates = objectsIn<Template>(reason.templates);
	return {
		packId,
		reason: reason.id,
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

import type { IDataObject } from 'n8n-workflow';
import type { Family } from '../api/account';
import { idText, isObject } from '../api/answers';

/** What a notification is about. */
export type SubjectKind = 'message' | 'claim' | 'order' | 'shipment';

export interface Subject {
	kind: SubjectKind;
	id: string;
}

/** A notification as Mercado Libre pushes it (its pages on notifications, pt 2026-09-14, gs 2026-05-12). */
export interface Notification {
	topic: string;
	resource: string;
	/** Whose event it is. */
	userId: string;
	/** The application that has subscribed to the topic. */
	applicationId: string;
	/** Of the newer model only, such as "created" and "read". */
	actions: string[];
	/** When Mercado Libre took the event in, in ms since the epoch; it stays the same when it is sent again. */
	receivedAt: number | undefined;
	body: IDataObject;
}

/** The notification in a JSON body; undefined when it is none. Ids come as numbers and as texts. */
export function notificationIn(body: unknown): Notification | undefined {
	if (!isObject(body)) return undefined;
	const { topic, resource, user_id, application_id, actions, received, sent } = body as IDataObject;
	const userId = idText(user_id);
	const applicationId = idText(application_id);
	const isComplete =
		typeof topic === 'string' && topic !== '' && typeof resource === 'string' && resource !== '';
	if (!isComplete || userId === null || applicationId === null) return undefined;
	return {
		topic,
		resource,
		userId,
		applicationId,
		actions: Array.isArray(actions) ? actions.map(String) : [],
		receivedAt: Date.parse(String(received ?? sent ?? '')) || undefined,
		body: body as IDataObject,
	};
}

/** The topics of each family. */
export const TOPICS: Record<SubjectKind, Record<Family, readonly string[]>> = {
	message: { globalSelling: ['marketplace_messages'], local: ['messages'] },
	// "claims" is the name that "post_purchase" had before.
	claim: { globalSelling: ['marketplace_claims'], local: ['post_purchase', 'claims'] },
	order: {
		globalSelling: ['marketplace_orders', 'marketplace_orders_on_site'],
		local: ['orders_v2', 'orders'],
	},
	shipment: { globalSelling: ['marketplace_shipments'], local: ['shipments'] },
};

const kinds = Object.keys(TOPICS) as SubjectKind[];

/** The id in a `resource`: a path of either family, with or without a slash before it, or the bare id. */
const ID: Record<SubjectKind, RegExp> = {
	message: /^(?:\/?(?:marketplace\/)?messages\/)?([\w-]{1,100})$/,
	claim: /(?:^|\/claims\/)(\d{1,20})(?:$|[/?])/,
	order: /(?:^|\/orders\/)(\d{1,20})(?:$|[/?])/,
	shipment: /(?:^|\/shipments\/)(\d{1,20})(?:$|[/?])/,
};

/** What a notification is about; undefined for other topics, and for a resource that names no id. */
export function subjectOf({ topic, resource }: Notification): Subject | undefined {
	const kind = kinds.find((one) => Object.values(TOPICS[one]).flat().includes(topic));
	const id = kind && ID[kind].exec(resource.trim())?.[1];
	return kind && id ? { kind, id } : undefined;
}

/**
 * What tells a notification from others; sent again, it has the same. The older model has no id for some topics, and
 * the history gives ids of its own, and a message by its bare id.
 */
export function notificationKey(notification: Notification): string {
	const { topic, resource, actions, receivedAt, body } = notification;
	const about = subjectOf(notification)?.id ?? resource;
	return [topic, about, actions.join(), receivedAt ?? idText(body.id ?? body._id) ?? ''].join(' ');
}

import type { IDataObject } from 'n8n-workflow';
import { problemBehind } from '../../api/errors/problem';
import { sellerIdOf } from '../../api/session';
import { readClaim, simplifyClaim } from '../../claims/claim';
import { readClaimMessages } from '../../claims/claimMessages';
import { readMessage } from '../../conversations/conversation';
import type { FileSession } from '../../files/fileSession';
import {
	notificationKey,
	type Notification,
	type SubjectKind,
} from '../../notifications/notification';
import { readOrder } from '../../sales/packs';
import { simplifySale } from '../../sales/sale';
import { readShipment, simplifyShipment, wholeShipment } from '../../sales/shipment';
import { saleIdOfClaim, toSourceClaimMessage } from '../claims';
import { isOfSeller, toSourceMessage } from '../conversations';
import type { SourceFile } from '../source';

export type PushEvent =
	| 'messageReceived'
	| 'claimUpdated'
	| 'claimMessageReceived'
	| 'orderUpdated'
	| 'shipmentUpdated'
	| 'notification';

/** Something that starts the workflow, once. */
export interface Start {
	/** What tells it from others. */
	key: string;
	/** Under which keys it may have started the workflow before. */
	otherKeys?: string[];
	/** What else is known then. */
	startedAs?: string[];
	/** From long before the notification: if it has started the workflow, n8n has stored that. */
	isOld?: boolean;
	json: IDataObject;
	attachments?: SourceFile[];
	/** The pack or order that it is about, which may be brought along. */
	saleId?: string | null;
}

interface Read {
	session: FileSession;
	id: string;
	notification: Notification;
	simplify: boolean;
	/** When the trigger was switched on first, in ms since the epoch. */
	since: number;
}

/** What an event is about, and what it hands out for it. */
interface EventReader {
	/** undefined: every topic. */
	kind?: SubjectKind;
	/** How often it is read while it is unknown; a claim is asked for at two paths each time. */
	mostReads: number;
	/** Whether a notification can be news at all. */
	isNews?: (notification: Notification) => boolean;
	/** What tells, before anything is read, that all that will be read has started the workflow already. */
	keyBefore?: (id: string, notification: Notification) => string;
	read: (read: Read) => Promise<Start[]>;
}

const messageKey = (id: string) => `message ${id}`;

/** A claim's notification comes moments after what it tells of. */
const SHORTLY_BEFORE_MS = 60_000;

/** An older message of a claim is no news: it is not for ever remembered what has started the workflow. */
const OLDEST_NEWS_MS = 7 * 24 * 60 * 60_000;

export const EVENTS: Record<PushEvent, EventReader> = {
	messageReceived: {
		kind: 'message',
		mostReads: 5,
		// Read by somebody: no news, and the message may be an old one. Global Selling names no actions.
		isNews: ({ actions }) => actions.length === 0 || actions.includes('created'),
		keyBefore: messageKey,
		async read({ session, id, simplify }) {
			const { message, status } = await readMessage(session, id, { isOnce: true });
			const userId = sellerIdOf(session);
			if (isOfSeller(message, [userId])) return [];
			const { json, attachments } = toSourceMessage(session, message, {
				status,
				userId,
				simplify,
				isReceived: true,
			});
			const { packId } = json;
			return [{ key: messageKey(id), json, attachments, saleId: packId ? String(packId) : null }];
		},
	},

	claimUpdated: {
		kind: 'claim',
		mostReads: 2,
		async read({ session, id, simplify }) {
			const claim = await readClaim(session, id);
			const json = simplifyClaim(claim, session.account.sellerId);
			// Changes that are not handed out are no news.
			return [
				{
					key: `claim ${id} ${JSON.stringify(json)}`,
					json: simplify ? json : claim,
					saleId: saleIdOfClaim(claim),
				},
			];
		},
	},

	claimMessageReceived: {
		kind: 'claim',
		mostReads: 2,
		async read({ session, id, simplify, since, notification: { receivedAt } }) {
			const claim = await readClaim(session, id);
			const messages = await readClaimMessages(session, id);
			const shortlyBefore = (receivedAt ?? since) - SHORTLY_BEFORE_MS;
			const from = Math.max(
				Math.min(since, shortlyBefore),
				(receivedAt ?? Date.now()) - OLDEST_NEWS_MS,
			);
			return messages
				.map((message) =>
					toSourceClaimMessage(session, message, claim, {
						ownIds: [sellerIdOf(session)],
						simplify,
					}),
				)
				.filter(({ isReceived, arrivedAt }) => isReceived && arrivedAt >= from)
				.map(({ id: messageId, otherIds = [], settledAs = [], json, attachments, arrivedAt }) => {
					const keyOf = (one: string) => `claim message ${id} ${one}`;
					return {
						key: keyOf(messageId),
						otherKeys: otherIds.map(keyOf),
						startedAs: settledAs.map(keyOf),
						isOld: arrivedAt < shortlyBefore,
						json,
						attachments,
						saleId: saleIdOfClaim(claim),
					};
				});
		},
	},

	orderUpdated: {
		kind: 'order',
		mostReads: 5,
		async read({ session, id, simplify }) {
			const order = await readOrder(session, id);
			const json = simplifySale({ orders: [order] });
			return [{ key: `order ${id} ${JSON.stringify(json)}`, json: simplify ? json : order }];
		},
	},

	shipmentUpdated: {
		kind: 'shipment',
		mostReads: 5,
		async read({ session, id, simplify }) {
			const shipment = await readShipment(session, id);
			const json = simplifyShipment(shipment, { siteId: session.account.siteId });
			return [
				{
					key: `shipment ${id} ${JSON.stringify(json)}`,
					json: simplify ? json : wholeShipment(shipment),
				},
			];
		},
	},

	notification: {
		mostReads: 1,
		keyBefore: (_, notification) => notificationKey(notification),
		read: async ({ notification }) => [
			{ key: notificationKey(notification), json: notification.body },
		],
	},
};

/**
 * Whether the API said that it does not know what a notification names, or that it is not the seller's. Everything
 * else is a failure to read it. Messages: document 000, "does not exists" is a 400. Claims: a 403 stands for both, and
 * a 401 may be about the claim (local page on errors, 2025-02-10).
 */
export function isUnknown(error: unknown, kind: SubjectKind): boolean {
	const problem = problemBehind(error);
	if (!problem) return false;
	const { status, code, message } = problem;
	if (status === 404 || status === 400) return !/token|application id/i.test(message);
	if (status === 401) return kind === 'claim' && /user not authorized/i.test(message);
	if (status !== 403) return false;
	if (kind === 'message') return /for resource|identify the user/i.test(message);
	// Of orders and shipments, this code says that the application has no permission for sales.
	return kind === 'claim' || !code.startsWith('PA_UNAUTHORIZED');
}

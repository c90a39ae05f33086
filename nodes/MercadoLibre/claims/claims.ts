import type { IDataObject } from 'n8n-workflow';
import type { Endpoint } from '../api/endpoint';
import { problemBehind } from '../api/errors';
import { idText, inOrderOfTime } from '../conversations/messages';
import { readPages, totalOf, type Page } from '../api/paging';
import { fieldOf, isListOfObjects, objectsIn } from '../api/answers';
import { apiRequest, isFirstGenerationClaim, type Session } from '../api/transport';

export interface ClaimAction {
	action: string;
	mandatory?: boolean;
	due_date?: string | null;
}

export interface ClaimPlayer {
	role?: string;
	type?: string;
	user_id?: string | number;
	available_actions?: ClaimAction[] | null;
}

/** A claim as the API gives it (design document, "Claim search answers"). */
export interface Claim extends IDataObject {
	id: string | number;
	status?: string;
	type?: string;
	stage?: string;
	players?: ClaimPlayer[] & IDataObject[];
}

export interface ClaimAttachment {
	filename?: string;
	original_filename?: string;
	type?: string;
	size?: number;
	date_created?: string;
}

/** A message of a claim (document 004 "Response Fields"). It has no id. */
export interface ClaimMessage extends IDataObject {
	sender_role?: string;
	receiver_role?: string;
	message?: string;
	translated_message?: string | null;
	date_created?: string;
	message_date?: string;
	date_read?: string | null;
	attachments?: (ClaimAttachment & IDataObject)[] | null;
	status?: string;
	stage?: string;
	message_moderation?: { status?: string | null; reason?: string | null } | null;
	repeated?: boolean;
}

const GET_CLAIM: Endpoint = {
	method: 'GET',
	globalSelling: '/marketplace/v2/claims/{claimId}',
	local: '/post-purchase/v1/claims/{claimId}',
};

/** Document 004 "Retrieve all messages of a claim". */
const GET_CLAIM_MESSAGES: Endpoint = {
	method: 'GET',
	globalSelling: '/marketplace/v2/claims/{claimId}/messages',
	local: '/marketplace/v2/claims/{claimId}/messages',
};

const SEARCH_CLAIMS: Endpoint = {
	method: 'GET',
	globalSelling: '/marketplace/v2/claims/search',
	local: '/marketplace/v2/claims/search',
};

/** First-generation claims are served here only. */
const firstGeneration = (path: string): Endpoint => ({
	method: 'GET',
	globalSelling: `/post-purchase/v1${path}`,
	local: `/post-purchase/v1${path}`,
});

/** Reads from `endpoint`, or from the older path when the claim is of the first generation. */
async function readOfClaim<T>(
	session: Session,
	endpoint: Endpoint,
	olderPath: string,
	claimId: string,
	isValid: (body: unknown) => boolean,
): Promise<T> {
	const request = { endpoint, ids: { claimId }, isValid };
	const { body } = await apiRequest<T>(session, request).catch(async (error) => {
		const problem = problemBehind(error);
		if (!problem || !isFirstGenerationClaim(problem)) throw error;
		return await apiRequest<T>(session, { ...request, endpoint: firstGeneration(olderPath) });
	});
	return body;
}

export const readClaim = async (session: Session, claimId: string): Promise<Claim> =>
	await readOfClaim(session, GET_CLAIM, '/claims/{claimId}', claimId, (body) =>
		Boolean(fieldOf(body, 'id')),
	);

/** All messages of a claim, oldest first. */
export async function readClaimMessages(
	session: Session,
	claimId: string,
): Promise<ClaimMessage[]> {
	const messages = await readOfClaim<ClaimMessage[]>(
		session,
		GET_CLAIM_MESSAGES,
		'/claims/{claimId}/messages',
		claimId,
		isListOfObjects,
	);
	return inOrderOfTime(messages, time);
}

export const claimMessageDate = (message: ClaimMessage): string | null =>
	message.date_created ?? message.message_date ?? null;

const time = (message: ClaimMessage) => Date.parse(claimMessageDate(message) ?? '') || 0;

/** The search hands out pages of at most 100, and nothing from 10,000 on. */
const PAGE_SIZE = 100;
const SEARCH_END = 10_000;

/** Claims by the filters of the search, in its order. */
export async function searchClaims(
	session: Session,
	filters: IDataObject,
	limit: number,
): Promise<Claim[]> {
	const readPage = async (offset: number, wanted: number): Promise<Page<Claim>> => {
		const pageLimit = Math.min(wanted, SEARCH_END - 1 - offset);
		if (pageLimit < 1) {
			session.context.logger.warn('Mercado Libre hands out no more than 9,999 claims of a search');
			return { items: [], total: offset };
		}
		const { body } = await apiRequest<{ paging?: { total?: number }; data: Claim[] }>(session, {
			endpoint: SEARCH_CLAIMS,
			qs: { ...filters, limit: pageLimit, offset },
			isValid: (answer) => isListOfObjects(fieldOf(answer, 'data')),
		});
		return { items: body.data, total: totalOf(body.paging) };
	};
	return await readPages(readPage, {
		idOf: (claim) => String(claim.id),
		pageSize: PAGE_SIZE,
		limit,
	});
}

/** The seller in a claim: who has the seller's id, else the respondent. */
function sellerIn(claim: Claim, sellerId: string | undefined): ClaimPlayer | undefined {
	const players: ClaimPlayer[] = objectsIn(claim.players);
	return (
		players.find((player) => idText(player.user_id) === sellerId) ??
		players.find((player) => player.role === 'respondent')
	);
}

/** The role in which the seller writes in a claim. */
export const sellerRole = (claim: Claim, sellerId: string | undefined): string =>
	sellerIn(claim, sellerId)?.role ?? 'respondent';

/** What the seller may do in a claim. */
export const sellerActions = (claim: Claim, sellerId: string | undefined): ClaimAction[] =>
	objectsIn(sellerIn(claim, sellerId)?.available_actions);

/** Whether the claim tells what the seller may do; the API decides where it does not. */
export const tellsActions = (claim: Claim, sellerId: string | undefined): boolean =>
	Array.isArray(sellerIn(claim, sellerId)?.available_actions);

/** The nearest moment until which the seller must do something; null without one. */
export const nearestDueDate = (actions: ClaimAction[]): string | null =>
	actions
		.map((action) => action.due_date)
		.filter((date): date is string => Boolean(date))
		.sort((a, b) => Date.parse(a) - Date.parse(b))[0] ?? null;

export const simplifyActions = (actions: ClaimAction[]): IDataObject[] =>
	actions.map(({ action, mandatory, due_date }) => ({
		action,
		mandatory: mandatory ?? false,
		dueDate: due_date ?? null,
	}));

export function simplifyClaim(claim: Claim, sellerId: string | undefined): IDataObject {
	const actions = sellerActions(claim, sellerId);
	return {
		id: String(claim.id),
		status: claim.status ?? null,
		stage: claim.stage ?? null,
		type: claim.type ?? null,
		reasonId: claim.reason_id ?? null,
		resource: claim.resource ?? null,
		resourceId: idText(claim.resource_id as string | number | null),
		siteId: claim.site_id ?? null,
		availableActions: simplifyActions(actions),
		dueDate: nearestDueDate(actions),
		players: objectsIn<ClaimPlayer>(claim.players).map((player) => ({
			role: player.role ?? null,
			type: player.type ?? null,
			userId: idText(player.user_id as string | number | null),
		})),
		resolution: claim.resolution ?? null,
		createdAt: claim.date_created ?? null,
		updatedAt: claim.last_updated ?? null,
	};
}

export function simplifyClaimMessage(claimId: string, message: ClaimMessage): IDataObject {
	const moderation = message.message_moderation;
	return {
		claimId,
		senderRole: message.sender_role ?? null,
		receiverRole: message.receiver_role ?? null,
		message: message.message ?? '',
		translatedMessage: message.translated_message ?? null,
		createdAt: claimMessageDate(message),
		readAt: message.date_read ?? null,
		stage: message.stage ?? null,
		status: message.status ?? null,
		moderation: { status: moderation?.status ?? null, reason: moderation?.reason || null },
		attachments: objectsIn(message.attachments).map(simplifyClaimAttachment),
	};
}

export const simplifyClaimAttachment = (attachment: ClaimAttachment): IDataObject => ({
	filename: attachment.filename ?? null,
	originalFilename: attachment.original_filename ?? null,
	type: attachment.type ?? null,
	size: attachment.size ?? null,
	createdAt: attachment.date_created ?? null,
});

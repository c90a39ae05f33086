import type { IDataObject } from 'n8n-workflow';
import { fieldOf, idText, objectsIn, timeText } from '../api/answers';
import type { Session } from '../api/session';
import { claimEndpoint, readOfClaim } from './claimEndpoint';

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

/** A claim as the API gives it (pages manage-claims of Global Selling 2026-05-11, gerenciar-reclamacoes 2026-08-20). */
export interface Claim extends IDataObject {
	id: string | number;
	status?: string;
	type?: string;
	stage?: string;
	players?: ClaimPlayer[] & IDataObject[];
}

export const GET_CLAIM = claimEndpoint('GET', '/{claimId}');

export const idOfClaim = ({ id }: Claim): string => idText(id) ?? '';

export const readClaim = async (session: Session, claimId: string): Promise<Claim> =>
	await readOfClaim(session, GET_CLAIM, claimId, (body) => Boolean(fieldOf(body, 'id')));

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

const ROLES = ['complainant', 'mediator', 'respondent'];
const SEND_ACTION = /^send_message(?:_to_(\w+))?$/;

/**
 * To whom the seller may write in a claim at its stage (document 004 "Actions"). The document also names a plain
 * `send_message`, which leaves it to the API to whom.
 */
export function receiversIn(claim: Claim, sellerId: string | undefined): string[] {
	const own = sellerRole(claim, sellerId);
	const named = sellerActions(claim, sellerId)
		.map(({ action }) => SEND_ACTION.exec(action))
		.filter((found) => found !== null)
		.flatMap(([, receiver]) => (receiver ? [receiver] : ROLES.filter((role) => role !== own)));
	return [...new Set(named)];
}

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
		id: idOfClaim(claim),
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
		createdAt: timeText(claim.date_created),
		updatedAt: timeText(claim.last_updated),
	};
}

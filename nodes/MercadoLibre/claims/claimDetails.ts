import type { IDataObject } from 'n8n-workflow';
import { codeText, fieldOf, idText, isObject, objectsIn, timeText } from '../api/answers';
import { isRefusal } from '../api/errors/problem';
import type { Session } from '../api/session';
import { idOfClaim, type Claim } from './claim';
import { claimEndpoint, claimRequest } from './claimEndpoint';

/** Pages manage-claims of Global Selling (2026-05-11) and gerenciar-reclamacoes (2026-08-20). */
const DETAIL = claimEndpoint('GET', '/{claimId}/detail');
const AFFECTS_REPUTATION = claimEndpoint('GET', '/{claimId}/affects-reputation');
const EXPECTED_RESOLUTIONS = claimEndpoint('GET', '/{claimId}/expected-resolutions');
const REASON = claimEndpoint('GET', '/reasons/{reasonId}');

/** What is told of a claim in places of their own, as the API gives it; null where it is refused. */
export interface ClaimDetails extends IDataObject {
	detail: IDataObject | null;
	affects_reputation: IDataObject | null;
	expected_resolutions: IDataObject[] | null;
	reason: IDataObject | null;
}

/** @throws NodeApiError when Mercado Libre does not answer */
export async function readClaimDetails(session: Session, claim: Claim): Promise<ClaimDetails> {
	const claimId = idOfClaim(claim);
	const reasonId = idText(claim.reason_id);
	const read = async (endpoint: typeof DETAIL, ids: Record<string, string>) =>
		await claimRequest<IDataObject | IDataObject[]>(session, { endpoint, ids }).then(
			({ body }) => body,
			(error) => {
				if (!isRefusal(error)) throw error;
				return null;
			},
		);
	const [detail, reputation, resolutions, reason] = await Promise.all([
		read(DETAIL, { claimId }),
		read(AFFECTS_REPUTATION, { claimId }),
		read(EXPECTED_RESOLUTIONS, { claimId }),
		reasonId === null ? null : read(REASON, { reasonId }),
	]);
	const object = (value: unknown) => (isObject(value) ? (value as IDataObject) : null);
	return {
		detail: object(detail),
		affects_reputation: object(reputation),
		expected_resolutions: Array.isArray(resolutions) ? objectsIn(resolutions) : null,
		reason: object(reason),
	};
}

/** What a claim is about, in the shape of the output. */
export function simplifyClaimDetails(details: ClaimDetails): IDataObject {
	const { detail, affects_reputation: reputation, expected_resolutions: resolutions } = details;
	return {
		detail: detail && {
			title: idText(detail.title),
			description: idText(detail.description),
			problem: idText(detail.problem),
			actionResponsible: codeText(detail.action_responsible),
			dueDate: timeText(detail.due_date),
		},
		affectsReputation: codeText(reputation?.affects_reputation),
		hasIncentive: reputation ? reputation.has_incentive === true : null,
		incentiveUntil: reputation?.has_incentive === true ? timeText(reputation.due_date) : null,
		expectedResolutions: (resolutions ?? []).map((one) => ({
			playerRole: codeText(one.player_role),
			expectedResolution: codeText(one.expected_resolution),
			status: codeText(one.status),
			details: objectsIn(one.details as object[]).map((entry) => ({
				key: idText(fieldOf(entry, 'key')),
				value: idText(fieldOf(entry, 'value')),
			})),
			createdAt: timeText(one.date_created),
			updatedAt: timeText(one.last_updated),
		})),
		reason: idText(details.reason?.detail) ?? idText(details.reason?.name),
	};
}

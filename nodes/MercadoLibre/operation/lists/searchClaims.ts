import type { ILoadOptionsFunctions, INodeListSearchResult } from 'n8n-workflow';
import { idText } from '../../api/answers';
import { idOfClaim, sellerActions, type Claim, type ClaimAction } from '../../claims/claim';
import { actionInWords } from '../../claims/claimActions';
import { findClaims } from '../../claims/claimSearch';
import { openSession } from '../openSession';
import { listOf, shortId, timeInWords } from './entries';

const LONGEST_LIST = 100;

/** The open claims, those that are due first, for the list of the field Claim; `filter` is of what it shows. */
export async function searchClaims(
	this: ILoadOptionsFunctions,
	filter = '',
): Promise<INodeListSearchResult> {
	const session = await openSession(this);
	const claims = await findClaims(
		session,
		{ status: 'opened', sort: 'last_updated:desc' },
		LONGEST_LIST,
	);
	const entries = claims
		.map((claim) => ({ claim, due: firstDue(sellerActions(claim, session.account.sellerId)) }))
		.sort((a, b) => byDate(a.due, b.due))
		.map(({ claim, due }) => {
			const id = idOfClaim(claim);
			return {
				value: id,
				parts: [subjectOf(claim), dueInWords(this, due), `claim ${id}`],
				words: [idText(claim.resource_id), claim.type, claim.stage].join(' '),
			};
		});
	return listOf(entries, filter);
}

/** What it is about: mostly an order. */
function subjectOf({ resource, resource_id }: Claim): string | null {
	const id = idText(resource_id);
	const name = idText(resource) ?? 'order';
	return id === null ? null : `${name[0].toUpperCase()}${name.slice(1)} ${shortId(id)}`;
}

/** By their dates, those without one last. */
const byDate = (a: ClaimAction | undefined, b: ClaimAction | undefined): number => {
	const [left, right] = [a, b].map((one) => Date.parse(one?.due_date ?? '') || Number.MAX_VALUE);
	return left - right;
};

/** What the seller must do next; nothing that they only may do. */
const firstDue = (actions: ClaimAction[]): ClaimAction | undefined =>
	actions.filter(({ mandatory, due_date }) => mandatory === true || due_date).sort(byDate)[0];

function dueInWords(context: ILoadOptionsFunctions, due: ClaimAction | undefined): string {
	if (!due) return 'nothing due';
	const until = timeInWords(context, due.due_date);
	return `${actionInWords(due.action)}${until ? ` by ${until}` : ''}`;
}

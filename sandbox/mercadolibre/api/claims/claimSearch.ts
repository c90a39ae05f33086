// Searching claims.
import type { FastifyRequest } from 'fastify';
import { playerOf } from '../../marketplace/claims.ts';
import type { Claim } from '../../marketplace/entities.ts';
import type { Marketplace } from '../../marketplace/marketplace.ts';
import { claimBody } from './claimBodies.ts';
import { claimsBadRequest, claimsError } from '../errors.ts';

type Query = Record<string, string | undefined>;

/** One player has both, the role and the id. */
const hasPlayer = (claim: Claim, role?: string, userId?: string) =>
	claim.players.some(
		(player) =>
			(role === undefined || player.role === role) &&
			(userId === undefined || String(player.user_id) === userId),
	);

const filters: Record<string, (claim: Claim, value: string, query: Query) => boolean> = {
	id: (claim, value) => String(claim.id) === value,
	status: (claim, value) => claim.status === value,
	stage: (claim, value) => claim.stage === value,
	type: (claim, value) => claim.type === value,
	reason_id: (claim, value) => claim.reasonId === value,
	site_id: (claim, value) => claim.siteId === value,
	resource: (claim, value) => claim.resource === value,
	resource_id: (claim, value) => String(claim.resourceId) === value,
	order_id: (claim, value) => claim.orderId === value || String(claim.resourceId) === value,
	pack_id: (claim, value) => claim.packId === value,
	player_role: (claim, value, query) => hasPlayer(claim, value, query.player_user_id),
	player_user_id: (claim, value, query) => hasPlayer(claim, query.player_role, value),
	'players.role': (claim, value, query) => hasPlayer(claim, value, query['players.user_id']),
	'players.user_id': (claim, value, query) => hasPlayer(claim, query['players.role'], value),
	// Looked at below, once for all claims.
	range: () => true,
	user_id: (claim, value) => hasPlayer(claim, undefined, value),
};

/** Without one of these the search goes over the claims of everybody ("no acotada", page gerenciar-reclamacoes of 2026-08-20). */
const boundTo = ['players.user_id', 'player_user_id', 'user_id'];

const sortFields: Record<string, (claim: Claim) => number> = {
	id: (claim) => claim.id,
	date: (claim) => claim.created,
	date_created: (claim) => claim.created,
	last_updated: (claim) => claim.updated,
};

const invalidParams = (message: string) => claimsError(400, 'invalid_params', message);

const aTime = /^(after|before):(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}(?:Z|[+-]\d\d:\d\d))$/;

/** `last_updated:after:<time>,before:<time>`, either of the two or both; milliseconds are required. */
function rangeOf(range: string): (claim: Claim) => boolean {
	const [, field, times = ''] = /^(date_created|last_updated):(.*)$/.exec(range) ?? [];
	const limits = times.split(',').map((one) => {
		const [, side, time] = aTime.exec(one) ?? [];
		if (!time) throw invalidParams(`Invalid range: ${range}`);
		return { isAfter: side === 'after', time: Date.parse(time) };
	});
	return ({ created, updated }) => {
		const at = field === 'date_created' ? created : updated;
		return limits.every(({ isAfter, time }) => (isAfter ? at > time : at < time));
	};
}

/** Filters that go together, and those that exclude each other (page gerenciar-reclamacoes of 2026-08-20). */
function checkLocalFilters(query: Query): void {
	const has = (name: string) => Boolean(query[name]);
	if (has('players.role') !== has('players.user_id'))
		throw invalidParams('players.role and players.user_id go together');
	if (has('resource_id') && !has('resource')) throw invalidParams('resource_id needs resource');
	if (has('resource') && !has('resource_id') && !has('players.role'))
		throw invalidParams('resource needs resource_id, or players.role and players.user_id');
	if (has('order_id') && has('pack_id'))
		throw invalidParams('order_id and pack_id exclude each other');
}

export function searchClaims(marketplace: Marketplace, request: FastifyRequest, isLocal: boolean) {
	const query = request.query as Query;
	if (isLocal) checkLocalFilters(query);
	const wanted = Object.keys(filters).filter(
		(name) => query[name] !== undefined && query[name] !== '',
	);
	if (wanted.length === 0)
		throw claimsError(400, 'invalid_query', 'At least one filter is required');

	const asked = Number(query.limit ?? 30);
	// Locally more than 100 becomes 100; what Global Selling does with it, its page does not say.
	const limit = isLocal ? Math.min(asked, 100) : asked;
	const offset = Number(query.offset ?? 0);
	if (!Number.isInteger(limit) || limit < 1 || limit > 100)
		throw claimsBadRequest(`Invalid limit: ${query.limit}`);
	if (!Number.isInteger(offset) || offset < 0)
		throw claimsBadRequest(`Invalid offset: ${query.offset}`);
	if (offset + limit >= 10_000)
		throw claimsBadRequest('The sum of offset and limit must be less than 10000');

	// Both `last_updated:desc` and `date_desc` are documented.
	const [, field = 'date_created', direction = 'desc'] =
		/^(\w+?)[:_](asc|desc)$/.exec(query.sort ?? '') ?? [];
	const sortBy = sortFields[field];
	if (!sortBy || (query.sort && !/[:_](asc|desc)$/.test(query.sort)))
		throw claimsBadRequest(`Invalid sort: ${query.sort}`);

	const isInRange = query.range ? rangeOf(query.range) : () => true;
	const isBound = boundTo.some((name) => query[name]);
	const found = [...marketplace.claims.values()]
		.filter((claim) => (!isBound || playerOf(claim, request.caller!.userId)) && isInRange(claim))
		.filter((claim) => wanted.every((name) => filters[name](claim, query[name]!, query)))
		.sort((a, b) => (sortBy(a) - sortBy(b)) * (direction === 'asc' ? 1 : -1));
	return {
		paging: { total: found.length, offset, limit },
		data: found.slice(offset, offset + limit).map(claimBody),
	};
}

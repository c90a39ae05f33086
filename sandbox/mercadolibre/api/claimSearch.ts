// Searching claims.
import type { FastifyRequest } from 'fastify';
import { playerOf } from '../marketplace/claims.ts';
import type { Claim } from '../marketplace/entities.ts';
import type { Marketplace } from '../marketplace/marketplace.ts';
import { claimBody } from './claimBodies.ts';
import { claimsBadRequest } from './errors.ts';

const filters: Record<string, (claim: Claim, value: string) => boolean> = {
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
	player_role: (claim, value) => claim.players.some(({ role }) => role === value),
	player_user_id: (claim, value) => claim.players.some(({ user_id }) => String(user_id) === value),
	// Only the caller's own claims are searched: naming the caller changes nothing, another finds none.
	user_id: (claim, value) => claim.players.some(({ user_id }) => String(user_id) === value),
};

const sortFields: Record<string, (claim: Claim) => number> = {
	id: (claim) => claim.id,
	date: (claim) => claim.created,
	date_created: (claim) => claim.created,
	last_updated: (claim) => claim.updated,
};

export function searchClaims(marketplace: Marketplace, request: FastifyRequest) {
	const query = request.query as Record<string, string | undefined>;
	const wanted = Object.keys(filters).filter(
		(name) => query[name] !== undefined && query[name] !== '',
	);
	if (wanted.length === 0) throw claimsBadRequest('At least one filter is required');

	const limit = Number(query.limit ?? 30);
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

	const found = [...marketplace.claims.values()]
		.filter((claim) => playerOf(claim, request.caller!.userId))
		.filter((claim) => wanted.every((name) => filters[name](claim, query[name]!)))
		.sort((a, b) => (sortBy(a) - sortBy(b)) * (direction === 'asc' ? 1 : -1));
	return {
		paging: { total: found.length, offset, limit },
		data: found.slice(offset, offset + limit).map(claimBody),
	};
}

// Claims: reading, searching, writing and their files, under both prefixes that the documents use (seed 004).
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { randomUUID } from 'node:crypto';
import { extname } from 'node:path';
import { claimsError, policyAgentError } from './errors.ts';
import { fileFromInput, readUpload, sendFile } from './files.ts';
import type { FileInput, StoredFile } from './files.ts';
import { claimModerationReason } from './moderation.ts';
import type { Sandbox } from './server.ts';
import type { Claim, ClaimAction, ClaimMessage, ClaimPlayer, Marketplace } from './state.ts';
import { BUYER, GLOBAL_SELLER, MEDIATOR, toMillis } from './state.ts';

const V2 = '/marketplace/v2/claims';
const V1 = '/post-purchase/v1/claims';
const MOST_BYTES = 5 * 1024 * 1024;
const allowedTypes = new Set(['image/jpeg', 'image/png', 'application/pdf']);
const allowedName = /^[a-zA-Z0-9._-]{1,125}$/;
const roles = ['mediator', 'complainant', 'respondent'];

const claimsRoute = { config: { dialect: 'claims' } } as const;

const badRequest = (message: string) => claimsError(400, 'bad_request_error', message);
const notFound = (message: string) => claimsError(404, 'not_found_error', message);

// Making and changing claims (the control's side)

export interface OpenClaimOptions {
	claimId?: string | number;
	sellerId?: string | number;
	buyerId?: string | number;
	stage?: 'claim' | 'dispute';
	packId?: string | number;
	orderId?: string | number;
	/** The seller's actions, by name or whole. Default: what the stage allows. */
	availableActions?: (string | ClaimAction)[];
	firstGeneration?: boolean;
	siteId?: string;
	status?: 'opened' | 'closed';
	type?: string;
	reasonId?: string;
	dueDate?: string;
	createdAt?: number | string;
}

export interface ClaimMessageOptions {
	claimId: string | number;
	senderRole: string;
	receiverRole?: string;
	message: string;
	translatedMessage?: string;
	attachments?: FileInput[];
	createdAt?: number | string;
	read?: number | string;
}

/** The table of actions in seed 004: to whom a role may write at a stage. */
function receiversAtStage(stage: string, role: string): string[] {
	if (stage === 'dispute')
		return role === 'mediator' ? ['complainant', 'respondent'] : ['mediator'];
	if (stage === 'claim') return roles.filter((other) => other !== role && other !== 'mediator');
	return [];
}

export function openClaim(marketplace: Marketplace, options: OpenClaimOptions): Claim {
	const { stage = 'claim', status = 'opened' } = options;
	const sellerId = Number(options.sellerId ?? GLOBAL_SELLER);
	const pack =
		options.packId === undefined ? undefined : marketplace.packs.get(String(options.packId));
	const buyerId = Number(options.buyerId ?? pack?.buyerId ?? BUYER);
	const created = toMillis(options.createdAt, Date.now());
	const dueDate = options.dueDate ?? claimDate(created + 3 * 24 * 3600_000);

	const player = (role: string, type: string, userId: number, mandatory: boolean): ClaimPlayer => ({
		role,
		type,
		user_id: userId,
		available_actions:
			status === 'closed'
				? []
				: receiversAtStage(stage, role).map((receiver) => ({
						action: `send_message_to_${receiver}`,
						mandatory,
						due_date: mandatory ? dueDate : null,
					})),
	});
	const players = [
		player('complainant', 'buyer', buyerId, false),
		player('respondent', 'seller', sellerId, stage === 'claim'),
	];
	if (stage === 'dispute') players.push(player('mediator', 'internal', MEDIATOR, false));
	if (options.availableActions) {
		players[1].available_actions = options.availableActions.map((action) =>
			typeof action === 'string'
				? { action, mandatory: false, due_date: options.dueDate ?? null }
				: action,
		);
	}

	const claim: Claim = {
		id: Number(options.claimId ?? marketplace.newId() % 10_000_000_000),
		resource: 'order',
		resourceId: Number(options.orderId ?? options.packId ?? marketplace.newId()),
		packId: options.packId === undefined ? null : String(options.packId),
		orderId: options.orderId === undefined ? null : String(options.orderId),
		status,
		type: options.type ?? 'mediations',
		stage,
		reasonId: options.reasonId ?? 'PDD9939',
		siteId: options.siteId ?? pack?.siteId ?? 'MLM',
		players,
		resolution: null,
		created,
		updated: created,
		firstGeneration: options.firstGeneration ?? false,
		messages: [],
		files: new Map(),
	};
	marketplace.claims.set(claim.id, claim);
	pack?.claimIds.push(claim.id);
	return claim;
}

export function closeClaim(marketplace: Marketplace, claimId: number): Claim {
	const claim = existingClaim(marketplace, claimId);
	claim.status = 'closed';
	claim.updated = Date.now();
	claim.resolution = {
		reason: 'payment_refunded',
		date_created: claimDate(claim.updated),
		benefited: ['complainant'],
		closed_by: 'mediator',
	};
	for (const player of claim.players) player.available_actions = [];
	return claim;
}

export function writeInClaim(marketplace: Marketplace, options: ClaimMessageOptions) {
	const claim = existingClaim(marketplace, Number(options.claimId));
	const sender = claim.players.find(({ role }) => role === options.senderRole)?.user_id ?? MEDIATOR;
	const created = toMillis(options.createdAt, Date.now());
	const files = (options.attachments ?? []).map((input) => {
		const file = fileFromInput(input, sender, created);
		claim.files.set(file.name, file);
		return file;
	});
	const receiverRole =
		options.receiverRole ?? (options.senderRole === 'respondent' ? 'complainant' : 'respondent');
	return messageBody(addMessage(claim, { ...options, receiverRole, created }, files));
}

function existingClaim(marketplace: Marketplace, claimId: number): Claim {
	const claim = marketplace.claims.get(claimId);
	if (!claim) throw new Error(`There is no claim ${claimId}`);
	return claim;
}

function addMessage(
	claim: Claim,
	input: Pick<ClaimMessageOptions, 'senderRole' | 'message' | 'translatedMessage' | 'read'> & {
		receiverRole: string;
		created: number;
	},
	attachments: StoredFile[],
): ClaimMessage {
	const reason = input.senderRole === 'respondent' ? claimModerationReason(input.message) : null;
	const message: ClaimMessage = {
		senderRole: input.senderRole,
		receiverRole: input.receiverRole,
		message: input.message,
		translatedMessage: input.translatedMessage ?? null,
		created: input.created,
		read: input.read === undefined ? null : toMillis(input.read, 0),
		attachments,
		status: reason ? 'moderated' : 'available',
		stage: claim.stage,
		moderation: {
			status: reason ? 'rejected' : 'clean',
			reason: reason ?? '',
			date: input.created,
		},
	};
	let at = claim.messages.length;
	while (at > 0 && claim.messages[at - 1].created > message.created) at--;
	claim.messages.splice(at, 0, message);
	claim.updated = Math.max(claim.updated, message.created);
	return message;
}

// What the API answers

/** Claims give their dates four hours behind UTC. */
function claimDate(millis: number): string {
	return `${new Date(millis - 4 * 3600_000).toISOString().slice(0, -1)}-04:00`;
}

const utcDate = (millis: number | null) =>
	millis === null ? null : `${new Date(millis).toISOString().slice(0, 19)}Z`;

const fileBody = (file: StoredFile) => ({
	filename: file.name,
	original_filename: file.originalName,
	size: file.size,
	date_created: claimDate(file.createdAt),
	type: file.type,
});

const messageBody = (message: ClaimMessage) => ({
	sender_role: message.senderRole,
	receiver_role: message.receiverRole,
	message: message.message,
	translated_message: message.translatedMessage,
	date_created: claimDate(message.created),
	last_updated: claimDate(message.created),
	message_date: claimDate(message.created),
	date_read: utcDate(message.read),
	attachments: message.attachments.map(fileBody),
	status: message.status,
	stage: message.stage,
	message_moderation: {
		status: message.moderation.status,
		reason: message.moderation.reason,
		source: 'online',
		date_moderated: utcDate(message.moderation.date),
	},
	repeated: false,
});

const claimBody = (claim: Claim) => ({
	id: claim.id,
	resource_id: claim.resourceId,
	status: claim.status,
	type: claim.type,
	stage: claim.stage,
	parent_id: null,
	resource: claim.resource,
	reason_id: claim.reasonId,
	fulfilled: true,
	quantity_type: 'total',
	players: claim.players,
	resolution: claim.resolution,
	site_id: claim.siteId,
	date_created: claimDate(claim.created),
	last_updated: claimDate(claim.updated),
});

/** For the control: the claim with its messages, oldest first. */
export const describeClaim = (claim: Claim) => ({
	...structuredClone(claimBody(claim)),
	firstGeneration: claim.firstGeneration,
	packId: claim.packId,
	orderId: claim.orderId,
	messages: claim.messages.map(messageBody),
	files: [...claim.files.keys()],
});

// The routes

export function registerClaims(app: FastifyInstance, sandbox: Sandbox): void {
	const claimOf = (request: FastifyRequest): Claim => {
		const { claim: id } = request.params as { claim: string };
		const claim = sandbox.marketplace.claims.get(Number(id));
		if (!claim) throw notFound(`Claim not found. claimId: ${id}`);
		if (!playerOf(claim, request.caller!.userId)) throw policyAgentError();
		if (claim.firstGeneration && request.routeOptions.url!.startsWith(V2)) {
			throw claimsError(
				401,
				'unauthorized_request_error',
				'This functionality is not available for Claims 1.0. Please see the documentation',
			);
		}
		return claim;
	};
	const fileOf = (request: FastifyRequest): StoredFile => {
		const claim = claimOf(request);
		const { file: name } = request.params as { file: string };
		const file = namedFile(claim, request.caller!.userId, name);
		if (!file) throw notFound(`Attachment not found. claimId: ${claim.id}, fileName: ${name}`);
		return file;
	};

	for (const base of [V2, V1]) {
		app.get(`${base}/search`, claimsRoute, async (request) => search(sandbox.marketplace, request));
		app.get(`${base}/:claim`, claimsRoute, async (request) => claimBody(claimOf(request)));
		app.get(`${base}/:claim/messages`, claimsRoute, async (request) =>
			claimOf(request).messages.toReversed().map(messageBody),
		);
		app.get(`${base}/:claim/attachments/:file/download`, claimsRoute, async (request, reply) =>
			sendFile(reply, fileOf(request), sandbox.marketplace.contentDisposition),
		);
	}
	app.get(`${V1}/:claim/attachments/:file`, claimsRoute, async (request) =>
		fileBody(fileOf(request)),
	);
	app.post(`${V2}/:claim/actions/send-message`, claimsRoute, async (request, reply) =>
		sendMessage(claimOf(request), request, reply),
	);
	app.post(`${V2}/:claim/attachments`, claimsRoute, async (request, reply) =>
		upload(claimOf(request), request, reply),
	);
}

const playerOf = (claim: Claim, userId: number) =>
	claim.players.find((player) => player.user_id === userId);

/** The upload's answer names a file without its owner, messages name it with: both serve. */
function namedFile(claim: Claim, userId: number, name: string): StoredFile | undefined {
	return claim.files.get(name) ?? claim.files.get(`${userId}_${name}`);
}

function sendMessage(claim: Claim, request: FastifyRequest, reply: FastifyReply) {
	const { userId } = request.caller!;
	const body = (request.body ?? {}) as {
		receiver_role?: string;
		message?: unknown;
		attachments?: unknown;
	};
	const { role: senderRole, available_actions: actions } = playerOf(claim, userId)!;
	const receiverRole = body.receiver_role ?? '';
	const message = typeof body.message === 'string' ? body.message : '';

	if (message.trim() === '') throw badRequest('The message cannot be empty');
	if (!roles.includes(receiverRole) || receiverRole === senderRole)
		throw badRequest(`Invalid receiver_role: ${receiverRole}`);
	if (!actions.some(({ action }) => action === `send_message_to_${receiverRole}`))
		throw policyAgentError();
	const names = Array.isArray(body.attachments) ? body.attachments.map(String) : [];
	const files = names.map((name) => {
		const file = namedFile(claim, userId, name);
		if (!file) throw badRequest(`Attachment not found: ${name}`);
		return file;
	});

	addMessage(claim, { senderRole, receiverRole, message, created: Date.now() }, files);
	// Seed 004 shows a status and no body.
	return reply.code(201).send();
}

async function upload(claim: Claim, request: FastifyRequest, reply: FastifyReply) {
	const { userId } = request.caller!;
	const file = await readUpload(request, MOST_BYTES);
	if (!file || file.size === 0) throw badRequest('The file is required and cannot be empty');
	if (!allowedName.test(file.filename)) {
		throw badRequest(
			'The file name must not exceed 125 characters and may contain only a-zA-Z0-9._-',
		);
	}
	if (file.tooBig) throw badRequest('The file size exceeds 5 MB');
	if (!allowedTypes.has(file.mimeType))
		throw badRequest(`The file type ${file.mimeType} is not allowed: JPG, PNG or PDF`);

	const fileName = `${randomUUID()}${extname(file.filename)}`;
	claim.files.set(`${userId}_${fileName}`, {
		name: `${userId}_${fileName}`,
		originalName: file.filename,
		type: file.mimeType,
		size: file.size,
		createdAt: Date.now(),
		ownerId: userId,
		content: file.content,
		packIds: new Set(),
	});
	return reply.code(201).send({ user_id: userId, file_name: fileName });
}

// Searching

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

function search(marketplace: Marketplace, request: FastifyRequest) {
	const query = request.query as Record<string, string | undefined>;
	const wanted = Object.keys(filters).filter(
		(name) => query[name] !== undefined && query[name] !== '',
	);
	if (wanted.length === 0) throw badRequest('At least one filter is required');

	const limit = Number(query.limit ?? 30);
	const offset = Number(query.offset ?? 0);
	if (!Number.isInteger(limit) || limit < 1 || limit > 100)
		throw badRequest(`Invalid limit: ${query.limit}`);
	if (!Number.isInteger(offset) || offset < 0) throw badRequest(`Invalid offset: ${query.offset}`);
	if (offset + limit >= 10_000)
		throw badRequest('The sum of offset and limit must be less than 10000');

	// Both `last_updated:desc` and `date_desc` are documented.
	const [, field = 'date_created', direction = 'desc'] =
		/^(\w+?)[:_](asc|desc)$/.exec(query.sort ?? '') ?? [];
	const sortBy = sortFields[field];
	if (!sortBy || (query.sort && !/[:_](asc|desc)$/.test(query.sort)))
		throw badRequest(`Invalid sort: ${query.sort}`);

	const found = [...marketplace.claims.values()]
		.filter((claim) => playerOf(claim, request.caller!.userId))
		.filter((claim) => wanted.every((name) => filters[name](claim, query[name]!)))
		.sort((a, b) => (sortBy(a) - sortBy(b)) * (direction === 'asc' ? 1 : -1));
	return {
		paging: { total: found.length, offset, limit },
		data: found.slice(offset, offset + limit).map(claimBody),
	};
}

// Claims: reading, writing and their files, under both prefixes that the documents use (seed 004).
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { randomUUID } from 'node:crypto';
import { extname } from 'node:path';
import type { Behaviour } from '../../marketplace/behaviour.ts';
import { addClaimMessage, claimRoles, playerOf } from '../../marketplace/claims.ts';
import type { Claim, ClaimDetails, ClaimMessage } from '../../marketplace/entities.ts';
import type { StoredFile } from '../../marketplace/files.ts';
import type { Marketplace } from '../../marketplace/marketplace.ts';
import { inMessageOrder } from '../../marketplace/reading/order.ts';
import type { Sandbox } from '../../sandbox.ts';
import { claimBody, fileBody, hashedMessageBody, messageBody } from './claimBodies.ts';
import { searchClaims } from './claimSearch.ts';
import { claimsBadRequest, claimsError, policyAgentError } from '../errors.ts';
import { readUpload, sendFile } from '../transfer.ts';

const V2 = '/marketplace/v2/claims';
const V1 = '/post-purchase/v1/claims';
const MOST_BYTES = 5 * 1024 * 1024;
const allowedTypes = new Set(['image/jpeg', 'image/png', 'application/pdf']);
const allowedName = /^[a-zA-Z0-9._-]{1,125}$/;

const claimsRoute = { config: { dialect: 'claims' } } as const;

const notFound = (message: string) => claimsError(404, 'not_found_error', message);

export function registerClaims(app: FastifyInstance, sandbox: Sandbox): void {
	const claimOf = (request: FastifyRequest): Claim => {
		const { claim: id } = request.params as { claim: string };
		const claim = sandbox.marketplace.claims.get(Number(id));
		if (!claim) throw notFound(`Claim not found. claimId: ${id}`);
		if (!playerOf(claim, request.caller!.userId)) throw policyAgentError();
		if (claim.refusal) throw claimsError(401, 'unauthorized_request_error', claim.refusal);
		if (claim.firstGeneration && !(isLocalPath(request) && request.method === 'GET')) {
			throw claimsError(
				401,
				'unauthorized_request_error',
				'This functionality is not available for Claims 1.0. Please see the documentation',
			);
		}
		return claim;
	};
	/** The claim, at a path that the account's family has. */
	const ownClaimOf = (request: FastifyRequest): Claim => {
		const claim = claimOf(request);
		if (!claim.firstGeneration) requireOwnPath(sandbox.marketplace, request);
		return claim;
	};
	const fileOf = (claim: Claim, request: FastifyRequest): StoredFile => {
		const { file: name } = request.params as { file: string };
		const file = namedFile(claim, request.caller!.userId, name);
		if (!file) throw notFound(`Attachment not found. claimId: ${claim.id}, fileName: ${name}`);
		return file;
	};

	for (const base of [V2, V1]) {
		app.get(`${base}/search`, claimsRoute, async (request) => {
			requireOwnPath(sandbox.marketplace, request);
			return searchClaims(sandbox.marketplace, request, base === V1);
		});
		app.get(`${base}/:claim`, claimsRoute, async (request) => claimBody(ownClaimOf(request)));
		app.get(`${base}/:claim/messages`, claimsRoute, async (request) => {
			const { claimHash } = sandbox.marketplace.behaviour;
			const hasHash = claimHash === 'both' || (claimHash === 'local' && base === V1);
			return shownMessages(sandbox.marketplace, ownClaimOf(request), request).map(
				hasHash ? hashedMessageBody : messageBody,
			);
		});
		registerDetails(app, base, ownClaimOf, sandbox);
		app.post(`${base}/:claim/actions/send-message`, claimsRoute, async (request, reply) =>
			sendMessage(sandbox.marketplace, ownClaimOf(request), request, reply),
		);
		app.post(`${base}/:claim/attachments`, claimsRoute, async (request, reply) => {
			const fileName = await upload(ownClaimOf(request), request);
			const name = base === V1 ? { filename: fileName } : { file_name: fileName };
			return reply.code(201).send({ user_id: request.caller!.userId, ...name });
		});
	}
	// Seed 004 shows these two under the local prefix for Global Selling, too (lines 244 and 247).
	app.get(`${V2}/:claim/attachments/:file/download`, claimsRoute, async (request, reply) =>
		sendFile(
			reply,
			fileOf(ownClaimOf(request), request),
			sandbox.marketplace.behaviour.contentDisposition,
		),
	);
	app.get(`${V1}/:claim/attachments/:file/download`, claimsRoute, async (request, reply) =>
		sendFile(
			reply,
			fileOf(claimOf(request), request),
			sandbox.marketplace.behaviour.contentDisposition,
		),
	);
	app.get(`${V1}/:claim/attachments/:file`, claimsRoute, async (request) =>
		fileBody(fileOf(claimOf(request), request)),
	);
}

/** What a claim is about (pages manage-claims of 2026-05-11 and gerenciar-reclamacoes of 2026-08-20). */
function registerDetails(
	app: FastifyInstance,
	base: string,
	claimOf: (request: FastifyRequest) => Claim,
	sandbox: Sandbox,
): void {
	const detailsOf = (request: FastifyRequest) => {
		const { id, details } = claimOf(request);
		if (!details) throw notFound(`Not found. claimId: ${id}`);
		return details;
	};
	const get = (path: string, body: (details: ClaimDetails) => unknown) =>
		app.get(`${base}/:claim/${path}`, claimsRoute, async (request) => body(detailsOf(request)));
	get('detail', ({ detail }) => detail);
	get('affects-reputation', ({ affectsReputation }) => affectsReputation);
	get('expected-resolutions', ({ expectedResolutions }) => expectedResolutions);
	app.get(`${base}/reasons/:reason`, claimsRoute, async (request) => {
		requireOwnPath(sandbox.marketplace, request);
		const { reason: id } = request.params as { reason: string };
		const claim = [...sandbox.marketplace.claims.values()].find(
			({ reasonId, details }) => reasonId === id && details,
		);
		if (!claim) throw notFound(`Reason not found: ${id}`);
		return {
			id,
			flow: 'post_purchase_delivered',
			...claim.details!.reason,
			parent_id: id.replace(/\d+$/, ''),
			status: 'active',
			filter: { group: ['generic'], site_id: [claim.siteId] },
			settings: {
				allowed_flows: ['mediations'],
				expected_resolutions: [],
				rules_engine_triage: [],
			},
		};
	});
}

const isLocalPath = (request: FastifyRequest) => request.routeOptions.url!.startsWith(V1);

/** Whether an account may use the paths of the other family, no document says: its pages name its own only. */
function requireOwnPath(marketplace: Marketplace, request: FastifyRequest): void {
	const { foreignClaimPaths } = marketplace.behaviour;
	const { kind } = marketplace.user(request.caller!.userId);
	if (foreignClaimPaths === 'served' || kind === (isLocalPath(request) ? 'local' : 'globalSelling'))
		return;
	throw foreignClaimPaths === 'forbidden' ? policyAgentError() : notFound('Resource not found');
}

function shownMessages(
	{ behaviour, lag }: Marketplace,
	claim: Claim,
	request: FastifyRequest,
): ClaimMessage[] {
	const { role } = playerOf(claim, request.caller!.userId)!;
	const shown = claim.messages.filter((message) => {
		const isOwn = message.senderRole === role;
		return (isOwn || !message.withheld) && !lag.hides(message, 'claim', isOwn);
	});
	return inMessageOrder(shown, behaviour, claim.messages);
}

/** "Duplicate action already performed" is a cause of a 400 (seed 004, line 266); the words are made up after it. */
function refuseRepetition(how: Behaviour['claimRepetition'], receiverRole: string): void {
	if (how === 'duplicate') throw claimsBadRequest('Duplicate action already performed');
	if (how === 'unavailable')
		throw claimsBadRequest(`Action send_message_to_${receiverRole} not available for player`);
}

/** The upload's answer names a file without its owner, messages name it with: both serve. */
function namedFile(claim: Claim, userId: number, name: string): StoredFile | undefined {
	return claim.files.get(name) ?? claim.files.get(`${userId}_${name}`);
}

function sendMessage(
	marketplace: Marketplace,
	claim: Claim,
	request: FastifyRequest,
	reply: FastifyReply,
) {
	const { userId } = request.caller!;
	const body = (request.body ?? {}) as {
		receiver_role?: string;
		message?: unknown;
		attachments?: unknown;
	};
	const { role: senderRole, available_actions: actions } = playerOf(claim, userId)!;
	const receiverRole = body.receiver_role ?? '';
	const message = typeof body.message === 'string' ? body.message : '';

	if (message.trim() === '') throw claimsBadRequest('The message cannot be empty');
	if (!claimRoles.includes(receiverRole) || receiverRole === senderRole)
		throw claimsBadRequest(`Invalid receiver_role: ${receiverRole}`);
	// Seed 004, line 192, names the plain action, too.
	const leave = ['send_message', `send_message_to_${receiverRole}`];
	if (!actions.some(({ action }) => leave.includes(action))) throw policyAgentError();
	const isRepetition = claim.messages.some(
		(one) =>
			one.senderRole === senderRole && one.receiverRole === receiverRole && one.message === message,
	);
	if (isRepetition) refuseRepetition(marketplace.behaviour.claimRepetition, receiverRole);
	const names = Array.isArray(body.attachments) ? body.attachments.map(String) : [];
	const files = names.map((name) => {
		const file = namedFile(claim, userId, name);
		if (!file) throw claimsBadRequest(`Attachment not found: ${name}`);
		return file;
	});

	addClaimMessage(
		marketplace,
		claim,
		{ senderRole, receiverRole, message, created: Date.now() },
		files,
	);
	// Seed 004 shows a status and no body.
	return reply.code(201).send();
}

/** Keeps the file, and gives the name by which it can be sent. */
async function upload(claim: Claim, request: FastifyRequest): Promise<string> {
	const { userId } = request.caller!;
	const file = await readUpload(request, MOST_BYTES);
	if (!file || file.size === 0) throw claimsBadRequest('The file is required and cannot be empty');
	if (!allowedName.test(file.filename)) {
		throw claimsBadRequest(
			'The file name must not exceed 125 characters and may contain only a-zA-Z0-9._-',
		);
	}
	if (file.tooBig) throw claimsBadRequest('The file size exceeds 5 MB');
	if (!allowedTypes.has(file.mimeType))
		throw claimsBadRequest(`The file type ${file.mimeType} is not allowed: JPG, PNG or PDF`);

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
	return fileName;
}

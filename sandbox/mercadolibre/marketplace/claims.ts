// Claims as they are made, written in and closed.
import { randomUUID } from 'node:crypto';
import { claimDate, toMillis } from './dates.ts';
import type { Claim, ClaimAction, ClaimDetails, ClaimMessage, ClaimPlayer } from './entities.ts';
import { fileFromInput } from './files.ts';
import type { FileInput, StoredFile } from './files.ts';
import { BUYER, GLOBAL_SELLER, MEDIATOR } from './marketplace.ts';
import type { Marketplace } from './marketplace.ts';
import { claimRulingOn, givenRuling, shownAs } from './reading/moderation.ts';
import type { GivenRuling } from './reading/moderation.ts';

export const claimRoles = ['mediator', 'complainant', 'respondent'];

export interface OpenClaimOptions {
	claimId?: string | number;
	sellerId?: string | number;
	buyerId?: string | number;
	/** Who complains. Default: the buyer, and the seller responds. */
	sellerRole?: 'respondent' | 'complainant';
	stage?: 'claim' | 'dispute' | 'recontact' | 'none' | 'stale';
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

/** Where nothing is said of moderation, its rules decide. */
export interface ClaimMessageOptions extends GivenRuling {
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
	if (stage === 'claim')
		return claimRoles.filter((other) => other !== role && other !== 'mediator');
	return [];
}

export function openClaim(marketplace: Marketplace, options: OpenClaimOptions): Claim {
	const { stage = 'claim', status = 'opened', sellerRole = 'respondent' } = options;
	const sellerId = Number(options.sellerId ?? GLOBAL_SELLER);
	const pack =
		options.packId === undefined ? undefined : marketplace.packs.get(String(options.packId));
	const buyerId = Number(options.buyerId ?? pack?.buyerId ?? BUYER);
	const created = toMillis(options.createdAt, Date.now());
	const dueDate = options.dueDate ?? claimDate(created + 3 * 24 * 3600_000);

	const player = (role: string, type: string, userId: number): ClaimPlayer => {
		const mandatory = role === 'respondent' && stage === 'claim';
		return {
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
		};
	};
	const seller = player(sellerRole, 'seller', sellerId);
	const buyer = player(
		sellerRole === 'respondent' ? 'complainant' : 'respondent',
		'buyer',
		buyerId,
	);
	const players = sellerRole === 'respondent' ? [buyer, seller] : [seller, buyer];
	if (stage === 'dispute') players.push(player('mediator', 'internal', MEDIATOR));
	if (options.availableActions) {
		seller.available_actions = options.availableActions.map((action) =>
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
		refusal: null,
		details: usualDetails(claimDate(created), dueDate, buyerId),
		messages: [],
		files: new Map(),
	};
	marketplace.claims.set(claim.id, claim);
	pack?.claimIds.push(claim.id);
	tellSellers(marketplace, claim, 'claims');
	return claim;
}

/** The examples of the pages on claims of 2026-05-11 and 2026-08-20, with dates of the claim. */
const usualDetails = (created: string, dueDate: string, buyerId: number): ClaimDetails => ({
	detail: {
		due_date: dueDate,
		action_responsible: 'seller',
		title: 'Reclamo abierto',
		description: 'Tienes tiempo de responder antes de que Mercado Libre intervenga.',
		problem: 'El producto llegó dañado',
	},
	affectsReputation: {
		affects_reputation: 'affected',
		has_incentive: true,
		due_date: dueDate,
	},
	expectedResolutions: [
		{
			player_role: 'complainant',
			user_id: buyerId,
			expected_resolution: 'return_product',
			details: [{ key: 'percentage', value: '100' }],
			date_created: created,
			last_updated: created,
			status: 'pending',
		},
	],
	reason: {
		name: 'repentant_buyer',
		detail: 'El comprador se arrepintió de la compra',
	},
});

/** The sellers who have a part in a claim are told of it. */
function tellSellers(
	marketplace: Marketplace,
	claim: Claim,
	action: 'claims' | 'claims_actions',
): void {
	const sellers = claim.players.filter(
		({ user_id: id }) => (marketplace.users.get(id)?.kind ?? 'buyer') !== 'buyer',
	);
	for (const { user_id: sellerId } of sellers)
		marketplace.onEvent({ kind: 'claim', id: claim.id, sellerId, action });
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
	tellSellers(marketplace, claim, 'claims_actions');
	return claim;
}

export function writeInClaim(marketplace: Marketplace, options: ClaimMessageOptions): ClaimMessage {
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
	return addClaimMessage(marketplace, claim, { ...options, receiverRole, created }, files);
}

export function existingClaim(marketplace: Marketplace, claimId: number): Claim {
	const claim = marketplace.claims.get(claimId);
	if (!claim) throw new Error(`There is no claim ${claimId}`);
	return claim;
}

export const playerOf = (claim: Claim, userId: number) =>
	claim.players.find((player) => player.user_id === userId);

/** The claim gets a message; its own language is all that is moderated. */
export function addClaimMessage(
	marketplace: Marketplace,
	claim: Claim,
	input: Pick<
		ClaimMessageOptions,
		'senderRole' | 'message' | 'translatedMessage' | 'read' | 'verdict' | 'moderated'
	> & {
		receiverRole: string;
		created: number;
	},
	attachments: StoredFile[],
): ClaimMessage {
	const ruling = givenRuling(input) ?? claimRulingOn(input.message);
	const { status, moderation } = shownAs(ruling);
	const message: ClaimMessage = {
		// The form of the page's example; what the number in the middle means, it does not say.
		hash: `${claim.id}_0_${randomUUID()}`,
		senderRole: input.senderRole,
		receiverRole: input.receiverRole,
		message: input.message,
		translatedMessage: input.translatedMessage ?? null,
		created: input.created,
		read: input.read === undefined ? null : toMillis(input.read, 0),
		attachments,
		status,
		stage: claim.stage,
		moderation: {
			status: moderation,
			reason: ruling.reason ?? '',
			date: input.created,
		},
		withheld: ruling.verdict !== 'clean',
	};
	let at = claim.messages.length;
	while (at > 0 && claim.messages[at - 1].created > message.created) at--;
	claim.messages.splice(at, 0, message);
	marketplace.lag.wrote(message, { claimId: claim.id });
	claim.updated = Math.max(claim.updated, message.created);
	tellSellers(marketplace, claim, 'claims_actions');
	return message;
}

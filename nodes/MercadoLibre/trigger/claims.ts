import type { IDataObject } from 'n8n-workflow';
import { idText, objectsIn } from '../api/answers';
import {
	idOfClaim,
	nearestDueDate,
	readClaim,
	sellerActions,
	sellerRole,
	simplifyActions,
	type Claim,
} from '../claims/claim';
import { serverNow } from '../api/clock';
import { problemBehind } from '../api/errors/problem';
import { downloadClaimFile } from '../claims/claimFiles';
import {
	claimMessageContent,
	claimMessageDate,
	claimMessageId,
	readClaimMessages,
	simplifyClaimMessage,
	type ClaimMessage,
} from '../claims/claimMessages';
import { findClaims, type ClaimParty } from '../claims/claimSearch';
import type { FileSession } from '../files/fileSession';
import { hash } from './memory';
import type { Look } from './poll';
import { nothingIfDeleted, timeOf, type Source, type SourceMessage } from './source';

/** No more can be remembered; what happens in one of the others makes it one of these. */
const MOST_CLAIMS = 1_000;

/** Claims in which nothing has happened for so long come to nothing more. */
const LONGEST_REST_MS = 180 * 24 * 60 * 60_000;

/**
 * The open claims of an account, narrowed by a range as the local page asks for (2026-08-20; it needs milliseconds),
 * and without it where the API does not take one.
 */
async function findOpenClaims(session: FileSession, party: Required<ClaimParty>): Promise<Claim[]> {
	const filters = { status: 'opened', sort: 'last_updated:desc' };
	const since = new Date(serverNow(session, new Date()) - LONGEST_REST_MS).toISOString();
	const range = `last_updated:after:${since}`;
	return await findClaims(session, { ...filters, range }, MOST_CLAIMS, party).catch((error) => {
		if (problemBehind(error)?.status !== 400) throw error;
		return findClaims(session, filters, MOST_CLAIMS, party);
	});
}

/** Whose claims, and in which role: what they sold, or bought. */
interface ClaimSourceOptions extends Required<ClaimParty> {
	/** Under which ids the account writes: its messages are not news. */
	ownIds: readonly string[];
	simplify: boolean;
}

/** The open claims of the account as threads; the date of their last update is the fingerprint. */
export function claimSource(
	session: FileSession,
	{ ownIds, simplify, ...party }: ClaimSourceOptions,
): Source {
	let claims = new Map<string, Claim>();
	/** Those that were looked into, also off the list: a mediator's last message closes a claim. */
	const lookedInto = new Map<string, Claim>();
	const claimOf = (id: string) => claims.get(id) ?? lookedInto.get(id);

	const toMessage = (message: ClaimMessage, claim: Claim) =>
		toSourceClaimMessage(session, message, claim, { ownIds, simplify });

	const look = async (id: string): Promise<Look<SourceMessage>> => {
		// Only the claim tells who is who in it.
		const claim = claims.get(id) ?? (await readClaim(session, id));
		lookedInto.set(id, claim);
		const messages = await readClaimMessages(session, id);
		return { messages: messages.map((message) => toMessage(message, claim)), isComplete: true };
	};

	return {
		async list() {
			const open = await findOpenClaims(session, party);
			claims = new Map(open.map((claim) => [idOfClaim(claim), claim]));
			// One that names nothing can neither be read nor remembered.
			claims.delete('');
			const threads = [...claims].map(([id, claim]) => ({
				id,
				fingerprint: hash(`${claim.last_updated} ${claim.stage}`),
			}));
			// Those that 1,000 others push off are the ones in which nothing happens.
			return { threads, isFull: false };
		},

		read: async ({ id }) => await (claims.has(id) ? look(id) : nothingIfDeleted(look(id))),

		saleIdOf(id) {
			const claim = claimOf(id);
			return claim ? saleIdOfClaim(claim) : null;
		},

		claimOf,

		threadJson: ({ thread, messages }): IDataObject => ({
			claimId: thread.id,
			messages: messages.map(({ json }) => json),
		}),
	};
}

/**
 * What tells a claim's message from others: its hash where the answer has one, else all that it says. One path of the
 * API gives hashes where the other may not, and earlier releases knew none, so each kind knows the other: two equal
 * messages with hashes are two, and none comes again because its hash came or went.
 */
function identityOf(message: ClaimMessage): Pick<SourceMessage, 'id' | 'otherIds' | 'settledAs'> {
	const content = claimMessageContent(message);
	const contentOfHashed = `hashed ${content}`;
	const id = claimMessageId(message);
	return id === content
		? { id, otherIds: [contentOfHashed] }
		: { id, otherIds: [content], settledAs: [contentOfHashed] };
}

/** The order that a claim is about; null where it is about something else. */
export const saleIdOfClaim = ({ resource, resource_id: id }: Claim): string | null =>
	resource === 'order' ? idText(id) : null;

/** The id of the account in a claim, which it may have opened itself, as a buyer. */
const ownIdIn = ({ players }: Claim, ownIds: readonly string[]): string =>
	ownIds.find((own) => objectsIn(players).some(({ user_id }) => idText(user_id) === own)) ??
	ownIds[0];

/** A message of a claim with what is needed to hand it out. */
export function toSourceClaimMessage(
	session: FileSession,
	message: ClaimMessage,
	claim: Claim,
	{ ownIds, simplify }: Pick<ClaimSourceOptions, 'ownIds' | 'simplify'>,
): SourceMessage {
	const userId = ownIdIn(claim, ownIds);
	const claimId = idOfClaim(claim);
	const actions = sellerActions(claim, userId);
	return {
		...identityOf(message),
		arrivedAt: timeOf(claimMessageDate(message)) ?? 0,
		readAt: timeOf(message.date_read),
		isReceived: message.sender_role !== sellerRole(claim, userId),
		json: {
			...(simplify ? simplifyClaimMessage(claimId, message) : { ...message, claimId }),
			claimStage: claim.stage ?? null,
			availableActions: simplify ? simplifyActions(actions) : actions,
			dueDate: nearestDueDate(actions),
		},
		attachments: objectsIn(message.attachments).map((attachment) => {
			const filename = idText(attachment.filename) ?? '';
			return {
				filename,
				isThreat: false,
				cure: `Get it with the Mercado Libre node: Claim Attachment > Download, Claim ID ${claimId}, Attachment ID "${filename}".`,
				download: async (signal) =>
					(
						await downloadClaimFile(
							{ ...session, signal },
							{
								claimId,
								fileName: filename,
								knownName: attachment.original_filename,
							},
						)
					).binary,
			};
		}),
	};
}

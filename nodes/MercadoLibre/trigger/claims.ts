import type { IDataObject } from 'n8n-workflow';
import { idText, objectsIn } from '../api/answers';
import {
	nearestDueDate,
	readClaim,
	sellerActions,
	sellerRole,
	simplifyActions,
	type Claim,
} from '../claims/claim';
import { downloadClaimFile } from '../claims/claimFiles';
import {
	claimMessageDate,
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

	/** The id of the account in a claim, which it may have opened itself, as a buyer. */
	const ownIdIn = ({ players }: Claim): string =>
		objectsIn(players)
			.map(({ user_id }) => idText(user_id))
			.find((id) => id !== null && ownIds.includes(id)) ?? ownIds[0];

	const toMessage = (message: ClaimMessage, claim: Claim): SourceMessage => {
		const userId = ownIdIn(claim);
		const claimId = idText(claim.id) ?? '';
		const actions = sellerActions(claim, userId);
		return {
			id: identityOf(message),
			arrivedAt: timeOf(claimMessageDate(message)) ?? 0,
			readAt: timeOf(message.date_read),
			isReceived: message.sender_role !== sellerRole(claim, userId),
			json: {
				...(simplify ? simplifyClaimMessage(claimId, message) : { ...message, claimId }),
				stage: claim.stage ?? message.stage ?? null,
				availableActions: simplify ? simplifyActions(actions) : actions,
				dueDate: nearestDueDate(actions),
			},
			attachments: objectsIn(message.attachments).map((attachment) => ({
				filename: idText(attachment.filename) ?? '',
				isThreat: false,
				cure: `Get it with the Mercado Libre node: Claim Attachment > Download, Claim ID ${claimId}, File Name "${attachment.filename}".`,
				download: async (signal) =>
					(
						await downloadClaimFile(
							{ ...session, signal },
							{
								claimId,
								fileName: idText(attachment.filename) ?? '',
								knownName: attachment.original_filename,
							},
						)
					).binary,
			})),
		};
	};

	const look = async (id: string): Promise<Look<SourceMessage>> => {
		// Only the claim tells who is who in it.
		const claim = claims.get(id) ?? (await readClaim(session, id));
		const messages = await readClaimMessages(session, id);
		return { messages: messages.map((message) => toMessage(message, claim)), isComplete: true };
	};

	return {
		async list() {
			const open = await findClaims(
				session,
				{ status: 'opened', sort: 'last_updated:desc' },
				MOST_CLAIMS,
				party,
			);
			claims = new Map(open.map((claim) => [idText(claim.id) ?? '', claim]));
			const threads = open.map((claim) => ({
				id: idText(claim.id) ?? '',
				fingerprint: hash(`${claim.last_updated} ${claim.stage}`),
			}));
			// Those that 1,000 others push off are the ones in which nothing happens.
			return { threads, isFull: false };
		},

		read: async ({ id }) => await (claims.has(id) ? look(id) : nothingIfDeleted(look(id))),

		threadJson: ({ thread, messages }): IDataObject => ({
			claimId: thread.id,
			messages: messages.map(({ json }) => json),
		}),
	};
}

/** A claim's message has no id (document 004): who wrote what to whom, and when, tells it from others. */
const identityOf = (message: ClaimMessage): string =>
	JSON.stringify([
		message.sender_role,
		message.receiver_role,
		claimMessageDate(message),
		message.message,
	]);

import type { IDataObject } from 'n8n-workflow';
import { isObject } from '../../api/answers';
import { inTurn } from '../../api/pacing/turns';
import { readClaim, receiversIn, tellsActions } from '../../claims/claim';
import { claimEndpoint, claimRequest } from '../../claims/claimEndpoint';
import { CLAIM_FILE, CLAIM_FILE_WORDS, uploadClaimFile } from '../../claims/claimFiles';
import { findSentInClaim, noteSentInClaim } from '../../claims/sentClaimMessages';
import { MAX_ATTACHMENTS } from '../../conversations/messageFiles';
import { moderationOf } from '../../conversations/moderation';
import { inputFile, type InputFile } from '../../files/upload';
import { checkId } from '../../input/ids';
import { nameList } from '../../input/nameList';
import { requiredText } from '../../input/texts';
import type { Call } from '../../operation/call';
import { claimId } from '../../operation/claimField';
import { optionsOf } from '../../operation/fields';
import { cleanFileNameOption, filesToAttachField } from '../../operation/fileFields';
import type { Operation } from '../../operation/operation';

/** Document 004 "Create a Message with the Uploaded File". */
const SEND_CLAIM_MESSAGE = claimEndpoint('POST', '/{claimId}/actions/send-message');

const ROLES = ['complainant', 'mediator', 'respondent'];

const filesToAttach = filesToAttachField(CLAIM_FILE_WORDS);

export const send: Operation = {
	name: 'Send',
	value: 'send',
	action: 'Send a message in a claim',
	description: 'Write to the buyer, or to the mediator of Mercado Libre, in a claim',
	endpoint: SEND_CLAIM_MESSAGE,
	parameters: [
		claimId,
		{
			displayName: 'Receiver',
			name: 'receiverRole',
			type: 'options',
			required: true,
			options: [
				{
					name: 'Buyer (Complainant)',
					value: 'complainant',
					description: 'While buyer and seller talk (stage "claim")',
				},
				{
					name: 'Mediator',
					value: 'mediator',
					description: 'While Mercado Libre mediates (stage "dispute")',
				},
				{
					name: 'Seller (Respondent)',
					value: 'respondent',
					description: 'When the connected account is the buyer',
				},
			],
			default: 'complainant',
		},
		{
			displayName: 'Message',
			name: 'message',
			type: 'string',
			typeOptions: { rows: 4 },
			default: '',
			required: true,
			placeholder: 'e.g. We are sending you another one today.',
			description: 'What the receiver will read',
			hint: 'No limit is documented (in messages: at most 350 characters)',
		},
		{
			displayName: 'Attachment IDs',
			name: 'attachmentFileNames',
			type: 'string',
			default: '',
			placeholder: 'e.g. 9984c9c8-97da-….jpeg',
			description:
				'Files that Claim Attachment > Upload has stored in this claim: their IDs, separated by commas, or a list',
		},
		filesToAttach,
		optionsOf(
			{
				displayName: 'Check Whether Allowed',
				name: 'checkAllowed',
				type: 'boolean',
				default: true,
				description:
					'Whether to look first if you may write to this receiver at the stage of the claim, and to say to whom you may if not. Costs one request.',
			},
			cleanFileNameOption,
		),
	],
	async run(call) {
		const options = call.collection('options');
		const claimId = call.id('claimId');
		const receiverRole = String(call.parameter('receiverRole'));
		if (!ROLES.includes(receiverRole)) {
			throw call.inputError(
				'Receiver',
				'receiverRole',
				'is not valid',
				`Choose it from the list. An expression must give one of ${ROLES.join(', ')}.`,
			);
		}
		const message = requiredText(call.context, 'Message', 'message', call.parameter('message', ''));
		const attachments = nameList(
			call.context,
			'Attachment IDs',
			'attachmentFileNames',
			call.parameter('attachmentFileNames', ''),
		).map((name) => checkId(call.context, 'fileName', name));
		const files = await inputFiles(call, attachments.length, options);
		return await inTurn(call.account, `claim ${claimId}`, async () => {
			// What became of an earlier try is looked into first: it may be why nothing more is allowed.
			const isToCheck = options.checkAllowed !== false && !call.memory.unknownSince;
			if (isToCheck) await checkAllowed(call, claimId, receiverRole);
			for (const [index, file] of files.entries()) {
				const upload = async () => await uploadClaimFile(call, file, claimId);
				attachments.push(await call.once(`file ${index}`, upload));
			}
			const sent = { claimId, receiverRole, text: message };
			const begun = call.memory.unknownSince ?? new Date();
			const { body } = await claimRequest<IDataObject | string>(call, {
				endpoint: SEND_CLAIM_MESSAGE,
				ids: { claimId },
				body: { receiver_role: receiverRole, message, attachments },
				// The document answers 201 with the words "status 201 created", or with nothing.
				isValid: (answer) => typeof answer !== 'string' || !answer.trimStart().startsWith('<'),
				findEffect: async (since) => await findSentInClaim(call, sent, since),
			});
			noteSentInClaim(sent, { begun, until: new Date() });
			return {
				success: true,
				claimId,
				receiverRole,
				message,
				attachments,
				...(isObject(body) && moderationOf(body)),
			};
		});
	},
};

async function inputFiles(call: Call, alreadyAttached: number, options: IDataObject) {
	const fields = nameList(
		call.context,
		filesToAttach.displayName,
		'binaryPropertyNames',
		call.parameter('binaryPropertyNames', ''),
	);
	if (alreadyAttached + fields.length > MAX_ATTACHMENTS) {
		throw call.inputError(
			'Attachment IDs',
			'attachmentFileNames',
			`must not exceed ${MAX_ATTACHMENTS} attachments`,
			'Put the others into a second message.',
		);
	}
	const files: InputFile[] = [];
	for (const field of fields) files.push(await inputFile(call, field, CLAIM_FILE, options));
	return files;
}

/** Document 004, "Actions": to whom a role may write depends on the stage; `available_actions` tells. */
async function checkAllowed(call: Call, claimId: string, receiverRole: string): Promise<void> {
	const claim = await readClaim(call, claimId);
	if (!tellsActions(claim, call.account.sellerId)) return;
	const allowed = receiversIn(claim, call.account.sellerId);
	if (allowed.includes(receiverRole)) return;
	const stage = `The claim is ${claim.status ?? 'open'} at the stage "${claim.stage ?? 'unknown'}".`;
	throw call.inputError(
		'Receiver',
		'receiverRole',
		`cannot be ${inWords(receiverRole)} in this claim now`,
		allowed.length > 0
			? `${stage} You may write to ${allowed.map(inWords).join(' and ')}.`
			: `${stage} You may not write to anybody in it.`,
	);
}

const ROLES_IN_WORDS: Record<string, string> = {
	complainant: 'the buyer',
	mediator: 'the mediator',
	respondent: 'the seller',
};

const inWords = (role: string) => ROLES_IN_WORDS[role] ?? role;

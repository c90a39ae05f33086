import type { IDataObject } from 'n8n-workflow';
import type { Endpoint } from '../../api/endpoint';
import { problemBehind } from '../../api/errors/problem';
import { inTurn } from '../../api/pacing/turns';
import { apiRequest } from '../../api/transport';
import {
	readConversation,
	type Conversation,
	type ConversationRef,
} from '../../conversations/conversation';
import { sendToCounterpart } from '../../conversations/counterpart';
import { explainBlocked } from '../../conversations/explainBlocked';
import {
	MAX_ATTACHMENTS,
	MESSAGE_FILE_WORDS,
	messageFileRule,
	siteOfFile,
	uploadMessageFile,
} from '../../conversations/messageFiles';
import { isFrom, type ApiMessage } from '../../conversations/messages';
import { isHeldBack, refuseHeldBack } from '../../conversations/moderation';
import { isOrderOfPack, withPackOf } from '../../conversations/packOfOrder';
import {
	findSentMessage,
	isSameText,
	sentMessageIn,
	outputOfSend,
} from '../../conversations/sentMessages';
import {
	checkLength,
	replaceTypographicMarksOption,
	textToSend,
} from '../../conversations/textRules';
import { inputFile, type InputFile } from '../../files/upload';
import { checkId } from '../../input/ids';
import { nameList } from '../../input/nameList';
import { textOf } from '../../input/texts';
import type { Call } from '../../operation/call';
import { failIfHeldBackOption, optionsOf, sellerIdOption, simplify } from '../../operation/fields';
import { cleanFileNameOption, filesToAttachField, siteIdOption } from '../../operation/fileFields';
import type { Operation } from '../../operation/operation';
import { packId } from '../../operation/packField';

/** Document 000 "Create message"; 002 "Criar mensagens para um comprador". */
const SEND_MESSAGE: Endpoint = {
	method: 'POST',
	globalSelling: '/marketplace/messages/packs/{packId}',
	local: '/messages/packs/{packId}/sellers/{sellerId}?tag=post_sale',
};

const filesToAttach = filesToAttachField(MESSAGE_FILE_WORDS);

export const send: Operation = {
	name: 'Send',
	value: 'send',
	action: 'Send a message in an ongoing conversation',
	description:
		'Write to the buyer of a pack or order. Where the buyer has not written yet, Mercado Libre may want Conversation > Start instead.',
	endpoint: SEND_MESSAGE,
	parameters: [
		packId,
		{
			displayName: 'Text',
			name: 'text',
			type: 'string',
			typeOptions: { rows: 4 },
			default: '',
			required: true,
			placeholder: 'e.g. Your parcel is on its way.',
			description:
				'What the buyer will read. A link as in HTML (tag "a") can be clicked; Mercado Libre holds shortened links back. Local accounts: Western European languages, with emoji.',
			hint: 'At most 350 characters (local accounts)',
		},
		// Workflows saved before everything stood under Options: what they hold still counts.
		{
			displayName: 'Additional Fields',
			name: 'additionalFields',
			type: 'hidden',
			default: {},
		},
		optionsOf(
			{
				displayName: 'Attachment IDs',
				name: 'attachmentIds',
				type: 'string',
				default: '',
				placeholder: 'e.g. 210438685_59f0f034-….jpg',
				description:
					'Files that Attachment > Upload has stored: their IDs, separated by commas, or a list',
			},
			{
				displayName: 'Buyer ID',
				name: 'buyerId',
				type: 'string',
				default: '',
				placeholder: 'e.g. 441782523',
				description:
					'Local accounts only: the user ID of the buyer, for conversations in which nobody has written yet and whose order cannot be read. Whoever takes part in the conversation comes first: where an assistant of Mercado Libre answers for the buyer, the message goes to it.',
			},
			cleanFileNameOption,
			failIfHeldBackOption,
			filesToAttach,
			{
				displayName: 'Only If Buyer Wrote Last',
				name: 'onlyIfBuyerWroteLast',
				type: 'boolean',
				default: true,
				description:
					'Whether to skip conversations in which the last message is yours, so that nobody is answered twice',
			},
			replaceTypographicMarksOption,
			sellerIdOption,
			simplify,
			siteIdOption,
			{
				displayName: 'Skip If Already Sent',
				name: 'skipIfAlreadySent',
				type: 'boolean',
				default: true,
				description:
					'Whether to skip when your newest message has this very text and the buyer has not written since, so that running a workflow again harms nobody',
			},
			{
				displayName: 'Text Translated',
				name: 'textTranslated',
				type: 'string',
				typeOptions: { rows: 4 },
				default: '',
				description:
					"Global Selling only: the message in the buyer's language, which Mercado Libre recommends to give. Its documents do not say that it translates what comes without.",
			},
		),
	],
	async run(call) {
		const options = { ...call.collection('additionalFields'), ...call.collection('options') };
		const id = call.id('packId');
		const sellerId = call.sellerId(options);
		const { text, replaced } = textToSend(call, call.parameter('text', ''), options);
		const textTranslated = textOf(
			call.context,
			'Text Translated',
			'textTranslated',
			options.textTranslated,
		);
		const uploadAttachments = await prepareAttachments(call, options);
		const buyerId =
			call.isLocal && options.buyerId
				? checkId(call.context, 'buyerId', options.buyerId)
				: undefined;

		const sendIn = async (packId: string) => {
			const conversation = { packId, sellerId };
			const read = onceRead(call, conversation, text);
			if (call.isLocal) {
				await read().catch(async (error) => {
					const isRefused = problemBehind(error) !== undefined;
					// An order's id is told from a pack's before anything is sent.
					if (!isRefused || (await isOrderOfPack(call, packId, error))) throw error;
					checkLength(call.context, text);
				});
			}
			const skipIf = async (look: ReadOnce) => {
				if (!options.onlyIfBuyerWroteLast && !options.skipIfAlreadySent) return;
				const reason = reasonToSkip((await look()).messages, sellerId, text, options);
				if (reason) throw new Skipped(reason);
			};
			// Another process may answer while this one waits: turns are kept within one.
			const lookAgain = async () => await skipIf(onceRead(call, conversation, text));
			// The message of an earlier try may be the last one: what became of that is looked into first.
			if (!call.memory.unknownSince) await skipIf(read);
			const sendTo = async (receiver?: string) => {
				const attachments = await uploadAttachments(read, lookAgain);
				const { body } = await apiRequest(call, {
					endpoint: SEND_MESSAGE,
					ids: conversation,
					body: {
						...(call.isLocal
							? { from: { user_id: sellerId }, ...(receiver && { to: { user_id: receiver } }) }
							: textTranslated && { text_translated: textTranslated }),
						text,
						...(attachments.length > 0 && { attachments }),
					},
					isValid: (body) => sentMessageIn(body) !== undefined,
					lookAgain,
					findEffect: async (since) => await findSentMessage(call, conversation, text, since),
				});
				return sentMessageIn(body) as ApiMessage;
			};
			const sending = call.isLocal
				? sendToCounterpart(call, conversation, { read, buyerId }, sendTo)
				: sendTo();
			const answer = await sending.catch(async (error) => {
				throw await explainBlocked(call, conversation, error);
			});
			const simplify = options.simplify !== false;
			return { ...outputOfSend(answer, { sellerId, packId, text, simplify }), ...replaced };
		};
		const output = await call.once(
			'message',
			async (): Promise<IDataObject> =>
				await withPackOf(
					call,
					id,
					async (packId) =>
						await inTurn(call.account, packId, async () => await sendIn(packId)).catch((error) => {
							if (error instanceof Skipped) return { skipped: true, reason: error.message, packId };
							throw error;
						}),
				),
		);
		if (options.failIfHeldBack) refuseHeldBack(call, output);
		return output;
	},
};

/** Nothing is to be sent; the message says why. */
class Skipped extends Error {}

type ReadOnce = () => Promise<Conversation>;

/** Reads the conversation when it is needed, once for all who need it; it may say that the text is too long. */
function onceRead(call: Call, conversation: ConversationRef, text: string): ReadOnce {
	let reading: Promise<Conversation> | undefined;
	const read = async () => {
		const known = await readConversation(call, conversation);
		if (call.isLocal) checkLength(call.context, text, known.maxTextLength);
		return known;
	};
	return async () => await (reading ??= read());
}

/** Why nothing shall be sent; undefined to send. */
function reasonToSkip(
	messages: ApiMessage[],
	sellerId: string,
	text: string,
	{ onlyIfBuyerWroteLast, skipIfAlreadySent }: IDataObject,
): string | undefined {
	// What the buyer cannot see is no answer: a text that moderation has held back may be corrected.
	const last = messages.findLast((message) => !isFrom(sellerId, message) || !isHeldBack(message));
	if (!last || !isFrom(sellerId, last)) return undefined;
	if (onlyIfBuyerWroteLast) return 'The last message of the conversation is yours';
	return skipIfAlreadySent && isSameText(last, text)
		? 'Your last message has this text already'
		: undefined;
}

/**
 * Checks all files before anything is sent or uploaded. The function it returns uploads them, looks again since
 * that may take minutes, and gives the ids of all attachments.
 */
async function prepareAttachments(
	call: Call,
	options: IDataObject,
): Promise<(read: ReadOnce, lookAgain: () => Promise<void>) => Promise<string[]>> {
	const ids = nameList(call.context, 'Attachment IDs', 'attachmentIds', options.attachmentIds).map(
		(id) => checkId(call.context, 'attachmentId', id),
	);
	const binaryFields = nameList(
		call.context,
		filesToAttach.displayName,
		'binaryPropertyNames',
		options.binaryPropertyNames,
	);
	if (ids.length + binaryFields.length > MAX_ATTACHMENTS) {
		throw call.inputError(
			'Attachment IDs',
			'attachmentIds',
			`must not exceed ${MAX_ATTACHMENTS} attachments`,
			`There are ${ids.length + binaryFields.length}. Put the others into a second message.`,
		);
	}
	const files: InputFile[] = [];
	for (const field of binaryFields) {
		files.push(await inputFile(call, field, messageFileRule(call), options));
	}
	return async (read, lookAgain) => {
		if (files.length === 0) return ids;
		// Found once: another try must not fail here before it has looked for what was sent.
		const find = async () => await siteOfFile(call, options.siteId, call.item.json, read);
		const siteId = await call.once('site', find);
		const uploaded: string[] = [];
		let hasTakenTime = false;
		for (const [index, file] of files.entries()) {
			const upload = async () => {
				hasTakenTime = true;
				return await uploadMessageFile(call, file, siteId);
			};
			uploaded.push(await call.once(`file ${index}`, upload));
		}
		if (hasTakenTime) await lookAgain();
		return [...ids, ...uploaded];
	};
}

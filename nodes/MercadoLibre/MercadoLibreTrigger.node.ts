import {
	NodeConnectionTypes,
	type IDataObject,
	type INodeExecutionData,
	type INodeType,
	type INodeTypeDescription,
	type IPollFunctions,
} from 'n8n-workflow';
import { serverNow } from './api/clock';
import { problemBehind } from './api/errors/problem';
import { sellerIdOf } from './api/session';
import type { FileSession } from './files/fileSession';
import { checkId } from './input/ids';
import { inputError } from './input/inputError';
import { role, sellerIdOption, simplify } from './operation/fields';
import { openSession } from './operation/openSession';
import { claimSource } from './trigger/claims';
import { conversationSource } from './trigger/conversations';
import { toItems } from './trigger/items';
import { decodeMemory, encodeMemory } from './trigger/memory';
import { firstMemory, poll, type Rotation } from './trigger/poll';
import { sample } from './trigger/sample';
import type { Source } from './trigger/source';

type TriggerEvent = 'messageReceived' | 'conversationUnread' | 'claimMessageReceived';

const DEFAULT_CONVERSATIONS_PER_POLL = 200;

/** An unchanged conversation is looked into at least every 20th poll, an unchanged claim every 5th, unless news fill the budget. */
const CONVERSATION_ROTATION: Rotation = { polls: 20, atLeast: 1 };
const CLAIM_ROTATION: Rotation = { polls: 5, atLeast: 10 };

/** When n8n abandons a poll, where it does not tell. */
const POLL_BUDGET_MS = 5 * 60_000;

/** Polls under way in this process, by workflow and node: an overlapping one would find the same news. */
const running = new Set<string>();

export class MercadoLibreTrigger implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Mercado Libre Trigger',
		name: 'mercadoLibreTrigger',
		icon: {
			light: 'file:../../icons/mercadoLibre.svg',
			dark: 'file:../../icons/mercadoLibre.dark.svg',
		},
		group: ['trigger'],
		version: 1,
		subtitle:
			'={{ { messageReceived: "message received", conversationUnread: "conversation unread", claimMessageReceived: "claim message received" }[$parameter["event"]] }}',
		description:
			'Starts the workflow on every new message of a buyer on Mercado Libre / Mercado Livre',
		defaults: { name: 'Mercado Libre Trigger' },
		polling: true,
		inputs: [],
		outputs: [NodeConnectionTypes.Main],
		credentials: [{ name: 'mercadoLibreOAuth2Api', required: true }],
		properties: [
			{
				displayName: 'Event',
				name: 'event',
				type: 'options',
				noDataExpression: true,
				options: [
					{
						name: 'Claim Message Received',
						value: 'claimMessageReceived',
						description:
							'A buyer or a mediator has written in one of your open claims; one item each',
					},
					{
						name: 'Conversation Unread',
						value: 'conversationUnread',
						description: 'A conversation has new messages; one item a conversation',
					},
					{
						name: 'Message Received',
						value: 'messageReceived',
						description: 'A buyer has written; one item a message',
					},
				],
				default: 'messageReceived',
			},
			{
				displayName: 'Options',
				name: 'options',
				type: 'collection',
				placeholder: 'Add option',
				default: {},
				options: [
					{
						displayName: 'Download Attachments',
						name: 'downloadAttachments',
						type: 'boolean',
						default: false,
						description:
							'Whether to put the files of a message into the fields attachment_0, attachment_1 and so on. Files that Mercado Libre flags as harmful are left out.',
					},
					{
						displayName: 'Emit Existing',
						name: 'emitExisting',
						type: 'boolean',
						default: false,
						description:
							'Whether the messages that are unread when the workflow is activated for the first time start it as well',
					},
					{
						displayName: 'Mark as Read',
						name: 'markAsRead',
						type: 'boolean',
						default: false,
						description:
							'Whether conversations whose messages have started the workflow are marked as read. That happens with the next poll, when they can no longer be lost. Not for claims.',
					},
					{
						displayName: 'Max Conversations per Poll',
						name: 'maxConversationsPerPoll',
						type: 'number',
						typeOptions: { minValue: 1 },
						default: 200,
						description:
							'How many conversations or claims are looked into at most in one poll; the others follow in the next. Each costs one request of the 500 a minute.',
					},
					role,
					sellerIdOption,
					simplify,
				],
			},
		],
	};

	async poll(this: IPollFunctions): Promise<INodeExecutionData[][] | null> {
		const options = this.getNodeParameter('options', {}) as IDataObject;
		const event = this.getNodeParameter('event', 'messageReceived') as TriggerEvent;
		const isClaims = event === 'claimMessageReceived';
		const session: FileSession = {
			...(await openSession(this)),
			isUrgent: true,
			signal: AbortSignal.timeout(readingTimeMs(this)),
		};
		const userId = options.sellerId
			? checkId(this, 'sellerId', options.sellerId)
			: sellerIdOf(session);
		const asRole = options.role === 'buyer' ? 'buyer' : 'seller';
		const isSimplified = options.simplify !== false;
		const source = isClaims
			? claimSource(session, { userId, simplify: isSimplified })
			: conversationSource(session, { role: asRole, userId, simplify: isSimplified });
		const perThread = event === 'conversationUnread';
		const withFiles = options.downloadAttachments === true;
		const data = this.getWorkflowStaticData('node');
		const scope = [isClaims ? 'claims' : 'messages', asRole, userId].join(' ');

		if (this.getMode() === 'manual') {
			const news = await sample(source, decodeMemory(data, scope));
			return news.length > 0 ? [await toItems(source, news, { perThread, withFiles })] : null;
		}

		const key = `${this.getWorkflow().id} ${this.getNode().id}`;
		if (running.has(key)) return null;
		running.add(key);
		try {
			const { news, memory, listed, listedAt } = await pollOnce(this, session, source, {
				data,
				scope,
				wantsExisting: options.emitExisting === true,
				markAsRead: options.markAsRead === true && !isClaims,
				budget: budgetFrom(this, options),
				rotation: isClaims ? CLAIM_ROTATION : CONVERSATION_ROTATION,
			});
			const items = await toItems(source, news, { perThread, withFiles });
			for (const leftover of Object.keys(data)) delete data[leftover];
			Object.assign(data, encodeMemory(memory, listed, listedAt));
			return items.length > 0 ? [items] : null;
		} finally {
			running.delete(key);
		}
	}
}

/** How long a poll may read; what is not done by then is left for the next one. The rest is for the items. */
function readingTimeMs(context: IPollFunctions): number {
	const budget = context.getPollBudgetMs?.() ?? POLL_BUDGET_MS;
	return Math.ceil(budget * 0.8);
}

function budgetFrom(context: IPollFunctions, { maxConversationsPerPoll }: IDataObject): number {
	const budget = Number(maxConversationsPerPoll ?? DEFAULT_CONVERSATIONS_PER_POLL);
	if (Number.isInteger(budget) && budget >= 1) return budget;
	throw inputError(
		context,
		'Max Conversations per Poll',
		'maxConversationsPerPoll',
		'must be a whole number of 1 or more',
		`Leave it at ${DEFAULT_CONVERSATIONS_PER_POLL} unless you have a reason.`,
	);
}

interface PollSettings {
	data: IDataObject;
	scope: string;
	wantsExisting: boolean;
	markAsRead: boolean;
	budget: number;
	rotation: Rotation;
}

async function pollOnce(
	context: IPollFunctions,
	session: FileSession,
	source: Source,
	{ data, scope, wantsExisting, ...settings }: PollSettings,
) {
	const before = new Date();
	const threads = await source.list();
	const listedAt = serverNow(session, before);
	const remembered = decodeMemory(data, scope);
	if (!remembered && data.version !== undefined) {
		context.logger.warn(
			'The Mercado Libre Trigger was used with another account, event or version before: it starts anew',
		);
	}
	const memory = remembered ?? firstMemory(scope, threads, { since: listedAt, wantsExisting });
	const isFirstWithoutExisting = !remembered && !wantsExisting;
	const outcome = await poll({
		...settings,
		memory,
		threads,
		read: source.read,
		budget: isFirstWithoutExisting ? 0 : settings.budget,
	});
	for (const { threadId, error } of outcome.failures) {
		context.logger.warn(
			'A conversation or claim could not be read; it is tried again with the next poll',
			{
				id: threadId,
				status: problemBehind(error)?.status,
				reason: (error as Error).message,
			},
		);
	}
	if (outcome.left > 0) {
		context.logger.info(
			`${outcome.left} conversations or claims with news are left for the next poll`,
		);
	}
	return { ...outcome, listed: new Set(threads.map(({ id }) => id)), listedAt };
}

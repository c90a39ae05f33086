import {
	NodeConnectionTypes,
	type IDataObject,
	type INodeExecutionData,
	type INodePropertyOptions,
	type INodeType,
	type INodeTypeDescription,
	type IPollFunctions,
} from 'n8n-workflow';
import { forgetConnection } from './api/account';
import { sellerIdOf } from './api/session';
import { checkId } from './input/ids';
import { inputError } from './input/inputError';
import {
	addSaleOption,
	downloadAttachmentsOption,
	includeDetailsOption,
	role,
	sellerIdOption,
	simplify,
} from './operation/fields';
import { openSession } from './operation/openSession';
import { subtitleOfEvent } from './operation/properties';
import type { SaleWanted } from './sales/addSale';
import { claimSource } from './trigger/claims';
import { conversationSource } from './trigger/conversations';
import { extrasOf, withExtras } from './trigger/extras';
import { DEFAULT_POLL_TIME_MS, findNews } from './trigger/findNews';
import { toItems } from './trigger/items';
import type { News, Rotation } from './trigger/poll';
import { sample } from './trigger/sample';
import type { SourceMessage } from './trigger/source';
import { Store } from './trigger/store';

type TriggerEvent = 'messageReceived' | 'conversationUnread' | 'claimMessageReceived';

/** What is used most stands first. */
const EVENTS: (INodePropertyOptions & { value: TriggerEvent })[] = [
	{
		name: 'Message Received',
		value: 'messageReceived',
		action: 'On message received',
		description: 'A buyer has written; one item a message',
	},
	{
		name: 'Conversation Unread',
		value: 'conversationUnread',
		action: 'On conversation with new messages',
		description: 'A conversation has new messages; one item a conversation',
	},
	{
		name: 'Claim Message Received',
		value: 'claimMessageReceived',
		action: 'On message received in a claim',
		description: 'A buyer or a mediator has written in one of your open claims; one item each',
	},
];

const DEFAULT_CONVERSATIONS_PER_POLL = 200;

/** An unchanged conversation is looked into at least every 20th poll, an unchanged claim every 5th, unless news fill the budget. */
const CONVERSATION_ROTATION: Rotation = { polls: 20, atLeast: 1 };
const CLAIM_ROTATION: Rotation = { polls: 5, atLeast: 10 };

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
		subtitle: subtitleOfEvent(EVENTS),
		description:
			'Starts the workflow on every new message of a buyer on Mercado Libre / Mercado Livre, to answer it or hand it to a person',
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
				required: true,
				noDataExpression: true,
				options: EVENTS,
				default: 'messageReceived',
			},
			{
				displayName: 'Options',
				name: 'options',
				type: 'collection',
				placeholder: 'Add option',
				default: {},
				options: [
					addSaleOption,
					downloadAttachmentsOption,
					{
						displayName: 'Emit Existing',
						name: 'emitExisting',
						type: 'boolean',
						default: true,
						description:
							'Whether the messages that are unread when the workflow is activated for the first time start it as well',
					},
					{
						...includeDetailsOption,
						description: `${includeDetailsOption.description} Only for claims.`,
					},
					{
						displayName: 'Mark as Read',
						name: 'markAsRead',
						type: 'boolean',
						default: true,
						description:
							'Whether conversations whose messages have started the workflow are marked as read, so that they leave the list of unread ones. Switch it on if nobody reads them on Mercado Libre: the list shows 1,000 conversations (500 of a local account), and when it is full, new ones do not appear on it. Marked with the next poll, when the messages can no longer be lost. Not for claims.',
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
		const withFiles = options.downloadAttachments === true;
		const addSale = (options.addSale || 'nothing') as SaleWanted;
		const includeDetails = isClaims && options.includeDetails === true;
		const pollTime = this.getPollBudgetMs?.() ?? DEFAULT_POLL_TIME_MS;
		const pollUntil = AbortSignal.timeout(pollTime);
		// Files and sales get time of their own: what is read and not handed out is read again in the next poll.
		const needsMore = withFiles || addSale !== 'nothing' || includeDetails;
		const readUntil = needsMore ? AbortSignal.timeout(Math.ceil(pollTime * 0.6)) : pollUntil;
		// n8n keeps one context for all polls of an activation: another account may be connected by now.
		forgetConnection(this);
		const session = {
			...(await openSession(this)),
			isUrgent: true,
			signal: readUntil,
		};
		const userId = options.sellerId
			? checkId(this, 'sellerId', options.sellerId)
			: sellerIdOf(session);
		const ownIds = [userId, ...(session.account.sellerId ? [session.account.sellerId] : [])];
		const asRole = options.role === 'buyer' ? 'buyer' : 'seller';
		const isSimplified = options.simplify !== false;
		const source = isClaims
			? claimSource(session, { role: asRole, userId, ownIds, simplify: isSimplified })
			: conversationSource(session, { role: asRole, userId, ownIds, simplify: isSimplified });
		const perThread = event === 'conversationUnread';
		const readExtras = extrasOf({ ...session, signal: pollUntil }, source, {
			addSale,
			includeDetails,
		});
		const filesUntil = withFiles ? pollUntil : undefined;
		const scope = [isClaims ? 'claims' : 'messages', asRole, userId].join(' ');
		const store = new Store(this, scope);
		const itemsOf = async (news: News<SourceMessage>[]) =>
			await withExtras(news, toItems(source, news, { perThread, filesUntil }), readExtras);

		if (this.getMode() === 'manual') {
			const news = await sample(source, store.read(), { perThread });
			return news.length > 0 ? [await itemsOf(news)] : null;
		}

		if (!store.begin()) return null;
		try {
			const { news, memory, listedAt } = await findNews(session, source, store, {
				scope,
				wantsExisting: options.emitExisting === true,
				markAsRead: options.markAsRead === true && !isClaims,
				budget: budgetFrom(this, options),
				rotation: isClaims ? CLAIM_ROTATION : CONVERSATION_ROTATION,
			});
			const items = await itemsOf(news);
			const isNewest = store.write(memory, listedAt);
			return isNewest && items.length > 0 ? [items] : null;
		} finally {
			store.end();
		}
	}
}

function budgetFrom(context: IPollFunctions, { maxConversationsPerPoll }: IDataObject): number {
	const budget = Number(maxConversationsPerPoll ?? DEFAULT_CONVERSATIONS_PER_POLL);
	if (Number.isInteger(budget) && budget >= 1) return budget;
	throw inputError(
		context,
		'Max Conversations per Poll',
		'maxConversationsPerPoll',
		'must be a whole number above 0',
		`Leave it at ${DEFAULT_CONVERSATIONS_PER_POLL} unless you have a reason.`,
	);
}

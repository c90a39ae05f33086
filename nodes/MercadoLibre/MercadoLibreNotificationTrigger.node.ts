import {
	NodeConnectionTypes,
	type IDataObject,
	type IExecuteFunctions,
	type IHookFunctions,
	type INodeExecutionData,
	type INodeProperties,
	type INodePropertyOptions,
	type INodeType,
	type INodeTypeDescription,
	type ITriggerFunctions,
	type ITriggerResponse,
	type IWebhookFunctions,
	type IWebhookResponseData,
} from 'n8n-workflow';
import { sellerIdOf } from './api/session';
import { notificationIn } from './notifications/notification';
import { addSaleOption, downloadAttachmentsOption, simplify } from './operation/fields';
import { openSession } from './operation/openSession';
import { subtitleOfEvent } from './operation/properties';
import { comesFrom } from './trigger/push/addresses';
import type { PushEvent } from './trigger/push/events';
import { Listener, listenerOf, type Receiver } from './trigger/push/listener';
import { lastingReceiver, passingReceiver } from './trigger/push/receiver';

const RECOVER_EVERY_MS = 60 * 60_000;
const RECOVER_AGAIN_MS = 5 * 60_000;

/** What is used most stands first. */
const EVENTS: (INodePropertyOptions & { value: PushEvent })[] = [
	{
		name: 'Message Received',
		value: 'messageReceived',
		action: 'On message received',
		description: 'A buyer has written',
	},
	{
		name: 'Claim Message Received',
		value: 'claimMessageReceived',
		action: 'On message received in a claim',
		description: 'A buyer or a mediator has written in one of your claims',
	},
	{
		name: 'Claim Updated',
		value: 'claimUpdated',
		action: 'On claim opened or updated',
		description: 'A claim was opened, or something in it has changed',
	},
	{
		name: 'Order Updated',
		value: 'orderUpdated',
		action: 'On order placed or updated',
		description: 'Something was bought, or its order has changed',
	},
	{
		name: 'Shipment Updated',
		value: 'shipmentUpdated',
		action: 'On shipment updated',
		description: 'A parcel was sent, has arrived, or is late',
	},
	{
		name: 'Notification',
		value: 'notification',
		action: 'On notification of any topic',
		description: 'A notification of any topic, as Mercado Libre sends it; nothing is read',
	},
];

const topicsNotice = (event: PushEvent, topics: string): INodeProperties => ({
	displayName: `Open "Webhook URLs" above and enter the Production URL as "Notifications callback URL" of your application on Mercado Libre's developer site, and tick the topic ${topics}. An application has one URL and one list of topics for all its sellers: if several workflows need notifications, let one receive them and hand them out (see the documentation).`,
	name: `notice_${event}`,
	type: 'notice',
	default: '',
	displayOptions: { show: { event: [event] } },
});

export class MercadoLibreNotificationTrigger implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Mercado Libre Notification Trigger',
		name: 'mercadoLibreNotificationTrigger',
		icon: {
			light: 'file:../../icons/mercadoLibre.svg',
			dark: 'file:../../icons/mercadoLibre.dark.svg',
		},
		group: ['trigger'],
		// For webhooks of version 1, n8n evaluates an expression before it takes each request in: a burst is answered later.
		version: [1, 1.1],
		subtitle: subtitleOfEvent(EVENTS),
		description:
			'Starts the workflow within a second when Mercado Libre / Mercado Livre notifies of a message, a claim or anything else',
		defaults: { name: 'Mercado Libre Notification Trigger' },
		eventTriggerDescription: 'Waiting for a notification of Mercado Libre at the test URL',
		activationMessage:
			'Notifications that arrive at the Production URL start this workflow from now on.',
		inputs: [],
		outputs: [NodeConnectionTypes.Main],
		credentials: [{ name: 'mercadoLibreOAuth2Api', required: true }],
		webhooks: [
			// Without isFullPath n8n puts the node's random id before it: nobody can guess the address.
			{ name: 'default', httpMethod: 'POST', responseMode: 'onReceived', path: 'webhook' },
		],
		properties: [
			topicsNotice(
				'messageReceived',
				'"messages" (local account) or "marketplace_messages" (Global Selling)',
			),
			topicsNotice(
				'claimUpdated',
				'"post_purchase" (local account) or "marketplace_claims" (Global Selling)',
			),
			topicsNotice(
				'claimMessageReceived',
				'"post_purchase" (local account) or "marketplace_claims" (Global Selling)',
			),
			topicsNotice(
				'orderUpdated',
				'"orders_v2" (local account) or "marketplace_orders" (Global Selling)',
			),
			topicsNotice(
				'shipmentUpdated',
				'"shipments" (local account) or "marketplace_shipments" (Global Selling)',
			),
			topicsNotice('notification', 'or topics that you need'),
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
					{
						...addSaleOption,
						description: `${addSaleOption.description} For messages and claims.`,
					},
					{ ...downloadAttachmentsOption, default: false },
					{
						displayName: 'If Not Readable',
						name: 'onUnreadable',
						type: 'options',
						options: [
							{
								name: 'Start with an Item That Says So',
								value: 'item',
								description: 'The item has "error", "message" and the notification',
							},
							{
								name: 'Fail',
								value: 'error',
								description:
									'A failed execution, which starts the error workflow; an item where n8n is too old for that',
							},
						],
						default: 'item',
						description:
							'What happens when Mercado Libre notifies of something and then cannot be reached, or fails, several times in a row',
					},
					{
						displayName: 'If Unknown',
						name: 'onUnknown',
						type: 'options',
						options: [
							{ name: 'Ignore', value: 'ignore', description: 'A line in the log of n8n tells' },
							{
								name: 'Start with an Item That Says So',
								value: 'item',
								description: 'The item has "error", "message" and the notification',
							},
						],
						default: 'ignore',
						description:
							'What happens when Mercado Libre does not know what a notification names, or says that it is not yours, after some seconds still',
					},
					{
						displayName: 'Only From Mercado Libre',
						name: 'onlyFromMercadoLibre',
						type: 'string',
						typeOptions: { rows: 3 },
						default: '',
						placeholder: 'e.g. 54.88.218.97, 18.215.140.160',
						description:
							'Addresses from which notifications are taken, separated by commas or lines; from everywhere when empty. Mercado Libre lists its addresses on the page about notifications and changes them at times: others are dropped. It is not needed for safety, since nothing in a notification is trusted. Behind a proxy, n8n must know of it (N8N_PROXY_HOPS).',
					},
					{
						displayName: 'Recover Missed',
						name: 'recoverMissed',
						type: 'boolean',
						default: false,
						description:
							'Whether to ask Mercado Libre for the notifications of the last two days that it could not deliver: when the workflow is activated, when n8n starts, and every hour',
					},
					simplify,
				],
			},
		],
	};

	webhookMethods = {
		default: {
			// Mercado Libre has no API for this: its users enter the address on the developer site, where nobody can look it up.
			async checkExists(this: IHookFunctions): Promise<boolean> {
				return false;
			},
			async create(this: IHookFunctions): Promise<boolean> {
				return true;
			},
			async delete(this: IHookFunctions): Promise<boolean> {
				return true;
			},
		},
	};

	/**
	 * Where n8n runs the workflow's triggers, what notifications name is read and handed out from here: n8n then starts
	 * an execution for each at once, and refuses two with the same key. `webhook` only takes them in.
	 */
	async trigger(this: ITriggerFunctions): Promise<ITriggerResponse> {
		// Better known now than with the first notification.
		sellerIdOf(await openSession(this));
		const closing = new AbortController();
		const receiver = lastingReceiver(this, closing.signal);
		const { listener, isNew } = listenerFor(this);
		const data = this.getWorkflowStaticData('global');
		const kept = data[keyIn(this)];
		// n8n may have called the webhook before: it serves them from the moment its server listens. Since the trigger
		// was on here last, another main process may have taken in what it did not hand out.
		if (isNew || (listener.wasAttached && listener.isOfAnother(kept))) listener.load(kept);
		listener.attach(receiver);
		// What n8n saves of other triggers of this activation brings it along, always up to date.
		data[keyIn(this)] = listener.stored;
		const options = this.getNodeParameter('options', {}) as IDataObject;
		if (options.recoverMissed === true) void keepRecovering(listener, receiver);
		return { closeFunction: async () => closing.abort() };
	}

	async webhook(this: IWebhookFunctions): Promise<IWebhookResponseData> {
		const notification = notificationIn(this.getBodyData());
		if (!notification) {
			this.getResponseObject().status(400).json({ message: 'This is no notification' });
			return { noWebhookResponse: true };
		}
		const { onlyFromMercadoLibre } = this.getNodeParameter('options', {}) as IDataObject;
		if (!comesFrom(this.getRequestObject(), onlyFromMercadoLibre)) {
			this.logger.debug('A notification was dropped: it came from another address');
			return ACKNOWLEDGED;
		}
		const isTest = this.getMode() === 'manual';
		const { listener } = isTest ? { listener: new Listener('') } : listenerFor(this);
		if (listener.attached) {
			if (listener.take(notification, listener.attached)) keep(this, listener);
			// n8n answers when it has saved what is to be kept: what is acknowledged is not forgotten.
			return ACKNOWLEDGED;
		}
		// In the editor, and in processes of n8n that serve webhooks only.
		this.getResponseObject().status(200).send('OK');
		if (!isTest) listener.load(this.getWorkflowStaticData('global')[keyIn(this)]);
		const { receiver, items } = passingReceiver(this);
		await new Promise<void>((finish) => listener.take(notification, receiver, { finish }));
		if (!isTest && items.length > 0) keep(this, listener);
		return { noWebhookResponse: true, ...(items.length > 0 && { workflowData: [items] }) };
	}

	/** n8n's test run in the editor hands over what `webhook` returned. */
	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		return [this.getInputData()];
	}
}

/** Any other answer than 200 within half a second gets the topic switched off (page on notifications). */
const ACKNOWLEDGED: IWebhookResponseData = { webhookResponse: 'OK' };

type Context = ITriggerFunctions | IWebhookFunctions;

const listenerFor = (context: Context) =>
	listenerOf(String(context.getWorkflow().id), context.getNode().id);

/** Data of a node is under its name, which the user may change: so it is among that of the workflow, under the node's id. */
const keyIn = (context: Context) => `mercadoLibreNotificationTrigger:${context.getNode().id}`;

/** n8n loads the workflow's data afresh for every webhook, and saves it whole. */
function keep(context: Context, { stored }: Listener): void {
	context.getWorkflowStaticData('global')[keyIn(context)] = stored;
}

/** Looks for missed notifications now and every hour, until the receiver is closed. */
async function keepRecovering(listener: Listener, receiver: Receiver): Promise<void> {
	const nextIn = await listener.recover(receiver).then(
		() => RECOVER_EVERY_MS,
		(error: Error) => {
			if (!receiver.isClosed()) {
				receiver.log.warn('Missed notifications could not be looked up; it is tried again', {
					reason: error.message,
				});
			}
			return RECOVER_AGAIN_MS;
		},
	);
	if (receiver.isClosed()) return;
	AbortSignal.timeout(nextIn).addEventListener(
		'abort',
		() => void (receiver.isClosed() || keepRecovering(listener, receiver)),
	);
}

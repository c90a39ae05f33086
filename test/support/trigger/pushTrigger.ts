// The notification trigger as n8n runs it: the real node in n8n-core's TriggerContext and WebhookContext, in one process,
// with static data that is loaded afresh for every webhook and saved whole after it.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { TriggerContext, WebhookContext } from 'n8n-core';
import {
	Workflow,
	type IDataObject,
	type INode,
	type INodeCredentialsDetails,
	type INodeExecutionData,
	type INodeParameters,
	type INodeTypes,
	type IRun,
	type ITriggerResponse,
	type IWebhookData,
	type IWorkflowExecuteAdditionalData,
	type WorkflowExecuteMode,
} from 'n8n-workflow';
import { MercadoLibreNotificationTrigger } from '../../../nodes/MercadoLibre/MercadoLibreNotificationTrigger.node';
import { CREDENTIAL_TYPE } from '../engine/credentials';
import { APPLICATION, sellerOf, type Family, type Harness } from '../engine/harness';

const node = new MercadoLibreNotificationTrigger();

const nodeTypes: INodeTypes = {
	getByName: () => node,
	getByNameAndVersion: () => node,
	getKnownTypes: () => ({}),
};

export interface PushSettings {
	account?: Family;
	credential?: INodeCredentialsDetails;
	event?: string;
	options?: IDataObject;
	/** Where n8n keeps static data of the workflow; another process of n8n, or n8n after a restart, has the same. */
	kept?: { saved: string };
	/** n8n before it had keys of executions, and failed executions of triggers (1.123, 2.0). */
	isOlderN8n?: boolean;
	/** Ids of the workflow: a trigger in another process of n8n, or after a restart, has the same. */
	workflowId?: string;
	nodeId?: string;
}

export interface Answered {
	status: number;
	/** What n8n starts the workflow with after the webhook, where it is not the trigger that starts it. */
	items: INodeExecutionData[];
}

/** A workflow with the notification trigger. */
export class PushedTrigger {
	private static count = 0;

	readonly workflowId: string;

	readonly kept: { saved: string };

	/** What has started the workflow, and with which key; `end` ends the execution. */
	readonly started: { item: INodeExecutionData; key?: string; end?: () => void }[] = [];

	readonly failures: Error[] = [];

	private response: ITriggerResponse | undefined;

	constructor(
		private readonly n8n: Harness,
		public settings: PushSettings = {},
	) {
		this.workflowId = settings.workflowId ?? `pushed-${++PushedTrigger.count}`;
		this.kept = settings.kept ?? { saved: '{}' };
	}

	get items(): IDataObject[] {
		return this.started.map(({ item }) => item.json);
	}

	/** n8n runs the workflow's triggers: at the activation, and when n8n starts. */
	async switchOn(): Promise<void> {
		const workflow = this.workflow();
		const save = () => this.save(workflow);
		const start = (data: INodeExecutionData[][], key?: string, end?: () => void) => {
			save();
			this.started.push(...data[0].map((item) => ({ item, key, end })));
		};
		const { isOlderN8n } = this.settings;
		const context = new TriggerContext(
			workflow,
			this.node,
			this.additionalData(),
			'trigger',
			'activate',
			isOlderN8n
				? (data, _response, _done) => start(data)
				: (data, _response, done, key) => start(data, key, () => done?.resolve({} as IRun)),
			undefined,
			(error) => void this.failures.push(error as Error),
		);
		if (isOlderN8n) Object.assign(context, { saveFailedExecution: undefined });
		this.response = await node.trigger.call(context);
		save();
	}

	async switchOff(): Promise<void> {
		await this.response?.closeFunction?.();
		this.response = undefined;
	}

	/** What n8n answers to a body that is posted to the webhook; `mode` manual: to the test URL. */
	async post(
		body: unknown,
		{ mode = 'webhook', ip = '203.0.113.9' }: { mode?: WorkflowExecuteMode; ip?: string } = {},
	): Promise<Answered> {
		const workflow = this.workflow();
		let status = 0;
		const response = {
			status(code: number) {
				status = code;
				return response;
			},
			json: () => response,
			send: () => response,
		};
		const context = new WebhookContext(
			workflow,
			this.node,
			{
				...this.additionalData(),
				httpRequest: { body, ip, ips: [], headers: {}, params: {}, query: {} },
				httpResponse: response,
			} as unknown as IWorkflowExecuteAdditionalData,
			mode,
			{ webhookDescription: node.description.webhooks![0] } as IWebhookData,
			[],
			null,
		);
		const { workflowData, webhookResponse } = await node.webhook.call(context);
		this.save(workflow);
		if (webhookResponse !== undefined) status = 200;
		return { status, items: workflowData?.[0] ?? [] };
	}

	/** Lets Mercado Libre push to the webhook from now on; `stop` takes it off the net. */
	async serve(): Promise<() => Promise<void>> {
		const server = createServer((request, response) => {
			let text = '';
			request.on('data', (chunk) => (text += chunk));
			request.on('end', () => {
				void this.post(JSON.parse(text)).then(({ status }) => {
					response.statusCode = status;
					response.end();
				});
			});
		});
		await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
		const { port } = server.address() as AddressInfo;
		this.n8n.control.setCallback({ url: `http://127.0.0.1:${port}/webhook` });
		return async () => {
			await this.n8n.control.notificationsSettled();
			server.closeAllConnections();
			await new Promise((done) => server.close(done));
		};
	}

	/** A notification of this account about something, as Mercado Libre would send it. */
	notification(about: IDataObject): IDataObject {
		const family = this.settings.account ?? 'globalSelling';
		const now = new Date().toISOString();
		return {
			user_id: sellerOf(family),
			application_id: APPLICATION.clientId,
			attempts: 1,
			sent: now,
			received: now,
			...about,
		};
	}

	/** One about a message. */
	about(messageId: string, more: IDataObject = {}): IDataObject {
		return this.notification(
			this.settings.account === 'local'
				? { topic: 'messages', resource: messageId, actions: ['created'], ...more }
				: {
						topic: 'marketplace_messages',
						resource: `/marketplace/messages/${messageId}`,
						...more,
					},
		);
	}

	private get node(): INode {
		const { account = 'globalSelling', event = 'messageReceived', options = {} } = this.settings;
		return {
			id: this.settings.nodeId ?? 'push',
			name: 'Mercado Libre Notification Trigger',
			type: 'n8n-nodes-mercadolibre-messaging.mercadoLibreNotificationTrigger',
			typeVersion: 1.1,
			position: [0, 0],
			parameters: { event, options } as INodeParameters,
			credentials: {
				[CREDENTIAL_TYPE]: this.settings.credential ?? this.n8n.account(account),
			},
		};
	}

	private workflow(): Workflow {
		return new Workflow({
			id: this.workflowId,
			nodes: [this.node],
			connections: {},
			active: true,
			nodeTypes,
			staticData: JSON.parse(this.kept.saved) as IDataObject,
		});
	}

	private save({ staticData }: Workflow): void {
		if ((staticData as { __dataChanged?: boolean }).__dataChanged !== true) return;
		this.kept.saved = JSON.stringify(staticData);
		(staticData as { __dataChanged?: boolean }).__dataChanged = false;
	}

	private additionalData(): IWorkflowExecuteAdditionalData {
		return {
			credentialsHelper: this.n8n.engine.credentials,
			executionId: this.workflowId,
			variables: {},
		} as Partial<IWorkflowExecuteAdditionalData> as IWorkflowExecuteAdditionalData;
	}
}

/** Triggers for the tests of a file; each is switched off, and taken off the net, after its test. */
export function usePushedTriggers(n8n: Harness) {
	const triggers: Pick<PushedTrigger, 'switchOff'>[] = [];
	const stops: (() => Promise<void>)[] = [];
	afterEach(async () => {
		for (const stop of stops.splice(0)) await stop();
		for (const trigger of triggers.splice(0)) await trigger.switchOff();
	});

	const made = (settings: PushSettings = {}): PushedTrigger => {
		const trigger = new PushedTrigger(n8n, settings);
		triggers.push(trigger);
		return trigger;
	};
	const switchedOn = async (settings?: PushSettings): Promise<PushedTrigger> => {
		const trigger = made(settings);
		await trigger.switchOn();
		return trigger;
	};
	const pushed = async (settings?: PushSettings): Promise<PushedTrigger> => {
		const trigger = await switchedOn(settings);
		stops.push(await trigger.serve());
		return trigger;
	};
	return {
		/** One that is not on. */
		made,
		switchedOn,
		/** One that Mercado Libre pushes to. */
		pushed,
	};
}

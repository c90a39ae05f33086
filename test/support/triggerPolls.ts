// The trigger as n8n polls it: the real node in n8n-core's PollContext, with static data that lives from poll to poll.
import { PollContext } from 'n8n-core';
import {
	Workflow,
	type IDataObject,
	type INode,
	type INodeCredentialsDetails,
	type INodeExecutionData,
	type INodeParameters,
	type INodeTypes,
	type IWorkflowExecuteAdditionalData,
} from 'n8n-workflow';
import { MercadoLibreTrigger } from '../../nodes/MercadoLibre/MercadoLibreTrigger.node';
import { CREDENTIAL_TYPE } from './credentials';
import type { Family, Harness } from './harness';

const trigger = new MercadoLibreTrigger();

const nodeTypes: INodeTypes = {
	getByName: () => trigger,
	getByNameAndVersion: () => trigger,
	getKnownTypes: () => ({}),
};

interface TriggerSettings {
	account?: Family;
	credential?: INodeCredentialsDetails;
	event?: 'messageReceived' | 'conversationUnread' | 'claimMessageReceived';
	options?: IDataObject;
}

/** A workflow with the trigger, switched on. */
export class PolledTrigger {
	/** What n8n keeps for the node. */
	data: IDataObject = {};

	/** How long n8n gives a poll. */
	budgetMs = 300_000;

	private static count = 0;

	private readonly workflowId = `polled-${++PolledTrigger.count}`;

	constructor(
		private readonly n8n: Harness,
		public settings: TriggerSettings = {},
	) {}

	/** What one poll hands out; `null` when it starts no workflow. */
	async poll(mode: 'trigger' | 'manual' = 'trigger'): Promise<INodeExecutionData[] | null> {
		const output = await trigger.poll.call(this.context(mode));
		// n8n saves static data as JSON.
		this.data = JSON.parse(JSON.stringify(this.data)) as IDataObject;
		return output && output[0];
	}

	/** The items' JSON of so many polls. */
	async items(polls = 1): Promise<IDataObject[]> {
		const items: IDataObject[] = [];
		for (let i = 0; i < polls; i++)
			items.push(...((await this.poll()) ?? []).map(({ json }) => json));
		return items;
	}

	private context(mode: 'trigger' | 'manual'): PollContext {
		const { account = 'globalSelling', event = 'messageReceived', options = {} } = this.settings;
		const credential = this.settings.credential ?? this.n8n.account(account);
		const node: INode = {
			id: 'trigger',
			name: 'Mercado Libre Trigger',
			type: 'n8n-nodes-mercadolibre-messaging.mercadoLibreTrigger',
			typeVersion: 1,
			position: [0, 0],
			parameters: { event, options } as INodeParameters,
			credentials: { [CREDENTIAL_TYPE]: credential },
		};
		const workflow = new Workflow({
			id: this.workflowId,
			nodes: [node],
			connections: {},
			active: true,
			nodeTypes,
		});
		const additionalData = {
			credentialsHelper: this.n8n.engine.credentials,
			executionId: this.workflowId,
			variables: {},
		} as Partial<IWorkflowExecuteAdditionalData> as IWorkflowExecuteAdditionalData;
		return new PollContext(
			workflow,
			node,
			additionalData,
			mode,
			'activate',
			undefined,
			undefined,
			undefined,
			undefined,
			() => this.data,
			() => this.budgetMs,
		);
	}
}

// The trigger as n8n polls it: the real node in n8n-core's PollContext, with static data that lives from poll to poll.
import { getEventListeners } from 'node:events';
import { setImmediate as nextTurn } from 'node:timers/promises';
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
import { MercadoLibreTrigger } from '../../../nodes/MercadoLibre/MercadoLibreTrigger.node';
import { CREDENTIAL_TYPE } from '../engine/credentials';
import type { Family, Harness } from '../engine/harness';
import { N8nData, type PollData, type PollMode } from './triggerData';

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
	mode?: PollMode;
}

/** A workflow with the trigger, switched on. */
export class PolledTrigger {
	readonly kept: N8nData;

	/** How long n8n gives a poll, unless it is what n8n gives by default. */
	budgetMs: number | undefined;

	/** What the last poll gave itself, each with the end of it: no time runs out by itself, however slow the machine. */
	deadlines: { ms: number; end: AbortController }[] = [];

	private static count = 0;

	private readonly workflowId = `polled-${++PolledTrigger.count}`;

	/** n8n has one for all polls of an activation, its scheduler one for each. */
	private context: PollContext | undefined;

	private current: PollData | undefined;

	constructor(
		private readonly n8n: Harness,
		public settings: TriggerSettings = {},
	) {
		this.kept = new N8nData(settings.mode ?? 'inMemory', {
			id: 'trigger',
			name: 'Mercado Libre Trigger',
		});
	}

	/** What n8n keeps for the workflow. */
	get data(): IDataObject {
		return this.kept.all;
	}

	/** What one poll hands out; `null` when it starts no workflow. */
	async poll(mode: 'trigger' | 'manual' = 'trigger'): Promise<INodeExecutionData[] | null> {
		if (mode === 'manual') {
			const editor = new N8nData('inMemory', this.kept.node);
			editor.saved = JSON.stringify(this.kept.all);
			const output = await this.begin(this.contextFor(editor.beginPoll(), mode));
			return output && output[0];
		}
		const data = this.kept.beginPoll();
		this.current = data;
		if (!this.context || data.isNew) this.context = this.contextFor(data, mode);
		try {
			const output = await this.begin(this.context);
			data.end(output ? 'started' : 'nothing');
			return output && output[0];
		} catch (error) {
			data.end('failed');
			throw error;
		}
	}

	/** The items' JSON of so many polls. */
	async items(polls = 1): Promise<IDataObject[]> {
		const items: IDataObject[] = [];
		for (let i = 0; i < polls; i++)
			items.push(...((await this.poll()) ?? []).map(({ json }) => json));
		return items;
	}

	/** One poll, whose time is over as soon as it waits for a request of this path, and for nothing else. */
	async pollCutOffAt(path: string): Promise<INodeExecutionData[] | null> {
		const isMeant = new RegExp(path);
		const before = this.n8n.control.requests().length;
		let isOver = false;
		const polling = this.poll().finally(() => (isOver = true));
		const isThere = () =>
			this.n8n.control
				.requests()
				.slice(before)
				.some((request) => isMeant.test(request.path));
		// n8n's client listens to the end of the time for as long as a request is under way.
		const underWay = () =>
			new Set(this.deadlines.flatMap(({ end }) => getEventListeners(end.signal, 'abort'))).size;
		while (!isOver && !(isThere() && underWay() === 1)) await nextTurn();
		// What has just been answered is taken in before.
		await nextTurn();
		for (const { end } of this.deadlines) end.abort();
		return await polling;
	}

	/** A poll takes its time as the first thing it does. */
	private async begin(context: PollContext): Promise<INodeExecutionData[][] | null> {
		this.deadlines = [];
		const timeout = jest.spyOn(AbortSignal, 'timeout').mockImplementation((ms) => {
			const end = new AbortController();
			this.deadlines.push({ ms, end });
			return end.signal;
		});
		const polling = trigger.poll.call(context);
		timeout.mockRestore();
		return await polling;
	}

	private contextFor(data: PollData, mode: 'trigger' | 'manual'): PollContext {
		const { account = 'globalSelling', event = 'messageReceived', options = {} } = this.settings;
		const credential = this.settings.credential ?? this.n8n.account(account);
		const node: INode = {
			...this.kept.node,
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
		workflow.staticData = data.staticData;
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
			() => (mode === 'manual' ? data : this.current!).get('node'),
			() => this.budgetMs ?? data.budgetMs,
		);
	}
}

import type { IDataObject, IPollFunctions } from 'n8n-workflow';
import { decodeMemory, encodeMemory, type Memory } from './memory';

/** What this process knows of a trigger that it polls. */
interface Polled {
	isPolling: boolean;
	/** Whose messages the last poll was about. */
	scope?: string;
	/** Whose turn it is in the rotation. */
	turn: number;
	/** What the last poll would remember if it handed out nothing: n8n may not save that. */
	unsaved?: IDataObject;
	/** The memory of the last poll that handed out something, and when, in ms since the epoch. */
	handedOut?: { epoch: number; at: number };
	/** When a poll last failed to say that the list is full, in ms since the epoch. */
	warnedAt?: number;
}

/** By workflow and node. Another process starts where n8n's data ends. */
export const polledHere = new Map<string, Polled>();

/** How long n8n may take to save what a poll remembers before it counts as dropped: on a busy machine over 15 s. */
const SAVING_MS = 180_000;

/**
 * What n8n keeps for a trigger, and when (tried on n8n 2.41):
 *
 * - By default, and with its scheduler for polls, it keeps static data of a node under the node's name, which the
 *   user may change; so the memory is among the data of the workflow, under the node's id. It is saved when a poll
 *   hands out something. The scheduler loads it afresh for each poll.
 * - With durable cursors it keeps the data of a node under its id, and saves it after every poll, in one
 *   transaction with the execution that the poll starts.
 *
 * A duplicate of a workflow has other ids; a copy with the same node ids and static data (n8n's command line
 * imports these) has another workflow id.
 */
export class Store {
	polled: Polled;

	/** As n8n keeps it; `startEpoch` is that of the memory with which the poll began. */
	private startEpoch = -1;

	private readonly workflowId: string;

	private readonly key: string;

	/** Of `polledHere`. */
	private readonly trigger: string;

	constructor(
		private readonly context: IPollFunctions,
		private readonly scope: string,
	) {
		this.workflowId = String(context.getWorkflow().id);
		this.key = `mercadoLibreTrigger:${context.getNode().id}`;
		this.trigger = `${this.workflowId} ${context.getNode().id}`;
		// The first turn is anybody's: where every poll is another process's first one, all get theirs in time.
		const seen = polledHere.get(this.trigger) ?? { isPolling: false, turn: secondsSinceEpoch() };
		polledHere.set(this.trigger, seen);
		this.polled = seen;
	}

	/**
	 * Whether a poll may begin; it must `end` then. Not while another one is under way, nor with what n8n had loaded
	 * before it saved the last one (after a pause its scheduler makes up for several at once): it would hand out
	 * the same again.
	 */
	begin(): boolean {
		this.polled = polledHere.get(this.trigger) ?? this.polled;
		// What polls of another account, role or event have left, or are at still, says nothing of this one.
		if (this.polled.scope !== this.scope) {
			const { turn, warnedAt } = this.polled;
			this.polled = { isPolling: false, scope: this.scope, turn, warnedAt };
			polledHere.set(this.trigger, this.polled);
		}
		if (this.polled.isPolling) return false;
		const { handedOut } = this.polled;
		const isBehind =
			handedOut !== undefined &&
			handedOut.epoch > (this.stored()?.epoch ?? 0) &&
			Date.now() < handedOut.at + SAVING_MS;
		if (isBehind) return false;
		this.polled.isPolling = true;
		return true;
	}

	end(): void {
		this.polled.isPolling = false;
	}

	/** The newest memory there is; undefined when the trigger starts anew. */
	read(): Memory | undefined {
		const stored = this.stored();
		const unsaved = this.decode(this.polled.unsaved);
		// What n8n keeps of an execution that began before the last poll may have overwritten what it kept of that.
		const memory = unsaved && unsaved.epoch >= (stored?.epoch ?? 0) ? unsaved : stored;
		this.startEpoch = memory?.epoch ?? -1;
		return memory;
	}

	/** Whether there is data that was not read: of another account, event, workflow or version. */
	hasForeign(): boolean {
		return [this.nodeData(), this.workflowData()].some(({ version }) => version !== undefined);
	}

	/** Keeps the memory; false when another poll has kept a newer one since `read`, so that this one is void. */
	write(memory: Memory, listedAt: number): boolean {
		if ((this.stored()?.epoch ?? -1) > this.startEpoch) return false;
		const data = { ...encodeMemory(memory, listedAt), workflowId: this.workflowId };
		// n8n may yet drop what is handed out (a workflow that is switched off in this moment): then it comes again.
		const handsOut = memory.epoch > Math.max(this.startEpoch, 0);
		if (handsOut) this.polled.handedOut = { epoch: memory.epoch, at: Date.now() };
		else this.polled.unsaved = data;
		const nodeData = this.nodeData();
		// Of the poll of an activation n8n saves no cursor, but the data of the workflow.
		const isFirst = nodeData.version === undefined;
		if (!isKeptById(nodeData) || (isFirst && !handsOut)) {
			this.context.getWorkflowStaticData('global')[this.key] = data;
		}
		for (const name of Object.keys(nodeData)) delete nodeData[name];
		if (isKeptById(nodeData)) Object.assign(nodeData, data);
		return true;
	}

	private stored(): Memory | undefined {
		// Of the first release, or of durable cursors; else the node has none.
		return this.decode(this.nodeData()) ?? this.decode(this.workflowData());
	}

	private nodeData(): IDataObject {
		return this.context.getWorkflowStaticData('node');
	}

	private workflowData(): IDataObject {
		return (this.context.getWorkflowStaticData('global')[this.key] ?? {}) as IDataObject;
	}

	private decode(data: IDataObject | undefined): Memory | undefined {
		const isOurs = (data?.workflowId ?? this.workflowId) === this.workflowId;
		return data && isOurs ? decodeMemory(data, this.scope) : undefined;
	}
}

/** n8n watches what it keeps under a node's name for changes; a durable cursor is a plain object. */
const isKeptById = (nodeData: IDataObject): boolean => !('__dataChanged' in nodeData);

const secondsSinceEpoch = () => Math.floor(Date.now() / 1_000);

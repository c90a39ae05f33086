// How n8n keeps what a trigger remembers, in each of its three ways to poll: as the source of n8n 2.41.1 has it
// (n8n-core's poll-trigger-executor and active-workflow-triggers, n8n's poll-trigger-task-handler,
// trigger-execution-context.factory, poll-cursor.service and workflow-static-data.service).
import { ObservableObject, type IDataObject } from 'n8n-workflow';
import { polledHere } from '../../../nodes/MercadoLibre/trigger/store';

/** The default; N8N_SCHEDULER_POLL_TRIGGERS_ENABLED; that and N8N_POLLER_DURABLE_CURSORS_ENABLED. */
export const POLL_MODES = ['inMemory', 'scheduler', 'durableCursors'] as const;
export type PollMode = (typeof POLL_MODES)[number];

/**
 * What becomes of a poll's result: a workflow is started, or not; n8n drops it, since the workflow was changed or
 * switched off in the meantime; or n8n dies right after the start, before anything is saved; or the poll failed.
 */
export type PollEnd = 'started' | 'nothing' | 'dropped' | 'killed' | 'failed';

export interface PollData {
	/** As `getWorkflowStaticData` gives it. */
	get: (type: string) => IDataObject;
	/** All static data of the workflow. */
	staticData: IDataObject;
	/** Whether the poll has a context of its own. */
	isNew: boolean;
	/** How long n8n gives the poll. */
	budgetMs: number;
	/** Returns whether what the poll remembers is in the database. */
	end: (how: PollEnd) => boolean;
}

/** n8n with one active workflow, in which there is one trigger. */
export class N8nData {
	/** The column `staticData` of the workflow, JSON. */
	saved = '{}';

	/** The table of durable cursors, by node id. */
	readonly cursors = new Map<string, string>();

	/** The database before the last poll was saved. */
	private before: { saved: string; cursors: [string, string][] } = { saved: '{}', cursors: [] };

	/** Of the active workflow, where polls share it. */
	private live: IDataObject | undefined;

	private mustActivate = true;

	constructor(
		readonly mode: PollMode,
		public node = { id: 'trigger', name: 'Trigger' },
	) {}

	/** n8n is killed and started again. */
	restart(): void {
		this.live = undefined;
		this.mustActivate = this.mode === 'inMemory';
		this.before = { saved: this.saved, cursors: [...this.cursors] };
		polledHere.clear();
	}

	/** The workflow is saved with another name of the node, which registers the trigger anew. */
	rename(name: string): void {
		this.node = { ...this.node, name };
		this.activate();
	}

	/** The workflow is switched on, or saved while it is on. */
	activate(): void {
		this.live = undefined;
		this.mustActivate = true;
	}

	/** Everything that n8n holds for the workflow, in memory or saved. */
	get all(): IDataObject {
		return {
			...((this.live ? copy(this.live) : JSON.parse(this.saved)) as IDataObject),
			...Object.fromEntries([...this.cursors].map(([id, cursor]) => [id, JSON.parse(cursor)])),
		};
	}

	/** @param isBehind n8n's scheduler has loaded the data before it saved that of the poll before this one */
	beginPoll({ isBehind = false } = {}): PollData {
		const isActivation = this.mustActivate;
		this.mustActivate = false;
		const isNew = this.live === undefined;
		const staticData = this.live ?? load(isBehind ? this.before.saved : this.saved);
		if (this.mode === 'inMemory') this.live = staticData;
		const child = (key: string) => {
			staticData[key] ??= ObservableObject.create({}, staticData as never);
			return staticData[key] as IDataObject;
		};
		const byName = child(`node:${this.node.name}`);
		const { id } = this.node;
		if (this.mode === 'durableCursors' && !this.cursors.has(id)) {
			this.cursors.set(id, JSON.stringify(byName));
		}
		const stored = (isBehind ? new Map(this.before.cursors) : this.cursors).get(id);
		const node = stored === undefined ? byName : (JSON.parse(stored) as IDataObject);
		const end = (how: PollEnd) => {
			const cursors = [...this.cursors];
			this.before = { saved: this.saved, cursors };
			const isKept = how === 'started' || (how === 'nothing' && !isActivation);
			const savesCursor = isKept && stored !== undefined && JSON.stringify(node) !== stored;
			if (savesCursor) this.cursors.set(id, JSON.stringify(node));
			const saves = how === 'started' || (how === 'nothing' && isActivation);
			if (saves && staticData.__dataChanged === true) this.saved = JSON.stringify(staticData);
			// An activation that failed is tried again.
			if (how === 'dropped' || (how === 'failed' && isActivation)) this.activate();
			if (how === 'killed') this.restart();
			return isKept && stored !== undefined ? true : saves && stored === undefined;
		};
		const isTick = this.mode !== 'inMemory' && !isActivation;
		return {
			get: (type) => (type === 'global' ? child('global') : node),
			staticData,
			isNew,
			budgetMs: isTick ? 36_000 : 300_000,
			end,
		};
	}
}

const load = (saved: string): IDataObject =>
	ObservableObject.create(JSON.parse(saved) as IDataObject, undefined, {
		ignoreEmptyOnFirstChild: true,
	});

const copy = (data: IDataObject) => JSON.parse(JSON.stringify(data)) as IDataObject;

// The other side of saves.cjs: tells n8n where to die, and what it had saved when it did.
import { readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

import type { KillMoment, Torn } from './history.ts';

export const SAVES_MODULE = resolve('test', 'histories', 'saves.cjs');

interface Save {
	at: number;
	save: 'memory' | 'execution' | 'executionData';
	phase: 'begun' | 'written' | 'done';
	/** The workflow is among them. */
	candidates: string[];
	execution?: string;
	transaction?: boolean;
}

/** n8n's environment, for the folder in which the two speak. */
export const savesEnvironment = (folder: string) => ({ HISTORIES_FOLDER: folder });

export const killAt = (folder: string, moment: KillMoment): void =>
	writeFileSync(join(folder, 'kill'), moment);

/** So many polls may have begun since the one whose execution n8n is at. */
const POLLS_UNDER_WAY = 3;

/**
 * Whether the process, which is dead now, kept one of the two saves of a workflow's last emission and not the other.
 * On a busy machine n8n is at the execution of a poll still when it polls again, and again.
 * @param polledAt when the workflow's polls began, in ms
 */
export function tornSave(
	folder: string,
	workflowId: string,
	polledAt: number[],
): Omit<Torn, 'workflow'> | undefined {
	const saves = savesIn(folder).filter(({ candidates }) => candidates.includes(workflowId));
	const all = (save: Save['save'], phase: Save['phase'], from = 0) =>
		saves.filter((entry) => entry.save === save && entry.phase === phase && entry.at >= from);
	const lastPoll = polledAt.at(-1) ?? Infinity;
	const oldestPoll = polledAt.slice(-POLLS_UNDER_WAY)[0] ?? Infinity;
	// What belongs together is together, or not at all.
	if (all('memory', 'begun', lastPoll).some(({ transaction }) => transaction)) return undefined;

	const [execution] = all('execution', 'done', lastPoll).slice(-1);
	const isMemoryBegun = all('memory', 'begun', lastPoll).length > 0;
	if (execution && isMemoryBegun && all('memory', 'done', lastPoll).length === 0) {
		return { kept: 'execution', execution: execution.execution };
	}

	const executions = all('execution', 'begun');
	const isUnderWay =
		all('execution', 'done', executions.at(-1)?.at).length === 0 && executions.length > 0;
	// The memory may be that of a poll before the one whose execution was saved last.
	const before = executions.at(isUnderWay ? -3 : -2)?.at ?? 0;
	const unsaved = all('memory', 'begun', Math.max(before, oldestPoll));
	const isSaved = !isUnderWay && (executions.at(-1)?.at ?? 0) >= (unsaved.at(-1)?.at ?? Infinity);
	if (unsaved.length === 0 || isSaved) return undefined;
	return { kept: 'memory', since: polledAt.findLast((at) => at <= unsaved[0].at) ?? 0 };
}

function savesIn(folder: string): Save[] {
	const lines = readFileSync(join(folder, 'saves.jsonl'), 'utf8').split('\n');
	return lines.filter((line) => line !== '').map((line) => JSON.parse(line) as Save);
}

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

/**
 * Whether the process, which is dead now, kept one of the two saves of a workflow's last emission and not the other.
 * @param polledAt when the workflow's last poll began, in ms
 */
export function tornSave(
	folder: string,
	workflowId: string,
	polledAt: number,
): Omit<Torn, 'workflow'> | undefined {
	const saves = savesIn(folder).filter(
		({ candidates, at }) => candidates.includes(workflowId) && at >= polledAt,
	);
	// What belongs together is together, or not at all.
	if (saves.some(({ transaction, save }) => save === 'memory' && transaction)) return undefined;
	const last = (save: Save['save'], phase: Save['phase']) =>
		saves.findLast((entry) => entry.save === save && entry.phase === phase);
	const memory = last('memory', 'begun');
	if (!memory) return undefined;
	const execution = last('execution', 'done');
	if (!execution) return { kept: 'memory' };
	if (!last('memory', 'done')) return { kept: 'execution', execution: execution.execution };
	return undefined;
}

function savesIn(folder: string): Save[] {
	const lines = readFileSync(join(folder, 'saves.jsonl'), 'utf8').split('\n');
	return lines.filter((line) => line !== '').map((line) => JSON.parse(line) as Save);
}

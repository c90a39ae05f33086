import { readFileSync, writeFileSync } from 'node:fs';

const MEGABYTE = 1024 * 1024;

/** A value of /proc/<pid>/status, in bytes. */
function processMemory(pid: number, what: 'VmRSS' | 'VmHWM'): number {
	const status = readFileSync(`/proc/${pid}/status`, 'utf8');
	return Number(new RegExp(`^${what}:\\s+(\\d+) kB`, 'm').exec(status)?.[1]) * 1024;
}

/**
 * By how many megabytes the memory of a process grows at its highest while something is done. Done twice, and the
 * lesser counts: garbage that waits to be collected is not held, and comes now and then.
 */
export async function peakGrowth(pid: number, doIt: () => Promise<void>): Promise<number> {
	return Math.min(await growth(pid, doIt), await growth(pid, doIt));
}

async function growth(pid: number, doIt: () => Promise<void>): Promise<number> {
	const before = memoryOf(pid);
	return (await peakMemory(pid, doIt)) - before;
}

/** What a process holds in memory now, in megabytes. */
export const memoryOf = (pid: number): number => processMemory(pid, 'VmRSS') / MEGABYTE;

/** The most that it holds while something is done, in megabytes. */
export async function peakMemory(pid: number, doIt: () => Promise<void>): Promise<number> {
	// Linux forgets the highest value so far.
	writeFileSync(`/proc/${pid}/clear_refs`, '5');
	await doIt();
	return processMemory(pid, 'VmHWM') / MEGABYTE;
}

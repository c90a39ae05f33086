import { readFileSync, writeFileSync } from 'node:fs';

const MEGABYTE = 1024 * 1024;

/** A value of /proc/<pid>/status, in bytes. */
function processMemory(pid: number, what: 'VmRSS' | 'VmHWM'): number {
	const status = readFileSync(`/proc/${pid}/status`, 'utf8');
	return Number(new RegExp(`^${what}:\\s+(\\d+) kB`, 'm').exec(status)?.[1]) * 1024;
}

/** By how many megabytes the memory of a process grew at its highest while something was done. */
export async function peakGrowth(pid: number, doIt: () => Promise<void>): Promise<number> {
	// Linux forgets the highest value so far.
	writeFileSync(`/proc/${pid}/clear_refs`, '5');
	const before = processMemory(pid, 'VmRSS');
	await doIt();
	return (processMemory(pid, 'VmHWM') - before) / MEGABYTE;
}

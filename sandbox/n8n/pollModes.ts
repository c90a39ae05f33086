/** How n8n runs its polls, and what its triggers remember with them. */
export type PollMode = 'memory' | 'scheduler' | 'durableCursors';

const scheduler = {
	N8N_SCHEDULER_ENABLED: 'true',
	N8N_SCHEDULER_POLL_TRIGGERS_ENABLED: 'true',
	// It looks after its tasks more often than it would (5, 10 and 30 s), so that polls come every few seconds.
	N8N_SCHEDULER_EXECUTOR_INTERVAL: '1',
	N8N_SCHEDULER_MATERIALIZATION_INTERVAL: '1',
	N8N_SCHEDULER_REAPER_INTERVAL: '2',
};

/** The variables that set each of them, as of n8n 2.41; `memory` is the default. */
export const pollModes: Record<PollMode, Record<string, string>> = {
	memory: {},
	scheduler,
	durableCursors: { ...scheduler, N8N_POLLER_DURABLE_CURSORS_ENABLED: 'true' },
};

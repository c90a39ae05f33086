/** Whether an older n8n is run, by versions.mts; docs/versions.md says what these cannot do. */
export const isOlder = process.env.E2E_N8N_VERSION !== undefined;

/** For what n8n itself can do in its newer versions only. */
export const itOnNewest = isOlder ? it.skip : it;

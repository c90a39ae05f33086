/** For what n8n itself can do in its newer versions only (docs/versions.md); versions.mts runs older ones. */
export const itOnNewest = process.env.E2E_N8N_VERSION === undefined ? it : it.skip;

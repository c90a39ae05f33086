const { projects } = require('../../jest.config.js');

// n8n's queue mode: several processes, Redis and PostgreSQL; see support/cluster.ts.
module.exports = {
	...projects.find(({ displayName }) => displayName === 'queue'),
	rootDir: '../..',
	testTimeout: 1_800_000,
	setupFiles: ['<rootDir>/test/e2e/support/stage/freshConnections.ts'],
};

const { projects } = require('../../jest.config.js');

// The suites share one n8n, started once: see support/stage/globalSetup.ts. They run one after the other (--runInBand).
module.exports = {
	...projects.find(({ displayName }) => displayName === 'e2e'),
	rootDir: '../..',
	// Some tests wait for n8n and for Mercado Libre's minute several times; see support/patience.ts.
	testTimeout: 1_800_000,
	setupFiles: ['<rootDir>/test/e2e/support/stage/freshConnections.ts'],
	globalSetup: '<rootDir>/test/e2e/support/stage/globalSetup.ts',
	globalTeardown: '<rootDir>/test/e2e/support/stage/globalTeardown.ts',
};

const { projects } = require('../../jest.config.js');

// The suites share one n8n, started once: see support/globalSetup.ts. They run one after the other (--runInBand).
module.exports = {
	...projects.find(({ displayName }) => displayName === 'e2e'),
	rootDir: '../..',
	testTimeout: 120_000,
	globalSetup: '<rootDir>/test/e2e/support/globalSetup.ts',
	globalTeardown: '<rootDir>/test/e2e/support/globalTeardown.ts',
};

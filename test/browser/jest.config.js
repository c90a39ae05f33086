const { projects } = require('../../jest.config.js');

// What a person sees: n8n's editor in Chromium. The suites share one n8n and one local Mercado Libre, as those of e2e do.
module.exports = {
	...projects.find(({ displayName }) => displayName === 'browser'),
	rootDir: '../..',
	testTimeout: 600_000,
	globalSetup: '<rootDir>/test/e2e/support/stage/globalSetup.ts',
	globalTeardown: '<rootDir>/test/e2e/support/stage/globalTeardown.ts',
};

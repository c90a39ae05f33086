const { projects } = require('../../jest.config.js');

// Stryker knows no projects. Which tests run is said by run.mts.
module.exports = {
	...projects.find(({ displayName }) => displayName === 'unit'),
	rootDir: '../..',
	moduleNameMapper: { '^n8n-workflow$': '<rootDir>/test/mutation/n8nWorkflow.js' },
	setupFiles: ['<rootDir>/test/mutation/setup.js'],
};

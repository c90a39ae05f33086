const { projects } = require('../../jest.config.js');

// The same random histories for every mutant, and not many.
process.env.HISTORIES ??= '40';
process.env.SEED ??= '1';

// Stryker knows no projects. Which tests run is said by run.mts.
module.exports = {
	...projects.find(({ displayName }) => displayName === 'unit'),
	rootDir: '../..',
	// As for all tests: a busy machine kills no mutant. Stryker ends what hangs.
	testTimeout: 600_000,
	moduleNameMapper: { '^n8n-workflow$': '<rootDir>/test/mutation/n8nWorkflow.js' },
	setupFiles: ['<rootDir>/test/mutation/setup.js'],
	testRunner: '<rootDir>/test/mutation/jest-circus.js',
	testSequencer: '<rootDir>/test/mutation/sequencer.js',
	// They take seconds, for each mutant. What only they would notice is worth a quick test of its own.
	testPathIgnorePatterns: ['/trigger/full/'],
};

// Jest's own way to run a test file, for a mutant that is dead at the first test that fails: what comes after it is
// left out, and so are files without a test that reaches the mutant, which would only be loaded.
const { createEmptyTestResult } = require('@jest/test-result');
const { default: circus } = require('jest-circus/runner');

/** What became of a file that was not loaded; jest wants every file to have a test. */
const leftOut = (testFilePath) => ({
	...createEmptyTestResult(),
	testFilePath,
	skipped: true,
	numPendingTests: 1,
	testResults: [
		{ status: 'pending', fullName: '', title: '', ancestorTitles: [], failureMessages: [] },
	],
});

/** The names of the tests of a file, once it has run whole. */
const namesIn = new Map();

/** The mutant that was noticed last. */
let dead;

module.exports = async function run(globalConfig, config, environment, runtime, testPath, ...rest) {
	const mutant = process.env.__STRYKER_ACTIVE_MUTANT__;
	const isDead = () => mutant !== undefined && dead === mutant;
	const wanted = new RegExp(globalConfig.testNamePattern ?? '', 'i');
	const reaches = namesIn.get(testPath)?.some((name) => wanted.test(name)) ?? true;
	if (isDead() || !reaches) return leftOut(testPath);

	const handle = environment.handleTestEvent;
	environment.handleTestEvent = async (event, state) => {
		if (event.name === 'test_start' && isDead()) event.test.mode = 'skip';
		if (event.name === 'test_done' && event.test.errors.length > 0) dead = mutant;
		await handle?.call(environment, event, state);
	};
	const result = await circus(globalConfig, config, environment, runtime, testPath, ...rest);
	namesIn.set(
		testPath,
		result.testResults.map(({ fullName }) => fullName),
	);
	return result;
};

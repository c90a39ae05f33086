const project = (name, testMatch, overrides = {}) => ({
	displayName: name,
	testMatch: testMatch.map((pattern) => `<rootDir>/test/${pattern}`),
	testEnvironment: 'node',
	transform: {
		'^.+\\.ts$': [
			'ts-jest',
			// Types are checked by `npm run lint`; here the sandbox's ES modules become CommonJS like the rest.
			{
				diagnostics: false,
				tsconfig: {
					module: 'CommonJS',
					moduleResolution: 'Node',
					target: 'ES2022',
					isolatedModules: true,
					esModuleInterop: true,
					allowJs: false,
				},
			},
		],
	},
	modulePathIgnorePatterns: [
		'<rootDir>/dist/',
		'<rootDir>/sandbox/n8n/node_modules/',
		'<rootDir>/.cache/',
	],
	...overrides,
});

/** @type {import('jest').Config} */
module.exports = {
	// n8n-core's engine and expression isolates are heavy: two workers on two cores, recycled when they grow.
	maxWorkers: 2,
	workerIdleMemoryLimit: '1.5GB',
	// No result depends on how fast the machine is: this ends only what would never end. The slowest tests take seconds.
	testTimeout: 600_000,
	projects: [
		project('unit', ['unit/**/*.test.ts', 'sandbox/**/*.test.ts']),
		project('integration', ['integration/**/*.test.ts'], {
			setupFilesAfterEnv: ['<rootDir>/test/support/engine/noWaiting.ts'],
		}),
		project('e2e', ['e2e/**/*.e2e.test.ts']),
		project('queue', ['queue/**/*.queue.test.ts']),
		project('browser', ['browser/**/*.browser.test.ts']),
	],
};

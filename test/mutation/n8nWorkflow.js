// Each test file loads its modules anew, for every mutant: so what most of them need of n8n-workflow comes without
// the rest, which takes most of the time.
const parts = [
	require('n8n-workflow/dist/cjs/errors/index.js'),
	require('n8n-workflow/dist/cjs/utils.js'),
];

module.exports = new Proxy(
	{},
	{
		get: (_, name) =>
			(parts.find((part) => name in part) ?? require('n8n-workflow/dist/cjs/index.js'))[name],
	},
);

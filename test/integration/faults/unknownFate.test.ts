// A send of which nobody can know whether it arrived.
import { expectClearError } from '../../support/errors';
import { FAMILIES, useHarness, type Family, type RunOptions } from '../../support/engine/harness';
import { OPERATIONS } from '../../support/operations';

const n8n = useHarness();

const ALWAYS = 0;

const sends = OPERATIONS.filter(({ kind }) => kind === 'send');

/** Its answers are lost; from the first of them on no read is answered as it should be either. */
async function sendInVain(
	{ operation, match, prepare }: (typeof OPERATIONS)[number],
	account: Family,
	node: RunOptions['node'] = {},
) {
	const { parameters, items } = await prepare(n8n, account);
	n8n.control.addFault({ match, kind: 'dropAfter', times: ALWAYS });
	const looks = n8n.start(operation, parameters, { account, items, node });
	while (
		!n8n.control
			.requests()
			.some(({ method, path }) => method === 'POST' && new RegExp(match.path).test(path))
	)
		await new Promise(setImmediate);
	// Looking whether it arrived is what fails; what is read before the send is not.
	n8n.control.addFault({ match: { method: 'GET' }, kind: 'status', status: 500, times: ALWAYS });
	return await looks.finished;
}

const LOOK_FIRST = /not known.*look into the conversation or claim/is;

describe('a send whose fate nobody can know', () => {
	test.each(sends)('$name: is not sent again, and the user is told to look', async (operation) => {
		const run = await sendInVain(operation, 'globalSelling');
		expect(operation.effects!(n8n)).toBe(1);
		expectClearError(run);
		expect(`${run.failure.message} ${run.failure.description}`).toMatch(LOOK_FIRST);
	});

	describe.each(FAMILIES)('%s', (account) => {
		// n8n shows the error of the last try. "Run the workflow again" would be the advice to send twice.
		test.each(sends)('$name: Retry On Fail, which fails before it can look', async (operation) => {
			const node = { retryOnFail: true, maxTries: 2, waitBetweenTries: 1 };
			const run = await sendInVain(operation, account, node);
			expect(operation.effects!(n8n)).toBe(1);
			expect(`${run.failure.message} ${run.failure.description}`).toMatch(LOOK_FIRST);
		});
	});
});

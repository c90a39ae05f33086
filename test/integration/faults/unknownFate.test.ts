// A send of which nobody can know whether it arrived.
import { expectClearError } from '../../support/errors';
import { useHarness } from '../../support/engine/harness';
import { OPERATIONS } from '../../support/operations';

const n8n = useHarness();

const ALWAYS = 0;

describe('a send whose fate nobody can know', () => {
	const sends = OPERATIONS.filter(({ kind }) => kind === 'send');

	test.each(sends)('$name: is not sent again, and the user is told to look', async (operation) => {
		const { parameters, items } = await operation.prepare(n8n, 'globalSelling');
		n8n.control.addFault({ match: operation.match, kind: 'dropAfter', times: ALWAYS });
		// Looking whether it arrived is what fails; what is read before the send is not.
		const looks = n8n.start(operation.operation, parameters, { items });
		while (
			!n8n.control
				.requests()
				.some(
					({ method, path }) => method === 'POST' && new RegExp(operation.match.path).test(path),
				)
		)
			await new Promise(setImmediate);
		n8n.control.addFault({ match: { method: 'GET' }, kind: 'status', status: 500, times: ALWAYS });
		const run = await looks.finished;

		expect(operation.effects!(n8n)).toBe(1);
		expectClearError(run);
		expect(`${run.failure.message} ${run.failure.description}`).toMatch(
			/not known.*look into the conversation or claim/is,
		);
	});
});

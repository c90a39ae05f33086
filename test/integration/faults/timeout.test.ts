// How long an answer is waited for, and that a request without one is tried again.
import type { ClientRequest } from 'node:http';
import { useHarness } from '../../support/engine/harness';
import { timingOut } from '../../support/engine/noAnswer';
import { OPERATIONS } from '../../support/operations';

const n8n = useHarness();

const SECOND = 1_000;

test.each([
	['message.send', 'unless told otherwise', undefined, 30 * SECOND],
	['message.send', 'as under the options of the node', 3_600 * SECOND, 3_600 * SECOND],
	['attachment.upload', 'a file, unless told otherwise', undefined, 300 * SECOND],
	['attachment.upload', 'a file, as under the options', 3_600 * SECOND, 3_600 * SECOND],
])('%s, %s', async (name, _, timeout, expected) => {
	const operation = OPERATIONS.find((one) => one.operation === name)!;
	const { parameters, items } = await operation.prepare(n8n, 'globalSelling');
	n8n.control.addFault({ match: operation.match, kind: 'hang' });
	const look = jest.fn(({ socket }: ClientRequest) => socket?.timeout);

	const run = await timingOut(
		n8n,
		operation.match,
		() => n8n.run(name, parameters, { items, requestOptions: timeout ? { timeout } : {} }),
		look,
	);

	expect(look).toHaveReturnedWith(expected);
	await operation.check(n8n, run.done);
});

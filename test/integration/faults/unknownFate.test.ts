// A send of which nobody can know whether it arrived.
import { expectClearError } from '../../support/errors';
import {
	BUYER,
	byId,
	FAMILIES,
	sellerOf,
	useHarness,
	type Family,
	type RunOptions,
} from '../../support/engine/harness';
import { OPERATIONS } from '../../support/operations';

const n8n = useHarness();

const ALWAYS = 0;

/** How often is looked for what an attempt has sent. */
const LOOKS = 5;

const sends = OPERATIONS.filter(({ kind }) => kind === 'send');

/** Its answers are lost; from the first of them on no read is answered as it should be either. */
async function sendInVain(
	{ operation, match, prepare }: (typeof OPERATIONS)[number],
	account: Family,
	node: RunOptions['node'] = {},
	status = 500,
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
	n8n.control.addFault({ match: { method: 'GET' }, kind: 'status', status, times: ALWAYS });
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
		const cases = [500, 403].flatMap((status) => sends.map((send) => ({ ...send, status })));
		test.each(cases)('$name: Retry On Fail, whose reads come to $status', async (operation) => {
			const node = { retryOnFail: true, maxTries: 2, waitBetweenTries: 1 };
			const run = await sendInVain(operation, account, node, operation.status);
			expect(operation.effects!(n8n)).toBe(1);
			expect(`${run.failure.message} ${run.failure.description}`).toMatch(LOOK_FIRST);
		});
	});
});

// The first is stored, and shows late; that is why the second is refused.
test.each(FAMILIES)('%s: a refusal after it explains nothing', async (account) => {
	n8n.control.buyerWrites({ packId: 1001, text: 'Hola', sellerId: sellerOf(account) });
	const path = '/packs/1001(/sellers/\\d+)?$';
	const post = { method: 'POST', path };
	const get = { method: 'GET', path };
	n8n.control.addFault({ match: post, kind: 'dropAfter' });
	const cause = 'blocked_by_conversation_initiated_by_seller';
	n8n.control.addFault({
		match: post,
		kind: 'status',
		status: 403,
		body: { message: 'The conversation is blocked', error: 'forbidden', status: 403, cause },
	});
	// What a local account reads before the send as well.
	const reads = LOOKS + (account === 'local' ? 1 : 0);
	const body = { paging: { total: 0 }, messages: [] };
	n8n.control.addFault({ match: get, kind: 'status', status: 200, body, times: reads });
	n8n.control.addFault({ match: get, kind: 'status', status: 500, times: ALWAYS });

	const { failure } = await n8n.run(
		'message.send',
		{ packId: byId(1001), text: 'Gracias', options: { buyerId: BUYER } },
		{ account },
	);

	expect(`${failure.message} ${failure.description}`).toMatch(LOOK_FIRST);
	expect(failure.description).toContain(cause);
});

// n8n's own "Retry On Fail" runs the whole node again, with all its items: what is done stays done once.
import type { IDataObject, INode, INodeExecutionData } from 'n8n-workflow';
import { itemWithFiles } from '../../support/files';
import {
	BUYER,
	byId,
	FAMILIES,
	sellerOf,
	useHarness,
	type Family,
} from '../../support/engine/harness';

const n8n = useHarness();

const TRIES: Partial<INode> = { retryOnFail: true, maxTries: 3, waitBetweenTries: 1 };
const GOOD = 1001;
const WRONG = 1002;
/** How often a try looks for what it has sent. */
const LOOKS = 5;
const TEXT = 'Your parcel leaves today.';

const atTheBuyer = (packId = GOOD) => {
	const { messages, sellerId } = n8n.control.conversation({ packId });
	return messages.filter(({ from }) => from === sellerId).map(({ text }) => text);
};

const send = async (
	account: Family,
	packs: number[],
	onError: INode['onError'],
	more: IDataObject = {},
	items: (IDataObject | INodeExecutionData)[] = packs.map((packId) => ({ packId })),
) =>
	await n8n.run(
		'message.send',
		{ packId: byId('={{ $json.packId }}'), text: TEXT, ...more },
		{ account, items, node: { ...TRIES, onError } },
	);

describe.each(FAMILIES)('%s', (account) => {
	beforeEach(() => {
		n8n.control.buyerWrites({ packId: GOOD, text: 'Hola', sellerId: sellerOf(account) });
	});

	test.each([
		{ order: [GOOD, WRONG], onError: 'stopWorkflow' as const },
		{ order: [WRONG, GOOD], onError: 'stopWorkflow' as const },
		{ order: [WRONG, GOOD], onError: 'continueErrorOutput' as const },
		{ order: [WRONG, GOOD], onError: 'continueRegularOutput' as const },
	])('a wrong pack beside a good one: $order, $onError', async ({ order, onError }) => {
		await send(account, order, onError);
		expect(atTheBuyer()).toEqual([TEXT]);
		const tries = n8n
			.asked()
			.filter((request) => request.startsWith('POST') && request.includes('1002'));
		// A local send does not even begin where nobody is known to write to.
		if (account === 'globalSelling') expect(tries.length).toBeGreaterThan(1);
	});

	test('the good item is handed out as at the first try', async () => {
		const run = await send(account, [WRONG, GOOD], 'continueRegularOutput');
		expect(run.items).toMatchObject([
			{ error: expect.any(String) },
			{ text: TEXT, packId: '1001' },
		]);
	});

	test('what failed is tried again, and may succeed', async () => {
		n8n.control.buyerWrites({ packId: WRONG, text: 'Hola', sellerId: sellerOf(account) });
		n8n.control.addFault({
			match: { method: 'POST', path: `/packs/${WRONG}(/sellers/\\d+)?$` },
			kind: 'status',
			status: 400,
		});
		const run = await send(account, [GOOD, WRONG], 'stopWorkflow');
		expect(run.done.items).toHaveLength(2);
		expect(atTheBuyer()).toEqual([TEXT]);
		expect(atTheBuyer(WRONG)).toEqual([TEXT]);
	});

	test('a file is uploaded once, though its message is tried again', async () => {
		n8n.control.addFault({
			match: { method: 'POST', path: `/packs/${GOOD}(/sellers/\\d+)?$` },
			kind: 'status',
			status: 400,
		});
		const item = await itemWithFiles(n8n.engine, { data: { content: Buffer.from('%PDF-1.4') } });
		item.json = { packId: GOOD };
		const more = { additionalFields: { binaryPropertyNames: 'data', siteId: 'MLM' } };
		const run = await send(account, [GOOD], 'stopWorkflow', more, [item]);
		expect(run.done.items).toHaveLength(1);
		expect(n8n.asked().filter((request) => /POST .*\/attachments/.test(request))).toHaveLength(1);
		expect(n8n.control.conversation({ packId: GOOD }).messages.at(-1)!.attachments).toHaveLength(1);
	});

	test('a claim message beside a claim that does not exist', async () => {
		n8n.control.openClaim({ claimId: 7001, sellerId: sellerOf(account) });
		await n8n.run(
			'claimMessage.send',
			{ claimId: byId('={{ $json.claimId }}'), message: TEXT },
			{ account, items: [{ claimId: 7001 }, { claimId: 7002 }], node: TRIES },
		);
		const { messages } = n8n.control.claim({ claimId: 7001 });
		expect(messages.filter(({ message }) => message === TEXT)).toHaveLength(1);
	});

	const others = account === 'local' ? ['buyer', 'assistant'] : ['buyer'];
	test.each(others)(
		'when nobody knows whether the %s got it, the next try looks first',
		async (other) => {
			if (other === 'assistant') n8n.control.handToAgent({ packId: GOOD });
			const path = `/packs/${GOOD}(/sellers/\\d+)?$`;
			n8n.control.addFault({ match: { method: 'POST', path }, kind: 'dropAfter' });
			// Every look of the first try is refused, as is its read for the receiver: its error says that nobody knows.
			n8n.control.addFault({
				match: { method: 'GET', path },
				kind: 'status',
				status: 403,
				times: LOOKS + (account === 'local' ? 1 : 0),
			});
			const more = { additionalFields: { buyerId: account === 'local' ? BUYER : '' } };
			const run = await send(account, [GOOD], 'stopWorkflow', more);
			expect(run.done.items).toMatchObject([{ text: TEXT }]);
			expect(atTheBuyer()).toEqual([TEXT]);
		},
	);
});

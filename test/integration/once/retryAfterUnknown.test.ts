// Retry On Fail after a send of which nobody knew whether it had its effect: its own message is no reason to skip.
import { BUYER, byId, FAMILIES, sellerOf, useHarness } from '../../support/engine/harness';
import { itemWithFiles } from '../../support/files';
import { timingOut } from '../../support/engine/noAnswer';

const n8n = useHarness();

const PACK = 1001;
const TEXT = 'Your parcel leaves today.';
const PATH = `/packs/${PACK}(/sellers/\\d+)?$`;
/** How often a try looks for what it has sent. */
const LOOKS = 5;

describe.each(FAMILIES)('%s', (account) => {
	const ours = () => {
		const { messages, sellerId } = n8n.control.conversation({ packId: PACK });
		return messages.filter(({ from }) => from === sellerId).map(({ text }) => text);
	};

	/** The first try gets no answer, and none of its looks either. */
	const send = async (
		options: object,
		hasEffect: boolean,
		meanwhile: () => void = () => undefined,
	) => {
		n8n.control.buyerWrites({ packId: PACK, text: 'Hola', sellerId: sellerOf(account) });
		const match = { method: 'POST', path: PATH };
		n8n.control.addFault({ match, kind: 'hang', afterEffect: hasEffect });
		const item = await itemWithFiles(n8n.engine, { data: { content: Buffer.from('%PDF-1.4') } });
		const run = await timingOut(
			n8n,
			match,
			async () =>
				await n8n.run(
					'message.send',
					{
						packId: byId(PACK),
						text: TEXT,
						options: { buyerId: BUYER, siteId: 'MLM', ...options },
					},
					{ account, items: [item], node: { retryOnFail: true, maxTries: 2, waitBetweenTries: 1 } },
				),
			() => {
				n8n.control.addFault({
					match: { method: 'GET', path: PATH },
					kind: 'status',
					status: 403,
					times: LOOKS,
				});
				meanwhile();
			},
		);
		return run.done.items;
	};

	test.each([
		{ onlyIfBuyerWroteLast: true },
		{ skipIfAlreadySent: true },
		{ onlyIfBuyerWroteLast: true, binaryPropertyNames: 'data' },
	])('%j: the message that it has sent is handed out', async (options) => {
		const items = await send(options, true);
		expect(items).toMatchObject([{ text: TEXT, direction: 'sent' }]);
		expect(items[0]).not.toHaveProperty('skipped');
		expect(ours()).toEqual([TEXT]);
	});

	test('what it has not sent is sent', async () => {
		const items = await send({ onlyIfBuyerWroteLast: true }, false);
		expect(items).toMatchObject([{ text: TEXT, direction: 'sent' }]);
		expect(ours()).toEqual([TEXT]);
	});

	test('nor is anybody answered whom another has answered meanwhile', async () => {
		const answer = () =>
			void n8n.control.sellerWrites({ packId: PACK, text: 'Ya te contestamos', clientId: 999 });
		const items = await send({ onlyIfBuyerWroteLast: true }, false, answer);
		expect(items).toMatchObject([{ skipped: true }]);
		expect(ours()).toEqual(['Ya te contestamos']);
	});
});

// While an answer waits to be sent, another process (a worker of n8n's queue mode, a person) may answer.
import { BUYER, byId, FAMILIES, sellerOf, useHarness } from '../../support/engine/harness';
import { until } from '../../support/until';

const n8n = useHarness();

const PACK = 1001;
const TEXT = 'Gracias por escribir';
const POST = { method: 'POST', path: `/packs/${PACK}(/sellers/\\d+)?$` };

describe.each(FAMILIES)('%s', (account) => {
	const sellerId = sellerOf(account);

	const ours = () =>
		n8n.control
			.conversation({ packId: PACK })
			.messages.filter(({ from }) => String(from) === String(sellerId))
			.map(({ text }) => text);

	/** Sends; while it is refused for being too many, something happens. */
	async function sendWhile(happens: () => void, options: object, looks = true) {
		n8n.control.buyerWrites({ packId: PACK, text: 'Hola', sellerId });
		n8n.control.addFault({ match: POST, kind: 'status', status: 429, times: 0 });
		const { finished } = n8n.start(
			'message.send',
			{
				packId: byId(PACK),
				text: TEXT,
				additionalFields: { buyerId: account === 'local' ? BUYER : '' },
				options,
			},
			{ account },
		);
		const asked = (wanted: string) =>
			n8n.control.requests().filter(({ method }) => method === wanted).length;
		await until(() => asked('POST') > 0);
		happens();
		// A look that was under way shows what was before: it is refused once more.
		const { POST: posts, GET: reads } = { POST: asked('POST'), GET: asked('GET') };
		let hasEnded = false;
		void finished.then(() => (hasEnded = true));
		await until(() => hasEnded || (asked('POST') > posts && asked('GET') > reads + 1) || !looks);
		n8n.control.clearFaults();
		return (await finished).done.items;
	}

	test.each([
		['onlyIfBuyerWroteLast', 'Ya te contestamos', 'The last message of the conversation is yours'],
		['skipIfAlreadySent', TEXT, 'Your last message has this text already'],
	])('%s: what was answered meanwhile is not answered again', async (option, text, reason) => {
		const answerElsewhere = () =>
			void n8n.control.sellerWrites({ packId: PACK, text, sellerId, clientId: 999 });
		const items = await sendWhile(answerElsewhere, { [option]: true });
		expect(items).toEqual([{ skipped: true, reason, packId: String(PACK) }]);
		expect(ours()).toEqual([text]);
	});

	test('what nobody answered is, once', async () => {
		const items = await sendWhile(() => undefined, { onlyIfBuyerWroteLast: true });
		expect(items).toMatchObject([{ packId: String(PACK) }]);
		expect(items[0]).not.toHaveProperty('skipped');
		expect(ours()).toEqual([TEXT]);
	});

	test('without these options it is sent all the same, and nothing is read for it', async () => {
		const answerElsewhere = () =>
			void n8n.control.sellerWrites({ packId: PACK, text: 'Ya te contestamos', sellerId });
		await sendWhile(answerElsewhere, {}, false);
		expect(ours()).toEqual(['Ya te contestamos', TEXT]);
		const reads = n8n.asked().filter((one) => one.startsWith('GET'));
		// A local send reads to learn who receives messages.
		expect(reads).toHaveLength(account === 'local' ? 1 : 0);
	});
});

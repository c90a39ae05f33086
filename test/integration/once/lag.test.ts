// Reads that lag behind writes (documents 000 and 002: "try again in a few seconds"), equal texts sent on purpose,
// and a refusal after an outcome that nobody knew. The pauses between looks are those of a real run.
import {
	BUYER,
	byId,
	FAMILIES,
	sellerOf,
	useHarness,
	type Family,
} from '../../support/engine/harness';

jest.unmock('../../../nodes/MercadoLibre/api/pacing/retry');

const n8n = useHarness();

const PACK = 1001;
const TEXT = 'Your parcel leaves today.';
const packPath = `/packs/${PACK}(/sellers/\\d+)?$`;

const atTheBuyer = () => {
	const { messages, sellerId } = n8n.control.conversation({ packId: PACK });
	return messages.filter(({ from }) => from === sellerId).map(({ text }) => text);
};

const parametersOf = (account: Family) => ({
	packId: byId(PACK),
	text: TEXT,
	additionalFields: { buyerId: account === 'local' ? BUYER : '' },
});

describe.each(FAMILIES)('%s', (account) => {
	beforeEach(() => {
		n8n.control.buyerWrites({ packId: PACK, text: 'Hola', sellerId: sellerOf(account) });
	});

	test.each([2_000, 5_000])('a lost answer, and reads that lag by %i ms: sent once', async (ms) => {
		n8n.control.setLag({ ms, of: 'sent' });
		n8n.control.addFault({ match: { method: 'POST', path: packPath }, kind: 'dropAfter' });
		const run = await n8n.run('message.send', parametersOf(account), { account });
		expect(run.done.items).toMatchObject([{ text: TEXT, packId: String(PACK) }]);
		expect(atTheBuyer()).toEqual([TEXT]);
	});

	test('a message right after its notification, and storage that lags by 2 s: read', async () => {
		n8n.control.setLag({ ms: 2_000, reads: ['message'] });
		const { id } = n8n.control.buyerWrites({ packId: PACK, text: 'E agora?' });
		const run = await n8n.run('message.get', { messageId: id }, { account });
		expect(run.done.items).toMatchObject([{ id, text: 'E agora?' }]);
	});

	test('a claim message with a lost answer, and reads that lag by 2 s: sent once', async () => {
		n8n.control.openClaim({ claimId: 7001, sellerId: sellerOf(account) });
		n8n.control.setLag({ ms: 2_000, of: 'sent' });
		n8n.control.addFault({ match: { method: 'POST', path: 'send-message$' }, kind: 'dropAfter' });
		const parameters = { claimId: byId(7001), message: TEXT };
		const run = await n8n.run('claimMessage.send', parameters, { account });
		expect(run.done.items).toMatchObject([{ success: true }]);
		const { messages } = n8n.control.claim({ claimId: 7001 });
		expect(messages.filter(({ message }) => message === TEXT)).toHaveLength(1);
	});
});

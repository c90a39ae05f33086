// Global Selling: messages may name the seller by another id than that of the connected account, the one of the country.
// They are the seller's all the same: nobody is answered twice for it.
import { byId, GLOBAL_SELLER, useHarness } from '../../support/engine/harness';

const n8n = useHarness();

const PACK = 1001;
const TEXT = 'Gracias por escribir';

beforeEach(() => {
	n8n.control.setBehaviour({ globalSellerInMessages: 'marketplace' });
	n8n.control.buyerWrites({ packId: PACK, text: 'Hola', sellerId: GLOBAL_SELLER });
});

const ours = () =>
	n8n.control
		.conversation({ packId: PACK })
		.messages.filter(({ from }) => from === GLOBAL_SELLER)
		.map(({ text }) => text);

const send = async (options: object = {}) =>
	(await n8n.run('message.send', { packId: byId(PACK), text: TEXT, options })).done.items;

test('Only If Buyer Wrote Last: what was answered is not answered again', async () => {
	n8n.control.sellerWrites({ packId: PACK, text: 'Ya te contestamos', sellerId: GLOBAL_SELLER });
	expect(await send({ onlyIfBuyerWroteLast: true })).toMatchObject([{ skipped: true }]);
	expect(ours()).toEqual(['Ya te contestamos']);
});

test('Skip If Already Sent', async () => {
	await send();
	expect(await send({ skipIfAlreadySent: true })).toMatchObject([{ skipped: true }]);
	expect(ours()).toEqual([TEXT]);
});

test('a send whose answer is lost is found', async () => {
	n8n.control.addFault({
		match: { method: 'POST', path: `/packs/${PACK}$` },
		kind: 'dropAfter',
	});
	expect(await send()).toMatchObject([{ text: TEXT, direction: 'sent' }]);
	expect(ours()).toEqual([TEXT]);
});

test('a conversation tells who wrote', async () => {
	await send();
	const { items } = await n8n.run('message.getAll', { packId: byId(PACK) });
	expect(items.map(({ direction }) => direction)).toEqual(['received', 'sent']);
});

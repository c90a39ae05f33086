// Message > Send of a message that is held back: the output says why.
import { byId, useHarness } from '../../support/harness';

const n8n = useHarness();

describe('why a message is held back', () => {
	const texts: [string, string, RegExp][] = [
		['OUT_OF_PLACE_LANGUAGE', 'Usted es un idiota', /language/i],
		['SOCIAL_NETWORK_LINK', 'Mira https://instagram.com/x', /social network/i],
		['LINK_SHORT_URL', 'Mira https://bit.ly/x', /shortened link/i],
		['AUTOMATIC_MESSAGE', 'Este es un mensaje automático', /automatic/i],
		['PERSONAL_DATA', 'Escribe a ana@example.com', /personal data/i],
		['LINK_MERCADOPAGO', 'Paga en https://mercadopago.com/x', /mercado pago/i],
		['ML_LINKS_PAYPAL', 'Paga en https://paypal.com/x', /payment service/i],
		['EVASION_CLAIM_SELLER', 'Please close the claim', /claim/i],
	];

	test.each(texts)('%s', async (reason, text, words) => {
		n8n.control.buyerWrites({ packId: 1001, text: 'Hola' });
		const run = await n8n.run('message.send', { packId: byId(1001), text });
		expect(run.done.items[0].moderation).toMatchObject({
			reason,
			explanation: expect.stringMatching(words),
		});
	});

	test('for a reason that is not known here: its code', async () => {
		n8n.control.addFault({
			match: { method: 'POST' },
			kind: 'status',
			status: 201,
			body: {
				id: '7a',
				status: 'moderated',
				message_moderation: { status: 'rejected', reason: 'BRAND_NEW' },
			},
		});
		const run = await n8n.run('message.send', { packId: byId(1001), text: 'Hello' });
		expect(run.done.items[0].moderation).toMatchObject({
			reason: 'BRAND_NEW',
			explanation: expect.stringContaining('BRAND_NEW'),
		});
	});

	test('when a conversation is started, too', async () => {
		n8n.control.createPack({ packId: 1001 });
		const run = await n8n.run('conversation.start', {
			packId: byId(1001),
			reason: 'OTHER',
			text: 'Mira https://bit.ly/x',
		});
		expect(run.done.items[0].moderation).toMatchObject({ reason: 'LINK_SHORT_URL' });
	});
});

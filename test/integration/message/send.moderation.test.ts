// Message > Send of a message that is held back: the output says why.
import { byId, useHarness } from '../../support/engine/harness';

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

describe('a message that is held back is seen', () => {
	const HELD_BACK = 'Mira https://bit.ly/x';
	const send = (options: object, node = {}) => {
		n8n.control.buyerWrites({ packId: 1001, text: 'Hola' });
		return n8n.run('message.send', { packId: byId(1001), text: HELD_BACK, options }, { node });
	};
	const sent = () =>
		n8n.control.conversation({ packId: 1001 }).messages.filter(({ text }) => text === HELD_BACK);

	test('first in the output, and above it', async () => {
		const run = await send({});
		expect(Object.keys(run.done.items[0])[0]).toBe('moderation');
		expect(run.hints).toEqual([
			expect.objectContaining({
				type: 'warning',
				message: expect.stringMatching(/holds the message back/),
			}),
		]);
	});

	test('none is held back: nothing is said', async () => {
		n8n.control.buyerWrites({ packId: 1001, text: 'Hola' });
		const run = await n8n.run('message.send', { packId: byId(1001), text: 'Gracias' });
		expect(run.hints).toEqual([]);
	});

	test('as an error, for those who want it; and it is sent once all the same', async () => {
		const run = await send(
			{ failIfHeldBack: true },
			{ retryOnFail: true, maxTries: 3, waitBetweenTries: 1 },
		);
		expect(run.failure.message).toBe('Mercado Libre holds the message back');
		expect(run.failure.description).toMatch(/shortened link.*other words/i);
		expect(sent()).toHaveLength(1);
	});

	test('the same when a conversation is started', async () => {
		n8n.control.createPack({ packId: 1001 });
		const { failure } = await n8n.run('conversation.start', {
			packId: byId(1001),
			reason: 'OTHER',
			text: HELD_BACK,
			options: { failIfHeldBack: true },
		});
		expect(failure.message).toBe('Mercado Libre holds the message back');
	});
});

// Message > Send where an assistant of Mercado Libre stands between (pages on messages, 2026-04-27; mercadolibre.md, section 1).
import { BUYER, LOCAL_SELLER, byId, useHarness } from '../../support/engine/harness';

const n8n = useHarness();

const AGENT = '3037675074';

// Another conversation for each test: the process remembers what it has sent.
let packId = 1000;
beforeEach(() => void packId++);

const buyerWrites = (text: string) =>
	n8n.control.buyerWrites({ packId, sellerId: LOCAL_SELLER, text });
const send = (
	text: string,
	{ additionalFields = {}, ...more }: object & { additionalFields?: object } = {},
) =>
	n8n.run(
		'message.send',
		{ packId: byId(packId), text, additionalFields, ...more },
		{ account: 'local', node: { onError: 'continueRegularOutput' } },
	);
const receivers = () =>
	(n8n.bodies() as { to?: { user_id: unknown } }[]).map(({ to }) => String(to?.user_id));
const buyerGot = () =>
	n8n.control
		.conversation({ packId })
		.buyerSees.filter(({ from }) => from === LOCAL_SELLER)
		.map(({ text }) => text);

test('before: to the buyer', async () => {
	buyerWrites('Oi');
	await send('Olá!');
	expect(receivers()).toEqual([String(BUYER)]);
	expect(buyerGot()).toEqual(['Olá!']);
});

test.each([
	['before the assistant has written', false],
	['after it has', true],
])('during and after the change: to the assistant, %s', async (_, hasWritten) => {
	buyerWrites('Oi');
	await send('Olá!');
	n8n.control.handToAgent({ packId });
	if (hasWritten) buyerWrites('E agora?');
	await send('Já enviamos.');
	expect(receivers()).toEqual([String(BUYER), AGENT]);
	expect(buyerGot()).toEqual(['Olá!', 'Já enviamos.']);
});

test("the buyer's id that somebody typed reaches nobody there, and is not used", async () => {
	buyerWrites('Oi');
	n8n.control.handToAgent({ packId });
	await send('Olá!', { additionalFields: { buyerId: BUYER } });
	expect(receivers()).toEqual([AGENT]);
	expect(buyerGot()).toEqual(['Olá!']);
});

test('a conversation in which nobody has written yet', async () => {
	n8n.control.createPack({ packId, sellerId: LOCAL_SELLER, exceptedCase: true });
	n8n.control.handToAgent({ packId });
	await send('Olá!');
	expect(receivers()).toEqual([AGENT]);
	expect(buyerGot()).toEqual(['Olá!']);
});

test('an assistant that is not (or no longer) of the conversation: the buyer, once', async () => {
	n8n.control.createPack({ packId, sellerId: LOCAL_SELLER, agentId: Number(AGENT) });
	buyerWrites('Oi');
	// Back to the buyer, which no page describes: the messages still name the assistant.
	n8n.control.handToAgent({ packId, agentId: null });
	const run = await send('Olá!', { additionalFields: { buyerId: BUYER } });
	expect(receivers()).toEqual([AGENT, String(BUYER)]);
	expect(run.done.items).toHaveLength(1);
	expect(buyerGot()).toEqual(['Olá!']);
});

test('nobody is left to try: the refusal in words', async () => {
	buyerWrites('Oi');
	n8n.control.addFault({
		match: { method: 'POST', path: '/messages/packs/' },
		kind: 'status',
		status: 400,
		times: 2,
		body: {
			message: `to_user_id ${BUYER} does not belong to pack /packs/${packId}/sellers/${LOCAL_SELLER}`,
			code: 'bad_request',
		},
	});
	const run = await send('Olá!');
	expect(n8n.asked().filter((asked) => asked.startsWith('POST'))).toHaveLength(2);
	expect(run.items[0].error).toMatch(/does not take part/);
	expect(buyerGot()).toEqual([]);
});

describe('one message at a time', () => {
	beforeEach(() => {
		buyerWrites('Oi');
		n8n.control.handToAgent({ packId });
	});
	const error = (run: Awaited<ReturnType<typeof send>>) => String(run.items[0]?.error ?? '');

	test.each(['dropped', 'refused'] as const)(
		'a second waits for the answer and says so, where it would be %s',
		async (secondToAgent) => {
			n8n.control.setBehaviour({ secondToAgent });
			await send('Um');
			expect(error(await send('Dois'))).toMatch(/assistant of Mercado Libre has your last message/);
			expect(receivers()).toEqual([AGENT]);

			n8n.control.buyerWrites({ packId, text: 'E?' });
			await send('Dois');
			expect(buyerGot()).toEqual(['Um', 'Dois']);
		},
	);

	test('three items of one run: the first goes, the others say why not', async () => {
		const run = await n8n.run(
			'message.send',
			{ packId: byId(packId), text: '={{ $json.text }}' },
			{
				account: 'local',
				node: { onError: 'continueRegularOutput' },
				items: [{ text: 'Um' }, { text: 'Dois' }, { text: 'Três' }],
			},
		);
		expect(buyerGot()).toEqual(['Um']);
		expect(run.items.map(({ error }) => error !== undefined)).toEqual([false, true, true]);
	});

	test('a read that does not show the first message yet', async () => {
		n8n.control.setLag({ of: 'sent' });
		await send('Um');
		expect(error(await send('Dois'))).toMatch(/assistant/);
		expect(receivers()).toEqual([AGENT]);
	});

	test('what moderation holds back may be corrected at once', async () => {
		await send('Veja https://bit.ly/x');
		await send('Veja no anúncio');
		expect(buyerGot()).toEqual(['Veja no anúncio']);
	});
});

test('what went to the buyer before the change is no message to the assistant', async () => {
	buyerWrites('Oi');
	await send('Um');
	n8n.control.handToAgent({ packId });
	await send('Dois');
	expect(buyerGot()).toEqual(['Um', 'Dois']);
});

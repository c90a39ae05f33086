// Which texts Message > Send and Conversation > Start take and send: characters, typographic marks, length (document 002,
// "Criar mensagens para um comprador": 350 characters of ISO-8859-1 and the emoji of a list).
import { byId, sellerOf, useHarness } from '../../support/engine/harness';
import type { Family } from '../../support/engine/harness';
import { conversationIn } from '../../support/marketplace';

const n8n = useHarness();
const conversation = conversationIn(n8n);

const OPERATIONS = ['message.send', 'conversation.start'] as const;
type Sending = (typeof OPERATIONS)[number];

/** Sends `text` from an input item, as an expression gives it. */
async function send(
	operation: Sending,
	account: Family,
	text: string,
	options: object = {},
	more: object = {},
) {
	if (operation === 'message.send') conversation(account, 1001);
	else n8n.control.createPack({ packId: 1001, sellerId: sellerOf(account) });
	return await n8n.run(
		operation,
		{
			packId: byId(1001),
			text: '={{ $json.text }}',
			options,
			...(operation === 'conversation.start' && { reason: 'OTHER' }),
			...more,
		},
		{ account, items: [{ text }] },
	);
}
const sent = (account: Family) =>
	n8n.control
		.conversation({ packId: 1001 })
		.messages.filter(({ from }) => from === sellerOf(account))
		.map(({ text }) => text);

/** As a language model writes. */
const TYPOGRAPHIC = '“Olá” – tudo bem? É o ‘nº 3’… chega\u202f10\u2011mai\u200b!\n• saiu hoje — 🚚';
const PLAIN = '"Olá" - tudo bem? É o \'nº 3\'... chega 10-mai!\n- saiu hoje - 🚚';

describe.each(OPERATIONS)('%s', (operation) => {
	test.each(['😀👍🏽', '❤️ ✅ ✨', '📦🚚', '🇧🇷', '1️⃣ #️⃣', '👩‍💻', '🏴󠁧󠁢󠁥󠁮󠁧󠁿', 'Marca™'])(
		'local: %s arrives as it is',
		async (emoji) => {
			const run = await send(operation, 'local', `Obrigado ${emoji}`);
			expect(run.done.items).toHaveLength(1);
			expect(run.done.items[0]).not.toHaveProperty('textReplaced');
			expect(sent('local')).toEqual([`Obrigado ${emoji}`]);
		},
	);

	test('local: typographic marks are replaced by plain ones, and the output says so', async () => {
		const run = await send(operation, 'local', TYPOGRAPHIC);
		expect(run.done.items).toMatchObject([{ packId: '1001', textReplaced: true }]);
		expect(sent('local')).toEqual([PLAIN]);
	});

	test('Global Selling: they are sent as they are', async () => {
		const run = await send(operation, 'globalSelling', TYPOGRAPHIC);
		expect(run.done.items[0]).not.toHaveProperty('textReplaced');
		expect(sent('globalSelling')).toEqual([TYPOGRAPHIC]);
	});

	test('switched off: refused before any request, and the error names field, character and option', async () => {
		const { failure } = await send(operation, 'local', 'Olá “você”', {
			replaceTypographicMarks: false,
		});
		expect(failure.message).toMatch(/^Text has characters/);
		expect(failure.description).toMatch(/“ ”.*"Replace Typographic Marks"/);
		expect(n8n.asked()).toEqual([]);
	});

	test.each([
		['مرحبا', 'م'],
		['你好', '你'],
		['Привет', 'П'],
		['2 €', '€'],
	])('local: %s is refused before any request', async (text, character) => {
		const { failure } = await send(operation, 'local', text);
		expect(failure.message).toMatch(/^Text has characters/);
		expect(failure.description).toContain(character);
		expect(n8n.asked()).toEqual([]);
	});

	test('local: what the API alone can decide is left to it, and its refusal names the usual suspects', async () => {
		// An emoji of 2021; the list ends with those of 2018. The action guide's page names no characters.
		const refuse = {
			kind: 'status',
			status: 400,
			body: {
				message: 'The text has character/s that is/are not supported.',
				error: 'bad_request',
				status: 400,
				cause: [],
			},
		} as const;
		if (operation === 'conversation.start') {
			n8n.control.addFault({ match: { method: 'POST' }, ...refuse });
		}
		const { failure } = await send(operation, 'local', 'Olá 🫠');
		expect(failure.httpCode).toBe('400');
		expect(failure.description).toMatch(/newer emoji.*quotes/i);
		expect(sent('local')).toEqual([]);
	});

	test('the length counts characters, an emoji as one', async () => {
		const run = await send(operation, 'local', '📦'.repeat(350));
		expect(run.done.items).toHaveLength(1);
		expect(sent('local')).toEqual(['📦'.repeat(350)]);
	});

	test('local: the length counts what is sent, after the replacement', async () => {
		const { failure } = await send(operation, 'local', `${'x'.repeat(348)}…`);
		expect(failure.message).toBe('Text is longer than 350 characters');
		expect(sent('local')).toEqual([]);
	});

	test('nothing but what cannot be seen is no text', async () => {
		const { failure } = await send(operation, 'local', '\u200b\u2060');
		expect(failure.message).toBe('Text is empty');
		expect(n8n.asked()).toEqual([]);
	});

	test('local: an answer that is lost is looked for by the text that was sent', async () => {
		n8n.control.addFault({ match: { method: 'POST' }, kind: 'dropAfter' });
		const run = await send(operation, 'local', TYPOGRAPHIC);
		expect(run.done.items).toMatchObject([{ text: PLAIN, textReplaced: true }]);
		expect(sent('local')).toEqual([PLAIN]);
	});
});

test('local: "Skip If Already Sent" compares with the text that would be sent', async () => {
	const options = { skipIfAlreadySent: true };
	await send('message.send', 'local', TYPOGRAPHIC, options);
	const again = await n8n.run(
		'message.send',
		{ packId: byId(1001), text: '={{ $json.text }}', options },
		{ account: 'local', items: [{ text: TYPOGRAPHIC }] },
	);
	expect(again.done.items).toMatchObject([{ skipped: true }]);
	expect(sent('local')).toEqual([PLAIN]);
});

test("local: a template is Mercado Libre's own text", async () => {
	n8n.control.createPack({ packId: 1001, sellerId: sellerOf('local') });
	const run = await n8n.run(
		'conversation.start',
		{
			packId: byId(1001),
			reason: 'REQUEST_VARIANTS',
			templateId: 'TEMPLATE___REQUEST_VARIANTS___1',
		},
		{ account: 'local' },
	);
	expect(run.done.items[0]).not.toHaveProperty('textReplaced');
});

// Local page on messages, 2026-04-27: the answer with a conversation ends with `seller_max_message_length`; 0 is "not told".
describe('local: the length that the conversation tells', () => {
	const ofLength = async (length: number, sellerMaxLength: number | null) => {
		n8n.control.setBehaviour({ sellerMaxLength });
		return await send('message.send', 'local', 'é'.repeat(length));
	};

	test.each([
		[500, 500],
		[350, 350],
		[350, 0],
		[350, null],
		[200, 200],
	])('%i characters, told %j: sent', async (length, told) => {
		const run = await ofLength(length, told);
		expect(run.done.items).toHaveLength(1);
		expect(sent('local')).toEqual(['é'.repeat(length)]);
	});

	test.each([
		[501, 500, 500],
		[351, 350, 350],
		[351, 0, 350],
		[351, null, 350],
		[201, 200, 200],
	])('%i characters, told %j: refused, and nothing is sent', async (length, told, most) => {
		const { failure } = await ofLength(length, told);
		expect(failure.message).toBe(`Text is longer than ${most} characters`);
		expect(n8n.bodies()).toEqual([]);
		expect(n8n.control.conversation({ packId: 1001 }).messages[0].readAt).toBeNull();
	});
});

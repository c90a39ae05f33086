// Conversation > Start: writing first.
import { BUYER, FAMILIES, byId, sellerOf, useHarness } from '../../support/engine/harness';

const n8n = useHarness();

describe('writing first', () => {
	const base = { globalSelling: '/marketplace/messages', local: '/messages' };

	test.each(FAMILIES)('conversation.start with a text (%s)', async (account) => {
		n8n.control.createPack({ packId: 1001, sellerId: sellerOf(account) });

		const run = await n8n.run(
			'conversation.start',
			{ packId: byId(1001), reason: 'OTHER', text: 'Seu pedido saiu hoje.' },
			{ account },
		);

		expect(n8n.asked()[0]).toContain(`POST ${base[account]}/action_guide/packs/1001/option`);
		expect(n8n.bodies()).toEqual([{ option_id: 'OTHER', text: 'Seu pedido saiu hoje.' }]);
		expect(run.done.items[0]).toMatchObject({ packId: '1001', text: 'Seu pedido saiu hoje.' });
		expect(n8n.control.conversation({ packId: 1001 }).buyerSees).toMatchObject([
			{ from: sellerOf(account), to: BUYER, text: 'Seu pedido saiu hoje.' },
		]);
	});

	test.each(FAMILIES)('what was written comes as any message does (%s)', async (account) => {
		n8n.control.createPack({ packId: 1001, sellerId: sellerOf(account) });
		n8n.control.createPack({ packId: 1002, sellerId: sellerOf(account) });
		const start = async (packId: number, options: object) =>
			await n8n.run(
				'conversation.start',
				{ packId: byId(packId), reason: 'OTHER', text: 'Saiu hoje.', options },
				{ account },
			);
		const [started] = (await start(1001, {})).done.items;
		expect(started).toMatchObject({
			direction: 'sent',
			text: 'Saiu hoje.',
			createdAt: expect.stringMatching(/Z$/),
			fromUserId: String(sellerOf(account)),
			toUserId: String(BUYER),
			packId: '1001',
			reason: 'OTHER',
		});
		expect(Object.keys(started).slice(0, 3)).toEqual(['direction', 'text', 'createdAt']);
		const [whole] = (await start(1002, { simplify: false })).done.items;
		expect(whole).toMatchObject({ packId: '1002', message_date: expect.anything() });
		expect(whole).not.toHaveProperty('direction');
	});

	test.each(FAMILIES)('conversation.start with a template (%s)', async (account) => {
		n8n.control.createPack({ packId: 1001, sellerId: sellerOf(account) });

		const run = await n8n.run(
			'conversation.start',
			{
				packId: byId(1001),
				reason: 'REQUEST_BILLING_INFO',
				templateId: 'TEMPLATE___REQUEST_BILLING_INFO___1',
			},
			{ account },
		);

		expect(n8n.bodies()).toEqual([
			{ option_id: 'REQUEST_BILLING_INFO', template_id: 'TEMPLATE___REQUEST_BILLING_INFO___1' },
		]);
		expect(run.done.items).toHaveLength(1);
		expect(n8n.control.conversation({ packId: 1001 }).buyerSees).toHaveLength(1);
	});

	describe('without a template', () => {
		test.each(FAMILIES)('the first one of the reason is taken (%s)', async (account) => {
			n8n.control.createPack({ packId: 1001, sellerId: sellerOf(account) });
			const run = await n8n.run(
				'conversation.start',
				{ packId: byId(1001), reason: 'REQUEST_VARIANTS' },
				{ account },
			);
			expect(run.done.items).toMatchObject([{ reason: 'REQUEST_VARIANTS', direction: 'sent' }]);
			expect(n8n.bodies()).toEqual([
				{ option_id: 'REQUEST_VARIANTS', template_id: 'TEMPLATE___REQUEST_VARIANTS___1' },
			]);
			expect(n8n.asked().map((asked) => asked.split(' ')[0])).toEqual(['GET', 'POST']);
		});

		test('a reason that is not offered: the error names those that are, and nothing is sent', async () => {
			n8n.control.createPack({ packId: 1001 });
			const { failure } = await n8n.run('conversation.start', {
				packId: byId(1001),
				reason: 'DELIVERY_PROMISE',
				fromHour: '12',
				untilHour: '18',
			});
			expect(failure.message).toBe('Reason is not offered for this conversation');
			expect(failure.description).toMatch(/offers: .*SEND_INVOICE_LINK, OTHER/);
			expect(n8n.bodies()).toEqual([]);
		});
	});

	describe('a delivery promise by its hours', () => {
		const promise = async (parameters: object) => {
			n8n.control.createPack({ packId: 1001, sellerId: sellerOf('local') });
			return await n8n.run(
				'conversation.start',
				{ packId: byId(1001), reason: 'DELIVERY_PROMISE', ...parameters },
				{ account: 'local' },
			);
		};

		test('go into the template, as numbers', async () => {
			const run = await promise({ fromHour: '12', untilHour: '={{ 17 + 1 }}' });
			expect(run.done.items[0].text).toMatch(/12 .* 18/);
			const template_id = 'TEMPLATE___DELIVERY_PROMISE___1';
			expect(n8n.bodies()).toEqual([
				{
					option_id: 'DELIVERY_PROMISE',
					template_id,
					vars: [
						{ id: `${template_id}___VAR___INIT`, value: 12 },
						{ id: `${template_id}___VAR___LIMIT`, value: 18 },
					],
				},
			]);
		});

		test.each([
			[{ fromHour: '12' }, 'Until Hour is empty'],
			[{ fromHour: 'noon', untilHour: '18' }, 'From Hour is not an hour'],
			[{ fromHour: '12', untilHour: '25' }, 'Until Hour is not an hour'],
		])('%j: %s, before anything is asked', async (parameters, message) => {
			const { failure } = await promise(parameters);
			expect(failure.message).toBe(message);
			expect(n8n.asked()).toEqual([]);
		});
	});

	test('a delivery promise: its hours go as numbers', async () => {
		n8n.control.createPack({ packId: 1001, sellerId: sellerOf('local') });
		const templateId = 'TEMPLATE___DELIVERY_PROMISE___1';
		const variable = [
			{ id: `${templateId}___VAR___INIT`, value: '12' },
			{ id: `${templateId}___VAR___LIMIT`, value: '={{ 20 + 3 }}' },
		];
		const run = await n8n.run(
			'conversation.start',
			{
				packId: byId(1001),
				reason: 'DELIVERY_PROMISE',
				templateId,
				options: { templateVariables: { variable } },
			},
			{ account: 'local' },
		);
		expect(run.done.items[0].text).toMatch(/12 .* 23/);
		expect(n8n.bodies()).toMatchObject([{ vars: [{ value: 12 }, { value: 23 }] }]);
	});

	test('another reason locks the sale for a moment: tried again, since nothing was sent', async () => {
		n8n.control.createPack({ packId: 1001 });
		n8n.control.addFault({
			match: { method: 'POST' },
			kind: 'status',
			status: 409,
			body: {
				cause: null,
				error: 'conflict',
				message: 'There is another request locking this operation',
				status_code: 409,
			},
			times: 2,
		});
		const run = await n8n.run('conversation.start', {
			packId: byId(1001),
			reason: 'OTHER',
			text: 'Hello',
		});
		expect(run.done.items).toHaveLength(1);
		expect(n8n.bodies()).toHaveLength(3);
		expect(n8n.control.conversation({ packId: 1001 }).buyerSees).toHaveLength(1);
	});

	test.each([
		[
			400,
			'The promise of delivery of the shipping contained in the pack is from a date before today',
		],
		[500, 'Delivery date is before than today'],
	])('a promise for the past (%d) is final: asked once', async (status, message) => {
		n8n.control.createPack({ packId: 1001, sellerId: sellerOf('local') });
		n8n.control.addFault({
			match: { method: 'POST' },
			kind: 'status',
			status,
			body: { cause: null, error: 'bad_request', message, status_code: status },
			times: 0,
		});
		const { failure } = await n8n.run(
			'conversation.start',
			{ packId: byId(1001), reason: 'OTHER', text: 'Hello' },
			{ account: 'local' },
		);
		expect(failure.message).toMatch(/promised delivery is in the past/i);
		expect(n8n.asked()).toHaveLength(1);
	});

	test('the buyer has written already: the error says to use Send', async () => {
		n8n.control.buyerWrites({ packId: 1001, text: 'Hola' });
		const { failure } = await n8n.run('conversation.start', {
			packId: byId(1001),
			reason: 'OTHER',
			text: 'Hello',
		});
		expect(`${failure.message} ${failure.description}`).toMatch(/already written.*Message > Send/);
		expect(failure.description).toContain('blocked_by_conversation_use_message_api');
		// The answer names the code: nothing else need be read.
		expect(n8n.asked()).toHaveLength(1);
	});

	test('a buyer whose account is closed is final', async () => {
		n8n.control.createPack({ packId: 1001, buyerDeactivated: true });
		const { failure } = await n8n.run('conversation.start', {
			packId: byId(1001),
			reason: 'OTHER',
			text: 'Hello',
		});
		expect(failure.httpCode).toBe('451');
		expect(`${failure.message} ${failure.description}`).toMatch(/no longer available.*do not run/i);
		expect(n8n.asked()).toHaveLength(1);
	});

	test('the reason may come from an expression', async () => {
		n8n.control.createPack({ packId: 1001 });
		const run = await n8n.run(
			'conversation.start',
			{ packId: byId(1001), reason: '={{ $json.reason }}', text: '={{ $json.text }}' },
			{ items: [{ reason: 'SEND_INVOICE_LINK', text: 'https://example.com/invoice' }] },
		);
		expect(run.done.items).toHaveLength(1);
		expect(n8n.bodies()).toEqual([
			{ option_id: 'SEND_INVOICE_LINK', text: 'https://example.com/invoice' },
		]);
	});
});

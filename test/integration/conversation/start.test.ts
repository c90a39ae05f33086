// Conversation > Start: writing first.
import { BUYER, FAMILIES, byId, sellerOf, useHarness } from '../../support/harness';

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

// Conversation > Get Contact Reasons.
import { FAMILIES, byId, sellerOf, useHarness } from '../../support/engine/harness';

const n8n = useHarness();

describe('writing first', () => {
	const base = { globalSelling: '/marketplace/messages', local: '/messages' };
	const tag = { globalSelling: '', local: '?tag=post_sale' };

	test.each(FAMILIES)('conversation.getReasons (%s)', async (account) => {
		n8n.control.createPack({ packId: 1001, sellerId: sellerOf(account) });

		const run = await n8n.run('conversation.getReasons', { packId: byId(1001) }, { account });

		expect(n8n.asked()).toEqual([`GET ${base[account]}/action_guide/packs/1001${tag[account]}`]);
		const reasons = run.done.items.map(({ reason }) => reason);
		expect(reasons).toEqual(
			expect.arrayContaining([
				'REQUEST_VARIANTS',
				'REQUEST_BILLING_INFO',
				'SEND_INVOICE_LINK',
				'OTHER',
			]),
		);
		for (const { name, description } of run.items) {
			expect(name).toMatch(/^[A-Z]/);
			expect(description).toMatch(/ \w+ /);
		}
		expect(run.items.find(({ reason }) => reason === 'OTHER')).toMatchObject({
			characterLimit: 350,
			available: true,
		});
		expect(run.items.find(({ reason }) => reason === 'REQUEST_BILLING_INFO')).toMatchObject({
			templateIds: ['TEMPLATE___REQUEST_BILLING_INFO___1'],
		});
	});

	test('conversation.getReasons (local): templates with their variables and what they say', async () => {
		n8n.control.createPack({ packId: 1001, sellerId: sellerOf('local') });
		const run = await n8n.run(
			'conversation.getReasons',
			{ packId: byId(1001) },
			{ account: 'local' },
		);
		const id = 'TEMPLATE___DELIVERY_PROMISE___1';
		expect(run.done.items.find(({ reason }) => reason === 'DELIVERY_PROMISE')).toMatchObject({
			type: 'template',
			capAvailable: 1,
			templateIds: [id],
			templates: [
				{
					id,
					variables: [
						{ id: `${id}___VAR___INIT`, type: 'NUMBER' },
						{ id: `${id}___VAR___LIMIT`, type: 'NUMBER' },
					],
					texts: [
						{ siteId: 'MLA', html: expect.stringContaining('entre las %d y las %d') },
						{ siteId: 'MLB', html: expect.stringContaining('entre %d e %d') },
					],
				},
			],
		});
		expect(run.items.find(({ reason }) => reason === 'OTHER')).toMatchObject({ templates: [] });
	});

	test('conversation.getReasons tells which reasons are used up', async () => {
		n8n.control.createPack({ packId: 1001 });
		await n8n.run('conversation.start', { packId: byId(1001), reason: 'OTHER', text: 'Hello' });

		const run = await n8n.run('conversation.getReasons', { packId: byId(1001) });

		expect(run.done.items.find(({ reason }) => reason === 'OTHER')).toMatchObject({
			available: false,
			capAvailable: 0,
		});
	});

	test('conversation.getReasons without simplify gives the options of the API', async () => {
		n8n.control.createPack({ packId: 1001 });
		const run = await n8n.run('conversation.getReasons', {
			packId: byId(1001),
			simplify: false,
		});
		expect(run.done.items.find(({ id }) => id === 'OTHER')).toMatchObject({
			type: 'free_text',
			char_limit: 350,
			cap_available: 1,
		});
	});
});

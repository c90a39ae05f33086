// What is not Mercado Libre's doing has words of its own, is not tried again, and leaves nobody in doubt.
import { byId, FAMILIES, sellerOf, useHarness } from '../../support/engine/harness';
import { itemWithFiles } from '../../support/files';

const n8n = useHarness();

const PACK = 1001;

describe.each(FAMILIES)('%s', (account) => {
	test('an answer that is not encrypted where it must be: told at once, without doubt', async () => {
		const apiBaseUrl = n8n.url.replace('http:', 'https:');
		const credential = n8n.connect(account, { apiBaseUrl });
		n8n.control.buyerWrites({ packId: PACK, text: 'Hola', sellerId: sellerOf(account) });
		const parameters = {
			packId: byId(PACK),
			text: 'Hola',
			additionalFields: { buyerId: account === 'local' ? '441782523' : '' },
		};
		const { failure } = await n8n.run('message.send', parameters, { account, credential });
		expect(failure.message).toMatch(/connection is not safe/);
		expect(n8n.engine.takeLog().join()).not.toMatch(/trying again/);
	});

	test('a file that n8n has deleted meanwhile', async () => {
		await n8n.engine.setBinaryMode('filesystem');
		try {
			const item = await itemWithFiles(n8n.engine, { data: {} });
			item.binary!.data.id = 'filesystem-v2:workflows/none/executions/none/binary_data/none';
			const { failure } = await n8n.run(
				'attachment.upload',
				{ siteId: 'MLM' },
				{ account, items: [item] },
			);
			expect(failure.message).toMatch(/"invoice.pdf" is no longer stored in n8n/);
			expect(failure.description).toMatch(/Run the workflow again/);
			expect(n8n.asked()).toEqual([]);
		} finally {
			await n8n.engine.setBinaryMode('default');
		}
	});
});

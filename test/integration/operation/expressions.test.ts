// An expression that fails is told in n8n's words, not as an answer of Mercado Libre.
import { byId, FAMILIES, useHarness } from '../../support/harness';

const n8n = useHarness();

test.each(FAMILIES)('%s', async (account) => {
	const packId = byId('={{ $("Nobody").item.json.packId }}');
	const { failure } = await n8n.run('message.getAll', { packId }, { account });
	expect(failure.message).toMatch(/node/i);
	expect(`${failure.message} ${failure.description}`).not.toMatch(/Mercado Libre gave an answer/);
	expect(n8n.asked()).toEqual([]);
});

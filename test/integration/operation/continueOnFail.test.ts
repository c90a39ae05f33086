// A hundred items of which three fail: the others are done, and everybody can see which three.
import type { IDataObject } from 'n8n-workflow';
import { FAMILIES, byId, sellerOf, useHarness } from '../../support/engine/harness';
import type { Family } from '../../support/engine/harness';
import { ENGINES, useEngine } from '../../support/engine/olderEngine';

const n8n = useHarness();

const BAD_INPUT = 10;
const UNKNOWN_PACK = 50;
const CLOSED = 99;
const FAILING = [BAD_INPUT, UNKNOWN_PACK, CLOSED];

function hundredConversations(account: Family): IDataObject[] {
	const items: IDataObject[] = [];
	for (let i = 0; i < 100; i++) {
		const packId = 1000 + i;
		if (i !== UNKNOWN_PACK)
			n8n.control.buyerWrites({ packId, text: 'Hola', sellerId: sellerOf(account) });
		items.push({ packId: i === BAD_INPUT ? 'not a pack' : packId, text: `Answer ${i}` });
	}
	n8n.control.blockConversation({
		packId: 1000 + CLOSED,
		substatus: 'blocked_by_cancelled_order',
	});
	return items;
}

const parameters = { packId: byId('={{ $json.packId }}'), text: '={{ $json.text }}' };

const answered = () =>
	Array.from({ length: 100 }, (_, i) => i).filter(
		(i) =>
			i !== UNKNOWN_PACK &&
			n8n.control.conversation({ packId: 1000 + i }).messages.at(-1)!.text === `Answer ${i}`,
	);
const shouldBeAnswered = Array.from({ length: 100 }, (_, i) => i).filter(
	(i) => !FAILING.includes(i),
);

describe.each(FAMILIES)('%s', (account) => {
	test('continue: 97 results and 3 errors, each paired with its item', async () => {
		const run = await n8n.run('message.send', parameters, {
			account,
			items: hundredConversations(account),
			node: { onError: 'continueRegularOutput' },
		});

		expect(run.done.pairedItems).toEqual(Array.from({ length: 100 }, (_, i) => i));
		const failed = run.items.flatMap((item, i) => ('error' in item ? [i] : []));
		expect(failed).toEqual(FAILING);
		run.items.forEach((item, i) => {
			if (!FAILING.includes(i)) expect(item).toMatchObject({ text: `Answer ${i}` });
		});
		expect(answered()).toEqual(shouldBeAnswered);
	});

	test('continue: an error item tells message, cure and code', async () => {
		const run = await n8n.run('message.send', parameters, {
			account,
			items: hundredConversations(account),
			node: { onError: 'continueRegularOutput' },
		});

		expect(run.items[BAD_INPUT]).toMatchObject({
			error: expect.stringContaining('Pack ID'),
			message: expect.stringContaining('not a pack'),
		});
		expect(run.items[UNKNOWN_PACK]).toMatchObject({
			error: expect.stringMatching(/no pack/i),
			message: expect.stringMatching(/pack id.*\[Mercado Libre: 404 not_found/is),
		});
		expect(run.items[CLOSED]).toMatchObject({
			error: expect.stringMatching(/cancelled/i),
			message: expect.stringMatching(/\[Mercado Libre: 403.*blocked_by_cancelled_order/s),
		});
	});

	describe.each(ENGINES)('%s', (engine) => {
		useEngine(engine);

		test('an error output: the errors go there, with what their items held', async () => {
			const run = await n8n.run('message.send', parameters, {
				account,
				items: hundredConversations(account),
				node: { onError: 'continueErrorOutput' },
			});

			expect(run.done.output(0)).toHaveLength(97);
			expect(run.output(1).map(({ json }) => json)).toMatchObject([
				{ packId: 'not a pack', text: `Answer ${BAD_INPUT}` },
				{ packId: 1000 + UNKNOWN_PACK, error: expect.any(String) },
				{ packId: 1000 + CLOSED, error: expect.any(String) },
			]);
			for (const { json } of run.output(0)) expect(json).not.toHaveProperty('error');
		});
	});

	test('stop: the error names the item', async () => {
		const run = await n8n.run('message.send', parameters, {
			account,
			items: hundredConversations(account),
		});
		expect(FAILING).toContain(run.failure.context?.itemIndex);
	});
});

// Counts and dates that make no sense: what the trigger remembers must be readable all the same, or it begins anew after
// every restart and takes for known what has come meanwhile.
import { LIST_UNREAD } from '../../../nodes/MercadoLibre/conversations/unread';
import { GLOBAL_SELLER, useHarness } from '../../support/engine/harness';
import { PolledTrigger } from '../../support/trigger/triggerPolls';

const n8n = useHarness();

const write = (packId: number, createdAt?: string) =>
	n8n.control.buyerWrites({ packId, text: `of ${packId}`, sellerId: GLOBAL_SELLER, createdAt });

const listed = (...results: [number, unknown][]) =>
	n8n.control.addFault({
		match: { path: `${LIST_UNREAD.globalSelling}$` },
		kind: 'status',
		status: 200,
		body: { results: results.map(([id, count]) => ({ resource: `/packs/${id}`, count })) },
	});

const texts = async (trigger: PolledTrigger) => (await trigger.items()).map(({ text }) => text);

test.each([-1, 1.5, 1e21, '1e400', '-3', 9_999, 123_456])('%p unread messages', async (count) => {
	const trigger = new PolledTrigger(n8n);
	write(1001, '2024-05-01T10:00:00Z');
	listed([1001, count]);
	expect(await texts(trigger)).toEqual([]);
	for (const packId of [1002, 1003]) {
		trigger.kept.restart();
		write(packId);
		listed([1001, count], [packId, count]);
		expect(await texts(trigger)).toEqual([`of ${packId}`]);
	}
});

test.each(['2039-01-01T00:00:00Z', '9999-12-31T23:59:59Z'])('a message of %s', async (date) => {
	const trigger = new PolledTrigger(n8n);
	listed();
	expect(await texts(trigger)).toEqual([]);
	write(1001, date);
	listed([1001, 1]);
	expect(await texts(trigger)).toEqual(['of 1001']);
	trigger.kept.restart();
	write(1002);
	listed([1001, 1], [1002, 1]);
	expect(await texts(trigger)).toEqual(['of 1002']);
});

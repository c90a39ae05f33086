// A user who cancels an execution waits for nothing any more.
import { byId, useHarness } from '../../support/engine/harness';

const n8n = useHarness();

const MOST_IN_FLIGHT = 500;

const items = (count: number) => Array.from({ length: count }, (_, i) => ({ packId: 10_000 + i }));

const requests = () => n8n.control.requests().length;
const until = async (condition: () => boolean) => {
	while (!condition()) await new Promise(setImmediate);
};

test('items that wait for their turn are not sent', async () => {
	for (const { packId } of items(600)) n8n.control.buyerWrites({ packId, text: 'Hola' });
	// Nobody is answered before the end.
	n8n.control.setLatency({ ms: 3_600_000 });
	const { finished, cancel } = n8n.start(
		'message.send',
		{ packId: byId('={{ $json.packId }}'), text: 'Answer' },
		{ items: items(600) },
	);
	await until(() => n8n.control.stats().inFlight === MOST_IN_FLIGHT);
	cancel();
	const run = await finished;

	expect(run.data.status).toBe('canceled');
	expect(requests()).toBe(MOST_IN_FLIGHT);
});

test('a request that is tried again is given up', async () => {
	n8n.control.addFault({ match: {}, kind: 'status', status: 429, times: 0 });
	const { finished, cancel } = n8n.start('conversation.getAll');
	await until(() => requests() > 5);
	cancel();
	const run = await finished;

	expect(run.data.status).toBe('canceled');
	expect(requests()).toBeLessThan(40);
});

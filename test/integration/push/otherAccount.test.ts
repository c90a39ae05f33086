// The credential of a trigger that is on is connected to another account.
import type { IDataObject } from 'n8n-workflow';
import { sellerOf, useHarness } from '../../support/engine/harness';
import { usePushedTriggers } from '../../support/trigger/pushTrigger';
import { until } from '../../support/until';

const n8n = useHarness();

const { switchedOn } = usePushedTriggers(n8n);

const OTHER = 992;

test('the first message of the new account counts, moments after one of the old', async () => {
	const credential = n8n.connect('globalSelling');
	const trigger = await switchedOn({ credential });
	const first = n8n.control.buyerWrites({
		packId: 5001,
		sellerId: sellerOf('globalSelling'),
		text: 'Hola',
	});
	await trigger.post(trigger.about(first.id));
	await until(() => trigger.started.length === 1);

	n8n.control.createSeller({ userId: OTHER });
	n8n.engine.credentials.update(credential.id!, {
		oauthTokenData: n8n.control.issueToken({ userId: OTHER }) as unknown as IDataObject,
	});
	const second = n8n.control.buyerWrites({ packId: 5002, sellerId: OTHER, text: 'Hola' });
	const { now } = Date;
	const later = jest.spyOn(Date, 'now').mockImplementation(() => now() + 2_000);
	await trigger.post(trigger.about(second.id, { user_id: OTHER }));
	await until(() => trigger.started.length === 2).finally(() => later.mockRestore());
	expect(trigger.items.map(({ id }) => id)).toEqual([first.id, second.id]);
});

test('what is for others is dropped, and asks for the credential now and then only', async () => {
	const trigger = await switchedOn();
	const getDecrypted = jest.spyOn(n8n.engine.credentials, 'getDecrypted');
	const { now } = Date;
	const moment = now();
	const still = jest.spyOn(Date, 'now').mockImplementation(() => moment);
	for (let i = 0; i < 100; i++) {
		await trigger.post(trigger.about(`0123456789abcdef${i}`, { user_id: OTHER }));
		await new Promise(setImmediate);
	}
	still.mockRestore();
	expect(getDecrypted.mock.calls.length).toBeLessThan(5);
	expect(trigger.started).toEqual([]);
});

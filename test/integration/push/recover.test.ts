// The notification trigger's option "Recover Missed".
import { sellerOf, useHarness } from '../../support/engine/harness';
import { usePushedTriggers, type PushSettings } from '../../support/trigger/pushTrigger';
import { until } from '../../support/until';
import '../../support/engine/noWaiting';

const n8n = useHarness();

const HOUR = 3_600_000;

const { made } = usePushedTriggers(n8n);
beforeEach(() => {
	n8n.account('globalSelling');
	n8n.control.setCallback({ url: 'http://127.0.0.1:9/' });
});

const recovering = (settings: PushSettings = {}) =>
	made({ options: { recoverMissed: true }, ...settings });

let packs = 8000;
const write = () =>
	n8n.control.buyerWrites({ packId: ++packs, sellerId: sellerOf('globalSelling'), text: 'Hola' });

test('what was missed starts the workflow when it is switched on, once', async () => {
	const ids = Array.from({ length: 30 }, () => write().id);
	await n8n.control.passTime({ ms: HOUR });
	const trigger = recovering();
	await trigger.switchOn();
	await until(() => trigger.started.length >= 30);
	await trigger.post(trigger.about(ids[0]));
	await trigger.switchOff();
	await trigger.switchOn();
	const late = write();
	await trigger.post(trigger.about(late.id));
	await until(() => trigger.started.length >= 31);

	expect(trigger.items.map(({ id }) => id).sort()).toEqual([...ids, late.id].sort());
});

test('those of other sellers of the application are left alone', async () => {
	n8n.control.createSeller({ userId: 994 });
	n8n.control.issueToken({ userId: 994 });
	n8n.control.buyerWrites({ packId: ++packs, sellerId: 994, text: 'x' });
	const { id } = write();
	await n8n.control.passTime({ ms: HOUR });
	const trigger = recovering();
	await trigger.switchOn();
	await until(() => trigger.started.length >= 1);
	expect(trigger.items.map((item) => item.id)).toEqual([id]);
});

test('not asked for unless it is wanted', async () => {
	write();
	await n8n.control.passTime({ ms: HOUR });
	const trigger = recovering({ options: {} });
	await trigger.switchOn();
	const { id } = write();
	await trigger.post(trigger.about(id));
	await until(() => trigger.started.length >= 1);
	expect(trigger.items.map((item) => item.id)).toEqual([id]);
});

test('messages of claims, also from before the first activation', async () => {
	const claimId = 9_001;
	n8n.control.openClaim({ claimId });
	n8n.control.claimWrites({ claimId, senderRole: 'complainant', message: 'missed' });
	await n8n.control.passTime({ ms: HOUR });
	const trigger = recovering({ event: 'claimMessageReceived' });
	await trigger.switchOn();
	await until(() => trigger.started.length >= 1);
	expect(trigger.items.map(({ message }) => message)).toEqual(['missed']);
});

test('an API that cannot be reached keeps no workflow from being switched on', async () => {
	n8n.control.addFault({ match: { path: '/missed_feeds' }, kind: 'status', times: 0 });
	const trigger = recovering();
	await trigger.switchOn();
	await until(() => n8n.engine.takeLog().join('\n').includes('could not be looked up'));
	const { id } = write();
	await trigger.post(trigger.about(id));
	await until(() => trigger.started.length >= 1);
	expect(trigger.items.map((item) => item.id)).toEqual([id]);
});

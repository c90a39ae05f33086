// n8n serves webhooks as soon as its server listens, and runs the triggers of its workflows after that: what comes in
// between is taken by a webhook, in a process whose trigger is not on yet.
import { sellerOf, useHarness } from '../../support/engine/harness';
import type * as PushTrigger from '../../support/trigger/pushTrigger';
import { usePushedTriggers } from '../../support/trigger/pushTrigger';
import { until } from '../../support/until';
import '../../support/engine/noWaiting';

const n8n = useHarness();

const { made, switchedOn } = usePushedTriggers(n8n);

let packs = 15_000;
const write = () =>
	n8n.control.buyerWrites({ packId: ++packs, sellerId: sellerOf('globalSelling'), text: 'Hola' });

const hang = () =>
	n8n.control.addFault({ match: { path: '/marketplace/messages/' }, kind: 'hang', times: 0 });

async function freshProcess(): Promise<typeof PushTrigger> {
	let fresh: typeof PushTrigger | undefined;
	await jest.isolateModulesAsync(async () => {
		fresh = await import('../../support/trigger/pushTrigger');
	});
	return fresh!;
}

/** Messages were acknowledged and not read when n8n was killed. */
async function killedWith(count: number) {
	const before = await switchedOn();
	hang();
	const left = Array.from({ length: count }, write);
	for (const { id } of left) await before.post(before.about(id));
	await before.switchOff();
	n8n.control.clearFaults();
	const { PushedTrigger: Fresh } = await freshProcess();
	return { left, after: new Fresh(n8n, { kept: before.kept, workflowId: before.workflowId }) };
}

test('what was acknowledged before is read when the trigger is on, though a webhook came first', async () => {
	const { left, after } = await killedWith(3);
	const early = write();
	const { items } = await after.post(after.about(early.id));
	expect(items.map(({ json }) => json.id)).toEqual([early.id]);
	await after.switchOn();
	await until(() => after.started.length >= 3);
	expect(after.items.map(({ id }) => id).sort()).toEqual(left.map(({ id }) => id).sort());
	await after.switchOff();
});

test('nor is it lost when n8n is killed again before that', async () => {
	const { left, after } = await killedWith(2);
	await after.post(after.about(write().id));
	const { PushedTrigger: Fresh } = await freshProcess();
	const last = new Fresh(n8n, { kept: after.kept, workflowId: after.workflowId });
	await last.switchOn();
	const ids = () => new Set(last.items.map(({ id }) => id));
	await until(() => left.every(({ id }) => ids().has(id)));
	await last.switchOff();
});

test('what the webhook has handed out by itself does not come again', async () => {
	const { left, after } = await killedWith(2);
	const { items } = await after.post(after.about(left[0].id));
	expect(items.map(({ json }) => json.id)).toEqual([left[0].id]);
	await after.switchOn();
	await until(() => after.started.length >= 1);
	const late = write();
	await after.post(after.about(late.id));
	await until(() => after.items.some(({ id }) => id === late.id));
	expect(after.items.map(({ id }) => id).sort()).toEqual([left[1].id, late.id].sort());
	await after.switchOff();
});

test('what a process that serves webhooks only has handed out is not handed out by the one with the trigger', async () => {
	const webhooks = made();
	const first = write();
	expect((await webhooks.post(webhooks.about(first.id))).items).toHaveLength(1);
	const { PushedTrigger: Fresh } = await freshProcess();
	const main = new Fresh(n8n, { kept: webhooks.kept, workflowId: webhooks.workflowId });
	await main.switchOn();
	const late = write();
	await main.post(main.about(late.id));
	await until(() => main.items.some(({ id }) => id === late.id));
	expect(main.items.map(({ id }) => id)).toEqual([late.id]);
	await main.switchOff();
});

test('what another main has acknowledged is read by this one when it leads again', async () => {
	const first = await switchedOn();
	await first.switchOff();
	const { PushedTrigger: Fresh } = await freshProcess();
	const other = new Fresh(n8n, { kept: first.kept, workflowId: first.workflowId });
	await other.switchOn();
	hang();
	const { id } = write();
	await other.post(other.about(id));
	await other.switchOff();
	n8n.control.clearFaults();
	await first.switchOn();
	await until(() => first.started.length >= 1);
	expect(first.items.map((item) => item.id)).toEqual([id]);
});

test('what this process has kept itself is not told again when the workflow is switched off and on', async () => {
	const trigger = await switchedOn();
	const [unreadable, slow] = [write(), write()];
	n8n.control.addFault({
		match: { path: `/marketplace/messages/${unreadable.id}` },
		kind: 'status',
		times: 0,
		status: 403,
		body: { message: 'Forbidden' },
	});
	n8n.control.addFault({
		match: { path: `/marketplace/messages/${slow.id}` },
		kind: 'slow',
		delayMs: 500,
	});
	await trigger.post(trigger.about(unreadable.id));
	await trigger.post(trigger.about(slow.id));
	await until(() => trigger.started.length === 1);
	const { now } = Date;
	const later = jest.spyOn(Date, 'now').mockImplementation(() => now() + 60_000);
	await until(() => trigger.started.length === 2);
	await trigger.switchOff();
	await trigger.switchOn();
	const late = write();
	await trigger.post(trigger.about(late.id));
	await until(() => trigger.items.some(({ id }) => id === late.id)).finally(() =>
		later.mockRestore(),
	);
	n8n.control.clearFaults();
	expect(trigger.items).toMatchObject([
		{ error: expect.anything() },
		{ id: slow.id },
		{ id: late.id },
	]);
});

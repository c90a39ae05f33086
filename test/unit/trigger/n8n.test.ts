// What n8n does to a trigger's memory: it keeps it under a name, loads it afresh, saves it or does not, drops it, and
// polls in several processes. Whatever it does, every message comes once.
import type { IDataObject, IPollFunctions } from 'n8n-workflow';
import { N8nData, POLL_MODES } from '../../support/trigger/triggerData';
import { MarketplaceModel, TriggerShell } from '../../support/trigger/triggerModel';
import { hash } from '../../../nodes/MercadoLibre/trigger/memory';
import { firstMemory } from '../../../nodes/MercadoLibre/trigger/poll';
import { polledHere, Store } from '../../../nodes/MercadoLibre/trigger/store';

const MINUTE = 60_000;

async function polls(trigger: TriggerShell, count = 1, each: () => void = () => undefined) {
	const ids: string[] = [];
	for (let i = 0; i < count; i++) {
		trigger.model.now += MINUTE;
		each();
		ids.push(...(await trigger.poll()).ids);
	}
	return ids;
}

/** The next poll is another process's first one. */
const anotherProcess = () => polledHere.clear();

describe.each(POLL_MODES)('polled %s', (mode) => {
	const activated = async (before: (model: MarketplaceModel) => void = () => undefined) => {
		const model = new MarketplaceModel();
		before(model);
		const trigger = new TriggerShell(model, { mode });
		await trigger.poll();
		return { model, trigger };
	};

	test('messages come, and each once', async () => {
		const { model, trigger } = await activated((m) => m.write('1'));
		await polls(trigger, 3);
		const written = [model.write('1').id, model.write('2').id];
		const came = await polls(trigger);
		written.push(model.write('1').id);
		came.push(...(await polls(trigger, 40)));

		expect(came.sort()).toEqual(written.sort());
	});

	test('what arrived since the last poll survives a rename of the node', async () => {
		const { model, trigger } = await activated();
		const written = [model.write('1').id];
		const came = await polls(trigger);
		written.push(model.write('1').id, model.write('2').id);
		trigger.n8n.rename('Messages');
		came.push(...(await polls(trigger, 2)));
		written.push(model.write('3').id);
		trigger.n8n.rename('Trigger');
		came.push(...(await polls(trigger, 25)));

		expect(came.sort()).toEqual(written.sort());
	});

	test('a count that lies is found out within 20 polls', async () => {
		const { model, trigger } = await activated((m) => {
			for (let i = 0; i < 40; i++) m.write(`${100 + i}`);
		});
		const first = model.write('1');
		expect(await polls(trigger)).toEqual([first.id]);
		model.readBySeller('1');
		const second = model.write('1');

		expect(await polls(trigger, 20)).toEqual([second.id]);
	});

	test('and in the end when every poll is made by another process', async () => {
		const { model, trigger } = await activated((m) => {
			for (let i = 0; i < 40; i++) m.write(`${100 + i}`);
		});
		const first = model.write('1');
		expect(await polls(trigger)).toEqual([first.id]);
		model.readBySeller('1');
		const second = model.write('1');

		expect(await polls(trigger, 300, anotherProcess)).toEqual([second.id]);
	});

	test('every poll made by another process hands out everything once', async () => {
		const { model, trigger } = await activated();
		const written: string[] = [];
		const came: string[] = [];
		for (let i = 0; i < 60; i++) {
			if (i % 3 === 0) written.push(model.write(`${i % 7}`).id);
			if (i % 5 === 0) model.readBySeller(`${i % 7}`);
			came.push(...(await polls(trigger, 1, anotherProcess)));
		}
		came.push(...(await polls(trigger, 100, anotherProcess)));

		expect(came.length).toBe(new Set(came).size);
		expect(written).toEqual(expect.arrayContaining(came));
		// What was read elsewhere before a poll could see it is known to nobody.
		expect(came.length).toBeGreaterThan(15);
	});

	test('what n8n drops, since the workflow is saved at that moment, comes again', async () => {
		const { model, trigger } = await activated();
		await polls(trigger, 2);
		const message = model.write('1');
		model.now += MINUTE;
		expect((await trigger.poll('dropped')).ids).toEqual([]);

		expect(await polls(trigger, 25)).toEqual([message.id]);
	});

	test('several polls at once, with what n8n had loaded before it saved the first', async () => {
		const { model, trigger } = await activated();
		const message = model.write('1');
		model.now += MINUTE;
		const came = (await trigger.poll()).ids;
		for (let i = 0; i < 3; i++) {
			came.push(...(await trigger.poll('started', { isBehind: true })).ids);
			model.now += 1_000;
		}
		came.push(...(await polls(trigger, 25)));

		expect(came).toEqual([message.id]);
	});

	test('the first memory is not saved by n8n: the next poll has it all the same', async () => {
		const { model, trigger } = await activated((m) => m.write('1'));
		trigger.n8n.saved = '{}';
		trigger.n8n.cursors.clear();
		const fresh = model.write('1');

		expect(await polls(trigger, 25)).toEqual([fresh.id]);
	});

	test('polls without news cost one request, whatever was marked or left before', async () => {
		const { model, trigger } = await activated();
		trigger.options = { ...trigger.options, markAsRead: true };
		for (let i = 0; i < 10; i++) model.write(`${i}`);
		await polls(trigger, 15);
		model.calls.length = 0;
		await polls(trigger, 10);

		expect(model.calls).toEqual(Array(10).fill('list'));
	});
});

describe('copies', () => {
	const memoryOf = async () => {
		const model = new MarketplaceModel();
		const trigger = new TriggerShell(model);
		await trigger.poll();
		model.write('1');
		await polls(trigger);
		return { model, saved: trigger.n8n.saved };
	};

	test('a workflow that was imported with its node ids and static data starts anew', async () => {
		const { model, saved } = await memoryOf();
		model.now += MINUTE;
		model.write('1');
		const copy = new TriggerShell(model);
		copy.n8n.saved = saved;

		expect(await polls(copy, 3)).toEqual([]);
		const fresh = model.write('1');
		expect(await polls(copy, 25)).toEqual([fresh.id]);
	});

	test('two triggers of one workflow do not mix', () => {
		const kept = new N8nData('inMemory');
		const first = kept.beginPoll().get('global');
		first['mercadoLibreTrigger:one'] = { version: 1 };
		kept.node = { id: 'two', name: 'Other' };
		expect(Object.keys(kept.beginPoll().get('global'))).toEqual(['mercadoLibreTrigger:one']);
	});
});

describe('the memory of the first release', () => {
	/** As version 0.1.0 kept it, under the node's name: one conversation in which `m1` has come. */
	const memory = (model: MarketplaceModel, known: string[]): IDataObject => ({
		version: 1,
		scope: 'messages seller 1',
		since: model.now - 10 * MINUTE,
		wantsExisting: false,
		forgottenUntil: 0,
		known,
	});

	test.each(POLL_MODES)('is carried over, polled %s: nothing lost, nothing twice', async (mode) => {
		const model = new MarketplaceModel();
		const before = model.write('1');
		const second = Math.floor(before.created / 1_000).toString(36);
		model.now += MINUTE;
		const trigger = new TriggerShell(model, { mode });
		const data = memory(model, [`~1~~~~${hash(before.id)}${second}~1`]);
		trigger.n8n.saved = JSON.stringify({ 'node:Trigger': data });
		if (mode === 'durableCursors') trigger.n8n.cursors.set('trigger', JSON.stringify(data));
		const meanwhile = [model.write('1').id, model.write('2').id];

		expect((await polls(trigger, 2)).sort()).toEqual(meanwhile.sort());
		trigger.n8n.rename('Messages');
		expect(await polls(trigger, 25)).toEqual([]);
		expect(JSON.parse(trigger.n8n.saved)['node:Trigger'] ?? {}).toEqual(
			mode === 'durableCursors' ? data : {},
		);
	});

	test('its flags keep their meaning', async () => {
		const model = new MarketplaceModel();
		const trigger = new TriggerShell(model, { markAsRead: true });
		const waits = model.write('1', { at: model.now - MINUTE });
		const handedOut = model.write('2', { at: model.now - MINUTE });
		const second = Math.floor(handedOut.created / 1_000).toString(36);
		trigger.n8n.saved = JSON.stringify({
			'node:Trigger': memory(model, ['dfs~1~~~~~1', `m~1~~~~${hash(handedOut.id)}${second}~2`]),
		});

		expect(await polls(trigger)).toEqual([waits.id]);
		expect(model.calls).toContain('mark 2');
		expect(model.calls).not.toContain('mark 1');
	});
});

test.each(POLL_MODES)('polled %s, a poll that was overtaken keeps nothing', (mode) => {
	const data = new N8nData(mode).beginPoll();
	const context = {
		getNode: () => ({ id: 'trigger', name: 'Trigger' }),
		getWorkflow: () => ({ id: 'overtaken' }),
		getWorkflowStaticData: data.get,
	} as unknown as IPollFunctions;
	const scope = 'messages seller 1';
	const memory = firstMemory(scope, [], { since: 1, wantsExisting: false });
	const [late, faster] = [new Store(context, scope), new Store(context, scope)];
	new Store(context, scope).write(memory, 1);
	late.read();
	faster.read();

	expect(faster.write({ ...memory, epoch: 1, since: 2 }, 2)).toBe(true);
	expect(late.write({ ...memory, epoch: 1, since: 3 }, 3)).toBe(false);
	expect(new Store(context, scope).read()).toMatchObject({ epoch: 1, since: 2 });
});

test('an execution that began before the last poll overwrites its memory: nothing comes twice', async () => {
	const model = new MarketplaceModel();
	const trigger = new TriggerShell(model, { mode: 'scheduler' });
	await trigger.poll();
	const before = trigger.n8n.saved;
	const message = model.write('1');
	expect(await polls(trigger, 2)).toEqual([message.id]);
	// As a Code node does that keeps something for itself: n8n saves all static data as the execution knew it.
	trigger.n8n.saved = before;

	expect(await polls(trigger, 25)).toEqual([]);
});

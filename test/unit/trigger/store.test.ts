// When a poll may begin, and which of two memories is the newest.
import { ObservableObject, type IDataObject, type IPollFunctions } from 'n8n-workflow';
import { firstMemory } from '../../../nodes/MercadoLibre/trigger/poll';
import { polledHere, Store } from '../../../nodes/MercadoLibre/trigger/store';

const NOW = Date.parse('2026-01-01T10:00:00.000Z');
const SCOPE = 'messages seller 1';

beforeEach(() => {
	polledHere.clear();
	jest.useFakeTimers({ now: NOW });
});
afterEach(() => jest.useRealTimers());

/** As n8n keeps what belongs to the workflow, or is kept under a node's name. */
const observed = (): IDataObject => ObservableObject.create({});

/** A durable cursor. */
const plain = (): IDataObject => ({});

/** A workflow with its data; `of` makes the store of a poll of one of its triggers. */
function workflow(newNodeData = observed) {
	const byNode: Record<string, IDataObject> = {};
	let global = observed();
	const of = (id = 'trigger', scope = SCOPE) =>
		new Store(
			{
				getNode: () => ({ id, name: id }),
				getWorkflow: () => ({ id: 'workflow' }),
				getWorkflowStaticData: (type: 'node' | 'global') =>
					({ global, node: (byNode[id] ??= newNodeData()) })[type],
			} as unknown as IPollFunctions,
			scope,
		);
	const forgetNodes = () => {
		for (const id of Object.keys(byNode)) delete byNode[id];
	};
	const forget = () => {
		forgetNodes();
		global = observed();
	};
	return { of, forget, forgetNodes, kept: () => JSON.stringify(global) };
}

/** The next poll is another process's first one. */
const anotherProcess = () => polledHere.clear();

const memory = (epoch = 0) => ({
	...firstMemory(SCOPE, [], { since: NOW, wantsExisting: false }),
	epoch,
});

test('no poll begins while another one is under way', () => {
	const { of } = workflow();
	const first = of();
	expect(first.begin()).toBe(true);
	expect(of().begin()).toBe(false);
	expect(of('another').begin()).toBe(true);
	first.end();
	expect(of().begin()).toBe(true);
});

test('no poll begins with data of before the last one, even if that was the first, for three minutes', () => {
	const { of, forget } = workflow();
	const first = of();
	first.begin();
	expect(first.read()).toBeUndefined();
	expect(first.write(memory(1), NOW)).toBe(true);
	first.end();
	forget();
	jest.setSystemTime(NOW + 179_999);
	expect(of().begin()).toBe(false);
	jest.setSystemTime(NOW + 180_000);
	expect(of().begin()).toBe(true);
});

test('another account, role or event begins at once: what arrives until then would count as there before', () => {
	const { of } = workflow();
	const first = of();
	first.begin();
	first.read();
	first.write(memory(1), NOW);
	first.end();
	const other = of('trigger', 'claims seller 1');
	expect(other.begin()).toBe(true);
	expect(other.read()).toBeUndefined();
});

test('nor does it wait for a poll of the old one that is under way, which leaves nothing to it', () => {
	const { of } = workflow();
	const old = of();
	expect(old.begin()).toBe(true);
	old.read();
	const other = [1, 2].map(() => of('trigger', 'claims seller 1'));
	expect(other.map((store) => store.begin())).toEqual([true, false]);
	expect(old.write(memory(1), NOW)).toBe(true);
	old.end();
	expect(of('trigger', 'claims seller 1').begin()).toBe(false);
	other[0].end();
	expect(of('trigger', 'claims seller 1').begin()).toBe(true);
});

test('chosen again, it starts anew, and not where a poll before its last news ended', () => {
	const { of } = workflow();
	const poll = (epoch: number, scope = SCOPE) => {
		const store = of('trigger', scope);
		expect(store.begin()).toBe(true);
		const found = store.read();
		store.write({ ...memory(epoch), scope }, NOW);
		store.end();
		return found;
	};
	for (const epoch of [0, 1]) poll(epoch);
	// With what was unread when it was switched on.
	poll(1, 'claims seller 1');
	expect(poll(0)).toBeUndefined();
});

test('a test run in the editor with another event changes nothing for the polls', () => {
	const { of, forget } = workflow();
	const first = of();
	first.begin();
	first.read();
	first.write(memory(1), NOW);
	first.end();
	of('trigger', 'claims seller 1').read();
	forget();
	expect(of().begin()).toBe(false);
});

test('a poll begins with the data of the last one', () => {
	const { of } = workflow();
	const first = of();
	first.read();
	first.write(memory(1), NOW);
	expect(of().begin()).toBe(true);
});

test('what a poll without news remembers is there though n8n saves nothing, also for the poll after one that failed', () => {
	const { of, forget } = workflow();
	const first = of();
	first.read();
	first.write(memory(), NOW);
	forget();
	expect(of().read()).toMatchObject({ epoch: 0, since: NOW });
	expect(of().read()).toMatchObject({ epoch: 0, since: NOW });
});

test('two triggers of one workflow do not mix', () => {
	const { of } = workflow();
	const one = of('one');
	one.read();
	one.write(memory(1), NOW);
	expect(of('two').read()).toBeUndefined();
	expect(of('two').hasForeign()).toBe(false);
	expect(of('one').read()).toMatchObject({ epoch: 1 });
	expect(of('one', 'claims seller 1').read()).toBeUndefined();
	expect(of('one', 'claims seller 1').hasForeign()).toBe(true);
});

test('a poll that has not read what there is keeps nothing', () => {
	const { of } = workflow();
	const first = of();
	first.read();
	first.write(memory(1), NOW);
	expect(of().write(memory(1), NOW)).toBe(false);
});

test('the first turns of processes that begin one after the other follow one another', () => {
	const { of } = workflow();
	const first = of().polled.turn;
	anotherProcess();
	jest.setSystemTime(NOW + 1_000);
	expect(of().polled.turn - first).toBe(1);
});

describe('with durable cursors', () => {
	const poll = (store: Store, epoch: number) => {
		store.read();
		store.write(memory(epoch), NOW);
	};

	test('an activation without news is remembered though n8n saves no cursor of it', () => {
		const { of, forgetNodes } = workflow(plain);
		poll(of(), 0);
		forgetNodes();
		anotherProcess();
		expect(of().read()).toMatchObject({ epoch: 0, since: NOW });
	});

	test('an activation whose news n8n drops begins anew, so that they come again', () => {
		const { of, forgetNodes } = workflow(plain);
		poll(of(), 1);
		forgetNodes();
		anotherProcess();
		expect(of().read()).toBeUndefined();
	});

	test('later polls keep all with the node, and leave the data of the workflow alone', () => {
		const { of, kept } = workflow(plain);
		poll(of(), 0);
		const ofActivation = kept();
		for (const epoch of [1, 1]) {
			jest.setSystemTime(Date.now() + 60_000);
			const store = of();
			store.read();
			store.write({ ...memory(epoch), since: Date.now() }, NOW);
		}
		expect(kept()).toBe(ofActivation);
		anotherProcess();
		expect(of().read()).toMatchObject({ epoch: 1, since: NOW + 120_000 });
	});
});

// When a poll may begin, and which of two memories is the newest.
import type { IDataObject, IPollFunctions } from 'n8n-workflow';
import { firstMemory } from '../../../nodes/MercadoLibre/trigger/poll';
import { polledHere, Store } from '../../../nodes/MercadoLibre/trigger/store';

const NOW = Date.parse('2026-01-01T10:00:00.000Z');
const SCOPE = 'messages seller 1';

beforeEach(() => {
	polledHere.clear();
	jest.useFakeTimers({ now: NOW });
});
afterEach(() => jest.useRealTimers());

/** A workflow with its data; `of` makes the store of a poll of one of its triggers. */
function workflow() {
	const data: Record<string, IDataObject> = {};
	const of = (id = 'trigger', scope = SCOPE) =>
		new Store(
			{
				getNode: () => ({ id, name: id }),
				getWorkflow: () => ({ id: 'workflow' }),
				getWorkflowStaticData: (type: string) => (data[type === 'node' ? id : type] ??= {}),
			} as unknown as IPollFunctions,
			scope,
		);
	const forget = () => {
		for (const key of Object.keys(data)) delete data[key];
	};
	return { of, forget };
}

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

// What a killed n8n had saved, from what it had written down: on a machine of any speed.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { tornSave } from '../../histories/saves.ts';

const WORKFLOW = 'abcdefghijklmnop';

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'saves-'))));
afterEach(() => rmSync(folder, { recursive: true }));

type Phase = 'begun' | 'done';
const memory = (at: number, phase: Phase) => ({ at, save: 'memory', phase });
const execution = (at: number, phase: Phase, id = String(at)) => ({
	at,
	save: 'execution',
	phase,
	execution: id,
});
const poll = (at: number, { executionAt = at + 20 } = {}) => [
	memory(at + 10, 'begun'),
	memory(at + 11, 'done'),
	execution(executionAt, 'begun'),
	execution(executionAt + 1, 'done'),
];

function torn(polledAt: number[], ...saves: object[]) {
	const lines = saves.map((save) => `${JSON.stringify({ candidates: [WORKFLOW], ...save })}\n`);
	writeFileSync(join(folder, 'saves.jsonl'), lines.join(''));
	return tornSave(folder, WORKFLOW, polledAt);
}

test('both are kept, or nothing is saved: nothing is torn', () => {
	expect(torn([100], ...poll(100))).toBeUndefined();
	expect(torn([100, 200], ...poll(100), ...poll(200))).toBeUndefined();
	expect(torn([100, 200], ...poll(100))).toBeUndefined();
	expect(torn([])).toBeUndefined();
});

// Or else the poll before, of which nobody knows whether its execution was the last one saved.
test('the memory alone is kept', () => {
	const kept = { kept: 'memory', since: 100 };
	const saved = [memory(210, 'begun'), memory(211, 'done')];
	expect(torn([100, 200], ...poll(100), ...saved)).toEqual(kept);
	expect(torn([100, 200], ...poll(100), memory(210, 'begun'))).toEqual(kept);
	expect(torn([100, 200], ...poll(100), ...saved, execution(220, 'begun'))).toMatchObject({
		kept: 'memory',
	});
});

test('and n8n has polled again since', () => {
	const saved = [memory(210, 'begun'), memory(211, 'done')];
	expect(torn([200, 300], ...saved)).toEqual({ kept: 'memory', since: 200 });
	expect(torn([200, 300], ...saved, execution(320, 'begun'))).toEqual({
		kept: 'memory',
		since: 200,
	});
});

test('what was saved long before excuses nothing', () => {
	const saved = [memory(210, 'begun'), memory(211, 'done')];
	expect(torn([200, 300, 400, 500], ...saved)).toBeUndefined();
});

// What it writes down goes on after a restart.
test('an execution that an earlier kill cut short is not under way any more', () => {
	const cut = [memory(10, 'begun'), memory(11, 'done'), execution(20, 'begun')];
	expect(torn([0, 100, 200], ...cut, ...poll(100), ...poll(200))).toBeUndefined();
});

test('the execution alone is kept', () => {
	const saved = [execution(220, 'begun'), execution(221, 'done', '7'), memory(230, 'begun')];
	expect(torn([100, 200], ...poll(100), ...saved)).toEqual({ kept: 'execution', execution: '7' });
});

test('saved in one transaction, nothing is torn', () => {
	const saved = { ...memory(210, 'begun'), transaction: true };
	expect(torn([200], saved)).toBeUndefined();
});

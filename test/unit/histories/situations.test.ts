// A situation is counted where it was reached, and not where it was only near.
import type { HistoryEvent, Noted } from '../../histories/history';
import { missing, situationsIn } from '../../histories/situations';
import type { Situation } from '../../histories/situations';

const historyOf = (...events: Noted[]): HistoryEvent[] =>
	events.map((event, i) => ({ at: 1_000 + 10 * i, ...event }));

const of = { process: 'p', account: 'a' };
const posted = (answer: number, hiddenForMs = 0, text = 'Hola'): Noted => ({
	type: 'posted',
	...of,
	conversation: 'c',
	text,
	answer,
	hiddenForMs,
});
const listed = (shown: number, unread: number, process = 'p'): Noted => ({
	type: 'listed',
	account: 'a',
	process,
	shown,
	unread,
});
const written = (hiddenUntil?: number): Noted => ({
	type: 'written',
	message: 'm',
	account: 'a',
	conversation: 'c',
	hiddenUntil,
});
const looked: Noted = { type: 'looked', ...of, conversation: 'c' };
const killed = (moment: 'afterMemory' | 'whileSending', isTorn = false): Noted => ({
	type: 'killed',
	process: 'p',
	moment,
	torn: isTorn ? [{ workflow: 'w', kept: 'memory' }] : [],
});

it.each<[Situation, Noted[], Noted[]]>([
	['capReached', [listed(500, 501)], [listed(500, 500)]],
	['killedAtSave', [killed('afterMemory')], [killed('whileSending')]],
	['killedBetweenSaves', [killed('afterMemory', true)], [killed('afterMemory')]],
	['killedWhileSending', [killed('whileSending')], [killed('afterMemory')]],
	[
		'writtenWhileDown',
		[killed('afterMemory'), written(), { type: 'started', process: 'p' }],
		[killed('afterMemory'), { type: 'started', process: 'p' }, written()],
	],
	['answersLost', [posted(0)], [posted(201)]],
	['lagBeyondFirstLook', [posted(0, 501)], [posted(0, 500), posted(201, 501)]],
	['lookedTooEarly', [written(1_011), looked], [written(1_010), looked, written(9_999)]],
	['retriedByN8n', [posted(403), posted(403)], [posted(403), posted(201), posted(403, 0, 'x')]],
	[
		'processesOverlapped',
		[listed(1, 1), listed(1, 1, 'q')],
		[listed(1, 1), listed(1, 1), { ...listed(1, 1, 'q'), account: 'b' } as Noted],
	],
	['tokensExpired', [{ type: 'troubled', trouble: '401' }], [{ type: 'troubled', trouble: '429' }]],
])('%s', (situation, reached, near) => {
	expect(situationsIn(historyOf(...reached))[situation]).toBeGreaterThan(0);
	const counts = situationsIn(historyOf(...near));
	expect(counts[situation]).toBe(0);
	expect(missing(counts, [situation])).toEqual([situation]);
});

// What the trigger promises, one promise after the other: nothing missed, nothing twice, nothing marked, few requests.
import {
	MarketplaceModel,
	TriggerShell,
	type ModelOptions,
	type TriggerOptions,
} from '../../support/trigger/triggerModel';
import {
	decodeMemory,
	encodeMemory,
	type Memory,
} from '../../../nodes/MercadoLibre/trigger/memory';
import {
	firstMemory,
	poll,
	type Message,
	type Thread,
} from '../../../nodes/MercadoLibre/trigger/poll';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

/** A marketplace, and a trigger that was activated a minute ago, when there was `before`. */
async function activated(
	options: ModelOptions & TriggerOptions = {},
	before: (model: MarketplaceModel) => void = () => undefined,
) {
	const model = new MarketplaceModel(options);
	before(model);
	const trigger = new TriggerShell(model, options);
	const first = await trigger.poll();
	model.now += MINUTE;
	/** Polls so often, a minute apart, and gives the ids of what came. */
	const polls = async (count = 1) => {
		const ids: string[] = [];
		for (let i = 0; i < count; i++) {
			ids.push(...(await trigger.poll()).ids);
			model.now += MINUTE;
		}
		return ids;
	};
	const failWhen = (fails: (call: string) => boolean) => {
		model.beforeCall = (call) => {
			if (fails(call)) throw new Error('The API failed');
		};
	};
	const works = () => failWhen(() => false);
	/** Does something once, just before a call is answered. */
	const before_ = (wanted: string, change: () => void) => {
		model.beforeCall = (call) => {
			if (call !== wanted) return;
			model.beforeCall = () => undefined;
			change();
		};
	};
	return { model, trigger, first, polls, failWhen, works, before: before_ };
}

const families = [
	['with whole seconds', { wholeSeconds: true }],
	['with milliseconds', { wholeSeconds: false }],
] as const;

describe.each(families)('nothing is missed, %s', (_, dates) => {
	test('a message that arrives between list and read', async () => {
		const { model, polls, before } = await activated(dates);
		const first = model.write('1');
		let second = first;
		before('read 1', () => (second = model.write('1')));

		expect(await polls(3)).toEqual([first.id, second.id]);
	});

	test('a message that arrives right after the read', async () => {
		const { model, polls } = await activated(dates);
		const first = model.write('1');
		expect(await polls()).toEqual([first.id]);
		model.now -= MINUTE;
		const second = model.write('1');
		model.now += MINUTE;

		expect(await polls(3)).toEqual([second.id]);
	});

	test('more messages than are remembered, in the second in which a poll looked', async () => {
		const { model, polls } = await activated(dates);
		const early = Array.from({ length: 40 }, () => model.write('1').id);
		expect((await polls()).sort()).toEqual(early.sort());
		model.now -= MINUTE;
		const late = Array.from({ length: 40 }, () => model.write('1', { at: model.now }).id);
		model.now += MINUTE;

		expect((await polls(3)).sort()).toEqual(late.sort());
	});

	test('a conversation that cannot be read stays due, the others come', async () => {
		const { model, polls, failWhen, works } = await activated(dates);
		const failing = model.write('1');
		const fine = model.write('2');
		failWhen((call) => call === 'read 1');
		expect(await polls(2)).toEqual([fine.id]);
		works();

		expect(await polls(2)).toEqual([failing.id]);
	});

	test('a conversation that could not be read and was then read elsewhere', async () => {
		const { model, polls, failWhen, works } = await activated(dates);
		const message = model.write('1');
		failWhen((call) => call === 'read 1');
		expect(await polls()).toEqual([]);
		works();
		model.readBySeller('1');

		expect(await polls()).toEqual([message.id]);
	});

	test('an unread list that cannot be read fails the poll; the next one brings all', async () => {
		const { model, polls, trigger, failWhen, works } = await activated(dates);
		const message = model.write('1');
		failWhen((call) => call === 'list');
		await expect(trigger.poll()).rejects.toThrow('The API failed');
		works();

		expect(await polls()).toEqual([message.id]);
	});

	test('a count that went from 1 to 0 to 1, seen by a poll', async () => {
		const { model, polls } = await activated(dates);
		const first = model.write('1');
		expect(await polls()).toEqual([first.id]);
		model.readBySeller('1');
		expect(await polls()).toEqual([]);
		const second = model.write('1');

		expect(await polls()).toEqual([second.id]);
	});

	test('a count that went from 1 to 0 to 1 between two polls, within 20 polls', async () => {
		const { model, polls } = await activated(
			{ ...dates, rotation: { polls: 20, atLeast: 1 } },
			(m) => {
				for (let i = 0; i < 40; i++) m.write(`${100 + i}`);
			},
		);
		const first = model.write('1');
		expect(await polls()).toEqual([first.id]);
		model.readBySeller('1');
		const second = model.write('1');

		expect(await polls(20)).toEqual([second.id]);
	});

	test('the same, and read elsewhere before its turn came', async () => {
		const { model, polls } = await activated(dates, (m) => {
			for (let i = 0; i < 40; i++) m.write(`${100 + i}`);
		});
		const first = model.write('1');
		expect(await polls()).toEqual([first.id]);
		model.readBySeller('1');
		const second = model.write('1');
		const came = await polls();
		model.readBySeller('1');
		came.push(...(await polls(20)));

		expect(came).toEqual([second.id]);
	});

	test('conversations that the list hides beyond 1,000, when others are read', async () => {
		const { model, polls } = await activated({ ...dates, cap: 3, emitExisting: true });
		const written = Array.from({ length: 9 }, (_, i) => model.write(`${i}`).id);
		const came: string[] = [];
		for (let round = 0; round < 4; round++) {
			// One of them fails, to tell that the list is full.
			came.push(...(await polls().catch(() => [])));
			for (const id of came) model.readBySeller(model.messages().find((m) => m.id === id)!.packId);
		}

		expect(came.sort()).toEqual(written.sort());
	});

	test('a message that moderation held back, with an earlier date', async () => {
		const { model, polls } = await activated(dates);
		const heldBack = model.write('1', { isHeldBack: true });
		model.now += MINUTE;
		const later = Array.from({ length: 50 }, () => model.write('1').id);
		expect((await polls()).sort()).toEqual(later.sort());
		model.release(heldBack);

		expect(await polls(2)).toEqual([heldBack.id]);
	});

	test('what arrived while n8n was down for days', async () => {
		const { model, polls, trigger } = await activated(dates);
		const before = model.write('1');
		expect(await polls()).toEqual([before.id]);
		const known = model.write('1');
		const unknown = model.write('2');
		model.now += 9 * DAY;
		trigger.restart();

		expect((await polls()).sort()).toEqual([known.id, unknown.id].sort());
	});

	test('a message that vanishes between two pages hides no other', async () => {
		// Without a second look at once, only rotation would find it, and never one from before the activation.
		const model = new MarketplaceModel({ ...dates, pageSize: 2 });
		const [oldest, , newest] = [3, 2, 1].map((age) =>
			model.write('1', { at: model.now - age * MINUTE }),
		);
		let reads = 0;
		model.beforeCall = (call) => {
			if (call === 'read 1' && ++reads === 2) model.hide(newest);
		};
		const trigger = new TriggerShell(model, { emitExisting: true });
		const came = [...(await trigger.poll()).ids, ...(await trigger.poll()).ids];

		expect(came).toContain(oldest.id);
		expect(came.length).toBe(new Set(came).size);
	});

	test('what the budget leaves over, however long it takes', async () => {
		const { model, polls, trigger } = await activated({ ...dates, budget: 3 });
		const written = Array.from({ length: 10 }, (_, i) => model.write(`${i}`).id);

		const { ids, requests } = await trigger.poll();
		expect({ ids: ids.length, requests }).toEqual({ ids: 3, requests: 4 });
		// Read elsewhere in the meantime, it comes all the same.
		for (const [packId] of model.packs) model.readBySeller(packId);
		expect([...ids, ...(await polls(3))].sort()).toEqual(written.sort());
	});

	test('threads that always fail do not use up the budget of the others', async () => {
		const { model, polls, failWhen } = await activated({ ...dates, budget: 2 });
		for (const packId of ['1', '2', '3']) model.write(packId);
		failWhen((call) => /read [123]/.test(call));
		await polls(3);
		const first = model.write('9');
		expect(await polls()).toEqual([first.id]);
		model.readBySeller('9');
		const lied = model.write('9');

		expect(await polls(20)).toEqual([lied.id]);
	});
});

describe('lists that run ahead of conversations', () => {
	/** What a conversation that rests costs is not counted here. */
	const rotation = { polls: 1_000, atLeast: 1 };

	/** Many others rest, so that nobody's turn comes by chance. */
	const crowd = (model: MarketplaceModel) => {
		for (let i = 0; i < 200; i++) model.write(`${100 + i}`, { at: model.now - DAY });
	};

	test.each([1, 2, 3, 4])('the message comes with the poll after %i', async (minutes) => {
		const { model, polls } = await activated({ rotation }, crowd);
		const lagging = model.write('1', { lag: minutes * MINUTE - 1_000 });

		expect(await polls(minutes)).toEqual([]);
		expect(await polls()).toEqual([lagging.id]);
		expect(await polls(25)).toEqual([]);
	});

	test('one of two is there already', async () => {
		const { model, polls } = await activated({ rotation }, crowd);
		const lagging = model.write('1', { lag: 3 * MINUTE - 1_000 });
		const seen = model.write('1');

		expect(await polls()).toEqual([seen.id]);
		expect(await polls(3)).toEqual([lagging.id]);
	});

	test('it is not marked as read before it has come', async () => {
		const { model, polls } = await activated({ rotation, markAsRead: true }, crowd);
		const seen = model.write('1');
		const lagging = model.write('1', { lag: 3 * MINUTE - 1_000 });
		expect(await polls(3)).toEqual([seen.id]);
		expect(lagging.read).toBeNull();

		expect(await polls(2)).toEqual([lagging.id]);
		await polls(2);
		expect(lagging.read).not.toBeNull();
	});

	test('another one that comes between list and look does not stand in for it', async () => {
		const { model, polls, before } = await activated({ rotation }, crowd);
		const lagging = model.write('1', { lag: 2 * MINUTE - 1_000 });
		let between = lagging;
		before('read 1', () => (between = model.write('1', { at: (model.now += 2_000) })));

		expect(await polls()).toEqual([between.id]);
		// Read elsewhere, it leaves the count as it was.
		between.read = model.now;

		expect(await polls(2)).toEqual([lagging.id]);
	});

	test('one that comes while its conversation is marked as read, unseen, comes after that', async () => {
		const { model, polls, before } = await activated({ markAsRead: true });
		const first = model.write('1');
		expect(await polls()).toEqual([first.id]);
		let unseen = first;
		before('mark 1', () => (unseen = model.write('1', { lag: 30_000 })));

		expect(await polls()).toEqual([]);
		expect(unseen.read).not.toBeNull();
		expect(await polls(3)).toEqual([unseen.id]);
	});

	test('what is counted for ever and never shown is asked for six times', async () => {
		const { model, polls } = await activated({ rotation, countsHidden: true }, crowd);
		model.write('1', { isHeldBack: true });
		model.calls.length = 0;
		await polls(40);
		expect(model.calls.filter((call) => call === 'read 1')).toHaveLength(6);
		const next = model.write('1');

		expect(await polls(40)).toEqual([next.id]);
		expect(model.calls.filter((call) => call === 'read 1')).toHaveLength(12);
	});
});

describe.each(families)('nothing comes twice, %s', (_, dates) => {
	test('a message that moderation held back when it came, and let go after 40 others', async () => {
		const { model, polls } = await activated(dates);
		const pending = model.write('1', { isPending: true });
		expect(await polls()).toEqual([pending.id]);
		for (let i = 0; i < 40; i++) {
			const other = model.write('1');
			expect(await polls()).toEqual([other.id]);
		}
		model.release(pending);

		expect(await polls(25)).toEqual([]);
	});

	test('whatever the order of lists and pages', async () => {
		let turn = 0;
		const shuffle = <T>(list: T[]): T[] => {
			const cut = turn++ % (list.length + 1);
			return [...list.slice(cut), ...list.slice(0, cut)].reverse();
		};
		const { model, polls } = await activated({ ...dates, pageSize: 3, shuffle });
		const written = Array.from({ length: 30 }, (_, i) => model.write(`${i % 3}`).id);

		expect((await polls(50)).sort()).toEqual(written.sort());
	});

	test('messages of the seller never come', async () => {
		const { model, polls } = await activated(dates);
		model.write('1', { fromBuyer: false });
		const received = model.write('1');
		model.write('1', { fromBuyer: false });
		model.write('1', { fromBuyer: false, isOfStore: true });

		expect(await polls(25)).toEqual([received.id]);
	});

	test('a moderated message that comes back, with newer ones before and after', async () => {
		const { model, polls } = await activated(dates);
		const written = Array.from({ length: 20 }, () =>
			model.write('1', { at: (model.now += 1_500) }),
		);
		expect(await polls()).toHaveLength(20);
		model.hide(written[19]);
		const next = model.write('1');
		expect(await polls()).toEqual([next.id]);
		for (let i = 0; i < 30; i++) model.write('1', { at: (model.now += 1_500) });
		expect(await polls()).toHaveLength(30);
		model.release(written[19]);

		expect(await polls(25)).toEqual([]);
	});

	test('a restart with what was saved last', async () => {
		const { model, polls, trigger } = await activated(dates);
		const first = model.write('1');
		expect(await polls()).toEqual([first.id]);
		await polls(5);
		trigger.restart();

		expect(await polls(25)).toEqual([]);
	});

	test('a crash between handing out and saving repeats that poll, and only that one', async () => {
		const { model, polls, trigger } = await activated(dates);
		const message = model.write('1');

		expect((await trigger.poll('killed')).ids).toEqual([message.id]);
		expect(await polls(25)).toEqual([message.id]);
	});

	test('a look that was short of messages and is repeated', async () => {
		const { model, polls, before } = await activated(
			{ ...dates, pageSize: 2, emitExisting: true },
			(m) => {
				for (let i = 0; i < 3; i++) m.write('2', { at: m.now - MINUTE + i * 2_000 });
			},
		);
		for (let i = 0; i < 3; i++) model.write('1', { at: (model.now += 2_000) });
		before('read 1', () => before('read 1', () => model.hide(model.packs.get('1')![2])));
		const came = await polls(4);

		expect(came.length).toBe(new Set(came).size);
	});
});

describe.each(families)('the first activation, %s', (_, dates) => {
	test.each([
		['a minute before', MINUTE],
		['in the same second', 100],
	])('without emitExisting nothing comes that was written %s', async (_when, age) => {
		const { first, model, polls } = await activated(dates, (m) => {
			m.write('7', { at: m.now - age - 1_000, isRead: true });
			m.write('1', { at: m.now - age });
			m.write('1', { at: m.now - age });
		});
		expect(first).toMatchObject({ ids: [], requests: 1 });
		const fresh = model.write('1');

		expect(await polls(25)).toEqual([fresh.id]);
	});

	test('a message of the second of the activation, but after it, comes', async () => {
		const { model, polls } = await activated(dates, (m) => m.write('1', { at: m.now - 100 }));
		const at = model.now - MINUTE + 100;
		const known = model.write('1', { at });
		const unknown = model.write('2', { at });

		expect((await polls(2)).sort()).toEqual([known.id, unknown.id].sort());
	});

	test('with emitExisting what is unread comes, and nothing that was read', async () => {
		const { first, polls } = await activated({ ...dates, emitExisting: true }, (m) => {
			m.write('1', { at: m.now - 2 * DAY, isRead: true });
			m.write('1', { at: m.now - DAY });
			m.write('1', { at: m.now - MINUTE });
			m.write('1', { at: m.now - MINUTE, fromBuyer: false });
		});

		expect(first.ids).toEqual(['m2', 'm3']);
		expect(await polls(25)).toEqual([]);
	});

	test('with emitExisting a message between list and read pushes none out', async () => {
		const model = new MarketplaceModel(dates);
		const existing = model.write('1', { at: model.now - DAY });
		let late = existing;
		model.beforeCall = (call) => {
			if (call === 'read 1') late = model.write('1');
		};

		expect((await new TriggerShell(model, { emitExisting: true }).poll()).ids).toEqual([
			existing.id,
			late.id,
		]);
	});
});

describe('marking as read', () => {
	/** Global Selling has a call that marks; the look after it may mark as well. */
	const MARK_AND_READ = ['mark 1', 'mark 1'];
	const marks = (model: MarketplaceModel) => model.calls.filter((call) => call.startsWith('mark'));

	test('never without markAsRead', async () => {
		const { model, polls } = await activated({ emitExisting: true });
		for (let i = 0; i < 5; i++) model.write(`${i}`);
		await polls(30);

		expect(marks(model)).toEqual([]);
		expect(model.messages().every(({ read }) => read === null)).toBe(true);
	});

	test('with the poll after the one that handed out, once, and only that conversation', async () => {
		const { model, polls } = await activated({ markAsRead: true }, (m) => m.write('5'));
		const message = model.write('1');
		expect(await polls()).toEqual([message.id]);
		expect(marks(model)).toEqual([]);
		expect(await polls()).toEqual([]);
		expect(marks(model)).toEqual(MARK_AND_READ);
		expect(await polls(25)).toEqual([]);

		expect(marks(model)).toEqual(MARK_AND_READ);
		expect(message.read).not.toBeNull();
		expect(model.packs.get('5')![0].read).toBeNull();
	});

	test('a message that arrives in between comes, too', async () => {
		const { model, polls, before } = await activated({ markAsRead: true });
		const first = model.write('1');
		expect(await polls()).toEqual([first.id]);
		const second = model.write('1');
		let third = second;
		before('mark 1', () => (third = model.write('1')));

		expect(await polls(5)).toEqual([second.id, third.id]);
		expect(third.read).not.toBeNull();
	});

	test('a mark that fails is tried again, and loses and repeats nothing', async () => {
		const { model, polls, failWhen, works } = await activated({ markAsRead: true });
		const first = model.write('1');
		expect(await polls()).toEqual([first.id]);
		failWhen((call) => call === 'mark 1');
		expect(await polls(3)).toEqual([]);
		const second = model.write('1');
		expect(await polls(3)).toEqual([second.id]);
		expect(first.read).toBeNull();
		works();

		expect(await polls(5)).toEqual([]);
		expect([first.read, second.read]).not.toContain(null);
	});

	test('stops when markAsRead is switched off', async () => {
		const { model, trigger } = await activated({ markAsRead: true });
		model.write('1');
		await trigger.poll();
		trigger.options = { markAsRead: false };
		await trigger.poll();

		expect(marks(model)).toEqual([]);
	});
});

describe('few requests', () => {
	test('without news: one, and one look in rotation where something is unread', async () => {
		const { model, trigger } = await activated();
		expect((await trigger.poll()).requests).toBe(1);
		model.write('1');
		await trigger.poll();

		expect((await trigger.poll()).requests).toBe(2);
	});

	test.each([
		[1, 20],
		[20, 20],
		[100, 20],
		[999, 20],
	])('%i unchanged conversations are all looked into within %i polls', async (count, bound) => {
		const { model, trigger } = await activated({}, (m) => {
			for (let i = 0; i < count; i++) m.write(`${i}`);
		});
		model.calls.length = 0;
		for (let i = 0; i < bound; i++) {
			const { requests } = await trigger.poll();
			expect(requests).toBeLessThanOrEqual(1 + Math.ceil(count / 20));
		}

		expect(new Set(model.calls.filter((call) => call.startsWith('read'))).size).toBe(count);
	});

	test.each([1, 7, 60])(
		'with news in %i conversations: one a conversation and one',
		async (count) => {
			const { model, trigger } = await activated();
			for (let i = 0; i < count; i++) model.write(`${i}`);

			expect((await trigger.poll()).requests).toBe(count + 1);
		},
	);

	test('one more for each further page', async () => {
		const { model, trigger } = await activated();
		for (let i = 0; i < 101; i++) model.write('1');

		expect((await trigger.poll()).requests).toBe(1 + 3);
	});

	test('999 unread at activation with emitExisting: five polls of 200', async () => {
		const model = new MarketplaceModel();
		for (let i = 0; i < 999; i++)
			model.write(`${2_000_000_000_000_000 + i}`, { at: model.now - DAY });
		const trigger = new TriggerShell(model, { emitExisting: true });
		const came: string[] = [];
		for (let i = 0; i < 5; i++) {
			const { ids, requests } = await trigger.poll();
			expect(requests).toBeLessThanOrEqual(201);
			came.push(...ids);
		}

		expect(new Set(came).size).toBe(999);
		expect((await trigger.poll()).requests).toBe(51);
	});
});

describe('a thread that was forgotten for lack of room', () => {
	const since = Date.parse('2026-01-01T10:00:00Z');
	const forgottenUntil = since + DAY;
	const message = (id: string, arrivedAt: number) => ({ id, arrivedAt, isReceived: true });
	const handedOut = message('handed out', since + MINUTE);
	const fresh = message('fresh', forgottenUntil + MINUTE);

	const settings = {
		listedAt: forgottenUntil + 2 * MINUTE,
		budget: 10,
		rotation: { polls: 20, atLeast: 1 },
		turn: 0,
	};

	const pollOf = async (thread: Thread, messages: Message[]) =>
		await poll({
			memory: {
				scope: '',
				since,
				wantsExisting: false,
				known: new Map(),
				epoch: 0,
				settledUntil: 0,
				forgottenUntil,
				nothingForgottenFrom: handedOut.arrivedAt + 1_000,
			},
			threads: [thread],
			read: async () => ({ messages, isComplete: true }),
			...settings,
		});

	// A conversation is forgotten only when it is off the list, so what it brought was read; claims stay unread.
	test.each<[string, Thread, Message]>([
		[
			'with a count',
			{ id: '1', fingerprint: '1', unread: 1 },
			{ ...handedOut, readAt: since + 2 * MINUTE },
		],
		['without a count, as a claim', { id: '1', fingerprint: 'x' }, handedOut],
	])('%s, brings only what is new', async (_, thread, earlier) => {
		const { news } = await pollOf(thread, [earlier, fresh]);
		expect(news.map(({ messages }) => messages)).toEqual([[fresh]]);
	});

	test('that is new in truth, and could not be read before others were forgotten', async () => {
		const thread = { id: '1', fingerprint: 'x' };
		const first = message('first', since + MINUTE);
		const failed = await poll({
			memory: {
				scope: '',
				since,
				wantsExisting: false,
				known: new Map(),
				epoch: 0,
				settledUntil: 0,
				forgottenUntil: 0,
				nothingForgottenFrom: 0,
			},
			threads: [thread],
			read: async () => {
				throw new Error('The API failed');
			},
			...settings,
		});
		const { news } = await poll({
			memory: { ...failed.memory, forgottenUntil, nothingForgottenFrom: forgottenUntil },
			threads: [thread],
			read: async () => ({ messages: [first], isComplete: true }),
			...settings,
		});
		expect(news.map(({ messages }) => messages)).toEqual([[first]]);
	});

	test('a claim that the list shows only after others were forgotten: what is in it is new', async () => {
		const closed = (i: number) => ({ id: `${i}`, fingerprint: 'x' });
		const late = { id: 'late', fingerprint: 'x' };
		const found = async (memory: Memory, threads: Thread[], listedAt: number) => {
			const { news, ...after } = await poll({
				...settings,
				memory,
				threads,
				listedAt,
				budget: 2_000,
				read: async ({ id }) => ({
					messages: [id === 'late' ? message('late', since + 3 * MINUTE - 1_000) : handedOut],
					isComplete: true,
				}),
			});
			return {
				ids: news.map(({ thread }) => thread.id),
				memory: decodeMemory(encodeMemory(after.memory, listedAt), '')!,
			};
		};
		const all = Array.from({ length: 1_001 }, (_, i) => closed(i));
		const start = firstMemory('', [], { since, wantsExisting: false });
		const open = await found(start, all, since + 2 * MINUTE);
		expect(open.ids).toHaveLength(1_001);
		// It was written in a second before, and the list lags behind.
		const one = await found(open.memory, [], since + 3 * MINUTE);
		expect(one.memory).toMatchObject({ forgottenUntil: since + 3 * MINUTE });
		const [first] = all.filter(({ id }) => !one.memory.known.has(id));
		const last = await found(one.memory, [late, first], since + 4 * MINUTE);
		expect(last.ids).toEqual(['late']);
	});
});

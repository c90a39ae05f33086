// Thousands of random histories of buyers, sellers, moderators, failing requests and crashes, in each of n8n's ways to
// poll. However they go, every buyer's message starts the workflow exactly once.
//
// What must come: a buyer's message that is visible in the end and that some poll could know of, because the
// conversation was on an unread list that was answered while the message was there or later. (Of a message that was
// read elsewhere between two polls, in a conversation that is on no list ever after, no poller can know: the list
// is all that tells of conversations. And one that was read before its conversation showed it may come or not.) Of the
// messages from before the activation: those that were unread then, if `emitExisting` asks for them, and were on a
// list before they were read elsewhere; else none. (Where one of these is moderated meanwhile they may come or not:
// their dates are old, and the unread count is of the others.)
//
// What must never come: a message twice (save that a crash between handing out and saving repeats that poll), a
// message of the seller's own, a message from before the activation that is not asked for.
import fc from 'fast-check';
import {
	MarketplaceModel,
	TriggerShell,
	type ModelMessage,
} from '../../support/trigger/triggerModel';
import { POLL_MODES } from '../../support/trigger/triggerData';

/** Something that happens in the marketplace; numbers pick a conversation or a message. */
type Change =
	| {
			kind: 'buyerWrites';
			pack: number;
			count: number;
			afterMs: number;
			isHeldBack: boolean;
			isPending: boolean;
			lag: number;
	  }
	| { kind: 'sellerWrites'; pack: number; afterMs: number }
	| { kind: 'readElsewhere'; pack: number }
	| { kind: 'moderate'; message: number }
	| { kind: 'release'; message: number };

/** How long n8n may take to save what a poll remembers: on a busy machine over 15 s. */
const SAVED_WITHIN_MS = 60_000;

/** A poll: what happens before each of its calls, which of them fail, and what n8n makes of it. */
interface Poll {
	kind: 'poll';
	afterMs: number;
	meanwhile: Change[][];
	failing: boolean[];
	how: 'started' | 'dropped' | 'killed';
	/** n8n had loaded its data before the poll just before it was saved. */
	isBehind: boolean;
}

const QUIET_POLL: Poll = {
	kind: 'poll',
	afterMs: 60_000,
	meanwhile: [],
	failing: [],
	how: 'started',
	isBehind: false,
};

const pack = fc.integer({ min: 0, max: 5 });
const afterMs = fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 400 }), fc.constant(5_000));

const seldom = fc.oneof({ weight: 6, arbitrary: fc.constant(false) }, fc.boolean());

const change: fc.Arbitrary<Change> = fc.oneof(
	{
		weight: 5,
		arbitrary: fc.record({
			kind: fc.constant('buyerWrites' as const),
			pack,
			count: fc.oneof(
				{ weight: 5, arbitrary: fc.integer({ min: 1, max: 3 }) },
				{ weight: 1, arbitrary: fc.integer({ min: 4, max: 14 }) },
			),
			afterMs,
			isHeldBack: seldom,
			isPending: seldom,
			lag: fc.oneof(
				{ weight: 6, arbitrary: fc.constant(0) },
				{ weight: 1, arbitrary: fc.integer({ min: 1, max: 180_000 }) },
			),
		}),
	},
	{
		weight: 2,
		arbitrary: fc.record({ kind: fc.constant('sellerWrites' as const), pack, afterMs }),
	},
	{ weight: 3, arbitrary: fc.record({ kind: fc.constant('readElsewhere' as const), pack }) },
	{
		weight: 1,
		arbitrary: fc.record({ kind: fc.constant('moderate' as const), message: fc.nat() }),
	},
	{ weight: 1, arbitrary: fc.record({ kind: fc.constant('release' as const), message: fc.nat() }) },
);

const aPoll: fc.Arbitrary<Poll> = fc.record({
	kind: fc.constant('poll' as const),
	afterMs: fc.oneof(fc.constant(0), fc.constant(1_000), fc.constant(60_000)),
	meanwhile: fc.oneof(
		fc.constant([]),
		fc.array(fc.array(change, { maxLength: 2 }), { maxLength: 6 }),
	) as fc.Arbitrary<Change[][]>,
	failing: fc.oneof(
		{ weight: 3, arbitrary: fc.constant([]) },
		{ weight: 1, arbitrary: fc.array(fc.boolean(), { maxLength: 8 }) },
	) as fc.Arbitrary<boolean[]>,
	how: fc.oneof(
		{ weight: 16, arbitrary: fc.constant('started' as const) },
		{ weight: 2, arbitrary: fc.constant('killed' as const) },
		{ weight: 1, arbitrary: fc.constant('dropped' as const) },
	),
	isBehind: seldom,
});

const history = fc.record({
	before: fc.array(change, { maxLength: 6 }),
	events: fc.array(
		fc.oneof(
			{ weight: 12, arbitrary: change },
			{ weight: 8, arbitrary: aPoll },
			{ weight: 1, arbitrary: fc.constant({ kind: 'restart' as const }) },
			{ weight: 1, arbitrary: fc.constant({ kind: 'rename' as const }) },
		),
		{ maxLength: 40 },
	),
	mode: fc.constantFrom(...POLL_MODES),
	wholeSeconds: fc.boolean(),
	countsHidden: seldom,
	cap: fc.oneof(fc.constant(1_000), fc.integer({ min: 1, max: 4 })),
	pageSize: fc.oneof(fc.constant(50), fc.integer({ min: 2, max: 5 })),
	seed: fc.integer({ min: 0, max: 1_000 }),
	emitExisting: fc.boolean(),
	markAsRead: fc.boolean(),
	budget: fc.oneof(fc.constant(200), fc.integer({ min: 1, max: 3 })),
});

type History = typeof history extends fc.Arbitrary<infer T> ? T : never;

/** Polls without faults until all must have come: every conversation is looked into within 20 of them, and with a
 * budget of 1 the six conversations take turns. */
const QUIET_POLLS = 20 * 6;

class Simulation {
	private readonly model: MarketplaceModel;

	private readonly trigger: TriggerShell;

	private readonly emitted = new Map<string, number>();

	/** Handed out by a poll after which n8n died: it may come again. */
	private readonly mayRepeat = new Set<string>();

	/** Of which polls could know, and those of which only polls could know that were never saved. */
	private readonly knowable = new Set<ModelMessage>();

	private readonly unsaved = new Set<ModelMessage>();

	private readonly marked: string[] = [];

	constructor(private readonly run: History) {
		let state = run.seed;
		const random = () => (state = (state * 1_103_515_245 + 12_345) % 2_147_483_648) / 2_147_483_648;
		this.model = new MarketplaceModel({
			...run,
			shuffle: (list) =>
				list
					.map((entry) => ({ entry, at: random() }))
					.sort((a, b) => a.at - b.at)
					.map(({ entry }) => entry),
		});
		this.trigger = new TriggerShell(this.model, run);
		this.model.onList = (shown) => {
			for (const message of this.model.messages()) {
				const isListed = shown.has(message.packId) && message.available !== null;
				if (isListed && (!this.old.has(message) || message.read === null))
					this.unsaved.add(message);
			}
		};
	}

	async play(): Promise<void> {
		for (const event of this.run.before) this.change(event);
		this.tick(this.run.seed % 2 === 0 ? 1 : 2_000);
		await this.activate();
		for (const event of this.run.events) {
			if (event.kind === 'poll') await this.poll(event);
			else if (event.kind === 'restart') this.restart();
			else if (event.kind === 'rename') this.trigger.n8n.rename(`Trigger ${this.model.now}`);
			else this.change(event);
		}
		for (const message of this.model.messages()) {
			if (message.isHidden || message.available === null) this.release(message);
		}
		for (let i = 0; i < QUIET_POLLS; i++) {
			await this.poll(QUIET_POLL);
			if (this.run.cap < 1_000) this.readShownElsewhere();
		}
		this.check();
	}

	/** Under a cap, the hidden conversations only show when others are read. */
	private readShownElsewhere(): void {
		for (const [id] of this.emitted) {
			const message = this.model.messages().find((other) => other.id === id)!;
			if (message.read === null) message.read = this.model.now;
		}
	}

	/** What was there at the activation, and what of it was unread and could be seen. */
	private readonly old = new Set<ModelMessage>();

	private readonly oldUnread = new Set<ModelMessage>();

	/** Moderation let it go after the activation: old or new, who can tell. */
	private readonly oldPending = new Set<ModelMessage>();

	private readonly moderated = new Set<ModelMessage>();

	private activatedAt = 0;

	private async activate() {
		this.activatedAt = this.model.now;
		for (const message of this.model.messages()) {
			if (message.available === null) {
				if (!message.isHidden || message.read !== null) this.oldPending.add(message);
				continue;
			}
			this.old.add(message);
			if (message.isHidden) this.moderated.add(message);
			else if (message.fromBuyer && message.read === null) this.oldUnread.add(message);
		}
		await this.poll({ ...QUIET_POLL, afterMs: 0 });
		this.tick(1_500);
	}

	private restart(): void {
		this.trigger.restart();
		this.unsaved.clear();
	}

	private tick(ms: number): void {
		this.model.now += ms;
	}

	private packId = (number: number) => String(2_000_000_000_000_000 + number);

	private change(event: Change): void {
		const { model } = this;
		const all = model.messages();
		switch (event.kind) {
			case 'buyerWrites':
				for (let i = 0; i < event.count; i++) {
					model.write(this.packId(event.pack), event);
					this.tick(event.afterMs);
				}
				return;
			case 'sellerWrites':
				model.write(this.packId(event.pack), { fromBuyer: false });
				return this.tick(event.afterMs);
			case 'readElsewhere':
				return model.readBySeller(this.packId(event.pack));
			case 'moderate':
				if (all.length === 0) return;
				this.moderated.add(all[event.message % all.length]);
				return model.hide(all[event.message % all.length]);
			case 'release': {
				const hidden = all.filter(({ isHidden, available }) => isHidden || available === null);
				if (hidden.length > 0) this.release(hidden[event.message % hidden.length]);
			}
		}
	}

	/** What comes back is there anew: only a list from now on tells of it. */
	private release(message: ModelMessage): void {
		if (message.isHidden) {
			this.knowable.delete(message);
			this.unsaved.delete(message);
		}
		this.model.release(message);
	}

	private lastPollAt = 0;

	private async poll({ afterMs, meanwhile, failing, how, ...poll }: Poll): Promise<void> {
		this.tick(afterMs);
		// Only n8n's scheduler loads the data for each poll, and so perhaps before it has saved that of the last one.
		const isScheduled = this.trigger.n8n.mode !== 'inMemory';
		const isBehind =
			poll.isBehind && isScheduled && this.model.now < this.lastPollAt + SAVED_WITHIN_MS;
		this.lastPollAt = this.model.now;
		let calls = 0;
		this.model.beforeCall = (call) => {
			const index = calls++;
			for (const event of meanwhile[index] ?? []) this.change(event);
			if (failing[index]) throw new Error('The API failed');
			if (call.startsWith('mark')) this.marked.push(call.slice('mark '.length));
		};
		const before = new Set(this.unsaved);
		const result = await this.trigger.poll(how, { isBehind }).catch((error) => {
			if (!/The API failed|is full/.test((error as Error).message)) throw error;
		});
		this.model.beforeCall = () => undefined;
		for (const id of result?.ids ?? []) {
			if (this.emitted.has(id) && !this.mayRepeat.delete(id)) throw new Error(`${id} came twice`);
			this.emitted.set(id, this.model.now);
			if (how === 'killed') this.mayRepeat.add(id);
		}
		const isLost = !result || how === 'dropped';
		if (isLost) this.forgetUnsaved(before);
		if (how === 'killed') this.unsaved.clear();
		if (!result?.isSaved) return;
		for (const message of this.unsaved) this.knowable.add(message);
		this.unsaved.clear();
	}

	/** What this poll was the first to know of. */
	private forgetUnsaved(before: ReadonlySet<ModelMessage>): void {
		for (const message of this.unsaved) if (!before.has(message)) this.unsaved.delete(message);
	}

	private isOfActivation = (time: number | null) =>
		Math.floor(time! / 1_000) === Math.floor(this.activatedAt / 1_000);

	/** Whether a time is given in whole seconds, as one in a thousand with milliseconds is, too. */
	private isCutOffAtActivation = (time: number | null) =>
		this.isOfActivation(time) && (this.run.wholeSeconds || time! % 1_000 === 0);

	private check(): void {
		for (const message of this.unsaved) this.knowable.add(message);
		const { emitExisting, markAsRead } = this.run;
		for (const message of this.model.messages()) {
			const { id, fromBuyer } = message;
			// A moderated message that comes back is recognised among the 32 newest of its conversation.
			const received = this.model.packs.get(message.packId)!.filter((other) => other.fromBuyer);
			if (this.moderated.has(message) && received.length > 32) continue;
			if (this.oldPending.has(message)) continue;
			if (message.read !== null && message.read < message.shownAt) continue;
			// Whole seconds do not tell what was there, or read, before in the very second of the activation. The
			// unread count does, but not of what the cap or a moderator hid then, and it cannot tell which message it
			// counts when others of the conversation were read in that second: before the activation, or after; or were
			// not shown yet.
			const isBlurred =
				this.run.cap < 1_000 ||
				received.some(
					(other) =>
						this.moderated.has(other) ||
						this.isOfActivation(other.read) ||
						other.shownAt > this.activatedAt,
				);
			if (isBlurred && this.isCutOffAtActivation(message.available)) continue;
			if (this.isCutOffAtActivation(message.read)) continue;
			const isOld = this.old.has(message);
			// Of what was there before, only the count tells, and newer messages may stand in for one that lags long.
			if (isOld && message.shownAt > this.activatedAt) continue;
			const isWanted = isOld ? emitExisting && this.oldUnread.has(message) : fromBuyer;
			const isExcused = isOld && received.some((other) => this.moderated.has(other));
			if (this.emitted.has(id) && !isWanted && !(isExcused && emitExisting && fromBuyer))
				throw new Error(`${id} came but is not wanted`);
			if (!this.emitted.has(id) && isWanted && !isExcused && this.knowable.has(message))
				throw new Error(`${id} never came`);
		}
		expect(markAsRead ? [] : this.marked).toEqual([]);
	}
}

const writes = (pack: number, more: Partial<Change & { kind: 'buyerWrites' }> = {}): Change => ({
	kind: 'buyerWrites',
	pack,
	count: 1,
	afterMs: 1,
	isHeldBack: false,
	isPending: false,
	lag: 0,
	...more,
});

const soon: Poll = { ...QUIET_POLL, afterMs: 1_000 };

/** Histories that were found by chance and have failed. */
const FAILED: [string, Partial<History>][] = [
	[
		'held back by moderation at the activation, and wanted',
		{ before: [writes(0, { isPending: true })], emitExisting: true, pageSize: 2 },
	],
	[
		'n8n is killed before the first durable cursor is saved',
		{
			events: [writes(0, { count: 4, afterMs: 5_000 }), { kind: 'restart' }],
			mode: 'durableCursors',
		},
	],
	[
		'not shown yet when a full list hides its conversation',
		{
			before: [writes(0, { lag: 2_502 })],
			events: [writes(1, { lag: 1 }), soon],
			emitExisting: true,
			cap: 1,
			budget: 1,
		},
	],
	[
		'not shown yet, beside one that is, when a full list hides their conversation',
		{
			before: [writes(0), writes(3, { lag: 2_503, afterMs: 0 }), writes(3)],
			events: [soon],
			emitExisting: true,
			cap: 1,
			pageSize: 2,
			seed: 626,
		},
	],
	[
		'not shown yet while another one comes between list and look',
		{
			before: [writes(0, { lag: 6_502, afterMs: 0 })],
			events: [{ ...soon, afterMs: 0, meanwhile: [[], [writes(0, { afterMs: 5_000 })]] }],
			emitExisting: true,
			budget: 1,
		},
	],
	[
		'a full second, with milliseconds, in the second of the activation',
		{ before: [writes(0, { count: 6, afterMs: 340 }), writes(1)], cap: 1, seed: 934, pageSize: 2 },
	],
];

test.each(FAILED)('every message comes exactly once: %s', async (_, run) => {
	await new Simulation({
		before: [],
		events: [],
		mode: 'inMemory',
		wholeSeconds: false,
		countsHidden: false,
		cap: 1_000,
		pageSize: 50,
		seed: 0,
		emitExisting: false,
		markAsRead: false,
		budget: 200,
		...run,
	}).play();
});

/**
 * A few seconds' worth, from a fresh seed every time; HISTORIES=50000 plays more. A failure prints its seed and path:
 * SEED and SEED_PATH play it again.
 */
const { HISTORIES = '500', SEED, SEED_PATH } = process.env;

test('every message comes exactly once', async () => {
	await fc.assert(
		fc.asyncProperty(history, async (run) => {
			await new Simulation(run).play();
		}),
		{
			numRuns: Number(HISTORIES),
			...(SEED && { seed: Number(SEED) }),
			...(SEED_PATH && { path: SEED_PATH }),
		},
	);
}, 7_200_000);

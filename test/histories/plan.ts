// What a run does, decided by its seed alone.
import fc from 'fast-check';

import type { PollMode } from '../../sandbox/n8n/pollModes.ts';
import type { KillMoment } from './history.ts';
import type { Situation } from './situations.ts';

export const accounts = ['globalSelling', 'local'] as const;
export type Account = (typeof accounts)[number];

/** Few, so that messages of one conversation meet. */
export const CONVERSATIONS = 6;

const unreadOrders = ['newestFirst', 'oldestFirst', 'shuffledAnew'] as const;

type SaveMoment = Exclude<KillMoment, 'anyMoment' | 'whileReading' | 'whileSending'>;

export type Trouble =
	/** Nothing goes wrong. */
	| { kind: 'none' }
	/** Every nth request, so often, is answered with that status, or not at all. */
	| { kind: 'status'; status: 429 | 503; every: number; times: number }
	| { kind: 'dropBefore'; every: number; times: number }
	/** Sent messages arrive, the answers are lost, and reads do not show them for a time. */
	| { kind: 'lostAnswers'; every: number; times: number; lagMs: number }
	/** Buyers' messages are announced by the list before the conversation shows them. */
	| { kind: 'lateMessages'; lagMs: number }
	/** No answer ever comes to one request. */
	| { kind: 'hang'; method: 'GET' | 'POST' }
	/** A conversation takes no answer. */
	| { kind: 'blocked'; account: Account; conversation: number }
	| { kind: 'expiredTokens' }
	/** Of the conversations that were unread from the beginning, so many are read elsewhere. */
	| { kind: 'readElsewhere'; count: number }
	| { kind: 'kill'; moment: SaveMoment }
	/** In the nth read from now on. */
	| { kind: 'kill'; moment: 'whileReading'; nth: number }
	/** The message that is on its way arrives, or does not. */
	| { kind: 'kill'; moment: 'whileSending'; arrives: boolean }
	| { kind: 'kill'; moment: 'anyMoment'; afterMs: number }
	| { kind: 'restart' };

/** Buyers write, what goes wrong goes wrong, they write more (while n8n is down, if it is). */
export interface Round {
	/** Which conversations a full list shows. */
	unreadOrder: (typeof unreadOrders)[number];
	writes: { account: Account; conversation: number }[];
	trouble: Trouble;
	meanwhile: { account: Account; conversation: number }[];
}

const write = fc.record({
	account: fc.constantFrom(...accounts),
	conversation: fc.nat({ max: CONVERSATIONS - 1 }),
});
/** Every workflow has something to do in every round. */
const writes = fc.array(write, { minLength: 1, maxLength: 5 }).chain((some) =>
	fc.shuffledSubarray(
		[
			...some,
			...accounts.map((account, i) => ({ account, conversation: some[0].conversation + i })),
		].map(({ account, conversation }) => ({ account, conversation: conversation % CONVERSATIONS })),
		{ minLength: some.length + accounts.length },
	),
);
const every = fc.integer({ min: 1, max: 3 });
const times = fc.integer({ min: 1, max: 4 });

const killAtSave = (...moments: SaveMoment[]) =>
	fc.record({ kind: fc.constant('kill'), moment: fc.constantFrom(...moments) });

const always = {
	serverErrors: fc.record({
		kind: fc.constant('status' as const),
		status: fc.constant(503),
		every: fc.integer({ min: 2, max: 3 }),
		times,
	}),
	throttled: fc.record({
		kind: fc.constant('status' as const),
		status: fc.constant(429),
		every,
		times,
	}),
	lostAnswersWithLag: fc.record({
		kind: fc.constant('lostAnswers'),
		every: fc.constant(1),
		times: fc.integer({ min: 1, max: 2 }),
		lagMs: fc.integer({ min: 1_500, max: 5_000 }),
	}),
	lateMessages: fc.record({
		kind: fc.constant('lateMessages'),
		lagMs: fc.integer({ min: 3_000, max: 8_000 }),
	}),
	blocked: fc.record({
		kind: fc.constant('blocked'),
		account: fc.constant('globalSelling'),
		conversation: fc.nat({ max: CONVERSATIONS - 1 }),
	}),
	expiredTokens: fc.record({ kind: fc.constant('expiredTokens') }),
	killBetweenSaves: killAtSave('afterMemory', 'beforeExecution'),
	killWhileSending: fc.record({
		kind: fc.constant('kill' as const),
		moment: fc.constant('whileSending'),
		arrives: fc.boolean(),
	}),
} satisfies Record<string, fc.Arbitrary<Trouble>>;

const sometimes = {
	none: fc.record({ kind: fc.constant('none') }),
	dropBefore: fc.record({ kind: fc.constant('dropBefore'), every, times }),
	lostAnswers: fc.record({
		kind: fc.constant('lostAnswers'),
		every,
		times,
		lagMs: fc.constant(0),
	}),
	hang: fc.record({ kind: fc.constant('hang'), method: fc.constantFrom('GET', 'POST') }),
	blockedLocal: fc.record({
		kind: fc.constant('blocked'),
		account: fc.constant('local'),
		conversation: fc.nat({ max: CONVERSATIONS - 1 }),
	}),
	readElsewhere: fc.record({
		kind: fc.constant('readElsewhere'),
		count: fc.integer({ min: 1, max: 50 }),
	}),
	killAtOtherSave: killAtSave('beforeMemory', 'insideExecution', 'afterExecution'),
	killWhileReading: fc.record({
		kind: fc.constant('kill' as const),
		moment: fc.constant('whileReading'),
		nth: fc.integer({ min: 1, max: 8 }),
	}),
	killAtAnyMoment: fc.record({
		kind: fc.constant('kill' as const),
		moment: fc.constant('anyMoment'),
		afterMs: fc.integer({ min: 0, max: 6_000 }),
	}),
	restart: fc.record({ kind: fc.constant('restart') }),
} satisfies Record<string, fc.Arbitrary<Trouble>>;

const roundWith = (troubles: fc.Arbitrary<Trouble>): fc.Arbitrary<Round> =>
	fc
		.record({
			unreadOrder: fc.constantFrom(...unreadOrders),
			writes,
			trouble: troubles,
			meanwhile: fc.array(write, { minLength: 1, maxLength: 3 }),
		})
		.map((round) => ({ ...round, writes: [...round.writes, ...whatItNeeds(round.trouble)] }));

/** One item that is refused among others: what n8n repeats then is all of them. */
const whatItNeeds = (trouble: Trouble): Round['writes'] =>
	trouble.kind === 'blocked'
		? [1, 0, 2].map((i) => ({
				account: trouble.account,
				conversation: (trouble.conversation + i) % CONVERSATIONS,
			}))
		: [];

const inAnyOrder = (troubles: Record<string, fc.Arbitrary<Trouble>>) => {
	const rounds = Object.values(troubles).map(roundWith);
	return fc
		.shuffledSubarray(rounds, { minLength: rounds.length })
		.chain((some) => fc.tuple(...some));
};

const first = <T>(arbitrary: fc.Arbitrary<T>, seed: number): T =>
	fc.sample(arbitrary, { seed, numRuns: 1 })[0];

/** Without end: first each demanded situation, in any order; then everything, again and again. */
export function* roundsOf(seed: number): Generator<Round> {
	yield* first(inAnyOrder(always), seed);
	for (let next = seed + 1; ; next++) yield* first(inAnyOrder({ ...sometimes, ...always }), next);
}

/** So many rounds show each demanded situation once. */
export const SHORT_RUN = Object.keys(always).length;

/** What a run must have reached, or it has shown nothing. */
export const demandedOf = (pollMode: PollMode): Situation[] => [
	'capReached',
	'killedAtSave',
	// With durable cursors there is nothing between them.
	...(pollMode === 'durableCursors' ? [] : (['killedBetweenSaves'] as const)),
	'killedWhileSending',
	'writtenWhileDown',
	'answersLost',
	'lagBeyondFirstLook',
	'lookedTooEarly',
	'retriedByN8n',
	'serverErrors',
	'throttled',
	'tokensExpired',
	'processesOverlapped',
];

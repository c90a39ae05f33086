// The checker of histories finds what is planted, and nothing where nothing is.
import { check, violations } from '../../histories/checker';
import type { HistoryEvent, Noted, Outcome, Torn } from '../../histories/history';

const ACCOUNT = 'seller';
const CONVERSATION = 'pack';

/** Ten milliseconds between one event and the next. */
const historyOf = (...events: Noted[]): HistoryEvent[] =>
	events.map((event, i) => ({ at: 1_000 + 10 * i, ...event }));

const watching = (answers: 'always' | 'onlyIfBuyerWroteLast' = 'always'): Noted => ({
	type: 'watching',
	workflow: 'w',
	process: 'p',
	account: ACCOUNT,
	answers,
});
const written = (message: string): Noted => ({
	type: 'written',
	message,
	account: ACCOUNT,
	conversation: CONVERSATION,
});
const emitted = (message: string, execution = '1'): Noted => ({
	type: 'emitted',
	workflow: 'w',
	execution,
	message,
});
const answered = (message: string, outcome: Outcome, execution = '1'): Noted => ({
	type: 'answered',
	workflow: 'w',
	execution,
	message,
	outcome,
});
const delivered = (message: string | null, hiddenUntil = 0, workflow = 'w'): Noted => ({
	type: 'delivered',
	id: 'd',
	account: ACCOUNT,
	conversation: CONVERSATION,
	workflow,
	message,
	hiddenUntil,
});
const listed: Noted = { type: 'listed', process: 'p', account: ACCOUNT, shown: 1, unread: 1 };
const looked: Noted = {
	type: 'looked',
	process: 'p',
	account: ACCOUNT,
	conversation: CONVERSATION,
};
const killed = (...torn: Torn[]): Noted => ({
	type: 'killed',
	process: 'p',
	moment: 'afterMemory',
	torn,
});

const classesOf = (...events: Noted[]) => {
	const { lost, duplicate, unexpected, open, hiddenByLag } = check(historyOf(...events));
	const shown = { lost, duplicate, unexpected, open, hiddenByLag };
	return Object.fromEntries(
		Object.entries(shown)
			.filter(([, findings]) => findings.length > 0)
			.map(([name, findings]) => [name, findings.map(({ what, message }) => `${what} ${message}`)]),
	);
};

/** One message, from the buyer to the answer. */
const wholeStory = (message: string, execution = '1') => [
	written(message),
	emitted(message, execution),
	delivered(message),
	answered(message, 'sent', execution),
];

it('finds nothing where all is as promised', () => {
	const history = historyOf(
		watching(),
		...wholeStory('a'),
		killed(),
		...wholeStory('b', '2'),
		written('c'),
		emitted('c', '3'),
		answered('c', 'failed', '3'),
	);
	const verdict = check(history);
	expect(violations(verdict)).toEqual([]);
	expect(verdict.counts).toEqual({ written: 3, emitted: 3, answered: 3, delivered: 2 });
});

describe('emissions', () => {
	it('a message that never came is lost', () => {
		expect(classesOf(watching(), ...wholeStory('a'), written('b'))).toEqual({
			lost: ['emission b'],
		});
	});

	it('one that came twice is a duplicate, in two executions and in one', () => {
		const again = [emitted('a', '2'), answered('a', 'failed', '2')];
		expect(classesOf(watching(), ...wholeStory('a'), ...again)).toEqual({
			duplicate: ['emission a'],
		});
		const inOne = [emitted('a'), answered('a', 'failed')];
		expect(classesOf(watching(), ...wholeStory('a'), ...inOne)).toEqual({
			duplicate: ['emission a'],
		});
	});

	it.each([
		['was written before the activation', [written('a'), watching()]],
		['nobody wrote', [watching()]],
		[
			'was written to another account',
			[watching(), { ...written('a'), account: 'other' } as Noted],
		],
	])('one that %s is unexpected', (_, before) => {
		expect(classesOf(...before, emitted('a'), answered('a', 'failed'))).toEqual({
			unexpected: ['emission a'],
		});
	});

	it('one that came to one workflow has not come to the other', () => {
		const other = { ...watching(), workflow: 'other' } as Noted;
		expect(classesOf(watching(), other, ...wholeStory('a'))).toEqual({ lost: ['emission a'] });
	});
});

describe('what n8n leaves open', () => {
	const memory = { workflow: 'w', kept: 'memory' } as const;

	it('is a loss from the poll that was killed between the two saves', () => {
		expect(classesOf(watching(), written('a'), listed, looked, killed(memory))).toEqual({
			open: ['emission a'],
		});
	});

	it('and from the polls before it that were killed with it', () => {
		const events = [watching(), written('a'), listed, looked, listed];
		const since = classesOf(...events, killed({ ...memory, since: 0 }));
		expect(since).toEqual({ open: ['emission a'] });
	});

	it.each([
		['that poll had not looked into the conversation', [written('a'), listed, killed(memory)]],
		['an earlier poll had', [written('a'), listed, looked, listed, killed(memory)]],
		['it was written after the look', [listed, looked, written('a'), killed(memory)]],
		['it was written after the kill', [listed, looked, killed(memory), written('a')]],
		['both saves were done, or none', [written('a'), listed, looked, killed()]],
		[
			'another workflow was torn',
			[written('a'), listed, looked, killed({ ...memory, workflow: 'other' })],
		],
		[
			'the execution was kept',
			[written('a'), listed, looked, killed({ workflow: 'w', kept: 'execution', execution: '1' })],
		],
	])('is no loss when %s', (_, events) => {
		expect(classesOf(watching(), ...events)).toEqual({ lost: ['emission a'] });
	});

	it('is a repetition of the execution that alone was kept, and of no other', () => {
		const again = [emitted('a', '2'), answered('a', 'failed', '2')];
		const torn = (execution: string) => killed({ workflow: 'w', kept: 'execution', execution });
		expect(classesOf(watching(), ...wholeStory('a'), torn('1'), ...again)).toEqual({
			open: ['emission a'],
		});
		expect(classesOf(watching(), ...wholeStory('a'), torn('7'), ...again)).toEqual({
			duplicate: ['emission a'],
		});
	});
});

describe('deliveries', () => {
	const story = (outcome: Outcome, arrived: number) => [
		watching(),
		written('a'),
		emitted('a'),
		...Array.from({ length: arrived }, () => delivered('a')),
		answered('a', outcome),
	];

	it.each([
		['sent', 0, 'lost'],
		['sent', 2, 'duplicate'],
		['unknown', 2, 'duplicate'],
		['failed', 1, 'unexpected'],
		['skipped', 1, 'unexpected'],
	] as const)('what was said to be %s and arrived %i times is %s', (outcome, arrived, found) => {
		expect(classesOf(...story(outcome, arrived))).toEqual({ [found]: ['delivery a'] });
	});

	it.each([0, 1])('what nobody knew is right when it arrived %i times, and counted', (arrived) => {
		const history = historyOf(...story('unknown', arrived));
		expect(classesOf(...story('unknown', arrived))).toEqual({});
		expect(check(history).indeterminate).toBe(1);
	});

	it('an execution that says nothing of its message has lost it', () => {
		expect(classesOf(watching(), written('a'), emitted('a'))).toEqual({ lost: ['delivery a'] });
	});

	it('what answers nothing is unexpected', () => {
		expect(classesOf(watching(), ...wholeStory('a'), delivered(null))).toEqual({
			unexpected: ['delivery null'],
		});
	});
});

describe('answers only to buyers who wrote last', () => {
	const both = [written('a'), written('b'), emitted('a'), emitted('b')];
	const answers = [answered('a', 'sent'), answered('b', 'sent')];
	const careful = watching('onlyIfBuyerWroteLast');

	it('two in a row are one too many', () => {
		expect(classesOf(careful, ...both, delivered('a'), delivered('b'), ...answers)).toEqual({
			duplicate: ['delivery b'],
		});
	});

	it('unless no read showed the first one yet', () => {
		const hidden = delivered('a', 10_000);
		expect(classesOf(careful, ...both, hidden, delivered('b'), ...answers)).toEqual({
			hiddenByLag: ['delivery b'],
		});
	});

	it('after a new word of the buyer a new one is right', () => {
		expect(classesOf(careful, ...wholeStory('a'), ...wholeStory('b', '2'))).toEqual({});
	});

	it('one is skipped when the buyer has been answered', () => {
		const end = [answered('a', 'sent'), answered('b', 'skipped')];
		expect(classesOf(careful, ...both, delivered('a'), ...end)).toEqual({});
	});

	it('one that is skipped and never answered is lost', () => {
		const story = [written('a'), emitted('a'), answered('a', 'skipped')];
		expect(classesOf(careful, ...story)).toEqual({ lost: ['delivery a'] });
		// What came before the question is no answer to it.
		const late = [...wholeStory('0', '0'), ...story];
		expect(classesOf(careful, ...late)).toEqual({ lost: ['delivery a'] });
	});
});

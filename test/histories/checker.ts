// Judges a history. It knows the promises and n8n's gap, and nothing of the package's code.
//
// The promises: a workflow starts once for every message of a buyer that was written after its activation, and for
// nothing else; what a node says it has sent has arrived once, what it says it has not sent has not arrived; where it
// answers only if the buyer wrote last, a buyer who has written is answered once.
//
// The gap (classed as `open`): n8n saves the trigger's memory and the execution one after the other. Killed between the
// two it keeps one of them. What that explains is no more than what one poll found: a loss when only the memory was kept
// and that poll had looked into the conversation, a repetition of an execution that alone was kept.
import { eventsOf } from './history.ts';
import type { EventOf, HistoryEvent } from './history.ts';

export interface Finding {
	what: 'emission' | 'delivery';
	workflow: string | null;
	message: string | null;
	conversation?: string;
	why: string;
}

export interface Verdict {
	lost: Finding[];
	duplicate: Finding[];
	unexpected: Finding[];
	/** What n8n's gap explains. */
	open: Finding[];
	/** A buyer answered twice because no read showed the first answer yet: for this no client can look. */
	hiddenByLag: Finding[];
	/** Sends of which nobody knew the outcome; what had arrived at the end is right either way. */
	indeterminate: number;
	counts: { written: number; emitted: number; answered: number; delivered: number };
}

type Workflow = EventOf<'watching'>;
type Written = EventOf<'written'>;
type Delivered = EventOf<'delivered'>;

/** Whatever is not what was promised. */
export const violations = ({ lost, duplicate, unexpected }: Verdict): Finding[] => [
	...lost,
	...duplicate,
	...unexpected,
];

export function check(history: HistoryEvent[]): Verdict {
	const written = eventsOf(history, 'written');
	const workflows = eventsOf(history, 'watching');
	const verdict: Verdict = {
		lost: [],
		duplicate: [],
		unexpected: [],
		open: [],
		hiddenByLag: [],
		indeterminate: eventsOf(history, 'answered').filter(({ outcome }) => outcome === 'unknown')
			.length,
		counts: {
			written: written.length,
			emitted: eventsOf(history, 'emitted').length,
			answered: eventsOf(history, 'answered').length,
			delivered: eventsOf(history, 'delivered').length,
		},
	};
	for (const workflow of workflows) {
		checkEmissions(history, workflow, verdict);
		checkDeliveries(history, workflow, verdict);
		if (workflow.answers === 'onlyIfBuyerWroteLast') checkTurns(history, workflow, verdict);
	}
	const known = new Set(workflows.map(({ workflow }) => workflow));
	const messages = new Set(written.map(({ message }) => message));
	for (const { workflow, message, conversation } of eventsOf(history, 'delivered')) {
		if (workflow !== null && known.has(workflow) && message !== null && messages.has(message))
			continue;
		const why = 'no message that a buyer wrote asked for it';
		verdict.unexpected.push({ what: 'delivery', workflow, message, conversation, why });
	}
	return verdict;
}

const isExpected = (written: Written, { account, at }: Workflow): boolean =>
	written.account === account && written.at >= at;

function checkEmissions(history: HistoryEvent[], watching: Workflow, verdict: Verdict): void {
	const { workflow } = watching;
	const emissions = Map.groupBy(
		eventsOf(history, 'emitted').filter((event) => event.workflow === workflow),
		({ message }) => message,
	);
	const expected = eventsOf(history, 'written').filter((event) => isExpected(event, watching));
	const what = 'emission' as const;

	for (const event of expected) {
		const { message, conversation } = event;
		const executions = (emissions.get(message) ?? []).map(({ execution }) => execution);
		const finding = { what, workflow, message, conversation };
		if (executions.length === 0) {
			if (isLossOpen(history, watching, event))
				verdict.open.push({ ...finding, why: 'n8n had kept the memory and not the execution' });
			else verdict.lost.push({ ...finding, why: 'it never started the workflow' });
		}
		for (const again of executions.slice(1)) {
			const why = `it started executions ${executions.join(', ')}`;
			const isOpen = isRepetitionOpen(history, workflow, executions);
			(isOpen ? verdict.open : verdict.duplicate).push({
				...finding,
				why: `${why} (again: ${again})`,
			});
		}
	}

	const wanted = new Set(expected.map(({ message }) => message));
	for (const [message, events] of emissions) {
		if (wanted.has(message)) continue;
		const executions = events.map(({ execution }) => execution).join(', ');
		const why = `nobody wrote it to this account after the activation; execution ${executions}`;
		verdict.unexpected.push({ what, workflow, message, why });
	}
}

/** Only what the killed polls themselves had looked into: between the list of the first and the kill. */
function isLossOpen(
	history: HistoryEvent[],
	{ workflow, process, account }: Workflow,
	{ at, conversation }: Written,
): boolean {
	const isTheirs = (event: { process: string; account: string }) =>
		event.process === process && event.account === account;
	return eventsOf(history, 'killed').some((kill) => {
		const torn = kill.torn.find((one) => one.workflow === workflow && one.kept === 'memory');
		if (!torn || kill.at < at) return false;
		const lists = eventsOf(history, 'listed').filter(
			(list) => isTheirs(list) && list.at <= kill.at,
		);
		const since = torn.since ?? Math.max(0, ...lists.map((list) => list.at));
		return eventsOf(history, 'looked').some(
			(look) =>
				isTheirs(look) &&
				look.conversation === conversation &&
				look.at >= Math.max(since, at) &&
				look.at <= kill.at,
		);
	});
}

const isRepetitionOpen = (history: HistoryEvent[], workflow: string, executions: string[]) =>
	eventsOf(history, 'killed')
		.flatMap(({ torn }) => torn)
		.some(
			(torn) =>
				torn.workflow === workflow &&
				torn.kept === 'execution' &&
				torn.execution !== undefined &&
				executions.includes(torn.execution),
		);

/** What a node says of each item, against what the buyer sees. */
function checkDeliveries(history: HistoryEvent[], { workflow }: Workflow, verdict: Verdict): void {
	const answers = eventsOf(history, 'answered').filter((event) => event.workflow === workflow);
	const deliveries = eventsOf(history, 'delivered').filter((event) => event.workflow === workflow);
	const emitted = eventsOf(history, 'emitted').filter((event) => event.workflow === workflow);
	const conversations = new Map(
		eventsOf(history, 'written').map(({ message, conversation }) => [message, conversation]),
	);
	const messages = new Set([...answers, ...emitted].map(({ message }) => message));
	for (const { message } of deliveries) if (message !== null) messages.add(message);

	for (const message of messages) {
		const outcomes = answers.filter((event) => event.message === message);
		const count = (wanted: string) => outcomes.filter(({ outcome }) => outcome === wanted).length;
		const arrived = deliveries.filter((event) => event.message === message).length;
		const most = count('sent') + count('unknown');
		const said = outcomes.map(({ outcome }) => outcome).join(', ') || 'nothing';
		const finding = {
			what: 'delivery' as const,
			workflow,
			message,
			conversation: conversations.get(message),
			why: `arrived ${arrived} times; said: ${said}`,
		};
		const executions = new Set(outcomes.map(({ execution }) => execution));
		const isUntold = emitted.some(
			(event) => event.message === message && !executions.has(event.execution),
		);
		if (arrived < count('sent') || isUntold) verdict.lost.push(finding);
		if (arrived > most) (most > 0 ? verdict.duplicate : verdict.unexpected).push(finding);
	}
}

/** Where only a buyer who wrote last is answered: never twice without a word of theirs between, and never skipped wrongly. */
function checkTurns(
	history: HistoryEvent[],
	{ workflow, account }: Workflow,
	verdict: Verdict,
): void {
	const written = eventsOf(history, 'written').filter((event) => event.account === account);
	const delivered = eventsOf(history, 'delivered').filter((event) => event.account === account);
	const what = 'delivery' as const;

	for (const [conversation, events] of Map.groupBy(
		[...written, ...delivered].sort((a, b) => a.at - b.at),
		(event) => event.conversation,
	)) {
		let before: Delivered | undefined;
		for (const event of events) {
			if (event.type === 'written') {
				before = undefined;
				continue;
			}
			if (before && event.workflow === workflow) {
				const isHidden = event.at <= before.hiddenUntil;
				const why = `the seller wrote last already, ${event.at - before.at} ms before`;
				const finding = { what, workflow, message: event.message, conversation, why };
				(isHidden ? verdict.hiddenByLag : verdict.duplicate).push(finding);
			}
			before = event;
		}
	}

	const byId = new Map(written.map((event) => [event.message, event]));
	for (const { workflow: by, message, outcome, at } of eventsOf(history, 'answered')) {
		const question = byId.get(message);
		if (by !== workflow || outcome !== 'skipped' || !question) continue;
		const { conversation } = question;
		const isAnswered = delivered.some(
			(event) => event.conversation === conversation && event.at >= question.at && event.at <= at,
		);
		const why = 'skipped, and nobody had answered the buyer';
		if (!isAnswered) verdict.lost.push({ what, workflow, message, conversation, why });
	}
}

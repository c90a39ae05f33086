// A seeded marketplace against the real n8n: buyers write, workflows answer, things go wrong; written down as a history.
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import type { Control } from '../../sandbox/mercadolibre/control.ts';
import type { LogEntry } from '../../sandbox/mercadolibre/requestLog.ts';
import { startSandbox } from '../../sandbox/mercadolibre/server.ts';
import { N8nClient, endStates } from '../../sandbox/n8n/client.ts';
import type { Execution } from '../../sandbox/n8n/client.ts';
import { packPackage } from '../../sandbox/n8n/communityPackage.ts';
import { createAccount } from '../../sandbox/n8n/mercadoLibreAccount.ts';
import { pollModes } from '../../sandbox/n8n/pollModes.ts';
import type { PollMode } from '../../sandbox/n8n/pollModes.ts';
import { startN8n } from '../../sandbox/n8n/server.ts';
import type { N8nServer } from '../../sandbox/n8n/server.ts';
import { waitFor } from '../../sandbox/n8n/process/waitFor.ts';
import { owner } from '../e2e/support/stage/stage.ts';
import { TRIGGER, triggered } from '../e2e/support/trigger.ts';
import { byId, mercadoLibreNode } from '../e2e/support/workflows.ts';
import { check } from './checker.ts';
import type { EventOf, HistoryEvent, KillMoment, Noted, Outcome } from './history.ts';
import { CONVERSATIONS, accounts, roundsOf } from './plan.ts';
import type { Account, Round, Trouble } from './plan.ts';
import { SAVES_MODULE, killAt, savesEnvironment, tornSave } from './saves.ts';

export interface RunOptions {
	pollMode: PollMode;
	seed: number;
	/** Whether there is to be one more round after so many. */
	goesOn: (rounds: number) => boolean;
	/** Told about every round. */
	tell?: (line: string) => void;
	/** n8n's logs go there. */
	logFolder?: string;
}

const SELLERS: Record<Account, number> = { globalSelling: 601_000_001, local: 601_000_002 };
/** What the list of a local account shows at most, and more of them unread before anything begins. */
const LIST_FULL = 500;
const UNREAD_BEFORE = LIST_FULL + 40;

const POLL_SECONDS = 2;
/** n8n on a busy machine. */
const PATIENCE_SECONDS = 240;
/** Whoever has not come after so many polls never will: every conversation has had its turn twice. */
const MOST_POLLS = 45;

const ANSWER = 'Answer';

/** Requests for messages and conversations, in both families. */
const MESSAGES = '^(/marketplace)?/messages/';

type Kill = Extract<Trouble, { kind: 'kill' }>;

interface Watching {
	workflow: string;
	id: string;
	account: Account;
	options: EventOf<'watching'>['answers'];
}

/** An n8n with an application and workflows of its own. */
interface Process {
	name: string;
	server: N8nServer;
	client: N8nClient;
	clientId: string;
	folder: string;
	workflows: Watching[];
}

export async function runHistory(options: RunOptions): Promise<HistoryEvent[]> {
	const folder = await mkdtemp(join(tmpdir(), 'mercadolibre-histories-'));
	const mercadoLibre = await startSandbox({ seed: false });
	const processes: Process[] = [];
	try {
		const run = new Run(options, folder, mercadoLibre);
		await run.open(processes);
		await run.play();
		return await run.finish();
	} finally {
		await Promise.all(processes.map(({ server }) => server.stop()));
		await mercadoLibre.close();
		await rm(folder, { recursive: true, force: true, maxRetries: 3 });
	}
}

class Run {
	private readonly history: HistoryEvent[] = [];
	private readonly options: RunOptions;
	private readonly folder: string;
	private readonly url: string;
	private readonly control: Control;
	private processes: Process[] = [];
	/** The lags that were set, newest last. */
	private readonly lags: { from: number; ms: number; of: 'sent' | 'received' }[] = [];
	/** The buyers' messages by their numbers. */
	private readonly questions: string[] = [];
	/** The last request that is written down. */
	private noted = 0;
	private readOfBefore = 0;
	/** Executions that have ended, by workflow and id: they do not change any more. */
	private readonly ended = new Map<string, Execution>();

	constructor(
		options: RunOptions,
		folder: string,
		{ url, control }: { url: string; control: Control },
	) {
		this.options = options;
		this.folder = folder;
		this.url = url;
		this.control = control;
	}

	// The stage

	async open(processes: Process[]): Promise<void> {
		this.processes = processes;
		const { seed, pollMode } = this.options;
		const { control } = this;
		this.note({ type: 'run', seed, pollMode });
		control.createSeller({ userId: SELLERS.globalSelling });
		control.createSeller({ userId: SELLERS.local, siteId: 'MLB' });
		control.setBehaviour({ shuffleSeed: seed });
		for (const account of accounts) {
			for (let i = 0; i < CONVERSATIONS; i++)
				control.createPack({ ...place(account, i), exceptedCase: true });
		}
		for (let i = 0; i < UNREAD_BEFORE; i++)
			control.buyerWrites({ ...place('local', CONVERSATIONS + i), text: `Antes ${i}` });

		const packageTarball = await packPackage(this.folder);
		const opened = await Promise.allSettled(
			['first', 'second'].map(async (name, i) => {
				processes.push(await this.openProcess(name, String(7_000_001 + i), packageTarball));
			}),
		);
		for (const one of opened) if (one.status === 'rejected') throw one.reason;
		processes.sort((a, b) => a.name.localeCompare(b.name));
		for (const process of processes) await this.openWorkflows(process);
	}

	private async openProcess(
		name: string,
		clientId: string,
		packageTarball: string,
	): Promise<Process> {
		const { logFolder, pollMode } = this.options;
		const folder = join(this.folder, name);
		await mkdir(folder);
		const server = await startN8n({
			userFolder: join(folder, 'n8n'),
			packageTarball,
			env: { ...pollModes[pollMode], ...savesEnvironment(folder) },
			preload: [SAVES_MODULE],
			...(logFolder && { logFile: join(logFolder, `${pollMode}.${name}.log`) }),
		});
		const client = new N8nClient(server.url);
		await client.setUpOwner(owner);
		return { name, server, client, clientId, folder, workflows: [] };
	}

	/** On the account of both, everybody is answered by each; on the other, who wrote last. */
	private async openWorkflows(process: Process): Promise<void> {
		const { client, clientId, name } = process;
		this.control.registerApplication({ clientId, clientSecret: 'secret' });
		const isFirst = name === 'first';
		for (const account of isFirst ? accounts : (['globalSelling'] as const)) {
			const credential = await createAccount(client, {
				sandboxUrl: this.url,
				accountType: account,
				clientId,
				clientSecret: 'secret',
				name: account,
				// The limit is the bench's matter.
				data: { requestsPerMinute: 100_000 },
			});
			await client.connectOAuth2(credential.id, { user_id: String(SELLERS[account]) });
			const options = account === 'local' ? 'onlyIfBuyerWroteLast' : 'always';
			const workflow = `${name} ${account}`;
			const answer = {
				...mercadoLibreNode(ANSWER, credential, {
					resource: 'message',
					operation: 'send',
					packId: byId('={{ $json.packId }}'),
					text: `=${answerText(workflow, '{{ $json.text }}')}`,
					options: { onlyIfBuyerWroteLast: options === 'onlyIfBuyerWroteLast' },
				}),
				retryOnFail: true,
				maxTries: 3,
				waitBetweenTries: 1_000,
				// As most have it, and as careful ones do.
				...(workflow !== 'first globalSelling' && { onError: 'continueErrorOutput' as const }),
			};
			const json = triggered(credential, {
				seconds: POLL_SECONDS,
				options: { markAsRead: account === 'local' },
				then: [answer],
			});
			const { id } = await client.createWorkflow({ ...json, name: workflow });
			await client.activate(id);
			const watching = { workflow, id, account, options } as const;
			process.workflows.push(watching);
			// The first poll notes from when on messages are wanted.
			await this.polls([{ process, account }]);
			this.note({ type: 'watching', workflow, process: name, account, answers: options });
		}
	}

	// The rounds

	async play(): Promise<void> {
		let count = 0;
		for (const round of roundsOf(this.options.seed)) {
			if (!this.options.goesOn(count++)) return;
			const begin = Date.now();
			await this.playRound(round);
			const seconds = Math.round((Date.now() - begin) / 1_000);
			this.options.tell?.(`${count}: ${JSON.stringify(round.trouble)}, ${seconds} s`);
		}
	}

	private async playRound({ unreadOrder, writes, trouble, meanwhile }: Round): Promise<void> {
		const { control } = this;
		control.setBehaviour({ unreadOrder });
		this.noteRequests();
		this.plant(trouble);
		for (const write of writes) this.buyerWrites(write);
		await this.happen(trouble, () => meanwhile.forEach((write) => this.buyerWrites(write)));
		await this.polls();
		await this.idle();
		control.clearFaults();
		control.setLag(null);
		this.lags.push(
			{ from: Date.now(), ms: 0, of: 'sent' },
			{ from: Date.now(), ms: 0, of: 'received' },
		);
		if (trouble.kind === 'blocked')
			control.unblockConversation(place(trouble.account, trouble.conversation));
		this.noteRequests();
	}

	/** What must be there before the buyers write. */
	private plant(trouble: Trouble): void {
		const { control } = this;
		const path = MESSAGES;
		switch (trouble.kind) {
			case 'status': {
				const { status, every, times } = trouble;
				const headers = status === 429 ? { 'retry-after': '1' } : undefined;
				control.addFault({ match: { path }, kind: 'status', status, every, times, headers });
				return;
			}
			case 'dropBefore':
				control.addFault({ match: { path }, ...trouble });
				return;
			case 'lostAnswers': {
				const { every, times, lagMs } = trouble;
				const match = { path, method: 'POST' };
				control.addFault({ match, kind: 'dropAfter', every, times });
				if (lagMs > 0) this.lag(lagMs, 'sent');
				return;
			}
			case 'lateMessages':
				this.lag(trouble.lagMs, 'received');
				return;
			case 'hang':
				control.addFault({ match: { path, method: trouble.method }, kind: 'hang' });
				return;
			case 'blocked': {
				const { packId } = place(trouble.account, trouble.conversation);
				control.blockConversation({ packId, substatus: 'blocked_by_cancelled_order' });
				return;
			}
			case 'expiredTokens':
				control.expireTokens();
				return;
			case 'readElsewhere':
				this.readBefore(trouble.count);
				return;
			case 'kill':
				this.plantKill(trouble);
				return;
			case 'none':
			case 'restart':
		}
	}

	private plantKill(trouble: Kill): void {
		const { control } = this;
		switch (trouble.moment) {
			case 'whileReading': {
				const match = { path: MESSAGES, method: 'GET' };
				control.addFault({ match, kind: 'hang', every: trouble.nth });
				return;
			}
			case 'whileSending': {
				const match = { path: MESSAGES, method: 'POST' };
				control.addFault({ match, kind: 'hang', afterEffect: trouble.arrives });
				return;
			}
			case 'anyMoment':
				return;
			default:
				killAt(this.processes[0].folder, trouble.moment);
		}
	}

	/** What takes its time, or happens to n8n. Buyers write on meanwhile. */
	private async happen(trouble: Trouble, meanwhile: () => void): Promise<void> {
		if (trouble.kind === 'restart') {
			const [process] = this.processes;
			this.note({ type: 'stopped', process: process.name });
			await process.server.stop();
			meanwhile();
			await this.start(process);
		} else if (trouble.kind === 'kill') {
			const process = await this.whoDies(trouble);
			this.noteKill(process, trouble.moment);
			await process.server.kill();
			this.control.clearFaults();
			meanwhile();
			await this.start(process);
		} else {
			meanwhile();
		}
	}

	/** Waits for the moment, and says which process it has come for; it is dead or hangs. */
	private async whoDies(trouble: Kill): Promise<Process> {
		const [first] = this.processes;
		const { moment } = trouble;
		if (moment === 'anyMoment') {
			await sleep(trouble.afterMs);
			await first.server.kill();
			return first;
		}
		if (moment === 'whileReading' || moment === 'whileSending') {
			const method = moment === 'whileReading' ? 'GET' : 'POST';
			const hanging = await waitFor(
				() =>
					this.control
						.requests()
						.find(
							(entry) =>
								entry.id > this.noted &&
								entry.method === method &&
								entry.status === 0 &&
								new RegExp(MESSAGES).test(entry.path),
						),
				{ what: `a ${method} that hangs`, seconds: PATIENCE_SECONDS },
			);
			const process = this.processOf(hanging)!;
			await process.server.kill();
			return process;
		}
		const died = await Promise.race([
			first.server.exited,
			sleep(PATIENCE_SECONDS * 1_000, undefined, { ref: false }),
		]);
		if (died === undefined) throw new Error(`n8n never came to ${moment}`);
		await first.server.kill();
		return first;
	}

	private async start(process: Process): Promise<void> {
		await process.server.start();
		await process.client.logIn(owner);
		this.note({ type: 'started', process: process.name });
	}

	/** The first n so far not read of those that were unread before. */
	private readBefore(count: number): void {
		const until = Math.min(UNREAD_BEFORE, this.readOfBefore + count);
		while (this.readOfBefore < until)
			this.control.readElsewhere(place('local', CONVERSATIONS + this.readOfBefore++));
	}

	private buyerWrites({ account, conversation }: Round['writes'][number]): void {
		const { packId } = place(account, conversation);
		const text = `Pregunta ${this.questions.length}`;
		const { id, createdAt } = this.control.buyerWrites({ packId, text });
		const at = Date.parse(createdAt);
		const hiddenUntil = at + this.lagAt(at, 'received');
		this.questions.push(id);
		this.note({
			type: 'written',
			at,
			message: id,
			account,
			conversation: packId,
			...(hiddenUntil > at && { hiddenUntil }),
		});
	}

	private lag(ms: number, of: 'sent' | 'received'): void {
		this.control.setLag({ ms, of });
		this.lags.push({ from: Date.now(), ms, of });
	}

	private lagAt(at: number, wanted: 'sent' | 'received'): number {
		return this.lags.findLast(({ from, of }) => of === wanted && from <= at)?.ms ?? 0;
	}

	// Waiting

	/** Waits until each workflow has polled twice: the poll that runs when this is called, and one after it. */
	private async polls(
		of = this.processes.flatMap((process) =>
			process.workflows.map(({ account }) => ({ process, account })),
		),
	): Promise<void> {
		const since = this.control.requests().at(-1)?.id ?? 0;
		const hasPolled = ({ process, account }: (typeof of)[number]) =>
			this.control
				.requests({ since })
				.filter(
					(entry) =>
						entry.listed &&
						entry.status === 200 &&
						entry.clientId === process.clientId &&
						entry.userId === SELLERS[account],
				).length >= 2;
		await waitFor(() => of.every(hasPolled), {
			what: 'every workflow to poll',
			seconds: PATIENCE_SECONDS,
			everyMilliseconds: 200,
		});
	}

	private async idle(): Promise<void> {
		for (const { client, workflows } of this.processes) {
			for (const { id } of workflows)
				await waitFor(
					async () =>
						(
							await client.listExecutions({
								workflowId: id,
								status: ['new', 'running', 'waiting'],
							})
						).length === 0,
					{ what: 'the end of the executions', seconds: PATIENCE_SECONDS, everyMilliseconds: 500 },
				);
		}
	}

	// The end

	/** Everything works again, nobody writes: what is to come, comes; then what happened is written down. */
	async finish(): Promise<HistoryEvent[]> {
		this.readBefore(UNREAD_BEFORE);
		this.control.setBehaviour({ unreadOrder: 'newestFirst' });
		for (let polls = 0; polls < MOST_POLLS && (await this.isSomethingToCome()); polls++)
			await this.polls();
		// What came twice would come now.
		for (let polls = 0; polls < 2; polls++) await this.polls();
		await this.idle();
		this.noteRequests();
		this.history.push(...(await this.executionEvents()));
		this.noteDeliveries();
		return this.history.sort((a, b) => a.at - b.at);
	}

	/** In the checker's own eyes. */
	private async isSomethingToCome(): Promise<boolean> {
		this.noteRequests();
		const { lost } = check([...this.history, ...(await this.executionEvents())]);
		return lost.some(({ what }) => what === 'emission');
	}

	private async executionsOf(
		{ client }: Process,
		{ workflow, id }: Watching,
	): Promise<Execution[]> {
		const executions: Execution[] = [];
		for (const summary of await client.listAllExecutions({ workflowId: id })) {
			const key = `${workflow} ${summary.id}`;
			const execution = this.ended.get(key) ?? (await client.getExecution(summary.id));
			if (endStates.includes(execution.status)) this.ended.set(key, execution);
			executions.push(execution);
		}
		return executions;
	}

	// Writing it down

	private note(event: Noted): void {
		this.history.push({ ...event, at: event.at ?? Date.now() });
	}

	private noteKill(process: Process, moment: KillMoment): void {
		const at = Date.now();
		this.noteRequests();
		const torn = process.workflows.flatMap(({ workflow, id, account }) => {
			const lists = this.history.filter(
				(event) =>
					event.type === 'listed' && event.process === process.name && event.account === account,
			);
			const save = tornSave(
				process.folder,
				id,
				lists.map((list) => list.at),
			);
			return save ? [{ workflow, ...save }] : [];
		});
		this.note({ type: 'killed', at, process: process.name, moment, torn });
	}

	/** What the API was asked since the last time. What has no answer now never gets one, unless it hangs on. */
	private noteRequests(): void {
		for (const entry of this.control.requests({ since: this.noted })) {
			this.noted = entry.id;
			const { at, status } = entry;
			const trouble = status === 0 ? 'unanswered' : String(status);
			if (['unanswered', '401', '429', '503'].includes(trouble))
				this.note({ type: 'troubled', at, trouble });
			const process = this.processOf(entry);
			const account = accounts.find((one) => SELLERS[one] === entry.userId);
			if (!process || !account) continue;
			const known = { at, process: process.name, account };
			const conversation = conversationOf(entry);
			if (entry.method === 'POST' && conversation !== undefined) {
				const { text = null } = (entry.body ?? {}) as { text?: string };
				const hiddenForMs = this.lagAt(at, 'sent');
				this.note({ type: 'posted', ...known, conversation, text, answer: status, hiddenForMs });
			} else if (status === 200 && entry.listed) {
				this.note({ type: 'listed', ...known, ...entry.listed });
			} else if (status === 200 && conversation !== undefined) {
				this.note({ type: 'looked', ...known, conversation });
			}
		}
	}

	private async executionEvents(): Promise<HistoryEvent[]> {
		const events: HistoryEvent[] = [];
		for (const process of this.processes) {
			for (const watching of process.workflows) {
				for (const execution of await this.executionsOf(process, watching)) {
					const { id, startedAt, stoppedAt } = execution.summary;
					const at = Date.parse(startedAt);
					const end = stoppedAt ? Date.parse(stoppedAt) : Date.now();
					execution.startItems(TRIGGER).forEach(({ json }, i) => {
						const { workflow } = watching;
						const known = { workflow, execution: id, message: String(json.id) };
						const outcome = outcomeOf(execution, i);
						events.push({ type: 'emitted', at, ...known });
						events.push({ type: 'answered', at: end, ...known, outcome });
					});
				}
			}
		}
		return events;
	}

	private noteDeliveries(): void {
		const answers = new Map(
			this.processes.flatMap(({ workflows }) =>
				workflows.flatMap(({ workflow }) =>
					this.questions.map(
						(message, i) => [answerText(workflow, `Pregunta ${i}`), { workflow, message }] as const,
					),
				),
			),
		);
		for (const account of accounts) {
			for (let i = 0; i < CONVERSATIONS + UNREAD_BEFORE; i++) {
				const { packId } = place(account, i);
				if (account === 'globalSelling' && i >= CONVERSATIONS) continue;
				const { buyerSees, sellerId } = this.control.conversation({ packId });
				for (const { id, from, text, createdAt } of buyerSees) {
					if (from !== sellerId) continue;
					const at = Date.parse(createdAt);
					this.note({
						type: 'delivered',
						at,
						id,
						account,
						conversation: packId,
						...(answers.get(text) ?? { workflow: null, message: null }),
						hiddenUntil: at + this.lagAt(at, 'sent'),
					});
				}
			}
		}
	}

	private processOf({ clientId }: LogEntry): Process | undefined {
		return this.processes.find((process) => process.clientId === clientId);
	}
}

/** A conversation of an account, by its number, with its own buyer. */
const place = (account: Account, i: number) => ({
	packId: String(2_000_000_000_000_000 + SELLERS[account] * 10_000 + i),
	sellerId: SELLERS[account],
	buyerId: 700_000_000 + i,
});

/** Who answers what. */
const answerText = (workflow: string, question: string) => `${workflow}: ${question}`;

const conversationOf = ({ path }: LogEntry): string | undefined =>
	/^(?:\/marketplace)?\/messages\/packs\/(\d+)/.exec(path)?.[1];

/** What the answering node says of the nth item. */
function outcomeOf(execution: Execution, n: number): Outcome {
	const isOf = ({ pairedItem }: { pairedItem?: unknown }) => {
		const [source] = [pairedItem].flat() as ({ item: number } | number | undefined)[];
		return (typeof source === 'object' ? source.item : source) === n;
	};
	const result = execution.items(ANSWER, 0).find(isOf);
	if (result) {
		if (result.json.isArtificialRecoveredEventItem === true) return 'unknown';
		return result.json.skipped === true ? 'skipped' : 'sent';
	}
	const error = execution.items(ANSWER, 1).find(isOf);
	// The words with which the README says so.
	if (error) return /not known whether/.test(JSON.stringify(error.json)) ? 'unknown' : 'failed';
	return 'unknown';
}

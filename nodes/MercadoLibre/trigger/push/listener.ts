import type { IDataObject, INodeExecutionData, Logger } from 'n8n-workflow';
import type { Account } from '../../api/account';
import { errorItem } from '../../api/errors/errorItem';
import { problemBehind } from '../../api/errors/problem';
import { forgetOldest } from '../../api/forgetOldest';
import type { FileSession } from '../../files/fileSession';
import { readMissed } from '../../notifications/missedFeeds';
import {
	notificationIn,
	subjectOf,
	TOPICS,
	type Notification,
	type SubjectKind,
} from '../../notifications/notification';
import { saleReader, type ReadSaleFields, type SaleWanted } from '../../sales/addSale';
import { withAttachments } from '../items';
import { EVENTS, isUnknown, type PushEvent, type Start } from './events';
import { OwnIds, type Whose } from './ownIds';
import { Recent } from './recent';
import { Worker, type Outcome, type Work } from './worker';

/** What the user chose. */
export interface PushSettings {
	event: PushEvent;
	simplify: boolean;
	downloadAttachments: boolean;
	addSale: SaleWanted;
	onUnreadable: 'item' | 'error';
	onUnknown: 'ignore' | 'item';
}

/** Where what was read goes, and for whom it is read. */
export interface Receiver {
	settings: PushSettings;
	/** The session of the connected account, taken from the credential again now and then. */
	open: (how?: { mustBeSure?: boolean }) => Promise<FileSession>;
	/** The account of `open`, where it was looked up a moment ago. */
	account: () => Account | undefined;
	/** Resolves when it may start the workflow, with what is to be called when that execution has ended. */
	turnToStart: () => Promise<() => void>;
	/** Starts the workflow; `key` tells this start from others, for good. `onEnd` is called where n8n tells of the end. */
	start: (item: INodeExecutionData, key?: string, onEnd?: () => void) => void;
	/** Shows a failed execution. */
	fail: (error: Error) => void;
	log: Pick<Logger, 'debug' | 'warn'>;
	/** Whether n8n itself refuses to start twice with one key: its database knows. */
	startsOnce: boolean;
	/** Whether what it has not handed out is kept for the one after it. */
	isLasting: boolean;
	/** Nobody waits for what is read any more. */
	isClosed: () => boolean;
}

interface Reading extends Work {
	/** One at a time of each. */
	subject: string;
	id: string;
	kind: SubjectKind | undefined;
	notification: Notification;
	receiver: Receiver;
	/** Notified of again while it was read: it may have changed since. */
	isWantedAgain?: boolean;
	/** Taken before n8n was stopped: it may have started the workflow already. */
	isResumed: boolean;
	/** Why it is unknown. */
	refusal?: Error;
	/** For whom it may not be the seller's at all. */
	unsureFor?: Account;
	/** Others of the same that name other users or applications: they count if this one is nobody's here. */
	instead: Notification[];
	/** When the last of it was handed out or dropped. */
	finish: () => void;
}

/** What is kept with the workflow: plain values, since n8n wraps lists and objects. */
export interface Stored extends IDataObject {
	version: number;
	workflowId: string;
	/** Which process has kept it. */
	writer?: string;
	since: number;
	/** Hashes of what has started the workflow. */
	seen: string;
	/** Notifications that were acknowledged, and not read yet, as JSON. */
	pending: string;
}

const VERSION = 1;
const SEEN_IN_PROCESS = 10_000;
const SEEN_STORED = 1_000;

/** n8n saves it with every notification: the newest of a burst that is longer have to do. */
const PENDING_STORED = 250;
const PENDING_BYTES = 40_000;

/** n8n stores an execution some moments after it was told to start it. */
const UNTIL_STARTED_MS = 3_000;

/** So many wait at most; a real shop has some hundreds at its worst. */
const MOST_PENDING = 5_000;

/** So many users and applications may be named with one message. */
const MOST_INSTEAD = 20;

/** n8n's own limit for a poll. */
const DOWNLOAD_MS = 5 * 60_000;

/** What was given up is not asked for again for so long. */
const GIVEN_UP_MS = 10 * 60_000;
const MOST_GIVEN_UP = 5_000;

/** A notification trigger in this process: what it has handed out, what it reads, and for whom. */
export class Listener {
	/** Kept by n8n with the workflow; always up to date. */
	readonly stored: Stored;

	private receiver: Receiver | undefined;

	private readonly seen = new Recent(SEEN_IN_PROCESS);

	private readonly pending = new Map<string, Reading>();

	/** What was acknowledged, and not read, by another process: kept until somebody is attached. */
	private left: Notification[] = [];

	/** What was started a moment ago. */
	private started: { reading: Reading; at: number }[] = [];

	/** When, and what was notified of last. */
	private readonly givenUp = new Map<string, { at: number; receivedAt: number }>();

	private readonly ownIds = new OwnIds();

	private readonly worker = new Worker<Reading>(
		async (reading) => await this.read(reading),
		(reading) => this.giveUp(reading),
	);

	constructor(workflowId: string, now = Date.now()) {
		const writer = String(Math.random());
		this.stored = { version: VERSION, workflowId, writer, since: now, seen: '', pending: '[]' };
	}

	/** Adds what n8n has kept. */
	load(kept: unknown): void {
		const { version, workflowId, since, seen, pending } = (kept ?? {}) as Partial<Stored>;
		// A copy of a workflow starts anew.
		if (version !== VERSION || workflowId !== this.stored.workflowId) return;
		if (typeof since === 'number') this.stored.since = Math.min(since, this.stored.since);
		this.seen.load(seen);
		// n8n may have loaded it before it saved that a webhook has handed something out.
		const isDone = (one: Notification) =>
			this.started.some(
				({ reading: { subject, receiver } }) => subject === subjectIn(one, receiver.settings),
			);
		this.left = parseList(pending)
			.map(notificationIn)
			.filter((one) => one !== undefined)
			.filter((one) => !isDone(one));
		this.store();
	}

	/** Whoever gets what is read from now on, and what was left by those before. */
	attach(receiver: Receiver): void {
		this.receiver = receiver;
		for (const one of this.left.splice(0)) {
			this.take(one, receiver, { isResumed: receiver.startsOnce });
		}
		const orphans = [...this.pending.values()].filter((one) => one.receiver.isClosed());
		for (const { subject } of orphans) this.pending.delete(subject);
		for (const { notification, instead, finish, isResumed } of orphans) {
			this.take(notification, receiver, { finish, isResumed });
			for (const one of instead) this.take(one, receiver, { isResumed });
		}
	}

	get wasAttached(): boolean {
		return this.receiver !== undefined;
	}

	/** Whether another process has kept it, as another main does that led meanwhile. */
	isOfAnother(kept: unknown): boolean {
		return (kept as Partial<Stored> | undefined)?.writer !== this.stored.writer;
	}

	/** Who was attached last, unless closed meanwhile. */
	get attached(): Receiver | undefined {
		return this.receiver?.isClosed() === false ? this.receiver : undefined;
	}

	/**
	 * Takes a notification to be read and handed out once, whatever it takes; true when what is to be kept has changed.
	 * `finish` is called when that is done, or when there is nothing to do.
	 */
	take(
		notification: Notification,
		receiver: Receiver,
		{
			finish = () => undefined,
			isResumed = false,
		}: { finish?: () => void; isResumed?: boolean } = {},
	): boolean {
		const { pending } = this.stored;
		const reading = this.readingOf(notification, receiver, isResumed);
		if (!reading) {
			finish();
			return this.stored.pending !== pending;
		}
		this.pending.set(reading.subject, { ...reading, finish });
		this.store();
		this.worker.add(this.pending.get(reading.subject)!);
		return true;
	}

	/**
	 * Takes what Mercado Libre could not deliver in the last two days.
	 * @throws NodeApiError when it cannot be listed
	 */
	async recover(receiver: Receiver): Promise<void> {
		const session = await receiver.open();
		const { kind } = EVENTS[receiver.settings.event];
		const topics = kind ? TOPICS[kind][session.account.family] : [undefined];
		let taken = 0;
		for (const topic of topics) {
			// Oldest first.
			for (const entry of (await readMissed(session, { topic })).reverse()) {
				const notification = notificationIn(entry);
				if (notification && this.take(notification, receiver)) taken++;
			}
		}
		receiver.log.debug('Notifications that could not be delivered were looked up', { taken });
	}

	/** What is to be read for a notification; undefined when it is of no use. */
	private readingOf(
		notification: Notification,
		receiver: Receiver,
		isResumed: boolean,
	): Omit<Reading, 'finish'> | undefined {
		const { kind, mostReads, isNews, keyBefore } = EVENTS[receiver.settings.event];
		const drop = (why: string) => {
			receiver.log.debug(`A notification was dropped: ${why}`, { topic: notification.topic });
			return undefined;
		};
		const account = receiver.account();
		if (account && this.ownIds.whose(account, notification) === 'foreign') return drop(FOREIGN);
		const about = subjectOf(notification);
		if (kind && about?.kind !== kind) return drop('its topic is not that of the event');
		if (isNews?.(notification) === false) return drop('it tells of nothing new');
		const id = about?.id ?? '';
		const subject = subjectIn(notification, receiver.settings);
		const key = keyBefore && subject;
		if (key && this.seen.has(key) && !isResumed) return drop('it was handed out before');
		if (this.wasGivenUp(subject, notification)) {
			return drop('Mercado Libre did not know it a moment ago');
		}
		const other = this.pending.get(subject);
		if (other) {
			// A message does not change; what else is being read may have changed by now.
			if (!key && other.reads > 0) other.isWantedAgain = true;
			const known = [other.notification, ...other.instead];
			if (known.length <= MOST_INSTEAD && !known.some((one) => isForSame(one, notification))) {
				other.instead.push(notification);
				this.store();
			}
			return drop('another one about the same is being worked on');
		}
		if (this.pending.size >= MOST_PENDING) {
			receiver.log.warn('Too many notifications wait: one was dropped');
			return undefined;
		}
		const instead: Notification[] = [];
		return { subject, id, kind, notification, receiver, isResumed, instead, reads: 0, mostReads };
	}

	private async read(reading: Reading): Promise<Outcome> {
		const { receiver, notification, id, kind } = reading;
		const { event, simplify } = receiver.settings;
		const { since } = this.stored;
		if (receiver.isClosed()) return 'dropped';
		try {
			const session = await this.openFor(reading);
			if (session === 'foreign') {
				this.dropForeign(reading);
				return 'dropped';
			}
			if (session === 'unsure') return 'unknown';
			const read = { session, id, notification, simplify, since };
			const readSale = saleReader(session, receiver.settings.addSale);
			for (const start of await EVENTS[event].read(read)) {
				await this.start(reading, start, readSale);
			}
		} catch (error) {
			if (receiver.isClosed()) return 'dropped';
			if (reading.unsureFor && problemBehind(error)?.status === 403) {
				this.ownIds.noteForeign(reading.unsureFor, notification);
				this.dropForeign(reading);
				return 'dropped';
			}
			const asked = reading.unsureFor ? 'message' : kind;
			if (asked && isUnknown(error, asked)) {
				reading.refusal = error as Error;
				return 'unknown';
			}
			// Another one of the same needs no such look.
			if (reading.unsureFor && reading.instead.length > 0) {
				this.dropForeign(reading);
				return 'dropped';
			}
			this.tellUnreadable(reading, error as Error);
		}
		// What a receiver that was closed meanwhile did not take goes to the next one.
		if (receiver.isClosed()) return 'dropped';
		this.end(reading);
		return 'done';
	}

	/** The session of the account whose notification it is, if it is that of the credential. */
	private async openFor(reading: Reading): Promise<FileSession | Exclude<Whose, 'own'>> {
		const { receiver, notification } = reading;
		let session = await receiver.open();
		const whose = () => this.ownIds.whose(session.account, notification);
		if (whose() !== 'own') session = await receiver.open({ mustBeSure: true });
		if (whose() === 'unsure') {
			reading.unsureFor = session.account;
			reading.mostReads = EVENTS.messageReceived.mostReads;
			await this.ownIds.prove(session, notification);
			reading.refusal = undefined;
		}
		const found = whose();
		if (found !== 'own') return found;
		reading.unsureFor = undefined;
		return session;
	}

	private async start(
		{ receiver, isResumed }: Reading,
		{ key, otherKeys = [], startedAs = [], isOld, json, attachments, saleId = null }: Start,
		readSale: ReadSaleFields,
	) {
		const wasStarted = [key, ...otherKeys].some((one) => this.seen.has(one));
		if (wasStarted && (!isResumed || isOld)) return;
		const files = receiver.settings.downloadAttachments ? (attachments ?? []) : [];
		const [item, sale] = await Promise.all([
			withAttachments(json, files, AbortSignal.timeout(DOWNLOAD_MS)),
			readSale({ packId: saleId }),
		]);
		Object.assign(item.json, sale);
		const onEnd = await receiver.turnToStart();
		if (receiver.isClosed()) {
			onEnd();
			return;
		}
		for (const one of [key, ...startedAs]) this.seen.add(one);
		receiver.start(item, key, onEnd);
	}

	/** Never silence: whoever is not told of a message cannot answer it. */
	private tellUnreadable({ receiver, notification, kind, id }: Reading, error: Error): void {
		receiver.log.warn('What a notification names could not be read', {
			kind,
			id,
			reason: error.message,
		});
		if (receiver.settings.onUnreadable === 'error') receiver.fail(error);
		else receiver.start({ json: { ...errorItem(error), notification: notification.body } });
	}

	private dropForeign(reading: Reading): void {
		const { receiver, notification, isResumed } = reading;
		const [next, ...others] = reading.instead;
		receiver.log.debug(`A notification was dropped: ${FOREIGN}`, { topic: notification.topic });
		if (next) Object.assign(reading, { notification: next, isWantedAgain: true });
		this.end(reading, { isForeign: true });
		for (const one of others) this.take(one, receiver, { isResumed });
	}

	private giveUp(reading: Reading): void {
		const { receiver, notification, kind, id, subject, refusal, reads, unsureFor } = reading;
		if (unsureFor) {
			// One that is there, and not on the list, was read elsewhere: that says nothing of the next one.
			if (refusal) this.ownIds.noteForeign(unsureFor, notification);
			this.dropForeign(reading);
			return;
		}
		receiver.log.warn('Mercado Libre does not know what a notification names, or it is not yours', {
			kind,
			id,
			reads,
			reason: refusal?.message,
		});
		const { receivedAt = 0 } = notification;
		// What was notified of meanwhile is read for that.
		if (!reading.isWantedAgain) this.givenUp.set(subject, { at: Date.now(), receivedAt });
		forgetOldest(this.givenUp, MOST_GIVEN_UP);
		if (receiver.settings.onUnknown === 'item' && refusal) {
			receiver.start({ json: { ...errorItem(refusal), notification: notification.body } });
		}
		this.end(reading);
	}

	/** What has happened later is no repetition: what it is about may be readable by now. */
	private wasGivenUp(subject: string, { receivedAt = 0 }: Notification): boolean {
		const givenUp = this.givenUp.get(subject);
		if (!givenUp || Date.now() - givenUp.at >= GIVEN_UP_MS) return false;
		return receivedAt <= givenUp.receivedAt;
	}

	private end(reading: Reading, { isForeign = false } = {}): void {
		const { subject, notification, receiver, finish, isWantedAgain, isResumed } = reading;
		// Taken over by another receiver, which goes on with it.
		if (this.pending.get(subject) !== reading) return;
		this.pending.delete(subject);
		// What is left may be the seller's own about the same.
		if (!isForeign) {
			this.left = this.left.filter((one) => subjectIn(one, receiver.settings) !== subject);
			this.started.push({ reading, at: Date.now() });
		}
		// One in place of a foreign one may have started the workflow before n8n was stopped, or not, as that one.
		const again = { finish, isResumed: isForeign && isResumed };
		if (isWantedAgain) this.take(notification, receiver, again);
		else finish();
		this.store();
	}

	/** Brings up to date what n8n keeps. */
	private store(): void {
		const now = Date.now();
		this.started = this.started.filter(({ at }) => now - at < UNTIL_STARTED_MS);
		const entries: string[] = [];
		let bytes = 0;
		const readings = [...this.started.map(({ reading }) => reading), ...this.pending.values()];
		const all = [
			...this.left,
			...readings
				.filter(({ receiver }) => receiver.isLasting)
				.flatMap((one) => [one, ...one.instead.map((notification) => ({ ...one, notification }))]),
		];
		for (const one of all.slice(-PENDING_STORED).reverse()) {
			const entry = JSON.stringify('body' in one ? one.body : entryOf(one));
			bytes += entry.length;
			if (bytes > PENDING_BYTES) break;
			entries.unshift(entry);
		}
		this.stored.pending = `[${entries.join()}]`;
		this.stored.seen = this.seen.save(SEEN_STORED);
	}
}

/** What one notification is about, of which one at a time is read. */
function subjectIn(notification: Notification, { event }: PushSettings): string {
	const { kind, keyBefore } = EVENTS[event];
	const id = subjectOf(notification)?.id ?? '';
	return keyBefore?.(id, notification) ?? `${kind} ${id}`;
}

const FOREIGN = 'it is of another application or seller than the credential';

const isForSame = (one: Notification, other: Notification) =>
	one.userId === other.userId && one.applicationId === other.applicationId;

/** As much of a notification as it takes to go on with it; all of one that is handed out itself. */
const entryOf = ({ kind, notification }: Reading): IDataObject => {
	if (!kind) return notification.body;
	const { topic, resource, userId, applicationId, actions, receivedAt } = notification;
	return {
		topic,
		resource,
		user_id: userId,
		application_id: applicationId,
		...(actions.length > 0 && { actions }),
		...(receivedAt && { received: new Date(receivedAt).toISOString() }),
	};
};

function parseList(text: unknown): unknown[] {
	try {
		const list: unknown = JSON.parse(String(text));
		return Array.isArray(list) ? list : [];
	} catch {
		return [];
	}
}

const listeners = new Map<string, Listener>();

/** The trigger of a workflow, by the ids of both; it lasts as long as the process. New: nobody has asked for it before. */
export function listenerOf(
	workflowId: string,
	nodeId: string,
): { listener: Listener; isNew: boolean } {
	const key = `${workflowId} ${nodeId}`;
	const known = listeners.get(key);
	const listener = known ?? new Listener(workflowId);
	listeners.set(key, listener);
	return { listener, isNew: known === undefined };
}

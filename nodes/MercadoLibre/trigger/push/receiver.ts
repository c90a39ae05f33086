import {
	sleep,
	type IDataObject,
	type INodeExecutionData,
	type IRun,
	type ITriggerFunctions,
	type IWebhookFunctions,
} from 'n8n-workflow';
import { forgetConnection, type Account } from '../../api/account';
import { openSession } from '../../operation/openSession';
import type { SaleWanted } from '../../sales/addSale';
import type { PushEvent } from './events';
import type { PushSettings, Receiver } from './listener';
import { STARTS_AT_ONCE, UNDER_WAY_MS } from './pauses';
import { longHash } from './recent';

/** A credential that was connected anew counts after this time at the latest. */
const CREDENTIAL_GOOD_MS = 30_000;

/** What is not for the account that is known is for nobody only if that was looked up within this time. */
const ACCOUNT_SURE_MS = 1_000;

function settingsOf(context: ITriggerFunctions | IWebhookFunctions): PushSettings {
	const options = context.getNodeParameter('options', {}) as IDataObject;
	return {
		event: context.getNodeParameter('event', 'messageReceived') as PushEvent,
		simplify: options.simplify !== false,
		downloadAttachments: options.downloadAttachments === true,
		addSale: (options.addSale || 'nothing') as SaleWanted,
		onUnreadable: options.onUnreadable === 'error' ? 'error' : 'item',
		onUnknown: options.onUnknown === 'item' ? 'item' : 'ignore',
	};
}

/**
 * Gives turns in the order in which they are asked for, `atOnce` at a time. A turn ends when what it brings is called,
 * or holds up nobody any more after `ms`.
 */
export function limitedTurns(atOnce: number, ms: number): () => Promise<() => void> {
	let free = atOnce;
	const waiting: (() => void)[] = [];
	const goOn = () => {
		for (; free > 0 && waiting.length > 0; free--) waiting.shift()!();
	};
	return async () => {
		await new Promise<void>((go) => {
			waiting.push(go);
			goOn();
		});
		let hasEnded = false;
		const end = () => {
			if (hasEnded) return;
			hasEnded = true;
			free++;
			goOn();
		};
		void sleep(ms).then(end);
		return end;
	};
}

/** Starts an execution for everything that was read, from the activation until `closing`. */
export function lastingReceiver(context: ITriggerFunctions, closing: AbortSignal): Receiver {
	const place = `${context.getWorkflow().id} ${context.getNode().id}`;
	let account: Account | undefined;
	let openedAt = 0;
	const settings = settingsOf(context);
	// n8n's older versions can show no failed execution of a trigger, and what is not told is lost.
	if (!(context as Partial<typeof context>).saveFailedExecution) settings.onUnreadable = 'item';
	const isNewerThan = (ms: number) => Date.now() - openedAt < ms;
	// The key is new in n8n; before, it starts whatever it is told to.
	const startsOnce = context.emit.length > 3;
	return {
		settings,
		async open({ mustBeSure = false } = {}) {
			if (!isNewerThan(mustBeSure ? ACCOUNT_SURE_MS : CREDENTIAL_GOOD_MS)) {
				account = undefined;
				openedAt = Date.now();
				forgetConnection(context);
			}
			const session = await openSession(context);
			({ account } = session);
			return { ...session, isUrgent: true, signal: closing };
		},
		account: () => (isNewerThan(ACCOUNT_SURE_MS) ? account : undefined),
		turnToStart: limitedTurns(STARTS_AT_ONCE, UNDER_WAY_MS),
		start(item, key, onEnd = () => undefined) {
			// Before, a failure to start would have rejected where nobody looks after it.
			const execution = startsOnce ? context.helpers.createDeferredPromise<IRun>() : undefined;
			execution?.promise.then(onEnd, onEnd);
			context.emit(
				[[item]],
				undefined,
				execution,
				key && `mercadoLibreNotificationTrigger ${place} ${longHash(key)}`,
			);
		},
		fail: (error) => context.saveFailedExecution(error as never),
		log: context.logger,
		startsOnce,
		isLasting: true,
		isClosed: () => closing.aborted,
	};
}

/** Collects what was read for one webhook, where n8n does not run the workflow's triggers in this process, and in the editor. */
export function passingReceiver(context: IWebhookFunctions): {
	receiver: Receiver;
	items: INodeExecutionData[];
} {
	const items: INodeExecutionData[] = [];
	const receiver: Receiver = {
		settings: { ...settingsOf(context), onUnreadable: 'item' },
		open: async () => ({ ...(await openSession(context)), isUrgent: true }),
		account: () => undefined,
		turnToStart: async () => () => undefined,
		start: (item) => items.push(item),
		fail: () => undefined,
		log: context.logger,
		startsOnce: false,
		isLasting: false,
		isClosed: () => false,
	};
	return { receiver, items };
}

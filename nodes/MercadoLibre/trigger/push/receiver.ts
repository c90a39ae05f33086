import {
	sleep,
	type IDataObject,
	type INodeExecutionData,
	type ITriggerFunctions,
	type IWebhookFunctions,
} from 'n8n-workflow';
import { forgetConnection, type Account } from '../../api/account';
import { openSession } from '../../operation/openSession';
import type { SaleWanted } from '../../sales/addSale';
import type { PushEvent } from './events';
import type { PushSettings, Receiver } from './listener';
import { START_PACE_MS } from './pauses';
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

/** Gives turns in the order in which they are asked for, at least `ms` apart. */
export function pacedTurns(ms: number): () => Promise<void> {
	let next = Promise.resolve();
	return async () => {
		const turn = next;
		next = turn.then(async () => await sleep(ms));
		await turn;
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
		turnToStart: pacedTurns(START_PACE_MS),
		start: (item, key) =>
			context.emit(
				[[item]],
				undefined,
				undefined,
				key && `mercadoLibreNotificationTrigger ${place} ${longHash(key)}`,
			),
		fail: (error) => context.saveFailedExecution(error as never),
		log: context.logger,
		// The key is new in n8n; before, it starts whatever it is told to.
		startsOnce: context.emit.length > 3,
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
		turnToStart: async () => undefined,
		start: (item) => items.push(item),
		fail: () => undefined,
		log: context.logger,
		startsOnce: false,
		isLasting: false,
		isClosed: () => false,
	};
	return { receiver, items };
}

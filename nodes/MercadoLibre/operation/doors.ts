import {
	NodeApiError,
	NodeOperationError,
	sleep,
	type IExecuteFunctions,
	type IExecuteSingleFunctions,
	type INodeExecutionData,
	type INodePropertyOptions,
} from 'n8n-workflow';
import { getAccount } from '../api/account';
import { fieldOf } from '../api/answers';
import { errorItem } from '../api/errors/errorItem';
import { unlessAborted } from '../api/sending/unlessAborted';
import { newMemory, type ItemMemory } from '../api/session';
import { explainedByAccountType } from '../input/accountType';
import { Call } from './call';
import { contextOfItem } from './itemContext';
import { FileOutput, type Operation } from './operation';
import { batchesOf, requestOptionsOf } from './requestOptions';

/**
 * n8n enters a declarative node by one of two doors, and both lead to `runForItem`.
 *
 * The first is the routing engine, which is how agents before version 3 use the node as a tool. It takes an operation
 * from its option: the pagination function is called once for every item, for all items at the same time.
 *
 * The second, `customOperations`, is how workflows and newer agents come in: n8n calls once for all items. It is
 * several times as fast, since nothing walks through all the properties of the node for every item.
 */

/** The declarative option of an operation: what the user chooses, what it asks of the API, the first door. */
export function declarativeOption(operation: Operation): INodePropertyOptions {
	const { name, value, action, description, endpoint } = operation;
	return {
		name,
		value,
		action,
		description,
		routing: {
			request: { method: endpoint.method, url: endpoint.globalSelling },
			send: { paginate: true },
			operations: {
				pagination: async function () {
					return await runForItem(this, operation);
				},
			},
		},
	};
}

/** More than can be under way, so that the next item is ready when one is done. */
const ITEMS_AT_ONCE = 600;

/** The second door of an operation. */
export const customOperation = (operation: Operation) =>
	async function (this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		const count = this.getInputData().length;
		const memories = memoriesOf(this.getExecuteData(), count);
		const outputs = Array.from({ length: count }, (): INodeExecutionData[] => []);
		const errors = new Map<number, unknown>();
		// One after the other takes the next item: started at once, all would be made ready before the first leaves.
		const waiting = inBatches(this, count);
		const worker = async (signal: AbortSignal) => {
			for await (const itemIndex of waiting) {
				const context = contextOfItem(this, itemIndex, signal);
				try {
					outputs[itemIndex] = await runForItem(context, operation, memories[itemIndex]);
				} catch (error) {
					errors.set(itemIndex, error);
				}
			}
		};
		await sideBySide(Math.min(count, ITEMS_AT_ONCE), worker, this.getExecutionCancelSignal());
		// What was done for the other items stays done; n8n shows one error only.
		if (errors.size > 0) throw errors.get(Math.min(...errors.keys()));
		const items = outputs.flat();
		hintAtHeldBack(this, items);
		return [items];
	};

/** A message that moderation holds back looks like one that was sent: n8n says it above the output. */
function hintAtHeldBack(run: IExecuteFunctions, items: INodeExecutionData[]): void {
	const count = items.filter(({ json }) => fieldOf(json.moderation, 'explanation')).length;
	if (count === 0) return;
	const held =
		items.length === 1
			? 'the message back: the buyer does not see it'
			: `${count} of ${items.length} messages back: the buyers do not see them`;
	run.addExecutionHints({
		message: `Mercado Libre holds ${held}. "moderation" in the output tells why.`,
		type: 'warning',
		location: 'outputPane',
	});
}

/**
 * So many workers at the same time, each with a signal of its own, which aborts with `signal`: Node looks through all
 * listeners of a signal whenever one comes or goes.
 */
async function sideBySide(
	count: number,
	worker: (signal: AbortSignal) => Promise<void>,
	signal?: AbortSignal,
): Promise<void> {
	const controllers = Array.from({ length: count }, () => new AbortController());
	const abort = () => controllers.forEach((controller) => controller.abort());
	if (signal?.aborted) abort();
	signal?.addEventListener('abort', abort);
	await Promise.all(controllers.map((controller) => worker(controller.signal))).finally(() =>
		signal?.removeEventListener('abort', abort),
	);
}

const memoriesOfRuns = new WeakMap<object, ItemMemory[]>();

/** n8n's Retry On Fail runs the whole node again, with the same execute data: so each item remembers. */
function memoriesOf(run: object, count: number): ItemMemory[] {
	const memories = memoriesOfRuns.get(run) ?? Array.from({ length: count }, newMemory);
	memoriesOfRuns.set(run, memories);
	return memories;
}

/**
 * The items as they may start: at once, or in the batches of the node's settings. A pause ends when the user cancels: n8n
 * keeps the execution until all items have ended.
 */
async function* inBatches(run: IExecuteFunctions, count: number) {
	const { size, interval } = batchesOf(contextOfItem(run, 0));
	const signal = run.getExecutionCancelSignal();
	for (let itemIndex = 0; itemIndex < count; itemIndex++) {
		if (itemIndex > 0 && itemIndex % size === 0 && !signal?.aborted) {
			await unlessAborted(sleep(interval), signal, () => new Error()).catch(() => undefined);
		}
		yield itemIndex;
	}
}

async function runForItem(
	context: IExecuteSingleFunctions,
	operation: Operation,
	memory = newMemory(),
): Promise<INodeExecutionData[]> {
	const pairedItem = { item: context.getItemIndex() };
	try {
		const call = new Call(context, await getAccount(context), requestOptionsOf(context), memory);
		const isRead = operation.endpoint.method === 'GET';
		const run = async () =>
			await operation.run(call).catch(async (error) => {
				throw await explainedByAccountType(call, error);
			});
		const output = await (isRead ? run() : call.once('operation', run));
		if (output instanceof FileOutput) {
			return [{ json: output.json, binary: output.binary, pairedItem }];
		}
		const items = Array.isArray(output) ? output : [output];
		return items.map((json) => ({ json, pairedItem }));
	} catch (error) {
		const nodeError = asNodeError(context, error);
		if (!context.continueOnFail() && !isForModel(context)) throw nodeError;
		return [{ json: errorItem(nodeError), pairedItem }];
	}
}

/**
 * Of an error that is thrown in a tool, n8n tells the model the title alone, or nothing at all (agents before version 3):
 * the model may take that for done, or send again. So a tool hands errors out as items, with their cure, unless its
 * settings say that an error stops the workflow.
 */
function isForModel(context: IExecuteSingleFunctions): boolean {
	const { type, onError } = context.getNode();
	// The name that n8n gives to what it makes of a node for agents.
	return type.endsWith('Tool') && onError !== 'stopWorkflow';
}

/** JavaScript's own errors: an answer was not as this package took it to be. */
const MISTAKE = /^(Type|Range|Reference|Syntax)Error$/;

function asNodeError(context: IExecuteSingleFunctions, error: unknown) {
	if (error instanceof NodeApiError || error instanceof NodeOperationError) return error;
	const itemIndex = context.getItemIndex();
	// What n8n words itself, as an expression that fails, keeps its words.
	if (!MISTAKE.test((error as Error).name)) {
		return new NodeOperationError(context.getNode(), error as Error, { itemIndex });
	}
	return new NodeOperationError(context.getNode(), error as Error, {
		itemIndex,
		message: 'Mercado Libre gave an answer that this node cannot read',
		description: `Run the workflow again. If it goes on, please report it to the makers of this node. [${(error as Error).message}]`,
	});
}

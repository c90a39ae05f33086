import type {
	IDataObject,
	IExecuteSingleFunctions,
	IHttpRequestOptions,
	INodeExecutionData,
	NodeOperationError,
} from 'n8n-workflow';
import type { Account } from '../api/account';
import { inputError } from '../input/inputError';
import { ERROR_TABLE } from './errorTable';

import type { Session } from '../api/session';
import { sellerIdOf, type ItemMemory } from '../api/session';
import type { IdKind } from '../input/ids';
import { checkId } from '../input/ids';

/** One operation on one input item: its parameters, checked, and the way to the API. */
export class Call implements Session {
	readonly errorTable = ERROR_TABLE;

	constructor(
		readonly context: IExecuteSingleFunctions,
		readonly account: Account,
		readonly requestOptions: Partial<IHttpRequestOptions>,
		readonly memory: ItemMemory,
	) {}

	get signal(): AbortSignal | undefined {
		return this.context.getExecutionCancelSignal();
	}

	get isLocal(): boolean {
		return this.account.family === 'local';
	}

	/**
	 * Does something that must be done once for the item, however often n8n runs it: what an earlier try has
	 * done is handed out again.
	 */
	async once<T>(name: string, action: () => Promise<T>): Promise<T> {
		const { done } = this.memory;
		if (!done.has(name)) done.set(name, await action());
		return done.get(name) as T;
	}

	/** The input item. */
	get item(): INodeExecutionData {
		return this.context.getInputData();
	}

	parameter<T>(name: string, fallback?: T): T {
		return this.context.getNodeParameter(name, fallback) as T;
	}

	/** A collection of optional fields; empty when none is set. */
	collection(name: 'options' | 'additionalFields' | 'filters'): IDataObject {
		return this.parameter<IDataObject>(name, {});
	}

	id(kind: IdKind): string {
		// "extractValue" gives the value of a resource locator, and any other value as it is.
		const value = this.context.getNodeParameter(kind, undefined, { extractValue: true });
		return checkId(this.context, kind, value);
	}

	/** The seller named under Options, or the connected one. */
	sellerId(options: IDataObject): string {
		const { sellerId } = options;
		return sellerId === undefined || sellerId === ''
			? sellerIdOf(this)
			: checkId(this.context, 'sellerId', sellerId);
	}

	/** How many items the user wants; Infinity for all. */
	limit(): number {
		if (this.parameter<boolean>('returnAll', false)) return Infinity;
		const limit = Number(this.parameter('limit', 50));
		if (!Number.isInteger(limit) || limit < 1) {
			throw this.inputError(
				'Limit',
				'limit',
				'must be a whole number above 0',
				'Set it to the number of items you want.',
			);
		}
		return limit;
	}

	inputError(label: string, parameter: string, problem: string, cure: string): NodeOperationError {
		return inputError(this.context, label, parameter, problem, cure);
	}
}

import {
	NodeApiError,
	NodeOperationError,
	OperationalError,
	type IDataObject,
	type IExecutePaginationFunctions,
	type IHttpRequestOptions,
	type INodeExecutionData,
	type INodeProperties,
	type INodePropertyOptions,
} from 'n8n-workflow';
import { getAccount, type Account } from '../api/account';
import { errorItem } from '../api/errors';
import { checkId, inputError, type IdKind } from '../input/ids';
import { sellerIdOf, type Session } from '../api/transport';

/** What an operation hands out for an input item: one item, several, or an item with files. */
export type Output = IDataObject | IDataObject[] | FileOutput;

export class FileOutput {
	constructor(
		readonly json: IDataObject,
		readonly binary: INodeExecutionData['binary'],
	) {}
}

/** An operation of the node: what the user sees of it, and what it does for one input item. */
export interface Operation {
	name: string;
	value: string;
	action: string;
	description: string;
	parameters: INodeProperties[];
	run: (call: Call) => Promise<Output>;
}

/** A resource of the node with its operations, in the order of the menu. */
export interface Resource {
	name: string;
	value: string;
	operations: Operation[];
}

/** One operation on one input item: its parameters, checked, and the way to the API. */
export class Call implements Session {
	constructor(
		readonly context: IExecutePaginationFunctions,
		readonly account: Account,
		readonly requestOptions: Partial<IHttpRequestOptions>,
	) {}

	get signal(): AbortSignal | undefined {
		return this.context.getExecutionCancelSignal();
	}

	get isLocal(): boolean {
		return this.account.family === 'local';
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
				'must be a whole number of 1 or more',
				'Set it to the number of items you want.',
			);
		}
		return limit;
	}

	inputError(label: string, parameter: string, problem: string, cure: string): NodeOperationError {
		return inputError(this.context, label, parameter, problem, cure);
	}
}

/**
 * The declarative option of an operation. n8n calls the pagination function once for every input item,
 * for all items at the same time: pacing, retries and errors are the transport's.
 */
export function toOption(operation: Operation): INodePropertyOptions {
	const { name, value, action, description } = operation;
	return {
		name,
		value,
		action,
		description,
		routing: {
			send: { paginate: true },
			operations: {
				pagination: async function (this: IExecutePaginationFunctions, { options }) {
					return await runForItem(this, operation, options as Partial<IHttpRequestOptions>);
				},
			},
		},
	};
}

async function runForItem(
	context: IExecutePaginationFunctions,
	operation: Operation,
	{ timeout, proxy, skipSslCertificateValidation, allowedDomains }: Partial<IHttpRequestOptions>,
): Promise<INodeExecutionData[]> {
	const pairedItem = { item: context.getItemIndex() };
	try {
		const output = await operation.run(
			new Call(context, await getAccount(context), {
				timeout,
				...(proxy && { proxy }),
				...(skipSslCertificateValidation && { skipSslCertificateValidation }),
				...(allowedDomains && { allowedDomains }),
			}),
		);
		if (output instanceof FileOutput) {
			return [{ json: output.json, binary: output.binary, pairedItem }];
		}
		const items = Array.isArray(output) ? output : [output];
		return items.map((json) => ({ json, pairedItem }));
	} catch (error) {
		const nodeError = asNodeError(context, error);
		if (!context.continueOnFail()) throw nodeError;
		return [{ json: errorItem(nodeError), pairedItem }];
	}
}

function asNodeError(context: IExecutePaginationFunctions, error: unknown) {
	if (error instanceof NodeApiError || error instanceof NodeOperationError) return error;
	const itemIndex = context.getItemIndex();
	if (error instanceof OperationalError) {
		return new NodeOperationError(context.getNode(), error, { itemIndex });
	}
	return new NodeOperationError(context.getNode(), error as Error, {
		itemIndex,
		message: 'Mercado Libre gave an answer that this node cannot read',
		description: `Run the workflow again. If it goes on, please report it to the makers of this node. [${(error as Error).message}]`,
	});
}

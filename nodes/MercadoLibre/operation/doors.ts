import type {
	IDataObject,
	IExecutePaginationFunctions,
	IHttpRequestOptions,
	INodeExecutionData,
	INodePropertyOptions,
} from 'n8n-workflow';
import { NodeApiError, NodeOperationError, OperationalError } from 'n8n-workflow';
import { getAccount } from '../api/account';
import { problemBehind } from '../api/errors/problem';

import { Call } from './call';
import type { Operation } from './operation';
import { FileOutput } from './operation';

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

/** The fields of an item that failed, when the node is set to continue: message, cure and code. */
export function errorItem(error: Error): IDataObject {
	const { description, httpCode } = error as Partial<NodeApiError>;
	return {
		error: error.message,
		message: description ?? '',
		details: { httpCode: httpCode ?? null, code: problemBehind(error)?.code ?? null },
	};
}

import { NodeOperationError } from 'n8n-workflow';
import { itemIndexOf, type ApiContext } from '../context';

/** An error of this package's own, of the item that is worked on: what happened, and what to do about it. */
export const operationError = (context: ApiContext, title: string, cure?: string) =>
	new NodeOperationError(context.getNode(), title, {
		itemIndex: itemIndexOf(context),
		description: cure,
	});

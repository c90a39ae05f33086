import type { IDataObject, NodeApiError } from 'n8n-workflow';

/**
 * The fields of an item that stands for an error: what happened; what to do, with the code of the API. No more than
 * these two, and none of them empty: by that n8n's older versions know what goes to the output for errors.
 */
export function errorItem(error: Error): IDataObject {
	const { description } = error as Partial<NodeApiError>;
	return { error: error.message, message: description || error.message };
}

import type { IDataObject, NodeApiError } from 'n8n-workflow';
import { problemBehind } from './problem';

/** The fields of an item that stands for an error: message, cure and code. */
export function errorItem(error: Error): IDataObject {
	const { description, httpCode } = error as Partial<NodeApiError>;
	return {
		error: error.message,
		message: description ?? '',
		details: { httpCode: httpCode ?? null, code: problemBehind(error)?.code ?? null },
	};
}

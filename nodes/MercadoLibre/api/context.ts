import type {
	BinaryHelperFunctions,
	IExecutePaginationFunctions,
	IExecuteSingleFunctions,
	ILoadOptionsFunctions,
	IPollFunctions,
	ITriggerFunctions,
	IWebhookFunctions,
} from 'n8n-workflow';

/** Everything in n8n from which this package calls the API. */
export type ApiContext =
	| IExecuteSingleFunctions
	| IExecutePaginationFunctions
	| IPollFunctions
	| ITriggerFunctions
	| IWebhookFunctions
	| ILoadOptionsFunctions;

/** The contexts that can store files. */
export type FileContext = Exclude<ApiContext, ILoadOptionsFunctions>;

/** A Node stream, by the only name that a community package may import it under. */
export type Readable = Exclude<Parameters<BinaryHelperFunctions['prepareBinaryData']>[0], Buffer>;

/** The index of the input item that is worked on; undefined where there are no items (triggers, lists). */
export const itemIndexOf = (context: ApiContext): number | undefined =>
	'getItemIndex' in context ? context.getItemIndex() : undefined;

/** What is one for all items of a run: n8n hands out one execute-data object. A trigger has its context only. */
export const runOf = (context: ApiContext): object =>
	'getExecuteData' in context ? context.getExecuteData() : context;

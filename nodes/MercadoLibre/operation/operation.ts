import type { IDataObject, INodeExecutionData, INodeProperties } from 'n8n-workflow';
import type { Endpoint } from '../api/endpoint';
import type { Call } from './call';

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
	/** The API call that does it; what leads to it or follows is in `run`. */
	endpoint: Endpoint;
	parameters: INodeProperties[];
	run: (call: Call) => Promise<Output>;
}

/** A resource of the node with its operations, in the order of the menu. */
export interface Resource {
	name: string;
	value: string;
	/** What the resource is, under its name in the menu. */
	description: string;
	/** The operation that is chosen unless another is: saved workflows leave it out, so it must stay. */
	defaultOperation: Operation;
	operations: Operation[];
}

import type { Resource } from '../../operation/operation';
import { get } from './get.operation';
import { getAll } from './getAll.operation';
import { send } from './send.operation';

export const message: Resource = {
	name: 'Message',
	value: 'message',
	description: 'What buyer and seller write to each other after the sale',
	defaultOperation: send,
	operations: [get, getAll, send],
};

import type { Resource } from '../../operation/operation';
import { get } from './get.operation';
import { getAll } from './getAll.operation';
import { getReasons } from './getReasons.operation';
import { markAsRead } from './markAsRead.operation';
import { start } from './start.operation';

export const conversation: Resource = {
	name: 'Conversation',
	value: 'conversation',
	// The first is chosen unless another one is: saved workflows leave that one out.
	operations: [getReasons, get, getAll, markAsRead, start],
};

import type { Resource } from '../../operation/operation';
import { getAll } from './getAll.operation';
import { getReasons } from './getReasons.operation';
import { markAsRead } from './markAsRead.operation';
import { start } from './start.operation';

export const conversation: Resource = {
	name: 'Conversation',
	value: 'conversation',
	operations: [getReasons, getAll, markAsRead, start],
};

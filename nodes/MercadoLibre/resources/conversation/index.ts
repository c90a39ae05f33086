import type { Resource } from '../../operation/operation';
import { get } from './get.operation';
import { getAll } from './getAll.operation';
import { getReasons } from './getReasons.operation';
import { markAsRead } from './markAsRead.operation';
import { start } from './start.operation';

export const conversation: Resource = {
	name: 'Conversation',
	value: 'conversation',
	description:
		'The messages of a sale as a whole: unread ones, whether you may write, writing first',
	defaultOperation: getAll,
	operations: [get, getReasons, getAll, markAsRead, start],
};

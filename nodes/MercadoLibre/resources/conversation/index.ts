import type { Resource } from '../../shared/operation';
import { getAll } from './getAll.operation';

export const conversation: Resource = {
	name: 'Conversation',
	value: 'conversation',
	operations: [getAll],
};

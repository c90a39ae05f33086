import type { Resource } from '../../operation/operation';
import { getMissed } from './getMissed.operation';

export const notification: Resource = {
	name: 'Notification',
	value: 'notification',
	operations: [getMissed],
};

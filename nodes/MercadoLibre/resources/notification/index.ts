import type { Resource } from '../../operation/operation';
import { getMissed } from './getMissed.operation';

export const notification: Resource = {
	name: 'Notification',
	value: 'notification',
	description: 'What Mercado Libre has reported and nobody has taken',
	defaultOperation: getMissed,
	operations: [getMissed],
};

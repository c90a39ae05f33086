import type { Resource } from '../../operation/operation';
import { getAll } from './getAll.operation';
import { send } from './send.operation';

export const claimMessage: Resource = {
	name: 'Claim Message',
	value: 'claimMessage',
	description: 'What buyer, seller and mediator write in a claim',
	defaultOperation: getAll,
	operations: [getAll, send],
};

import type { Resource } from '../../operation/operation';
import { getAll } from './getAll.operation';
import { send } from './send.operation';

export const claimMessage: Resource = {
	name: 'Claim Message',
	value: 'claimMessage',
	operations: [getAll, send],
};

import type { Resource } from '../../operation/operation';
import { get } from './get.operation';
import { getAll } from './getAll.operation';

export const claim: Resource = {
	name: 'Claim',
	value: 'claim',
	operations: [get, getAll],
};

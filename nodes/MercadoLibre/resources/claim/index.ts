import type { Resource } from '../../operation/operation';
import { get } from './get.operation';
import { getAll } from './getAll.operation';

export const claim: Resource = {
	name: 'Claim',
	value: 'claim',
	description: 'Claims and returns of buyers, with what you may do and until when',
	defaultOperation: get,
	operations: [get, getAll],
};

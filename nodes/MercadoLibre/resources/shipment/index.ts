import type { Resource } from '../../operation/operation';
import { get } from './get.operation';

export const shipment: Resource = {
	name: 'Shipment',
	value: 'shipment',
	operations: [get],
};

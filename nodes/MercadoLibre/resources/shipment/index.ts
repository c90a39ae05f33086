import type { Resource } from '../../operation/operation';
import { get } from './get.operation';

export const shipment: Resource = {
	name: 'Shipment',
	value: 'shipment',
	description: 'Where a parcel is, and when it arrives',
	defaultOperation: get,
	operations: [get],
};

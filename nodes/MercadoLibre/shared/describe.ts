import type { INodeProperties } from 'n8n-workflow';
import { toOption, type Resource } from './operation';

/**
 * The properties of a node of resources and operations. A parameter that several operations of a
 * resource share is listed once: n8n evaluates the expressions in a value again for every property of
 * its name, shown or not.
 */
export function describeResources(
	resources: Resource[],
	defaultResource: string,
): INodeProperties[] {
	return [
		{
			displayName: 'Resource',
			name: 'resource',
			type: 'options',
			noDataExpression: true,
			options: resources.map(({ name, value }) => ({ name, value })),
			default: defaultResource,
		},
		...resources.map(operationSelector),
		...resources.flatMap(parametersOf),
	];
}

function operationSelector({ value, operations }: Resource): INodeProperties {
	const [{ value: firstOperation }] = operations;
	return {
		displayName: 'Operation',
		name: 'operation',
		type: 'options',
		noDataExpression: true,
		displayOptions: { show: { resource: [value] } },
		options: operations.map(toOption),
		default: firstOperation,
	};
}

function parametersOf({ value: resource, operations }: Resource): INodeProperties[] {
	const users = new Map<INodeProperties, string[]>();
	for (const { value, parameters } of operations) {
		for (const parameter of parameters) {
			users.set(parameter, [...(users.get(parameter) ?? []), value]);
		}
	}
	return [...users].map(([parameter, operation]) => ({
		...parameter,
		displayOptions: {
			...parameter.displayOptions,
			show: { resource: [resource], operation, ...parameter.displayOptions?.show },
		},
	}));
}

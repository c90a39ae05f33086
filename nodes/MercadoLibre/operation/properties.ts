import type { INodeProperties, INodePropertyOptions, INodeType } from 'n8n-workflow';
import { customOperation, declarativeOption } from './doors';
import type { Resource } from './operation';

/**
 * The properties of a node of resources and operations. A parameter that several operations share is listed
 * once where that is possible: for every property of a name, shown or not, n8n evaluates the expressions in
 * its value twice an item.
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
			options: resources.map(({ name, value, description }) => ({ name, value, description })),
			default: defaultResource,
		},
		...resources.map(operationSelector),
		...parametersOf(resources),
	];
}

/** What stands under the node's name on the canvas: the chosen operation in words, as the list of actions has it. */
export const subtitleOfOperation = (resources: Resource[]): string =>
	wordsFor(
		'$parameter["resource"] + "." + $parameter["operation"]',
		resources.flatMap(({ value: resource, operations }) =>
			operations.map(({ value, action }): [string, string] => [`${resource}.${value}`, action]),
		),
	);

/** The same of a trigger: the chosen event. */
export const subtitleOfEvent = (events: INodePropertyOptions[]): string =>
	wordsFor(
		'$parameter["event"]',
		events.map(({ value, action = '' }) => [String(value), action]),
	);

const wordsFor = (key: string, words: [string, string][]) =>
	`={{ (${JSON.stringify(Object.fromEntries(words))})[${key}] }}`;

/** The operations as n8n looks them up for a workflow: by resource and operation. */
export const customOperationsOf = (resources: Resource[]): INodeType['customOperations'] =>
	Object.fromEntries(
		resources.map(({ value, operations }) => [
			value,
			Object.fromEntries(operations.map((one) => [one.value, customOperation(one)])),
		]),
	);

function operationSelector({ value, operations, defaultOperation }: Resource): INodeProperties {
	const { value: chosen } = defaultOperation;
	return {
		displayName: 'Operation',
		name: 'operation',
		type: 'options',
		noDataExpression: true,
		displayOptions: { show: { resource: [value] } },
		options: operations.map(declarativeOption),
		default: chosen,
	};
}

/** A parameter with the operations that use it, by resource. */
type Users = Map<string, string[]>;

function parametersOf(resources: Resource[]): INodeProperties[] {
	const usersOf = new Map<INodeProperties, Users>();
	const rankOf = new Map<INodeProperties, number>();
	for (const { value: resource, operations } of resources) {
		for (const { value: operation, parameters } of operations) {
			parameters.forEach((parameter, position) => {
				const users: Users = usersOf.get(parameter) ?? new Map<string, string[]>();
				usersOf.set(parameter, users.set(resource, [...(users.get(resource) ?? []), operation]));
				rankOf.set(parameter, Math.max(rankOf.get(parameter) ?? 0, rank(parameter, position)));
			});
		}
	}
	return [...usersOf]
		.sort(([a], [b]) => (rankOf.get(a) ?? 0) - (rankOf.get(b) ?? 0))
		.flatMap(([parameter, users]) =>
			canBeOne(parameter, users, resources)
				? [shownFor(parameter, [...users.keys()], [...new Set([...users.values()].flat())])]
				: [...users].map(([resource, operations]) => shownFor(parameter, [resource], operations)),
		);
}

/** Parameters stand in the order in which operations list them, and what is optional stands last. */
const rank = ({ type }: INodeProperties, position: number) =>
	position + (type === 'collection' ? 100 : 0);

/**
 * Whether one property serves all users: n8n shows it for every pair of its resources and operations, which
 * must not be more than use it.
 */
function canBeOne(parameter: INodeProperties, users: Users, resources: Resource[]): boolean {
	const values = new Set([...users.values()].flat());
	return resources
		.filter(({ value }) => users.has(value))
		.flatMap(({ operations }) => operations)
		.every(({ value, parameters }) => !values.has(value) || parameters.includes(parameter));
}

const shownFor = (
	parameter: INodeProperties,
	resource: string[],
	operation: string[],
): INodeProperties => ({
	...parameter,
	displayOptions: {
		...parameter.displayOptions,
		show: { resource, operation, ...parameter.displayOptions?.show },
	},
});

// What a language model knows of the node as an agent's tool, as n8n makes it (2.41): the action, and of each field
// that is left to it the name and, where the user or an example writes one, a description.
import { NodeHelpers, type INodeProperties, type INodePropertyOptions } from 'n8n-workflow';
import { node, operations } from '../support/words/docs';

const shownFor = (resource: string, operation: string) =>
	node.properties.filter(
		({ displayOptions }) =>
			displayOptions?.show?.resource?.includes(resource) &&
			displayOptions.show.operation?.includes(operation),
	);

const [resourceField] = node.properties;
const tools = (resourceField.options as INodePropertyOptions[]).flatMap((resource) =>
	node.properties
		.filter(
			({ name, displayOptions }) =>
				name === 'operation' && displayOptions?.show?.resource?.includes(String(resource.value)),
		)
		.flatMap(({ options }) => options as INodePropertyOptions[])
		.map((operation) => {
			const chosen = { resource: String(resource.value), operation: String(operation.value) };
			return {
				name: `${resource.name} > ${operation.name}`,
				description: NodeHelpers.makeDescription(chosen, node),
				fields: shownFor(chosen.resource, chosen.operation),
			};
		}),
);

const describedAs = (name: string) => tools.find((tool) => tool.name === name)!.description;

test('every operation is a tool with words of its own', () => {
	expect(tools.map(({ name }) => name).sort()).toEqual(operations().sort());
	expect(new Set(tools.map(({ description }) => description)).size).toBe(tools.length);
	for (const { description } of tools) expect(description).toMatch(/ in Mercado Libre$/);
});

test('what is easily confused is told apart', () => {
	expect(describedAs('Message > Send')).toMatch(/ongoing conversation/);
	expect(describedAs('Conversation > Start')).toMatch(/buyer who has not written yet/);
	expect(describedAs('Claim Message > Send')).toMatch(/in a claim/);
	expect(describedAs('Message > Get Many')).toMatch(/messages of a conversation/);
	expect(describedAs('Claim Message > Get Many')).toMatch(/messages of a claim/);
	expect(describedAs('Message > Get')).toMatch(/one message by its ID/);
	expect(describedAs('Conversation > Get Many')).toMatch(/unread conversations/);
	expect(describedAs('Conversation > Get')).toMatch(/whether you may write/);
	// Their fields take the ids that a message brings along.
	expect(describedAs('Order > Get')).toMatch(/order or pack/);
	expect(describedAs('Shipment > Get')).toMatch(/order or pack/);
	for (const { name, description } of tools) {
		expect({ name, isOfClaims: /\bclaims?\b/.test(description) }).toEqual({
			name,
			isOfClaims: name.startsWith('Claim'),
		});
	}
});

/** Texts and numbers, those inside collections too: what a model can be asked to fill in. */
const fillable = (property: INodeProperties): INodeProperties[] =>
	property.type === 'collection'
		? (property.options as INodeProperties[]).flatMap(fillable)
		: ['string', 'number', 'dateTime', 'resourceLocator'].includes(property.type)
			? [property]
			: [];

test.each(tools)('the fields of $name have names that a model is told', ({ fields }) => {
	const names = fields.flatMap(fillable).map(({ displayName }) => displayName);
	// n8n makes the key of a field from its name: two alike would be one.
	expect(new Set(names).size).toBe(names.length);
	expect(names.filter((name) => !/^[A-Z][\w /-]{2,62}$/.test(name))).toEqual([]);
});

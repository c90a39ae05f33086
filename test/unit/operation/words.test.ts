// The words of the canvas and of n8n's list of actions: what a node does is told in a sentence, and no two are alike.
import {
	NodeHelpers,
	type INodeProperties,
	type INodePropertyOptions,
	type INodeTypeDescription,
} from 'n8n-workflow';
import { MercadoLibre } from '../../../nodes/MercadoLibre/MercadoLibre.node';
import { MercadoLibreNotificationTrigger } from '../../../nodes/MercadoLibre/MercadoLibreNotificationTrigger.node';
import { MercadoLibreTrigger } from '../../../nodes/MercadoLibre/MercadoLibreTrigger.node';

const choicesOf = ({ options }: INodeProperties) => options as INodePropertyOptions[];
const propertiesOf = ({ properties }: INodeTypeDescription, name: string) =>
	properties.filter((property) => property.name === name);

/** What n8n shows under the name of a node with these parameters. */
function subtitleOf({ subtitle }: INodeTypeDescription, parameters: object): unknown {
	const [, code] = /^=\{\{(.*)\}\}$/s.exec(subtitle!)!;
	// n8n takes the first of these for the end of the expression.
	expect(code).not.toContain('}}');
	return new Function('$parameter', `return ${code}`)(parameters);
}

const node = new MercadoLibre().description;
const operations = propertiesOf(node, 'operation').flatMap((selector) =>
	choicesOf(selector).map(
		({ value, action }) =>
			[String(selector.displayOptions!.show!.resource![0]), String(value), action!] as const,
	),
);

test.each(operations)('%s.%s: its subtitle is its action', (resource, operation, action) => {
	expect(subtitleOf(node, { resource, operation })).toBe(action);
	expect(action).toMatch(/^[A-Z][a-z]+ [^.]+$/);
});

test('no two actions are alike', () => {
	const actions = operations.map(([, , action]) => action);
	expect(new Set(actions).size).toBe(actions.length);
});

// A model has nothing but the action to choose by.
test('Send and Start say when each is right', () => {
	const actionOf = (wanted: string) =>
		operations.find(([resource, value]) => `${resource}.${value}` === wanted)![2];
	expect(actionOf('message.send')).toMatch(/ongoing conversation/);
	expect(actionOf('conversation.start')).toMatch(/buyer who has not written/);
});

test('resources, operations and filters say what they are', () => {
	const isMute = ({ description }: { description?: string }) => !description;
	const chosen = [...propertiesOf(node, 'resource'), ...propertiesOf(node, 'operation')];
	expect(chosen.flatMap(choicesOf).filter(isMute)).toEqual([]);
	const filters = propertiesOf(node, 'filters').flatMap(
		({ options }) => options as INodeProperties[],
	);
	expect(filters.length).toBeGreaterThan(0);
	expect(filters.filter(isMute)).toEqual([]);
});

test('which files are taken stands under each field for one', () => {
	const fields = node.properties.flatMap((property) =>
		property.type === 'collection' ? (property.options as INodeProperties[]) : [property],
	);
	const hintsOf = (label: string) =>
		fields.filter(({ displayName }) => displayName === label).map(({ hint }) => hint);
	const kinds = [expect.stringMatching(/PDF.*25 MB/), expect.stringMatching(/PDF.*5 MB/)];
	expect(hintsOf('Input Binary Field').sort()).toEqual(expect.arrayContaining(kinds));
	expect(hintsOf('Files to Attach').sort()).toEqual(expect.arrayContaining(kinds));
});

describe('an agent has no files', () => {
	const noticesOf = (resource: string, operation: string, name: string) =>
		node.properties
			.filter(({ type }) => type === 'notice')
			.filter((property) =>
				NodeHelpers.displayParameter({ resource, operation }, property, null, { ...node, name }),
			)
			.map(({ displayName }) => displayName);

	test.each([
		['attachment', 'upload', /nothing to upload/],
		['attachment', 'download', /cannot look into it/],
		['claimAttachment', 'upload', /nothing to upload/],
		['claimAttachment', 'download', /cannot look into it/],
	])('%s.%s says so as a tool, and only there', (resource, operation, words) => {
		expect(noticesOf(resource, operation, 'mercadoLibreTool')).toEqual([
			expect.stringMatching(words),
		]);
		expect(noticesOf(resource, operation, 'mercadoLibre')).toEqual([]);
	});
});

describe.each([
	['the polling trigger', new MercadoLibreTrigger().description],
	['the notification trigger', new MercadoLibreNotificationTrigger().description],
])('%s', (_, trigger) => {
	const events = choicesOf(propertiesOf(trigger, 'event')[0]);

	test('messages come first', () => {
		expect(events[0]).toMatchObject({
			value: 'messageReceived',
			action: 'On message received',
		});
	});

	test.each(events)('$name has words, and they are its subtitle', ({ value, action }) => {
		expect(action).toMatch(/^On [a-z]/);
		expect(subtitleOf(trigger, { event: value })).toBe(action);
	});
});

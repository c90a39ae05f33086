// The examples that users import: only what our nodes really have, nothing of anybody's account, and explained.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
	NodeHelpers,
	type IConnections,
	type IDataObject,
	type INode,
	type INodeProperties,
	type INodePropertyCollection,
	type INodePropertyOptions,
	type INodeTypeDescription,
} from 'n8n-workflow';
import { MercadoLibre } from '../../nodes/MercadoLibre/MercadoLibre.node';
import { MercadoLibreNotificationTrigger } from '../../nodes/MercadoLibre/MercadoLibreNotificationTrigger.node';
import { MercadoLibreTrigger } from '../../nodes/MercadoLibre/MercadoLibreTrigger.node';

const PACKAGE = 'n8n-nodes-mercadolibre-messaging';
const STICKY_NOTE = 'n8n-nodes-base.stickyNote';

const ours: Record<string, INodeTypeDescription> = {
	[`${PACKAGE}.mercadoLibre`]: new MercadoLibre().description,
	// What n8n makes of it for agents.
	[`${PACKAGE}.mercadoLibreTool`]: new MercadoLibre().description,
	[`${PACKAGE}.mercadoLibreNotificationTrigger`]: new MercadoLibreNotificationTrigger().description,
	[`${PACKAGE}.mercadoLibreTrigger`]: new MercadoLibreTrigger().description,
};

/** The newest that the oldest n8n has on which they are run (sandbox/n8n/versions.json). Newer ones have them, too. */
const versions: Record<string, number> = {
	'n8n-nodes-base.convertToFile': 1.1,
	'n8n-nodes-base.dataTable': 1,
	'n8n-nodes-base.emailSendHitlTool': 2.1,
	'n8n-nodes-base.filter': 2.3,
	'n8n-nodes-base.httpRequest': 4.3,
	'n8n-nodes-base.if': 2.3,
	'n8n-nodes-base.noOp': 1,
	'n8n-nodes-base.removeDuplicates': 2,
	'n8n-nodes-base.scheduleTrigger': 1.3,
	'n8n-nodes-base.set': 3.4,
	'n8n-nodes-base.summarize': 1.1,
	'n8n-nodes-base.switch': 3.4,
	'@n8n/n8n-nodes-langchain.agent': 3.1,
	'@n8n/n8n-nodes-langchain.lmChatOpenAi': 1.3,
	[STICKY_NOTE]: 1,
	...Object.fromEntries(
		Object.entries(ours).map(([type, { version }]) => [type, [version].flat().at(-1)!]),
	),
};

interface Example {
	name: string;
	nodes: INode[];
	connections: IConnections;
	settings: IDataObject;
}

const read = (file: string) => JSON.parse(readFileSync(join('examples', file), 'utf8')) as Example;
const files = readdirSync('examples');

const isTrigger = ({ type }: INode) => type.endsWith('Trigger');
const isTool = ({ type }: INode) => type.endsWith('Tool');
const targetsIn = (connections: IConnections) =>
	Object.values(connections)
		.flatMap((byType) => Object.values(byType).flat())
		.flatMap((output) => output ?? []);
/** What hangs below another node, as the tools of an agent do. */
const isBelow = ({ name }: INode, connections: IConnections) =>
	Object.keys(connections[name] ?? {}).some((type) => type.startsWith('ai_'));

/** Names of parameters, and values of choices, that a node does not have. */
function unknownParameters(given: IDataObject, properties: INodeProperties[], path = ''): string[] {
	return Object.entries(given).flatMap(([name, value]) => {
		const known = properties.filter((property) => property.name === name);
		if (known.length === 0) return [`${path}${name}`];
		const [{ type }] = known;
		const options = known.flatMap((property) => property.options ?? []);
		if (type === 'collection') {
			return unknownParameters(value as IDataObject, options as INodeProperties[], `${name}.`);
		}
		if (type === 'fixedCollection') {
			const names = (options as INodePropertyCollection[]).map((option) => option.name);
			return Object.keys(value as IDataObject).filter((key) => !names.includes(key));
		}
		const choices = (options as INodePropertyOptions[]).map((option) => option.value);
		const isChoice = type === 'options' && !String(value).startsWith('=');
		return isChoice && !choices.includes(value as string) ? [`${path}${name}: ${value}`] : [];
	});
}

/** n8n gives every polling trigger this parameter when it loads it. */
const pollTimes = { name: 'pollTimes', type: 'collection', options: [{ name: 'item' }] };

test('the examples of the contract are there, and no other', () => {
	expect(files.sort()).toEqual([
		'ai-drafts-human-approves.json',
		'answer-what-was-left.json',
		'auto-reply.json',
		'claim-deadline-alarm.json',
		'claims-to-table.json',
		'hand-out-notifications.json',
		'push-with-safety-net.json',
		'send-invoice-file.json',
		'where-is-my-parcel.json',
	]);
});

describe.each(files)('%s', (file) => {
	const { name, nodes, connections, settings, ...rest } = read(file);
	const steps = nodes.filter(({ type }) => type !== STICKY_NOTE);
	const notes = nodes.filter(({ type }) => type === STICKY_NOTE);
	const ourNodes = nodes.filter(({ type }) => type in ours);

	test('has what n8n imports, and nothing of an account', () => {
		expect(name).not.toBe('');
		expect(settings).toEqual({ executionOrder: 'v1' });
		// No pinned data, no ids of a workflow or of an n8n.
		expect(Object.keys(rest)).toEqual([]);
		for (const node of nodes) {
			expect(node).not.toHaveProperty('credentials');
			expect(node).not.toHaveProperty('webhookId');
		}
		expect(new Set(nodes.map(({ id }) => id)).size).toBe(nodes.length);
		expect(new Set(nodes.map((node) => node.name)).size).toBe(nodes.length);
	});

	test('uses only nodes that a plain n8n and this package have', () => {
		for (const { type, typeVersion } of nodes)
			expect({ type, version: versions[type] }).toEqual({ type, version: typeVersion });
		expect(ourNodes.length).toBeGreaterThan(0);
	});

	test.each(ourNodes.map((node) => [node.name, node] as const))(
		'%s has only parameters of its node',
		(_, node) => {
			const { properties, polling } = ours[node.type];
			const known = polling ? [...properties, pollTimes as unknown as INodeProperties] : properties;
			expect(unknownParameters(node.parameters as IDataObject, known)).toEqual([]);
			// The operation belongs to the resource, and nothing that is required is missing.
			expect(NodeHelpers.getNodeParametersIssues(properties, node, ours[node.type])).toBeNull();
			const shown = properties.filter((property) =>
				NodeHelpers.displayParameter(node.parameters, property, node, ours[node.type]),
			);
			expect(unknownParameters(node.parameters as IDataObject, polling ? known : shown)).toEqual(
				[],
			);
		},
	);

	test('looks for news every minute, is notified of them, or looks for deadlines every hour', () => {
		const triggers = nodes.filter(isTrigger);
		expect(triggers.length).toBeGreaterThanOrEqual(1);
		for (const { type, parameters } of triggers) {
			if (!(type in ours))
				expect(parameters).toMatchObject({ rule: { interval: [{ field: 'hours' }] } });
			else if (ours[type].polling)
				expect(parameters.pollTimes).toEqual({ item: [{ mode: 'everyMinute' }] });
			else expect(parameters.options).toEqual({ recoverMissed: true });
		}
	});

	test('every node is connected', () => {
		const names = steps.map((node) => node.name);
		const targets = targetsIn(connections).map(({ node }) => node);
		for (const source of Object.keys(connections)) expect(names).toContain(source);
		for (const target of targets) expect(names).toContain(target);
		for (const node of steps) {
			if (!isTrigger(node) && !isBelow(node, connections)) expect(targets).toContain(node.name);
		}
	});

	test('sticky notes explain it, and none lies on a node', () => {
		expect(notes.length).toBeGreaterThanOrEqual(4);
		for (const { parameters, position } of notes) {
			const { content, width, height } = parameters as {
				content: string;
				width: number;
				height: number;
			};
			expect(content).toMatch(/^##/);
			for (const { position: at } of steps) {
				const isInside = [0, 1].every(
					(axis) =>
						at[axis] > position[axis] - 100 && at[axis] < position[axis] + [width, height][axis],
				);
				expect({ note: content.slice(0, 30), at, isInside }).toMatchObject({ isInside: false });
			}
		}
	});

	test('answers can be sent: at most 350 characters of Latin-1, never twice', () => {
		for (const { type, parameters, onError } of ourNodes.filter(
			(node) => node.parameters.operation === 'send',
		)) {
			const { text, options } = parameters as { text: string; options: IDataObject };
			expect(options).toMatchObject({ onlyIfBuyerWroteLast: true });
			if (isTool({ type } as INode)) {
				// The model writes it, and the error goes to the model.
				expect(text).toMatch(/\$fromAI\(.*350 characters/);
				continue;
			}
			expect(text.length).toBeLessThanOrEqual(350);
			expect(text).toMatch(/^[\u0020-\u00FF]+$/);
			expect(onError).toBe('continueErrorOutput');
		}
	});

	test('what a model may send, a person approves, and to whom is not for the model to say', () => {
		for (const node of ourNodes.filter(isTool)) {
			expect(JSON.stringify(node.parameters.packId)).not.toContain('$fromAI');
			if (node.parameters.operation !== 'send') continue;
			const [[{ node: target }]] = connections[node.name].ai_tool as { node: string }[][];
			expect(nodes.find(({ name }) => name === target)!.type).toMatch(/HitlTool$/);
		}
	});
});

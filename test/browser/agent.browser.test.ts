// The node as a tool of an agent: its fields, and the buttons that leave one to the model.
import type { WorkflowNode } from '../../sandbox/n8n/client.ts';
import { connectAccount } from '../../sandbox/n8n/mercadoLibreAccount.ts';
import { waitFor } from '../e2e/support/patience.ts';
import { useSharedStage } from '../e2e/support/stage/shared.ts';
import type { SharedStage } from '../e2e/support/stage/shared.ts';
import { builtInNode, mercadoLibreNode } from '../e2e/support/workflows.ts';
import { Editor } from './support/editor.ts';

/** Tools with their fields, and which of these can be left to the model. */
const TOOLS: Record<string, { fields: string[]; forModel: string[]; says?: RegExp }> = {
	'message.send': { fields: ['Pack', 'Text', 'Options'], forModel: ['Pack', 'Text'] },
	'message.getAll': {
		fields: ['Pack', 'Return All', 'Limit', 'Simplify', 'Options'],
		forModel: ['Pack', 'Return All', 'Limit', 'Simplify'],
	},
	'conversation.start': {
		fields: ['Pack', 'Reason', 'Text', 'Options'],
		forModel: ['Pack', 'Text'],
	},
	'claimMessage.send': {
		fields: ['Claim', 'Receiver', 'Message', 'Attachment IDs', 'Files to Attach', 'Options'],
		forModel: ['Claim', 'Message', 'Attachment IDs', 'Files to Attach'],
	},
	'order.get': { fields: ['Order', 'Simplify'], forModel: ['Order', 'Simplify'] },
	'attachment.upload': {
		fields: ['Input Binary Field', 'Options'],
		forModel: ['Input Binary Field'],
		says: /An AI agent has no files: as its tool, this operation has nothing to upload/,
	},
	'attachment.download': {
		fields: ['Attachment ID', 'Put Output File in Field', 'Options'],
		forModel: ['Attachment ID', 'Put Output File in Field'],
		says: /cannot look into it/,
	},
};

let stage: SharedStage;
let editor: Editor;
let workflowId: string;

beforeAll(async () => {
	stage = await useSharedStage();
	await stage.control.reset();
	const credential = await connectAccount(stage.client, { sandboxUrl: stage.sandboxUrl });
	const agent: WorkflowNode = {
		...builtInNode('Agent', 'agent', 3.1, { promptType: 'define', text: 'Answer.' }),
		type: '@n8n/n8n-nodes-langchain.agent',
		position: [300, -200],
	};
	const tools = Object.keys(TOOLS).map((name, index): WorkflowNode => {
		const [resource, operation] = name.split('.');
		const node = mercadoLibreNode(name, credential, { resource, operation });
		return { ...node, type: `${node.type}Tool`, position: [220 * index, 100] };
	});
	const toAgent = { ai_tool: [[{ node: agent.name, type: 'ai_tool', index: 0 }]] };
	({ id: workflowId } = await stage.client.createWorkflow({
		name: 'Tools',
		nodes: [agent, ...tools],
		connections: Object.fromEntries(tools.map(({ name }) => [name, toAgent])),
	}));
	editor = await Editor.open(stage.n8nUrl, { width: 1400, height: 1200 });
	await editor.openWorkflow(workflowId);
});
afterAll(async () => await editor?.close());

/** The names of the fields with a button that leaves them to the model. */
const canBeLeftToModel = async () =>
	await editor.page
		.getByTestId('node-parameters')
		.getByTestId('from-ai-override-button')
		.evaluateAll((buttons) =>
			buttons.map((button) =>
				button.closest('.parameter-item')?.querySelector('label span')?.textContent?.trim(),
			),
		);

test.each(Object.entries(TOOLS))('%s', async (name, { fields, forModel, says }) => {
	const panel = await editor.openNode(name);
	expect(await panel.labels()).toEqual([
		'Credential',
		'Tool Description',
		'Resource',
		'Operation',
		...fields,
	]);
	expect(await canBeLeftToModel()).toEqual(forModel);
	if (says) expect(await panel.parameters()).toMatch(says);
	await panel.close();
});

test('what is left to the model is saved so', async () => {
	const panel = await editor.openNode('message.send');
	const buttons = editor.page.getByTestId('node-parameters').getByTestId('from-ai-override-button');
	await buttons.nth(1).waitFor();
	const left = editor.page.getByText('Defined automatically by the model');
	await buttons.first().click();
	await left.first().waitFor();
	await buttons.first().click();
	await left.nth(1).waitFor();
	const parameters = await waitFor(
		async () => {
			const { nodes } = await stage.client.request<{ nodes: WorkflowNode[] }>(
				'GET',
				`/rest/workflows/${workflowId}`,
			);
			const { parameters } = nodes.find(({ name }) => name === 'message.send')!;
			return parameters.text ? parameters : undefined;
		},
		{ what: 'the workflow to be saved' },
	);
	expect(parameters.packId).toMatchObject({ value: expect.stringContaining("$fromAI('Pack'") });
	expect(parameters.text).toContain("$fromAI('Text'");
	await panel.close();
});

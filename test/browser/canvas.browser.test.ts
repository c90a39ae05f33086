// What stands on the canvas, and how the nodes are found.
import { connectAccount } from '../../sandbox/n8n/mercadoLibreAccount.ts';
import { useSharedStage } from '../e2e/support/stage/shared.ts';
import type { SharedStage } from '../e2e/support/stage/shared.ts';
import { byId, chain, mercadoLibreNode } from '../e2e/support/workflows.ts';
import { Editor } from './support/editor.ts';

let stage: SharedStage;
let editor: Editor;

beforeAll(async () => {
	stage = await useSharedStage();
	await stage.control.reset();
	editor = await Editor.open(stage.n8nUrl);
});
afterAll(async () => await editor?.close());

test('the canvas says in words what a node does', async () => {
	const credential = await connectAccount(stage.client, { sandboxUrl: stage.sandboxUrl });
	const { id } = await stage.client.createWorkflow(
		chain([
			mercadoLibreNode('Mercado Libre', credential, {
				resource: 'conversation',
				operation: 'markAsRead',
				packId: byId('1001'),
			}),
		]),
	);
	await editor.openWorkflow(id);
	await editor.page.getByText('Mark a conversation as read').first().waitFor();
});

test('the nodes are found by what sellers call them, with their events and actions', async () => {
	await editor.newWorkflow();
	await editor.page.getByTestId('canvas-add-button').first().click();
	const creator = editor.page.getByTestId('node-creator');
	const search = editor.page.getByTestId('node-creator-search-bar');
	for (const words of ['mensajes', 'mensagens', 'inbox', 'reclamos', 'mercado livre']) {
		await search.fill(words);
		await creator.getByText('Mercado Libre', { exact: true }).first().waitFor();
		await creator.getByText('to answer it or hand it to a person').first().waitFor();
	}
	await creator.getByText('Mercado Libre', { exact: true }).first().click();
	await creator.getByText('Triggers (3)').waitFor();
	await creator.getByText('Actions (21)').waitFor();
	await creator.getByText('On message received', { exact: true }).first().waitFor();
});

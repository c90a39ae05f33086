// The buttons that READMEs, sticky notes and errors name are on the screen; and every example comes in by them.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { EDITOR } from '../../nodes/MercadoLibre/api/errors/editorWords';
import { useSharedStage } from '../e2e/support/shared.ts';
import type { SharedStage } from '../e2e/support/shared.ts';
import { builtInNode } from '../e2e/support/workflows.ts';
import { Editor } from './support/editor.ts';

const EXAMPLES = join(__dirname, '../../examples');
const PACKAGE = 'n8n-nodes-mercadolibre-messaging';

let stage: SharedStage;
let editor: Editor;

beforeAll(async () => {
	stage = await useSharedStage();
	// A new node takes an account that is there already.
	for (const { id } of await stage.client.request<{ id: string }[]>('GET', '/rest/credentials')) {
		await stage.client.deleteCredential(id);
	}
	editor = await Editor.open(stage.n8nUrl);
});
afterAll(async () => await editor?.close());

const button = (name: string) => editor.page.getByRole('button', { name, exact: true }).first();

test('a node without an account: "Connect to Mercado Libre"', async () => {
	const { id } = await stage.client.createWorkflow({
		name: 'Not connected',
		nodes: [
			{ ...builtInNode('Trigger', '', 1, {}), type: `${PACKAGE}.mercadoLibreTrigger` },
			{ ...builtInNode('Node', '', 1, {}), type: `${PACKAGE}.mercadoLibre`, position: [300, 0] },
		],
		connections: {},
	});
	await editor.openWorkflow(id);
	const trigger = await editor.openNode('Trigger');
	await button('Connect to Mercado Libre').waitFor();
	await button('Fetch Test Event').waitFor();
	await trigger.close();
	await editor.openNode('Node');
	await button('Connect to Mercado Libre').click();
	const form = editor.page.getByTestId('editCredential-modal');
	await form.getByTestId('parameter-input-clientId').locator('input').fill('1');
	await form.getByTestId('parameter-input-clientSecret').locator('input').fill('1');
	await form.getByRole('button', { name: EDITOR.connect, exact: true }).waitFor();
});

const examples = readdirSync(EXAMPLES).filter((file) => file.endsWith('.json'));

test.each(examples)('%s comes in by "⋯ > Import > From file"', async (file) => {
	const path = join(EXAMPLES, file);
	const { nodes } = JSON.parse(readFileSync(path, 'utf8')) as { nodes: { type: string }[] };
	const steps = nodes.filter(({ type }) => type !== 'n8n-nodes-base.stickyNote');

	await editor.newWorkflow();
	await editor.page.getByTestId('workflow-menu').click();
	await editor.page.getByText('Import', { exact: true }).hover();
	const choosing = editor.page.waitForEvent('filechooser');
	await editor.page.getByText('From file', { exact: false }).first().click();
	await (await choosing).setFiles(path);

	const onCanvas = editor.page.getByTestId('canvas-node');
	await onCanvas.nth(steps.length - 1).waitFor({ state: 'attached' });
	expect(await onCanvas.count()).toBeGreaterThanOrEqual(steps.length);
	// What n8n shows for a node that it does not know.
	expect(await editor.page.getByText(/install (this|the) node|unknown node/i).count()).toBe(0);
	await button('Publish').waitFor();
});

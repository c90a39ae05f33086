// The panels of the nodes: every operation shows its fields and nothing else; a run shows its items, an error its cure.
import { connectAccount } from '../../sandbox/n8n/mercadoLibreAccount.ts';
import type { CredentialReference } from '../../sandbox/n8n/mercadoLibreAccount.ts';
import { useSharedStage } from '../e2e/support/shared.ts';
import type { SharedStage } from '../e2e/support/shared.ts';
import { byId, chain, mercadoLibreNode } from '../e2e/support/workflows.ts';
import { Editor } from './support/editor.ts';

let stage: SharedStage;
let editor: Editor;
let credential: CredentialReference;

beforeAll(async () => {
	stage = await useSharedStage();
	await stage.control.reset();
	credential = await connectAccount(stage.client, { sandboxUrl: stage.sandboxUrl });
	editor = await Editor.open(stage.n8nUrl);
});
afterAll(async () => await editor?.close());

const open = async (parameters: Record<string, unknown>) => {
	const { id } = await stage.client.createWorkflow(
		chain([mercadoLibreNode('Mercado Libre', credential, parameters)]),
	);
	await editor.openWorkflow(id);
	return await editor.openNode('Mercado Libre');
};

test('a run shows its items', async () => {
	await stage.control.buyerWrites({ packId: 1001, text: '¿Ya salió mi pedido?' });
	const panel = await open({ resource: 'message', operation: 'getAll', packId: byId('1001') });
	const output = await panel.execute();
	await output.getByText('1 item').first().waitFor();
	await output.getByText('¿Ya salió mi pedido?').first().waitFor();
});

test('the canvas says in words what a node does', async () => {
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

test("a conversation is chosen by the buyer's last words", async () => {
	await stage.control.buyerWrites({ packId: 2000000000001007, text: '¿Tienen factura?' });
	await stage.control.buyerWrites({ packId: 2000000000001008, text: '¿Cuándo llega?' });
	const panel = await open({
		resource: 'message',
		operation: 'getAll',
		packId: { __rl: true, mode: 'list', value: '' },
	});
	const entries = await panel.list('packId');
	await entries.filter({ hasText: /^¿Tienen factura\? · .+ · …1007$/ }).waitFor();
	await panel.search('cuando');
	await entries.filter({ hasText: '…1007' }).waitFor({ state: 'detached' });
	await entries.filter({ hasText: /^¿Cuándo llega\? · .+ · …1008$/ }).waitFor();
});

test('Send has one box of options', async () => {
	const panel = await open({
		resource: 'message',
		operation: 'send',
		packId: byId('1001'),
		text: 'Hello',
	});
	const shown = await panel.parameters();
	expect(shown).toContain('Options');
	expect(shown).not.toContain('Additional Fields');
});

test('an error shows what happened, and what to do', async () => {
	const panel = await open({
		resource: 'message',
		operation: 'send',
		packId: byId('404404'),
		text: 'Hello',
	});
	const output = await panel.execute();
	await output.getByText('No pack or order has this ID').first().waitFor();
	await output.getByText('Check the pack ID').first().waitFor();
});

// The buttons that READMEs, sticky notes and errors name are on the screen.
import { connectAccount } from '../../sandbox/n8n/mercadoLibreAccount.ts';
import { useSharedStage } from '../e2e/support/stage/shared.ts';
import type { SharedStage } from '../e2e/support/stage/shared.ts';
import { builtInNode, chain, mercadoLibreNode } from '../e2e/support/workflows.ts';
import { EDITOR_WORDS } from '../support/words/editorWords';
import { Editor } from './support/editor.ts';

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

/** Which of the words were on the screen. */
const seen = new Set<string>();

const escaped = (text: string) => text.replace(/[()]/g, '\\$&');

type Word = keyof typeof EDITOR_WORDS;

async function sees(...words: Word[]): Promise<void> {
	for (const word of words) {
		// A field that must be filled in has a star behind its name.
		const text = new RegExp(`^\\s*${escaped(EDITOR_WORDS[word])}\\s*\\*?\\s*$`);
		await editor.page.getByText(text).filter({ visible: true }).first().waitFor();
		seen.add(word);
	}
}

async function presses(word: Word): Promise<void> {
	await button(EDITOR_WORDS[word]).click();
	seen.add(word);
}

test('where the package is installed', async () => {
	const { page } = editor;
	// As in an n8n without community nodes.
	await page.route('**/rest/community-packages', async (route) => {
		await route.fulfill({ json: { data: [] } });
	});
	await page.goto(`${stage.n8nUrl}/settings/community-nodes`);
	await sees('settings', 'communityNodes');
	await presses('installNode');
	await page.getByRole('dialog').getByText('npm Package Name').waitFor();
	await sees('install');
	await page.unroute('**/rest/community-packages');
});

test('a node without an account, and the window in which it is connected', async () => {
	const { id } = await stage.client.createWorkflow({
		name: 'Not connected',
		nodes: [
			{ ...builtInNode('Trigger', '', 1, {}), type: `${PACKAGE}.mercadoLibreTrigger` },
			{
				...builtInNode('Notified', '', 1.1, {}),
				type: `${PACKAGE}.mercadoLibreNotificationTrigger`,
				position: [0, 200],
				webhookId: crypto.randomUUID(),
			},
			{ ...builtInNode('Node', '', 1, {}), type: `${PACKAGE}.mercadoLibre`, position: [300, 0] },
		],
		connections: {},
	});
	await editor.openWorkflow(id);
	await sees('executeWorkflow', 'publish');
	const trigger = await editor.openNode('Trigger');
	await sees('connectTo', 'fetchTestEvent');
	await trigger.close();
	const notified = await editor.openNode('Notified');
	// n8n shows the addresses of a node that is not its own only to those who ask.
	await editor.page.getByText(EDITOR_WORDS.webhookUrls, { exact: true }).click();
	await sees('webhookUrls', 'productionUrl');
	await notified.close();
	await editor.openNode('Node');
	await presses('connectTo');
	const form = editor.page.getByTestId('editCredential-modal');
	await form.getByTestId('parameter-input-clientId').locator('input').fill('1');
	await form.getByTestId('parameter-input-clientSecret').locator('input').fill('1');
	await sees('redirectUrl', 'clientId', 'clientSecret', 'connect');
});

test('a node with an account: its credential, its settings, its menu', async () => {
	const { page } = editor;
	const credential = await connectAccount(stage.client, { sandboxUrl: stage.sandboxUrl });
	await page.goto(`${stage.n8nUrl}/home/credentials/${credential.id}`);
	await sees('accountConnected', 'switchAccount');

	const { id } = await stage.client.createWorkflow(
		chain([mercadoLibreNode('Node', credential, {})]),
	);
	await editor.openWorkflow(id);
	const panel = await editor.openNode('Node');
	await page
		.getByText(EDITOR_WORDS.settings, { exact: true })
		.filter({ visible: true })
		.last()
		.click();
	await sees('retryOnFail', 'onError');
	await page.getByTestId('parameter-input-onError').locator('input').click();
	await sees('continueWithErrorOutput');
	await page.keyboard.press('Escape');
	await panel.close();

	const onCanvas = page.locator('[data-test-id="canvas-node"][data-node-name="Node"]');
	for (const word of ['deactivate', 'activate'] as const) {
		await onCanvas.click({ button: 'right' });
		const entry = page
			.locator('[data-test-id^="context-menu-item"]')
			.getByText(EDITOR_WORDS[word], { exact: true });
		await entry.click();
		seen.add(word);
	}
});

test('the import of a workflow', async () => {
	await editor.newWorkflow();
	await editor.page.getByTestId('workflow-menu').click();
	await sees('import');
	await editor.page.getByText(EDITOR_WORDS.import, { exact: true }).hover();
	await sees('fromFile');
});

test('no word is left out', () => {
	expect([...seen].sort()).toEqual(Object.keys(EDITOR_WORDS).sort());
});

// The pictures of the READMEs and of docs/. `npm run pictures` puts them into docs/images; other runs only see that they can be made.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import type { WorkflowJson } from '../../sandbox/n8n/client.ts';
import { connectAccount, withAccount } from '../../sandbox/n8n/mercadoLibreAccount.ts';
import type { CredentialReference } from '../../sandbox/n8n/mercadoLibreAccount.ts';
import { useSharedStage } from '../e2e/support/stage/shared.ts';
import type { SharedStage } from '../e2e/support/stage/shared.ts';
import { builtInNode } from '../e2e/support/workflows.ts';
import { Editor } from './support/editor.ts';

const ROOT = join(__dirname, '../..');
/** What GitHub and npm show of a README is some 600 to 830 wide: more would be shrunk. */
const WIDEST = 830;
const MARGIN = 16;

/** Where the nodes of the example stand in the picture, close together; the others are left out of it. */
const PLACES: Record<string, [number, number]> = {
	'New Buyer Message': [0, 176],
	'What Is It About?': [208, 144],
	'Answer about the Invoice': [528, 0],
	'Answer about the Parcel': [528, 176],
	'Notify a Person': [528, 352],
};

const NOTES: Record<string, string[]> = {
	'auto-reply.png': [
		'### 1. A buyer writes\nLooked up every minute',
		'### 2. What is it about?\nSorted by the words in the text',
		'### 3. Answered, or handed to a person\nEach message once',
	],
	'auto-reply.es.png': [
		'### 1. Un comprador escribe\nSe consulta cada minuto',
		'### 2. ¿De qué se trata?\nSe clasifica por sus palabras',
		'### 3. Se responde, o pasa a una persona\nCada mensaje, una sola vez',
	],
	'auto-reply.pt-BR.png': [
		'### 1. Um comprador escreve\nConsulta a cada minuto',
		'### 2. Do que se trata?\nClassificado pelas palavras',
		'### 3. É respondido, ou vai para uma pessoa\nCada mensagem, uma vez só',
	],
};

let stage: SharedStage;
let editor: Editor;
let credential: CredentialReference;

beforeAll(async () => {
	stage = await useSharedStage();
	await stage.control.reset();
	credential = await connectAccount(stage.client, { sandboxUrl: stage.sandboxUrl });
	editor = await Editor.open(stage.n8nUrl, { width: 1500, height: 1100, scale: 2 });
});
afterAll(async () => await editor?.close());

const keep = (file: string, picture: Buffer) => {
	if (process.env.PICTURES === 'write') writeFileSync(join(ROOT, 'docs/images', file), picture);
};

/** The example as a picture has room for it: its steps without the way of errors, and these notes above them. */
function arranged(notes: string[]): WorkflowJson {
	const example = JSON.parse(
		readFileSync(join(ROOT, 'examples/auto-reply.json'), 'utf8'),
	) as WorkflowJson;
	const { connections, nodes } = withAccount(example, credential);
	const links = connections as Record<string, { main: { node: string }[][] }>;
	const switched = links['What Is It About?'].main;
	const to = (node: string) => ({ node, type: 'main', index: 0 });
	return {
		name: 'Answer buyers by keyword',
		nodes: [
			...nodes
				.filter(({ name }) => name in PLACES)
				.map(({ onError: _, ...node }) => ({ ...node, position: PLACES[node.name] })),
			...notes.map((content, index) => ({
				...builtInNode(`Note ${index}`, 'stickyNote', 1, {
					content,
					height: 96,
					width: [192, 192, 256][index],
					color: 7,
				}),
				position: [[-48, 160, 464][index], -128] as [number, number],
			})),
		],
		connections: {
			'New Buyer Message': { main: [[to('What Is It About?')]] },
			'What Is It About?': {
				main: switched.map((output) => output.map(({ node }) => to(node))),
			},
		},
	};
}

test.each(Object.entries(NOTES))('%s', async (file, notes) => {
	const { id } = await stage.client.createWorkflow(arranged(notes));
	await editor.openWorkflow(id);
	const { page } = editor;
	await page.getByText('Notify a Person').first().waitFor();
	// As large as it is drawn, whatever fits.
	await page.keyboard.press('0');
	const shown = page.locator('[data-test-id=canvas-node], [data-test-id=sticky]');
	const boxes = await Promise.all(
		(await shown.all()).map(async (one) => (await one.boundingBox())!),
	);
	expect(boxes.length).toBe(Object.keys(PLACES).length + notes.length);
	const left = Math.min(...boxes.map(({ x }) => x)) - MARGIN;
	const top = Math.min(...boxes.map(({ y }) => y)) - MARGIN;
	const right = Math.max(...boxes.map(({ x, width }) => x + width)) + MARGIN;
	// A node's name is below its box.
	const bottom = Math.max(...boxes.map(({ y, height }) => y + height)) + 3 * MARGIN;
	expect(right - left).toBeLessThanOrEqual(WIDEST);
	const picture = await page.screenshot({
		clip: { x: left, y: top, width: right - left, height: bottom - top },
	});
	keep(file, picture);
	await stage.client.deleteWorkflow(id);
});

test('connect.png', async () => {
	await editor.page.setViewportSize({ width: 1000, height: 1160 });
	const { form } = await editor.newCredential('Mercado Libre OAuth2 API');
	await form.getByText('Account Type').first().waitFor();
	// As it is in an n8n with a public address.
	await form
		.getByText(`${stage.n8nUrl}/rest/oauth2-credential/callback`)
		.evaluate(
			(shown) => (shown.textContent = 'https://n8n.example.com/rest/oauth2-credential/callback'),
		);
	keep('connect.png', await form.screenshot());
});

// What a run shows: its items in each view, a message that is held back, errors with their cure. And what is mapped by
// dragging.
import { connectAccount, createAccount, sellers } from '../../sandbox/n8n/mercadoLibreAccount.ts';
import { useSharedStage } from '../e2e/support/stage/shared.ts';
import type { SharedStage } from '../e2e/support/stage/shared.ts';
import { builtInNode, byId, mercadoLibreNode, START } from '../e2e/support/workflows.ts';
import { EDITOR_WORDS } from '../support/words/editorWords';
import { Editor } from './support/editor.ts';

const PACK = '2000000000001007';

let stage: SharedStage;
let editor: Editor;

const send = (text: string, packId = PACK) => ({
	resource: 'message',
	operation: 'send',
	packId: byId(packId),
	text,
});
const read = { resource: 'message', operation: 'getAll', packId: byId(PACK) };

/** Each started by hand. */
const NODES = {
	Read: read,
	'Shortened Link': send('Mira https://bit.ly/abc'),
	'Shortened Link, Strict': {
		...send('Mira https://bit.ly/abd'),
		options: { failIfHeldBack: true },
	},
	'No Such Pack': send('Hola', '404404'),
	'No ID': send('Hola', 'the newest'),
	Send: send('Hola'),
	'Other Kind of Account': { resource: 'conversation', operation: 'getAll' },
	'Not Run': read,
};
type Name = keyof typeof NODES;
const NEXT = 'Next';
const TRIGGER = 'Trigger';

beforeAll(async () => {
	stage = await useSharedStage();
	await stage.control.reset();
	const { client, sandboxUrl } = stage;
	const credential = await connectAccount(client, { sandboxUrl });
	const wrong = await createAccount(client, { sandboxUrl });
	await client.connectOAuth2(wrong.id, { user_id: sellers.local });
	const trigger = {
		...builtInNode(TRIGGER, '', 1, {}),
		type: 'n8n-nodes-mercadolibre-messaging.mercadoLibreTrigger',
		credentials: { mercadoLibreOAuth2Api: credential },
	};
	const nodes = Object.entries(NODES).map(([name, parameters]) =>
		mercadoLibreNode(name, name === 'Other Kind of Account' ? wrong : credential, parameters),
	);
	const to = (name: string) => ({ node: name, type: 'main', index: 0 });
	const { id } = await client.createWorkflow({
		name: 'Outputs',
		// Without it, n8n can start one node only.
		pinData: {},
		nodes: [
			builtInNode(START, 'manualTrigger', 1, {}),
			...nodes,
			mercadoLibreNode(NEXT, credential, send('')),
			trigger,
		].map((node, index) => ({
			...node,
			position: [220 * (index % 4), 180 * Math.floor(index / 4)] as [number, number],
		})),
		connections: {
			[START]: { main: [nodes.map(({ name }) => to(name))] },
			['Not Run']: { main: [[to(NEXT)]] },
		},
	});
	editor = await Editor.open(stage.n8nUrl);
	await editor.openWorkflow(id);
});
afterAll(async () => await editor?.close());
beforeEach(async () => {
	await stage.control.reset({ keepTokens: true });
	await stage.control.buyerWrites({ packId: PACK, text: '¿Ya salió mi pedido?' });
});

/** Presses "Execute step" in the node's panel. */
const execute = async (node: Name | typeof TRIGGER) => {
	const panel = await editor.openNode(node);
	return { panel, output: await panel.execute() };
};

test('items, as schema, table and JSON: what matters first', async () => {
	const { panel, output } = await execute('Read');
	await output.getByText('1 item').first().waitFor();

	await panel.view('schema');
	const names = output.getByTestId('run-data-schema-node-name');
	await names.first().waitFor();
	const shown = (await names.allInnerTexts()).map((name) => name.trim());
	expect(shown.slice(0, 3)).toEqual(['direction', 'text', 'createdAt']);

	await panel.view('table');
	await output.locator('th').first().waitFor();
	const heads = (await output.locator('th').allInnerTexts()).map((head) => head.trim());
	expect(heads.slice(0, 3)).toEqual(['direction', 'text', 'createdAt']);
	await output.locator('td').getByText('¿Ya salió mi pedido?').first().waitFor();

	await panel.view('json');
	await output.getByText('"¿Ya salió mi pedido?"').first().waitFor();
	await panel.close();
});

test('a message that is held back: a warning above, and why, first in the output', async () => {
	const { panel, output } = await execute('Shortened Link');
	await output
		.getByText('Mercado Libre holds the message back: the buyer does not see it.')
		.waitFor();
	await panel.view('table');
	await output.locator('th').first().waitFor();
	expect((await output.locator('th').first().innerText()).trim()).toBe('moderation');
	await output.getByText('The text contains a shortened link').first().waitFor();
	await panel.close();
});

test(`"${EDITOR_WORDS.fetchTestEvent}" gives one message, the newest, and takes nothing away`, async () => {
	for (const [i, text] of ['Hola', '¿Tienen factura?'].entries()) {
		await stage.control.buyerWrites({
			packId: `200000000000200${i}`,
			text,
			createdAt: Date.now() + 1000 * i,
		});
	}
	const { panel, output } = await execute(TRIGGER);
	await output.getByText('1 item').first().waitFor();
	await output.getByText('¿Tienen factura?').first().waitFor();
	const { messages } = await stage.control.conversation({ packId: '2000000000002001' });
	expect(messages.map(({ readAt }) => readAt)).toEqual([null]);
	await panel.close();
});

describe('an error shows what happened, and what to do', () => {
	const shows = async (node: Name, title: string, cure: string) => {
		const { panel, output } = await execute(node);
		const error = output.getByTestId('node-error-message');
		await error.waitFor();
		expect(await error.innerText()).toContain(title);
		expect(await output.getByTestId('node-error-description').innerText()).toContain(cure);
		expect(await output.innerText()).not.toContain('(Parameter');
		await panel.close();
	};

	test.each<[Name, string, string]>([
		['No Such Pack', 'No pack or order has this ID', 'Check the pack ID'],
		['No ID', 'Pack ID must contain only digits', 'An example: 2000000089077943'],
		[
			'Shortened Link, Strict',
			'Mercado Libre holds the message back',
			'The text contains a shortened link',
		],
		[
			'Other Kind of Account',
			'"Account Type" of the credential is wrong',
			'The connected account is a local one of Brazil. Open the credential of this node, choose "Local (One Country)" and Brazil, save, and run the workflow again',
		],
	])('%s', shows);

	test('a conversation that is closed', async () => {
		await stage.control.blockConversation({ packId: PACK, substatus: 'blocked_by_mediation' });
		await shows(
			'Send',
			'The conversation is closed because a mediation is open',
			'use the resource Claim Message',
		);
	});
});

test('fields are seen before a node has run, and dragged onto those of the next', async () => {
	const panel = await editor.openNode(NEXT);
	await panel.drag('text', 'text');
	await panel.field('text').getByText('{{ $json.text }}').waitFor();
	// What is inside a field is there as well.
	await panel.drag('conversation.status', 'text');
	await panel.field('text').getByText('$json.conversation.status').waitFor();
	await panel.close();
});

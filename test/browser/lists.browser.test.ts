// The lists from which a conversation, a claim or an order is chosen: by words, and what is saved is what stays true.
import type { WorkflowNode } from '../../sandbox/n8n/client.ts';
import { connectAccount, sellers } from '../../sandbox/n8n/mercadoLibreAccount.ts';
import type { AccountType } from '../../sandbox/n8n/mercadoLibreAccount.ts';
import { waitFor } from '../e2e/support/patience.ts';
import { useSharedStage } from '../e2e/support/stage/shared.ts';
import type { SharedStage } from '../e2e/support/stage/shared.ts';
import { mercadoLibreNode } from '../e2e/support/workflows.ts';
import { Editor } from './support/editor.ts';

/** Nodes with a list, by the field that has it. */
const NODES = {
	conversation: ['packId', { resource: 'message', operation: 'getAll' }],
	claim: ['claimId', { resource: 'claimMessage', operation: 'getAll' }],
	order: ['orderId', { resource: 'order', operation: 'get' }],
	shipment: ['shipmentId', { resource: 'shipment', operation: 'get' }],
	'first message': ['packId', { resource: 'conversation', operation: 'start' }],
} as const;
type Name = keyof typeof NODES;

let stage: SharedStage;
let editor: Editor;

beforeAll(async () => {
	stage = await useSharedStage();
	editor = await Editor.open(stage.n8nUrl);
});
afterAll(async () => await editor?.close());

describe.each(['globalSelling', 'local'] as AccountType[])('%s', (accountType) => {
	const sellerId = sellers[accountType];
	let workflowId: string;

	beforeAll(async () => {
		await stage.control.reset();
		const { client, sandboxUrl } = stage;
		const credential = await connectAccount(client, { sandboxUrl, accountType });
		const nothing = { __rl: true, mode: 'list', value: '' };
		const nodes = Object.entries(NODES).map(([name, [field, parameters]], index) => ({
			...mercadoLibreNode(name, credential, { ...parameters, [field]: nothing }),
			position: [220 * index, 0] as [number, number],
		}));
		({ id: workflowId } = await client.createWorkflow({ name: 'Lists', nodes, connections: {} }));
		await editor.openWorkflow(workflowId);
	});
	beforeEach(async () => await stage.control.reset({ keepTokens: true }));

	/** Opens the list of a node. */
	const open = async (name: Name) => {
		const panel = await editor.openNode(name);
		return { panel, entries: await panel.list(NODES[name][0]) };
	};

	/** What the saved workflow holds; the editor saves by itself. */
	const saved = async (name: Name) =>
		await waitFor(
			async () => {
				const { nodes } = await stage.client.request<{ nodes: WorkflowNode[] }>(
					'GET',
					`/rest/workflows/${workflowId}`,
				);
				const { parameters } = nodes.find((node) => node.name === name)!;
				const chosen = parameters[NODES[name][0]] as { value: string };
				return chosen.value ? chosen : undefined;
			},
			{ what: `the choice of ${name} to be saved` },
		);

	test("a conversation is chosen by the buyer's last words", async () => {
		const [first, second] = ['2000000000001007', '2000000000001008'];
		await stage.control.buyerWrites({ packId: first, sellerId, text: '¿Tienen factura?' });
		const asked = '¿Cuándo llega? Lo necesito antes del viernes, porque es un regalo';
		await stage.control.buyerWrites({ packId: second, sellerId, text: asked });
		const { panel, entries } = await open('conversation');
		await entries.filter({ hasText: /^¿Tienen factura\? · .+ · …1007$/ }).waitFor();
		await panel.search('regalo CUANDO');
		await entries.filter({ hasText: '…1007' }).waitFor({ state: 'detached' });
		await entries.filter({ hasText: /^¿Cuándo llega\? .*… · .+ · …1008$/ }).click();

		expect(await saved('conversation')).toMatchObject({
			mode: 'list',
			value: second,
			cachedResultName: expect.stringMatching(/^¿Cuándo llega\? .*… · \d+ \w+, \d\d:\d\d · …1008$/),
		});
		await panel.close();
	});

	test('a claim is chosen by what must be done, until when', async () => {
		const claim = { sellerId, siteId: accountType === 'local' ? 'MLB' : 'MLM' };
		const dueDate = new Date(Date.now() + 86_400_000).toISOString();
		const { id } = await stage.control.openClaim({ ...claim, orderId: 2000003508419013, dueDate });
		await stage.control.openClaim({ ...claim, orderId: 2000003508420020, stage: 'dispute' });
		const { panel, entries } = await open('claim');
		await entries.filter({ hasText: /^Order …0020 · nothing due · claim \d+$/ }).waitFor();
		await panel.search('write to buyer');
		await entries.filter({ hasText: '…0020' }).waitFor({ state: 'detached' });
		await entries
			.filter({ hasText: /^Order …9013 · write to the buyer by .+ · claim \d+$/ })
			.click();

		expect(await saved('claim')).toMatchObject({ mode: 'list', value: String(id) });
		await panel.close();
	});

	test.each(['order', 'shipment', 'first message'] as const)(
		'an order is chosen by what was bought: for %s',
		async (name) => {
			const { orderIds } = await stage.control.createSale({
				packId: '2000000000001009',
				sellerId,
				siteId: accountType === 'local' ? 'MLB' : 'MLM',
			});
			const { panel, entries } = await open(name);
			const words = new RegExp(`^Samsung Galaxy · .+ · ${orderIds[0]}$`);
			await entries.filter({ hasText: words }).click();
			expect(await saved(name)).toMatchObject({ mode: 'list', value: String(orderIds[0]) });
			await panel.close();
		},
	);
});

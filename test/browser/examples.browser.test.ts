// Every example, as somebody tries it: imported by the menu, and run step by step in the editor. What it does when it is
// published is in test/e2e/examples.e2e.test.ts.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { connectAccount } from '../../sandbox/n8n/mercadoLibreAccount.ts';
import { useSharedStage } from '../e2e/support/stage/shared.ts';
import type { SharedStage } from '../e2e/support/stage/shared.ts';
import { Editor } from './support/editor.ts';

const EXAMPLES = join(__dirname, '../../examples');
/** Another one each time: examples remember whom they have answered. */
const PACK = String(2_000_000_000_000_000 + (Date.now() % 1_000_000_000_000));

let stage: SharedStage;
let editor: Editor;

beforeAll(async () => {
	stage = await useSharedStage();
	await stage.control.reset();
	// n8n gives the nodes of an import the newest account.
	for (const { id } of await stage.client.request<{ id: string }[]>('GET', '/rest/credentials')) {
		await stage.client.deleteCredential(id);
	}
	await connectAccount(stage.client, { sandboxUrl: stage.sandboxUrl, name: 'My shop' });
	editor = await Editor.open(stage.n8nUrl);
});
afterAll(async () => await editor?.close());
beforeEach(async () => await stage.control.reset({ keepTokens: true }));

interface Step {
	node: string;
	/** What its output shows. */
	shows: string | RegExp;
}

interface Try {
	/** What the buyer has written an hour ago; nothing: there is a claim that is due. */
	asked?: string;
	/** Each is executed with what it needs before it. */
	steps: Step[];
	/** What the buyer has been answered at the end. */
	answer?: RegExp;
}

const tries: Record<string, Try> = {
	'ai-drafts-human-approves.json': {
		asked: '¿Cuándo llega?',
		steps: [{ node: 'New Messages', shows: '¿Cuándo llega?' }],
	},
	'answer-what-was-left.json': {
		asked: '¿Cuándo llega?',
		steps: [
			{ node: 'Unread Conversations', shows: PACK },
			{ node: 'Answer', shows: 'sent' },
		],
		answer: /\w/,
	},
	'auto-reply.json': {
		asked: '¿Cuándo llega mi pedido?',
		steps: [
			{ node: 'New Buyer Message', shows: '¿Cuándo llega mi pedido?' },
			{ node: 'Answer about the Parcel', shows: 'sent' },
		],
		answer: /Ver envío/,
	},
	'claim-deadline-alarm.json': {
		steps: [
			{ node: 'Open Claims', shows: 'opened' },
			{ node: 'Notify a Person', shows: 'El producto llegó dañado' },
		],
	},
	'claims-to-table.json': {
		steps: [
			{ node: 'New Claim Message', shows: 'Llegó roto' },
			{ node: 'Add a Row', shows: 'Llegó roto' },
		],
	},
	// Its first step is started by Mercado Libre.
	'hand-out-notifications.json': { asked: '¿Cuándo llega?', steps: [] },
	'push-with-safety-net.json': {
		asked: '¿Cuándo llega?',
		steps: [{ node: 'Looked Up', shows: '¿Cuándo llega?' }],
	},
	'send-invoice-file.json': {
		asked: '¿Me manda la factura, por favor?',
		steps: [
			{ node: 'New Buyer Message', shows: '¿Me manda la factura, por favor?' },
			{ node: 'Send the Invoice', shows: 'sent' },
		],
		answer: /La factura va adjunta/,
	},
	'where-is-my-parcel.json': {
		asked: '¿Dónde está mi pedido?',
		steps: [
			{ node: 'New Messages', shows: '¿Dónde está mi pedido?' },
			{ node: 'Answer', shows: 'sent' },
		],
		answer: /Tu compra está en camino/,
	},
};

const files = readdirSync(EXAMPLES).filter((file) => file.endsWith('.json'));

test('no example is left out', () => {
	expect(files.sort()).toEqual(Object.keys(tries).sort());
});

async function comesIn(file: string): Promise<void> {
	const path = join(EXAMPLES, file);
	const { nodes } = JSON.parse(readFileSync(path, 'utf8')) as {
		nodes: { name: string; type: string }[];
	};
	const steps = nodes.filter(({ type }) => type !== 'n8n-nodes-base.stickyNote');
	await editor.importWorkflow(
		path,
		steps.map(({ name }) => name),
	);
	// What n8n shows for a node that it does not know.
	expect(await editor.page.getByText(/install (this|the) node|unknown node/i).count()).toBe(0);
}

/** What there is on Mercado Libre. */
async function given({ asked }: Try): Promise<void> {
	const { control } = stage;
	const anHourAgo = Date.now() - 3_600_000;
	if (asked === undefined) {
		const dueDate = new Date(Date.now() + 6 * 3_600_000).toISOString();
		const { id: claimId } = await control.openClaim({ dueDate });
		await control.claimWrites({ claimId, senderRole: 'complainant', message: 'Llegó roto' });
		return;
	}
	await control.createSale({
		packId: PACK,
		shipment: {
			status: 'shipped',
			trackingNumber: 'AA1',
			carrier: { name: 'Correios', url: 'https://rastreio.example/AA1' },
			estimates: { time: '2099-11-25T00:00:00.000-03:00' },
		},
	});
	await control.buyerWrites({ packId: PACK, text: asked, createdAt: anHourAgo });
}

test.each(files)('%s comes in by "⋯ > Import > From file", and runs', async (file) => {
	const { steps, answer, ...rest } = tries[file];
	await given({ steps, ...rest });
	await comesIn(file);
	for (const { node, shows } of steps) {
		const panel = await editor.openNode(node);
		const output = await panel.execute();
		await output.getByText(shows).first().waitFor();
		await panel.close();
	}
	if (answer) {
		const { buyerSees, sellerId } = await stage.control.conversation({ packId: PACK });
		const answers = buyerSees.filter(({ from }) => from === sellerId).map(({ text }) => text);
		expect(answers).toEqual([expect.stringMatching(answer)]);
	}
});

test('hand-out-notifications.json takes in what Mercado Libre notifies of', async () => {
	await comesIn('hand-out-notifications.json');
	const panel = await editor.openNode('Notified');
	const testUrl = await panel.testUrl();
	const output = await panel.execute();
	await output.getByText('Stop Listening').first().waitFor();
	await stage.control.setCallback({ url: testUrl, topics: ['marketplace_messages'] });
	await stage.control.buyerWrites({ packId: PACK, text: '¿Cuándo llega?' });
	await output.getByText('marketplace_messages').first().waitFor();
});

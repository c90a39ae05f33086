import type { Control } from '../../sandbox/mercadolibre/control.ts';
import type { SavedWorkflow } from '../../sandbox/n8n/client.ts';
import { connectAccount } from '../../sandbox/n8n/mercadoLibreAccount.ts';
import { pollModes } from '../../sandbox/n8n/pollModes.ts';
import type { PollMode } from '../../sandbox/n8n/pollModes.ts';
import { waitFor } from '../../sandbox/n8n/waitFor.ts';
import { openStage, owner } from './support/stage.ts';
import type { Stage } from './support/stage.ts';
import { TRIGGER, activate, allJson, triggered, waitForPoll } from './support/trigger.ts';

/** Every conversation has its turn within 20 polls, of two seconds; a busy machine takes longer. */
const TURN_SECONDS = 150;

const packId = (i: number) => String(2000005600000001 + i);

describe.each(Object.keys(pollModes) as PollMode[])('with the poll mode %s', (pollMode) => {
	let stage: Stage;
	let control: Control;
	let workflowId: string;

	beforeAll(async () => {
		stage = await openStage({ env: pollModes[pollMode] });
		({ control } = stage.mercadoLibre);
	});

	afterAll(async () => {
		await stage?.close();
	});

	beforeEach(async () => {
		control.reset();
		const credential = await connectAccount(stage.client, { sandboxUrl: stage.mercadoLibre.url });
		workflowId = await activate({ client: stage.client, control }, triggered(credential));
	});

	afterEach(async () => {
		await stage.client.deactivate(workflowId);
	});

	const buyerWrites = (i: number, text: string) =>
		control.buyerWrites({ packId: packId(i), text, buyerId: 700_000_000 + i });

	const texts = async (...nodes: string[]) => {
		const lists = await Promise.all(
			nodes.map(async (node) => await allJson(stage.client, workflowId, node)),
		);
		return lists.flat().map(({ text }) => String(text));
	};

	/** Comes once, and so do those before it. */
	const expectTexts = async (wanted: string[], nodes = [TRIGGER]) => {
		await waitFor(
			async () => {
				const come = await texts(...nodes);
				return wanted.every((text) => come.includes(text));
			},
			{ what: wanted.join(', '), seconds: TURN_SECONDS, everyMilliseconds: 500 },
		);
		await waitForPoll({ control });
		expect((await texts(...nodes)).sort()).toEqual([...wanted].sort());
	};

	it('messages before, between and after restarts come once each', async () => {
		const { n8n, client } = stage;
		buyerWrites(0, 'Before');
		buyerWrites(1, 'Before, elsewhere');
		const before = ['Before', 'Before, elsewhere'];
		await expectTexts(before);

		await n8n.stop();
		buyerWrites(0, 'Between');
		buyerWrites(2, 'Between, elsewhere');
		await n8n.start();
		await client.logIn(owner);
		const between = [...before, 'Between', 'Between, elsewhere'];
		await expectTexts(between);

		// The polls since the last message are what it may forget.
		await waitForPoll({ control });
		await n8n.kill();
		buyerWrites(1, 'After a kill');
		await n8n.start();
		await client.logIn(owner);
		buyerWrites(3, 'After all');
		await expectTexts([...between, 'After a kill', 'After all']);
	});

	it('a message comes although the list of unread conversations looks as before', async () => {
		buyerWrites(0, 'First');
		// Others that are unread all the time.
		for (let i = 1; i <= 5; i++) buyerWrites(i, `Other ${i}`);
		const others = [1, 2, 3, 4, 5].map((i) => `Other ${i}`);
		await expectTexts(['First', ...others]);

		// One message is read elsewhere and another one comes: one is unread, as before.
		control.readElsewhere({ packId: packId(0) });
		buyerWrites(0, 'Second');
		await expectTexts(['First', 'Second', ...others]);
	});

	it('what arrives while the trigger is renamed comes once, and nothing comes again', async () => {
		const { client } = stage;
		buyerWrites(0, 'Before');
		await expectTexts(['Before']);

		// No poll sees it before the trigger has its new name.
		control.setLag({ of: 'received', reads: ['unread', 'conversation', 'message'] });
		buyerWrites(0, 'Between');
		buyerWrites(1, 'Between, elsewhere');
		control.setLag(null);
		const NEW_NAME = 'New messages';
		const saved = await client.request<SavedWorkflow>('GET', `/rest/workflows/${workflowId}`);
		const { [TRIGGER]: links, ...others } = saved.connections;
		await client.request('PATCH', `/rest/workflows/${workflowId}`, {
			versionId: saved.versionId,
			nodes: saved.nodes.map((node) =>
				node.name === TRIGGER ? { ...node, name: NEW_NAME } : node,
			),
			connections: { ...others, [NEW_NAME]: links },
		});
		await client.activate(workflowId);
		await waitForPoll({ control });
		control.releaseLag();
		buyerWrites(1, 'After');

		await expectTexts(['Before', 'Between', 'Between, elsewhere', 'After'], [TRIGGER, NEW_NAME]);
	});
});

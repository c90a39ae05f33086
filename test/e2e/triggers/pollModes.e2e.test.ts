import type { SavedWorkflow } from '../../../sandbox/n8n/client.ts';
import { connectAccount } from '../../../sandbox/n8n/mercadoLibreAccount.ts';
import { pollModes } from '../../../sandbox/n8n/pollModes.ts';
import type { PollMode } from '../../../sandbox/n8n/pollModes.ts';
import { waitFor } from '../../../sandbox/n8n/process/waitFor.ts';
import { openStage, owner } from '../support/stage/stage.ts';
import type { Stage } from '../support/stage/stage.ts';
import { TRIGGER, activate, allJson, triggered, waitForPoll } from '../support/trigger.ts';

/** Every conversation has its turn within 20 polls, of two seconds; a busy machine takes longer. */
const TURN_SECONDS = 180;
const MINUTES = 10;

const packId = (i: number) => String(2000005600000001 + i);

const buyerWrites = ({ mercadoLibre }: Stage, i: number, text: string) =>
	mercadoLibre.control.buyerWrites({ packId: packId(i), text, buyerId: 700_000_000 + i });

/** Waits until all of these have started the workflow, and whatever else would; none may have done so twice. */
async function expectTexts(
	{ client, mercadoLibre }: Stage,
	workflowId: string,
	wanted: string[],
	triggerNames = [TRIGGER],
): Promise<void> {
	const texts = async () => {
		const json = triggerNames.map(async (name) => await allJson(client, workflowId, name));
		return (await Promise.all(json)).flat().map(({ text }) => String(text));
	};
	await waitFor(
		async () => {
			const come = await texts();
			return wanted.every((text) => come.includes(text));
		},
		{ what: wanted.join(', '), seconds: TURN_SECONDS, everyMilliseconds: 500 },
	);
	await waitForPoll(mercadoLibre);
	expect((await texts()).sort()).toEqual([...wanted].sort());
}

async function restarts(stage: Stage, workflowId: string): Promise<void> {
	const { n8n, client, mercadoLibre } = stage;
	const written: string[] = [];
	const write = (i: number, text: string) => {
		buyerWrites(stage, i, text);
		written.push(text);
	};
	write(0, 'Before a restart');
	write(1, 'Before a restart, elsewhere');
	await expectTexts(stage, workflowId, written);

	await n8n.stop();
	write(0, 'Between');
	write(2, 'Between, elsewhere');
	await n8n.start();
	await client.logIn(owner);
	await expectTexts(stage, workflowId, written);

	// What polls without news have learned may be lost with a kill.
	await waitForPoll(mercadoLibre);
	await n8n.kill();
	write(1, 'After a kill');
	await n8n.start();
	await client.logIn(owner);
	write(3, 'After all');
	await expectTexts(stage, workflowId, written);
}

/** One message is read elsewhere and another one comes: one is unread, as before. */
async function unchangedList(stage: Stage, workflowId: string): Promise<void> {
	const others = [11, 12, 13, 14, 15];
	const before = ['First', ...others.map((i) => `Other ${i}`)];
	buyerWrites(stage, 10, 'First');
	others.forEach((i) => buyerWrites(stage, i, `Other ${i}`));
	await expectTexts(stage, workflowId, before);

	stage.mercadoLibre.control.readElsewhere({ packId: packId(10) });
	buyerWrites(stage, 10, 'Second');
	await expectTexts(stage, workflowId, [...before, 'Second']);
}

async function rename(stage: Stage, workflowId: string): Promise<void> {
	const { client, mercadoLibre } = stage;
	const { control } = mercadoLibre;
	buyerWrites(stage, 20, 'Before the rename');
	await expectTexts(stage, workflowId, ['Before the rename']);

	// No poll sees it before the trigger has its new name.
	control.setLag({ of: 'received', reads: ['unread', 'conversation', 'message'] });
	buyerWrites(stage, 20, 'Meanwhile');
	buyerWrites(stage, 21, 'Meanwhile, elsewhere');
	control.setLag(null);
	const newName = 'New messages';
	const saved = await client.request<SavedWorkflow>('GET', `/rest/workflows/${workflowId}`);
	const { [TRIGGER]: links, ...others } = saved.connections;
	await client.request('PATCH', `/rest/workflows/${workflowId}`, {
		versionId: saved.versionId,
		nodes: saved.nodes.map((node) => (node.name === TRIGGER ? { ...node, name: newName } : node)),
		connections: { ...others, [newName]: links },
	});
	await client.activate(workflowId);
	await waitForPoll(mercadoLibre);
	control.releaseLag();
	buyerWrites(stage, 21, 'After');

	const texts = ['Before the rename', 'Meanwhile', 'Meanwhile, elsewhere', 'After'];
	await expectTexts(stage, workflowId, texts, [TRIGGER, newName]);
}

/** Each has a Mercado Libre and an n8n of its own; side by side, since most of the time they wait for a poll. */
it.concurrent.each(Object.keys(pollModes) as PollMode[])(
	'with the poll mode %s every message comes once: through restarts, behind a list that looks as before, and through a rename',
	async (pollMode) => {
		const stage = await openStage({ env: pollModes[pollMode] });
		try {
			const { client, mercadoLibre } = stage;
			const credential = await connectAccount(client, { sandboxUrl: mercadoLibre.url });
			for (const story of [restarts, unchangedList, rename]) {
				mercadoLibre.control.clearRequests();
				const { control } = mercadoLibre;
				const workflowId = await activate({ client, control }, triggered(credential));
				await story(stage, workflowId);
				await client.deactivate(workflowId);
			}
		} finally {
			await stage.close();
		}
	},
	MINUTES * 60_000,
);

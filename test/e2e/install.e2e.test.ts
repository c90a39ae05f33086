// What a self-hoster does with the package over the years: installs it as n8n documents it, upgrades it with saved
// workflows, takes it off again. The workflows are those of 0.1.0, frozen as its editor saved them.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

import type { Control } from '../../sandbox/mercadolibre/control.ts';
import { startSandbox } from '../../sandbox/mercadolibre/server.ts';
import type { RunningSandbox } from '../../sandbox/mercadolibre/server.ts';
import { N8nClient } from '../../sandbox/n8n/client.ts';
import type { WorkflowJson, WorkflowNode } from '../../sandbox/n8n/client.ts';
import {
	installPackage,
	packPackage,
	uninstallPackage,
} from '../../sandbox/n8n/communityPackage.ts';
import { connectAccount, sellers, withAccount } from '../../sandbox/n8n/mercadoLibreAccount.ts';
import type { AccountType, CredentialReference } from '../../sandbox/n8n/mercadoLibreAccount.ts';
import { startN8n } from '../../sandbox/n8n/server.ts';
import type { N8nServer } from '../../sandbox/n8n/server.ts';
import { PATIENCE_SECONDS, waitFor } from './support/patience.ts';
import { startNpmRegistry } from './support/npmRegistry.ts';
import type { NpmRegistry } from './support/npmRegistry.ts';
import { owner } from './support/stage/stage.ts';
import { allJson, pollingEvery, pollTimes, TRIGGER, waitForPoll } from './support/trigger.ts';
import { builtInNode, chain, mercadoLibreNode, START } from './support/workflows.ts';

const PACKAGE = 'n8n-nodes-mercadolibre-messaging';
const NEXT_VERSION = '99.0.0';
const SAVED = resolve('test/e2e/fixtures/saved-0.1.0');

const PDF = Buffer.from('%PDF-1.4').toString('base64');

type Parameters = Record<string, unknown>;

const saved = <T>(file: string) => JSON.parse(readFileSync(join(SAVED, file), 'utf8')) as T;
const operations = saved<Record<string, Parameters>>('operations.json');
const triggers = saved<Record<string, Record<string, Parameters>>>('triggers.json');
const examples = readdirSync(join(SAVED, 'examples'));

let folder: string;
let mercadoLibre: RunningSandbox;
let control: Control;
let tarball: string;
let nextTarball: string;
let n8n: N8nServer;
let client: N8nClient;

beforeAll(async () => {
	folder = mkdtempSync(join(tmpdir(), 'mercadolibre-install-'));
	mercadoLibre = await startSandbox();
	({ control } = mercadoLibre);
	tarball = await packPackage(join(folder, 'now'));
	nextTarball = asVersion(NEXT_VERSION);
	n8n = await startN8n({ userFolder: join(folder, 'n8n') });
	client = new N8nClient(n8n.url);
	await client.setUpOwner(owner);
});

afterAll(async () => {
	await n8n?.stop();
	await mercadoLibre?.close();
	rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
});

/** The package as it is, under another version. */
function asVersion(version: string): string {
	const unpacked = mkdtempSync(join(folder, 'next-'));
	execFileSync('tar', ['-xzf', tarball, '-C', unpacked, '--strip-components=1']);
	const file = join(unpacked, 'package.json');
	const packageJson = JSON.parse(readFileSync(file, 'utf8')) as object;
	writeFileSync(file, JSON.stringify({ ...packageJson, version }));
	const packed = execFileSync('npm', ['pack', '--silent', '--ignore-scripts'], {
		cwd: unpacked,
		encoding: 'utf8',
	});
	return join(unpacked, packed.trim());
}

const n8nFolder = () => join(n8n.userFolder, '.n8n');

const installedVersion = () => {
	const file = join(n8nFolder(), 'nodes/node_modules', PACKAGE, 'package.json');
	return (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version;
};

/** The names of the package's nodes that n8n knows. */
const knownNodes = async () => {
	const types = await client.nodeTypes();
	return types.filter((name) => name.startsWith(`${PACKAGE}.`)).map((name) => name.split('.')[1]);
};

/** With the tool that n8n makes of a node for agents. */
const OURS = [
	'mercadoLibre',
	'mercadoLibreNotificationTrigger',
	'mercadoLibreTool',
	'mercadoLibreTrigger',
];

const triggerNode = (
	type: string,
	parameters: Parameters,
	credential: CredentialReference,
): WorkflowNode => ({
	...builtInNode(TRIGGER, '', 1, parameters),
	type: `${PACKAGE}.${type}`,
	credentials: { mercadoLibreOAuth2Api: credential },
	...(type === 'mercadoLibreNotificationTrigger' && { webhookId: crypto.randomUUID() }),
});

/** As its user fills it in: the addresses of other workflows are nobody else's to know. */
const withAddresses = (workflow: WorkflowJson): WorkflowJson => ({
	...workflow,
	nodes: workflow.nodes.map((node) =>
		node.type === 'n8n-nodes-base.httpRequest'
			? { ...node, parameters: { ...node.parameters, url: 'http://127.0.0.1:9/webhook' } }
			: node,
	),
});

/** What a workflow is about: ids that the saved parameters take from the item. */
function somethingSold(accountType: AccountType, number: number): Record<string, string> {
	const sellerId = sellers[accountType];
	const packId = `20000078${accountType === 'local' ? 1 : 0}${String(number).padStart(7, '0')}`;
	const orderId = 7_000_000 + number * 10 + (accountType === 'local' ? 1 : 0);
	const shipmentId = 43_000_000_000 + orderId;
	const claimId = 5_300_000_000 + orderId;
	const file = { name: 'foto.pdf', type: 'application/pdf', content: PDF };
	control.createSale({
		packId,
		sellerId,
		orders: [{ orderId, status: 'paid' }],
		shipment: { shipmentId, status: 'shipped' },
	});
	const [newPackId, otherPackId] = ['3', '4'].map((end) => `${packId.slice(0, -1)}${end}9`);
	for (const pack of [newPackId, otherPackId]) control.createPack({ packId: pack, sellerId });
	const { id, attachments } = control.buyerWrites({
		packId,
		sellerId,
		text: '¿Ya salió?',
		attachments: [file],
	});
	control.openClaim({ claimId, sellerId });
	control.claimWrites({ claimId, senderRole: 'complainant', message: 'Foto', attachments: [file] });
	return {
		sellerId,
		packId,
		newPackId,
		otherPackId,
		messageId: id,
		attachmentId: attachments[0].filename,
		buyerId: String(control.conversation({ packId }).buyerId),
		siteId: accountType === 'local' ? 'MLB' : 'MLM',
		claimId: String(claimId),
		claimFile: control.claim({ claimId }).files[0],
		orderId: String(orderId),
		shipmentId: String(shipmentId),
	};
}

/** Runs an operation as it was saved, with a file in the field "data". */
async function run(name: string, credential: CredentialReference, ids: Record<string, string>) {
	const file = builtInNode('File', 'convertToFile', 1.1, {
		operation: 'toBinary',
		sourceProperty: 'content',
		options: { fileName: 'nota.pdf', mimeType: 'application/pdf' },
	});
	const item = builtInNode('Item', 'set', 3.4, {
		mode: 'raw',
		jsonOutput: JSON.stringify(ids),
		includeOtherFields: true,
		options: { stripBinary: false },
	});
	const { id } = await client.createWorkflow(
		chain(
			[file, item, mercadoLibreNode('Saved', credential, operations[name])],
			[{ content: PDF }],
		),
	);
	const execution = await client.run(id, START, PATIENCE_SECONDS);
	const { message, description } = execution.error ?? {};
	expect({ name, message, description }).toEqual({ name });
	return execution.items('Saved');
}

const WATCHED_PACK = '2000007900000001';

let watching: string;

test('n8n without the package knows none of its nodes', async () => {
	expect(await knownNodes()).toEqual([]);
});

test('it is installed by hand: npm install in ~/.n8n/nodes, and a restart', async () => {
	await installPackage(tarball, n8nFolder());
	await n8n.restart();
	expect((await knownNodes()).sort()).toEqual(OURS);

	const credential = await connectAccount(client, { sandboxUrl: mercadoLibre.url });
	const workflow: WorkflowJson = {
		name: 'Watching',
		nodes: [
			triggerNode(
				'mercadoLibreTrigger',
				{ ...triggers.mercadoLibreTrigger['a message'], pollTimes: pollTimes(2) },
				credential,
			),
			builtInNode('Nothing', 'noOp', 1, {}),
		],
		connections: { [TRIGGER]: { main: [[{ node: 'Nothing', type: 'main', index: 0 }]] } },
	};
	({ id: watching } = await client.createWorkflow(workflow));
	await client.activate(watching);
	await waitForPoll({ control });
	control.buyerWrites({ packId: WATCHED_PACK, text: 'Before the upgrade' });
	await waitFor(async () => (await texts()).includes('Before the upgrade'), { what: 'a message' });
});

/** What the buyer of one pack wrote; other tests let other buyers of the seller write. */
const texts = async () =>
	(await allJson(client, watching))
		.filter(({ packId }) => packId === WATCHED_PACK)
		.map(({ text }) => text);

test('it is upgraded, and active workflows go on where they were', async () => {
	expect(watching).toBeDefined();
	await n8n.stop();
	control.buyerWrites({ packId: WATCHED_PACK, text: 'During the upgrade' });
	await installPackage(nextTarball, n8nFolder());
	expect(installedVersion()).toBe(NEXT_VERSION);
	await n8n.start();
	expect((await knownNodes()).sort()).toEqual(OURS);

	await waitFor(async () => (await texts()).includes('During the upgrade'), { what: 'a message' });
	await waitForPoll({ control });
	expect(await texts()).toEqual(['Before the upgrade', 'During the upgrade']);
});

describe.each<AccountType>(['globalSelling', 'local'])('saved with 0.1.0, %s', (accountType) => {
	let credential: CredentialReference;
	let number = 0;

	beforeAll(async () => {
		credential = await connectAccount(client, { sandboxUrl: mercadoLibre.url, accountType });
	});

	const sent = ({ packId }: Record<string, string>) =>
		control.conversation({ packId }).messages.at(-1);

	test.each(Object.keys(operations))('%s', async (name) => {
		const ids = somethingSold(accountType, ++number * 10);
		if (name === 'message.send, stored file') {
			const [stored] = await run('attachment.upload', credential, ids);
			ids.storedId = String(stored.json.id);
		}
		const items = await run(name, credential, ids);

		// Nothing was missed of an application that has no address for notifications.
		if (name !== 'notification.getMissed') expect(items.length).toBeGreaterThan(0);
		// What was saved is still what happens.
		const texts: Record<string, string> = {
			'message.send': 'Saved: a text',
			'message.send, file': 'Saved: a file',
			'message.send, stored file': 'Saved: a stored file',
		};
		if (name in texts) {
			const { text, attachments } = sent(ids)!;
			expect(text).toBe(texts[name]);
			expect(attachments).toHaveLength(name === 'message.send' ? 0 : 1);
		}
		if (name === 'conversation.start') {
			expect(sent({ packId: ids.newPackId })?.text).toBe(
				accountType === 'local' ? 'Hola - gracias por la compra' : 'Hola — gracias por la compra',
			);
		}
		if (name === 'conversation.start, template') {
			expect(control.conversation({ packId: ids.otherPackId }).messages).toHaveLength(1);
		}
		if (name === 'claimMessage.send') {
			const { messages } = control.claim({ claimId: ids.claimId });
			expect(messages.at(-1)).toMatchObject({ message: 'Saved: a claim message' });
		}
		if (name === 'conversation.markAsRead') {
			expect(control.conversation(ids as { packId: string }).messages[0].readAt).not.toBeNull();
		}
		if (name.endsWith('.download')) expect(Object.keys(items[0].binary ?? {})).toEqual(['saved']);
		if (name === 'message.getAll') expect(items[0].json).toMatchObject({ order: {}, shipment: {} });
		if (name === 'message.getAll, newest, from the list') expect(items).toHaveLength(1);
	});

	test("message.send sends nothing when the last message is the seller's, as it was told to", async () => {
		const ids = somethingSold(accountType, ++number * 10);
		control.sellerWrites({ packId: ids.packId, text: 'Mañana' });
		const [item] = await run('message.send', credential, ids);
		expect(item.json).toMatchObject({ skipped: true });
		expect(sent(ids)?.text).toBe('Mañana');
	});

	test.each(
		Object.entries(triggers).flatMap(([type, all]) =>
			Object.entries(all).map(([name, parameters]) => ({ type, name, parameters })),
		),
	)('$type, $name: starts', async ({ type, parameters }) => {
		const polled = type === 'mercadoLibreTrigger' && { pollTimes: pollTimes(30) };
		const { id } = await client.createWorkflow({
			name: type,
			nodes: [triggerNode(type, { ...parameters, ...polled }, credential)],
			connections: {},
		});
		await client.activate(id);
		await client.deleteWorkflow(id);
	});

	test.each(examples)('%s: starts', async (file) => {
		const workflow = withAddresses(saved<WorkflowJson>(join('examples', file)));
		const { id } = await client.createWorkflow(pollingEvery(30, withAccount(workflow, credential)));
		await client.activate(id);
		await client.deleteWorkflow(id);
	});
});

test('it is uninstalled: n8n starts without it, and keeps the workflows for its return', async () => {
	expect(watching).toBeDefined();
	await n8n.stop();
	await uninstallPackage(PACKAGE, n8nFolder());
	await n8n.start();
	expect(await knownNodes()).toEqual([]);
	const { nodes } = await client.request<WorkflowJson>('GET', `/rest/workflows/${watching}`);
	expect(nodes.find(({ name }) => name === TRIGGER)?.parameters).toMatchObject(
		triggers.mercadoLibreTrigger['a message'],
	);

	await n8n.stop();
	control.buyerWrites({ packId: WATCHED_PACK, text: 'While it was away' });
	await installPackage(nextTarball, n8nFolder());
	await n8n.start();
	// Once n8n has tried in vain to start the workflow, it does not try again by itself.
	await client.deactivate(watching);
	await client.activate(watching);
	await waitFor(async () => (await texts()).includes('While it was away'), { what: 'a message' });
	expect(await texts()).toEqual(['Before the upgrade', 'During the upgrade', 'While it was away']);
});

describe('under Settings > Community nodes, without a restart', () => {
	let registry: NpmRegistry;

	beforeAll(async () => {
		await n8n.stop();
		registry = await startNpmRegistry(PACKAGE, join(folder, 'bin'));
		n8n = await startN8n({ userFolder: join(folder, 'another n8n'), env: registry.env });
		client = new N8nClient(n8n.url);
		await client.setUpOwner(owner);
	});

	afterAll(async () => await registry?.close());

	const installed = async () => {
		const packages = await client.request<{ installedVersion: string }[]>(
			'GET',
			'/rest/community-packages',
		);
		return packages.map(({ installedVersion }) => installedVersion);
	};

	test('it is installed, upgraded and uninstalled', async () => {
		const { version } = saved<{ version: string }>('../../../../package.json');
		registry.publish(version, tarball);
		await client.request('POST', '/rest/community-packages', { name: PACKAGE });
		expect(await installed()).toEqual([version]);
		expect((await knownNodes()).sort()).toEqual(OURS);

		registry.publish(NEXT_VERSION, nextTarball);
		await client.request('PATCH', '/rest/community-packages', { name: PACKAGE });
		expect(await installed()).toEqual([NEXT_VERSION]);
		expect((await knownNodes()).sort()).toEqual(OURS);

		await client.request('DELETE', `/rest/community-packages?name=${PACKAGE}`);
		expect(await installed()).toEqual([]);
		expect(await knownNodes()).toEqual([]);
	});
});

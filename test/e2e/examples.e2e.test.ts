import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import type { WorkflowJson } from '../../sandbox/n8n/client.ts';
import { connectAccount, withAccount } from '../../sandbox/n8n/mercadoLibreAccount.ts';
import type { CredentialReference } from '../../sandbox/n8n/mercadoLibreAccount.ts';
import { waitFor } from './support/patience.ts';
import { useSharedStage } from './support/stage/shared.ts';
import type { SharedStage } from './support/stage/shared.ts';
import { activate, allJson, pollingEvery, waitForPoll } from './support/trigger.ts';
import { isOlder } from './support/versions.ts';

const PARCEL = '2000007600000001';
const INVOICE = '2000007600000002';
const BROKEN = '2000007600000003';
const COLOUR = '2000007600000004';
const BRAZIL = '2000007600000005';
const LOST = '2000007600000006';

let stage: SharedStage;
let credential: CredentialReference;
let workflowId: string;

beforeAll(async () => {
	stage = await useSharedStage();
	await stage.control.reset();
	credential = await connectAccount(stage.client, { sandboxUrl: stage.sandboxUrl });
});

beforeEach(async () => {
	await stage.control.reset({ keepTokens: true });
});

afterEach(async () => {
	await stage.client.deleteWorkflow(workflowId);
});

/** As a user does: imports the file, chooses the credential, publishes. Runs every few seconds instead of every minute or hour. */
async function start(example: string): Promise<void> {
	const file = readFileSync(join('examples', example), 'utf8');
	const imported = withAccount(JSON.parse(file) as WorkflowJson, credential);
	const workflow = isOlder ? await withTableMadeByHand(imported) : imported;
	workflowId = await activate(stage, pollingEvery(2, everySecondInsteadOfHour(workflow)));
}

/** What the first note of such an example asks of those whose n8n has no node that makes a table. */
async function withTableMadeByHand(workflow: WorkflowJson): Promise<WorkflowJson> {
	const maker = workflow.nodes.find(({ parameters }) => parameters.resource === 'table');
	if (!maker) return workflow;
	const { tableName, columns } = maker.parameters as {
		tableName: string;
		columns: { column: { name: string; type: string }[] };
	};
	const { client } = stage;
	const { id: projectId } = await client.request<{ id: string }>('GET', '/rest/projects/personal');
	const { id } =
		(await dataTable(tableName)) ??
		(await client.request<{ id: string }>('POST', `/rest/projects/${projectId}/data-tables`, {
			name: tableName,
			columns: columns.column,
		}));
	const { [maker.name]: next, ...connections } = workflow.connections as Record<
		string,
		{ main: { node: string }[][] }
	>;
	// The editor connects what was before a deleted node with what was behind it.
	for (const { main } of Object.values(connections))
		main.forEach((targets, output) => {
			main[output] = targets.flatMap((target) =>
				target.node === maker.name ? next.main[0] : [target],
			);
		});
	const nodes = workflow.nodes
		.filter((node) => node !== maker)
		.map((node) =>
			node.type === maker.type
				? {
						...node,
						parameters: {
							...node.parameters,
							dataTableId: { __rl: true, mode: 'list', value: id },
						},
					}
				: node,
		);
	return { ...workflow, nodes, connections };
}

const everySecondInsteadOfHour = (workflow: WorkflowJson): WorkflowJson => ({
	...workflow,
	nodes: workflow.nodes.map((node) =>
		node.type === 'n8n-nodes-base.scheduleTrigger'
			? {
					...node,
					parameters: { rule: { interval: [{ field: 'seconds', secondsInterval: 2 }] } },
				}
			: node,
	),
});

/** Each from a buyer of their own. */
const buyerWrites = async (packId: string, text: string) =>
	await stage.control.buyerWrites({
		packId,
		text,
		buyerId: 700_000_000 + Number(packId.slice(-2)),
	});

const answersTo = async (packId: string) => {
	const { buyerSees, sellerId } = await stage.control.conversation({ packId });
	return buyerSees.filter(({ from }) => from === sellerId);
};

/** Waits until the person was told about a conversation, so many times in all. */
const personIsTold = async (packId: string, times = 1) =>
	await waitFor(
		async () => {
			const told = await allJson(stage.client, workflowId, 'Notify a Person');
			return told.filter((item) => item.packId === packId).length >= times;
		},
		{ what: `the person to hear of ${packId}` },
	);

const answered = async (packId: string) =>
	await waitFor(async () => (await answersTo(packId)).length > 0, {
		what: `an answer to ${packId}`,
	});

it('auto-reply.json answers by keyword, hands the others to a person, and answers nobody twice', async () => {
	await buyerWrites(COLOUR, '¿Cuándo llega? Lo pregunté ayer.');
	await start('auto-reply.json');

	await buyerWrites(PARCEL, 'Hola, ¿cuándo LLEGA mi pedido?');
	await buyerWrites(INVOICE, 'Buenas');
	await buyerWrites(INVOICE, '¿Me mandan la factura?');
	await buyerWrites(BROKEN, 'El envío llegó roto, quiero un reembolso');
	await Promise.all([
		answered(PARCEL),
		answered(INVOICE),
		personIsTold(BROKEN),
		personIsTold(INVOICE),
	]);

	// Nothing of this is for the machine.
	await buyerWrites(PARCEL, 'Muchas gracias');
	await buyerWrites(COLOUR, '¿Lo tienen en rojo?');
	await Promise.all([personIsTold(PARCEL), personIsTold(COLOUR)]);
	await waitForPoll(stage);

	const texts = async (packId: string) => (await answersTo(packId)).map(({ text }) => text);
	expect(await texts(PARCEL)).toEqual([expect.stringContaining('Ver envío')]);
	expect(await texts(INVOICE)).toEqual([expect.stringContaining('pedido de factura')]);
	expect(await texts(BROKEN)).toEqual([]);
	expect(await texts(COLOUR)).toEqual([]);
	const told = await allJson(stage.client, workflowId, 'Notify a Person');
	expect(told).toEqual(
		expect.arrayContaining([
			expect.objectContaining({
				packId: BROKEN,
				concatenated_text: 'El envío llegó roto, quiero un reembolso',
			}),
		]),
	);
	// What was there before the activation is not among it.
	expect(told.filter(({ packId }) => packId === COLOUR)).toEqual([
		expect.objectContaining({ concatenated_text: '¿Lo tienen en rojo?' }),
	]);
});

it('answer-what-was-left.json answers who has waited for half an hour, once, and nobody else', async () => {
	const anHourAgo = Date.now() - 3_600_000;
	const wrote = { text: '¿Cuándo llega?', createdAt: anHourAgo };
	await stage.control.buyerWrites({ packId: PARCEL, ...wrote });
	await stage.control.buyerWrites({ packId: INVOICE, ...wrote });
	await stage.control.sellerWrites({ packId: INVOICE, text: 'Mañana' });
	await buyerWrites(COLOUR, '¿Lo tienen en rojo?');
	await start('answer-what-was-left.json');

	await Promise.all([answered(PARCEL), personIsTold(PARCEL)]);
	await waitForPoll(stage);
	expect(await answersTo(PARCEL)).toHaveLength(1);
	expect(await answersTo(INVOICE)).toHaveLength(1);
	expect(await answersTo(COLOUR)).toEqual([]);
});

it('auto-reply.json tells the person about an answer that could not be sent', async () => {
	await start('auto-reply.json');
	await stage.control.createPack({ packId: PARCEL });
	await stage.control.blockConversation({ packId: PARCEL, substatus: 'blocked_by_mediation' });
	await buyerWrites(PARCEL, '¿Cuándo llega?');

	await personIsTold(PARCEL);

	const [told] = await allJson(stage.client, workflowId, 'Notify a Person');
	expect(told).toMatchObject({ packId: PARCEL, error: expect.stringMatching(/mediation/) });
	expect(await answersTo(PARCEL)).toEqual([]);
});

it('send-invoice-file.json sends the file, once, to who asks for it', async () => {
	await start('send-invoice-file.json');
	await buyerWrites(INVOICE, 'Hola');
	await buyerWrites(INVOICE, '¿Me manda la FACTURA, por favor?');
	await buyerWrites(COLOUR, '¿Lo tienen en rojo?');
	await answered(INVOICE);
	await buyerWrites(INVOICE, 'Gracias');
	await waitForPoll(stage);

	const [{ text, attachments }, ...more] = await answersTo(INVOICE);
	expect(more).toEqual([]);
	expect(text).toContain('La factura va adjunta');
	expect(attachments).toHaveLength(1);
	const file = await stage.control.attachment({ attachmentId: attachments[0].filename });
	const content = `Factura de prueba\nVenta: ${INVOICE}\n\nReemplaza este archivo por la factura real.`;
	expect(file).toMatchObject({
		originalName: `factura-${INVOICE}.txt`,
		type: 'text/plain',
		sha256: createHash('sha256').update(content).digest('hex'),
	});
	expect(await answersTo(COLOUR)).toEqual([]);
});

const parcel = {
	status: 'shipped',
	trackingNumber: 'AA1',
	carrier: { name: 'Correios', url: 'https://rastreio.example/AA1' },
	estimates: { time: '2099-11-25T00:00:00.000-03:00' },
};

it('where-is-my-parcel.json answers with what is known of the parcel, once, and hands the rest to a person', async () => {
	for (const packId of [PARCEL, BROKEN, COLOUR])
		await stage.control.createSale({ packId, shipment: parcel });
	await stage.control.createSale({ packId: BRAZIL, siteId: 'MLB', shipment: parcel });
	await stage.control.createSale({ packId: LOST, shipment: { ...parcel, substatus: 'lost' } });
	await start('where-is-my-parcel.json');

	await buyerWrites(PARCEL, 'Hola');
	await buyerWrites(PARCEL, '¿Cuándo LLEGA mi pedido?');
	await buyerWrites(BRAZIL, 'Onde está minha encomenda?');
	await buyerWrites(BROKEN, 'El paquete llegó roto');
	await buyerWrites(COLOUR, '¿Lo tienen en rojo?');
	await buyerWrites(LOST, '¿Dónde está mi envío?');
	await Promise.all([
		answered(PARCEL),
		answered(BRAZIL),
		...[BROKEN, COLOUR, LOST].map(async (packId) => await personIsTold(packId)),
	]);

	// Who asks again gets a person.
	await buyerWrites(PARCEL, '¿Y cuándo llega?');
	await personIsTold(PARCEL);
	await waitForPoll(stage);

	const texts = async (packId: string) => (await answersTo(packId)).map(({ text }) => text);
	expect(await texts(PARCEL)).toEqual([
		'¡Hola! Tu compra está en camino; la entrega está prevista para el 25 de noviembre. Puedes seguirlo aquí: https://rastreio.example/AA1 Si necesitas algo más, responde este mensaje.',
	]);
	expect(await texts(BRAZIL)).toEqual([
		'Olá! Sua compra está a caminho; a entrega está prevista para 25 de novembro. Acompanhe por aqui: https://rastreio.example/AA1 Se precisar de mais alguma coisa, é só responder.',
	]);
	for (const packId of [BROKEN, COLOUR, LOST]) expect(await texts(packId)).toEqual([]);
	const told = await allJson(stage.client, workflowId, 'Notify a Person');
	expect(told.find(({ packId }) => packId === LOST)).toMatchObject({
		text: '¿Dónde está mi envío?',
		order: { packId: LOST, items: [{ title: 'Samsung Galaxy' }] },
		shipment: { substatus: 'lost', trackingNumber: 'AA1' },
		problem: '',
	});
});

it('where-is-my-parcel.json: a sale that may not be read is for a person, who hears why', async () => {
	await stage.control.setBehaviour({ salesPermission: 'missing' });
	await start('where-is-my-parcel.json');
	await buyerWrites(PARCEL, '¿Cuándo llega?');
	await personIsTold(PARCEL);
	const [told] = await allJson(stage.client, workflowId, 'Notify a Person');
	expect(told).toMatchObject({
		text: '¿Cuándo llega?',
		problem: expect.stringContaining('Ventas y envíos'),
	});
	expect(await answersTo(PARCEL)).toEqual([]);
});

it('claim-deadline-alarm.json tells of each deadline that is near, once, with what the claim is about', async () => {
	const inHours = (hours: number) => new Date(Date.now() + hours * 3_600_000).toISOString();
	const { id: near } = await stage.control.openClaim({ dueDate: inHours(6) });
	await stage.control.openClaim({ dueDate: inHours(72) });
	await stage.control.openClaim({ availableActions: ['send_message_to_complainant'] });
	await start('claim-deadline-alarm.json');
	const told = async () => await allJson(stage.client, workflowId, 'Notify a Person');
	await waitFor(async () => (await told()).length > 0, { what: 'the alarm' });

	await waitForPoll(stage);
	await waitForPoll(stage);

	expect(await told()).toEqual([
		expect.objectContaining({
			claimId: String(near),
			hoursLeft: 5,
			problem: 'El producto llegó dañado',
			affectsReputation: 'affected',
			buyerExpects: 'return_product',
			error: '',
		}),
	]);
});

it('claims-to-table.json makes the table and writes a row for every message', async () => {
	await start('claims-to-table.json');
	const { id: claimId } = await stage.control.openClaim({
		dueDate: '2030-01-02T03:04:05.000-04:00',
	});
	await stage.control.claimWrites({ claimId, senderRole: 'complainant', message: 'Llegó roto' });
	const rows = await waitFor(claimRows, { what: 'a row' });
	expect(rows).toEqual([
		expect.objectContaining({
			claimId: String(claimId),
			stage: 'claim',
			sender: 'complainant',
			message: 'Llegó roto',
			dueDate: expect.stringMatching(/^2030-01-02[T ]07:04:05/),
		}),
	]);

	await stage.control.claimWrites({ claimId, senderRole: 'complainant', message: '¿Y?' });
	await waitFor(async () => (await claimRows())?.length === 2, {
		what: 'a second row',
	});
	await waitForPoll(stage);
	expect((await claimRows())?.map(({ message }) => message)).toEqual(['Llegó roto', '¿Y?']);
});

async function dataTable(name: string) {
	const tables = await stage.client.request<{
		data: { id: string; name: string; projectId: string }[];
	}>('GET', '/rest/data-tables-global');
	return tables.data.find((table) => table.name === name);
}

/** What the editor shows under "Data tables"; undefined without rows. */
async function claimRows(): Promise<Record<string, unknown>[] | undefined> {
	const table = await dataTable('Mercado Libre claim messages');
	if (!table) return undefined;
	const rows = await stage.client.request<{ data: Record<string, unknown>[] }>(
		'GET',
		`/rest/projects/${table.projectId}/data-tables/${table.id}/rows`,
	);
	return rows.data.length > 0 ? rows.data : undefined;
}

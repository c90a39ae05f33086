import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import type { WorkflowJson } from '../../sandbox/n8n/client.ts';
import { connectAccount, withAccount } from '../../sandbox/n8n/mercadoLibreAccount.ts';
import type { CredentialReference } from '../../sandbox/n8n/mercadoLibreAccount.ts';
import { waitFor } from './support/patience.ts';
import { useSharedStage } from './support/shared.ts';
import type { SharedStage } from './support/shared.ts';
import { activate, allJson, pollingEvery, waitForPoll } from './support/trigger.ts';

const PARCEL = '2000007600000001';
const INVOICE = '2000007600000002';
const BROKEN = '2000007600000003';
const COLOUR = '2000007600000004';

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

/** As a user does: imports the file, chooses the credential, publishes. Polls every few seconds instead of every minute. */
async function start(example: string): Promise<void> {
	const file = readFileSync(join('examples', example), 'utf8');
	const workflow = withAccount(JSON.parse(file) as WorkflowJson, credential);
	workflowId = await activate(stage, pollingEvery(2, workflow));
}

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

/** What the editor shows under "Data tables"; undefined without rows. */
async function claimRows(): Promise<Record<string, unknown>[] | undefined> {
	const tables = await stage.client.request<{
		data: { id: string; name: string; projectId: string }[];
	}>('GET', '/rest/data-tables-global');
	const table = tables.data.find(({ name }) => name === 'Mercado Libre claim messages');
	if (!table) return undefined;
	const rows = await stage.client.request<{ data: Record<string, unknown>[] }>(
		'GET',
		`/rest/projects/${table.projectId}/data-tables/${table.id}/rows`,
	);
	return rows.data.length > 0 ? rows.data : undefined;
}

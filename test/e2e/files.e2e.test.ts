import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';

import type { Control } from '../../sandbox/mercadolibre/control.ts';
import type { N8nClient, WorkflowNode } from '../../sandbox/n8n/client.ts';
import { peakGrowth } from './support/memory.ts';
import { newSeller } from './support/seller.ts';
import type { Seller } from './support/seller.ts';
import { openStage } from './support/stage/stage.ts';
import type { Stage } from './support/stage/stage.ts';
import { START, builtInNode, byId, mercadoLibreNode, runChain } from './support/workflows.ts';

const MEGABYTES_25 = 25 * 1024 * 1024;
const MOST_GROWTH_IN_MEGABYTES = 40;

let stage: Stage;
let control: Control;
let client: N8nClient;
let seller: Seller;

/** n8n's memory is measured: nobody else may be using it. */
beforeAll(async () => {
	stage = await openStage();
	({ client } = stage);
	({ control } = stage.mercadoLibre);
});

afterAll(async () => {
	await stage?.close();
});

beforeEach(async () => {
	control.reset();
	seller = await newSeller(stage, { conversations: 1 });
});

const sha256 = (content: Buffer) => createHash('sha256').update(content).digest('hex');

/** In the folder that n8n's own node may read. */
function fileOnDisk(name: string, size: number) {
	const content = randomBytes(size);
	const folder = join(stage.n8n.userFolder, '.n8n-files');
	mkdirSync(folder, { recursive: true });
	writeFileSync(join(folder, name), content);
	return { path: join(folder, name), sha256: sha256(content) };
}

const readFromDisk = (path: string) =>
	builtInNode('Disk', 'readWriteFile', 1, { operation: 'read', fileSelector: path, options: {} });

const mercadoLibre = (name: string, parameters: Record<string, unknown>) =>
	mercadoLibreNode(name, seller.credential, parameters);

const upload = (options: Record<string, unknown> = {}) =>
	mercadoLibre('Upload', { resource: 'attachment', operation: 'upload', siteId: 'MLM', options });

const download = () =>
	mercadoLibre('Download', {
		resource: 'attachment',
		operation: 'download',
		attachmentId: '={{ $json.attachmentId }}',
		siteId: 'MLM',
	});

async function run(nodes: WorkflowNode[], items?: Record<string, unknown>[]) {
	const execution = await runChain(client, nodes, items);
	expect(execution.error).toBeUndefined();
	return execution;
}

/** A file that a buyer has sent; its bytes are made as they are sent. */
function fileOfBuyer(name: string, size = 1000) {
	const [packId] = seller.packs;
	const files = [{ name, type: 'application/pdf', size }];
	const { attachments } = control.buyerWrites({ packId, text: 'Adjunto', attachments: files });
	const { filename } = attachments[0];
	return { attachmentId: filename, sha256: control.attachment({ attachmentId: filename }).sha256 };
}

const uploads = () =>
	control
		.requests()
		.filter(
			({ method, path }) => method === 'POST' && path === '/marketplace/messages/attachments',
		);

describe('25 MB', () => {
	it('are uploaded from the disk, whole, without being held in memory; with an expired token once, too', async () => {
		const small = fileOnDisk('small.pdf', 1000);
		const big = fileOnDisk('big.pdf', MEGABYTES_25);
		await run([readFromDisk(small.path), upload()]);

		let id: unknown;
		const growth = await peakGrowth(stage.n8n.pid, async () => {
			[{ id }] = (await run([readFromDisk(big.path), upload()])).json('Upload');
		});
		expect(control.attachment({ attachmentId: String(id) })).toMatchObject({
			size: MEGABYTES_25,
			sha256: big.sha256,
		});
		expect(growth).toBeLessThan(MOST_GROWTH_IN_MEGABYTES);

		control.clearRequests();
		control.expireTokens();
		[{ id }] = (await run([readFromDisk(big.path), upload()])).json('Upload');
		expect(control.attachment({ attachmentId: String(id) })).toMatchObject({ sha256: big.sha256 });
		expect(control.stats().tokenRefreshes).toBe(1);
		expect(uploads().filter(({ status }) => status < 300)).toHaveLength(1);
	});

	it('are downloaded to the disk, whole, without being held in memory', async () => {
		const small = fileOfBuyer('small.pdf');
		const big = fileOfBuyer('big.pdf', MEGABYTES_25);
		await run([download()], [small]);

		let binary: Record<string, unknown> | undefined;
		const growth = await peakGrowth(stage.n8n.pid, async () => {
			binary = (await run([download()], [big])).items('Download')[0].binary?.data;
		});
		expect(growth).toBeLessThan(MOST_GROWTH_IN_MEGABYTES);
		expect(sha256(await client.downloadBinary(String(binary?.id)))).toBe(big.sha256);
	});
});

const names = [
	['Captura de pantalla 1.pdf', 'Captura de pantalla 1.pdf'],
	['fatura nº3 – São João.pdf', 'fatura nº3 – São João.pdf'],
	['发票.pdf', '发票.pdf'],
	['"factura" \'final\'.pdf', "'factura' 'final'.pdf"],
	['dos\r\nlíneas.pdf', 'dos líneas.pdf'],
	['../../etc/passwd.pdf', 'passwd.pdf'],
	['..\\..\\windows\\factura.pdf', 'factura.pdf'],
	[`${'ñandú '.repeat(60)}.pdf`, `${'ñandú '.repeat(32)}ñand.pdf`],
] as const;

it('a file that lies on another host is fetched there, without the token', async () => {
	const asked: (string | undefined)[] = [];
	const host = createServer(({ headers }, response) => {
		asked.push(headers.authorization);
		response.setHeader('content-type', 'image/png');
		response.end('content');
	}).listen(0, '127.0.0.1');
	await once(host, 'listening');
	const { port } = host.address() as AddressInfo;
	control.addFault({
		match: { path: '^.*/attachments/' },
		kind: 'redirect',
		location: `http://localhost:${port}/file.png`,
	});

	const execution = await run([download()], [{ attachmentId: '1_a.png' }]);

	host.close();
	expect(execution.json('Download')).toMatchObject([{ mimeType: 'image/png', fileSize: 7 }]);
	expect(asked).toEqual([undefined]);
});

it('files of any name are uploaded under one that Mercado Libre accepts', async () => {
	const { attachmentId } = fileOfBuyer('factura.pdf');
	control.clearRequests();
	const fileName = `={{ $('${START}').item.json.name }}`;
	const items = names.map(([name]) => ({ attachmentId, name }));

	const uploaded = (await run([download(), upload({ fileName })], items)).json('Upload');

	expect(uploaded.map(({ fileName }) => fileName)).toEqual(names.map(([, accepted]) => accepted));
	expect(uploads().map(({ status }) => status)).toEqual(names.map(() => 201));
	expect(
		uploaded.map(({ id }) => control.attachment({ attachmentId: String(id) }).originalName),
	).toEqual(uploaded.map(({ fileName }) => fileName));
});

it('files of any name are downloaded under one that carries no path', async () => {
	const items = names.map(([name]) => fileOfBuyer(name));

	const binaries = (await run([download()], items)).items('Download').map(({ binary }) => binary);

	for (const [i, binary] of binaries.entries()) {
		const { fileName, id } = binary?.data ?? {};
		expect(fileName).toMatch(/^[^/\\\r\n"]{1,200}\.pdf$/);
		expect(sha256(await client.downloadBinary(String(id)))).toBe(items[i].sha256);
	}
});

it('the files of an item go along with a message', async () => {
	const [packId] = seller.packs;
	const invoice = fileOfBuyer('factura nº1.pdf', 5000);

	await run(
		[
			download(),
			mercadoLibre('Send', {
				resource: 'message',
				operation: 'send',
				packId: byId(packId),
				text: 'Va adjunta',
				options: { binaryPropertyNames: 'data', siteId: 'MLM' },
			}),
		],
		[invoice],
	);

	const sent = control.conversation({ packId }).buyerSees.at(-1);
	expect(sent).toMatchObject({ text: 'Va adjunta', attachments: [expect.anything()] });
	const file = control.attachment({ attachmentId: sent?.attachments[0].filename ?? '' });
	expect(file).toMatchObject({ originalName: 'factura nº1.pdf', sha256: invoice.sha256 });
});

it('a file of a claim is downloaded, uploaded under another name, and sent, in one workflow', async () => {
	const content = randomBytes(5000);
	const { id: claimId } = control.openClaim({ sellerId: seller.sellerId });
	const photo = { name: 'foto.jpg', type: 'image/jpeg', content: content.toString('base64') };
	control.claimWrites({
		claimId,
		senderRole: 'complainant',
		message: 'Roto',
		attachments: [photo],
	});
	const claim = { claimId: byId(String(claimId)) };

	const execution = await run([
		mercadoLibre('Messages', { resource: 'claimMessage', operation: 'getAll', ...claim }),
		mercadoLibre('Download', {
			resource: 'claimAttachment',
			operation: 'download',
			...claim,
			fileName: '={{ $json.attachments[0].attachmentId }}',
		}),
		mercadoLibre('Upload', {
			resource: 'claimAttachment',
			operation: 'upload',
			...claim,
			options: { fileName: 'línea de daños.jpg' },
		}),
		mercadoLibre('Send', {
			resource: 'claimMessage',
			operation: 'send',
			...claim,
			message: 'La hemos marcado',
			attachmentFileNames: '={{ $json.attachmentId }}',
		}),
	]);

	const [{ id }] = execution.items('Download').map(({ binary }) => binary?.data ?? {});
	expect(await client.downloadBinary(String(id))).toEqual(content);
	const sent = control.claim({ claimId }).messages.at(-1);
	expect(sent).toMatchObject({ message: 'La hemos marcado', receiver_role: 'complainant' });
	expect(sent?.attachments).toEqual([
		expect.objectContaining({ original_filename: 'linea_de_danos.jpg', size: content.length }),
	]);
});

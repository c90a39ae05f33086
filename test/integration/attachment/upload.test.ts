// Files of messages, up and down, with n8n keeping binary data in memory and on disk.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { IDataObject, INodeExecutionData } from 'n8n-workflow';
import type { BinaryMode } from '../../support/engine';
import { bytes, itemWithFiles, sha256 } from '../../support/files';
import type { TestFile } from '../../support/files';
import { FAMILIES, LOCAL_SELLER, byId, sellerOf, useHarness } from '../../support/harness';
import type { Family } from '../../support/harness';

const n8n = useHarness();

const MEGABYTE = 1024 * 1024;
const MODES: BinaryMode[] = ['default', 'filesystem'];

const item = (files: Record<string, TestFile>, json?: IDataObject) =>
	itemWithFiles(n8n.engine, files, json);

interface Uploaded {
	files: { field: string; filename: string; mimeType: string; size: number; sha256: string }[];
	fields: object;
}

const uploads = () =>
	n8n.bodies().filter((body) => (body as Partial<Uploaded> | undefined)?.files) as Uploaded[];

describe.each(MODES)('binary data mode "%s"', (mode) => {
	beforeEach(() => n8n.engine.setBinaryMode(mode));

	describe.each(FAMILIES)('attachment.upload (%s)', (account) => {
		const upload = async (file: TestFile, parameters: object = {}) =>
			await n8n.run(
				'attachment.upload',
				{ siteId: 'MLM', ...parameters },
				{ account, items: [await item({ data: file })] },
			);

		test('the request of the document, and the file whole', async () => {
			const content = bytes(300_000);
			const run = await upload({ content, fileName: 'invoice.pdf' });

			expect(n8n.asked()).toEqual([
				account === 'local'
					? 'POST /messages/attachments?site_id=MLM&tag=post_sale'
					: 'POST /marketplace/messages/attachments?site_id=MLM',
			]);
			expect(uploads()).toMatchObject([
				{
					files: [
						{
							field: 'file',
							filename: 'invoice.pdf',
							mimeType: 'application/pdf',
							size: content.length,
							sha256: sha256(content),
						},
					],
				},
			]);
			expect(run.done.items).toEqual([
				expect.objectContaining({
					id: expect.stringMatching(/\.pdf$/),
					fileName: 'invoice.pdf',
					mimeType: 'application/pdf',
					fileSize: content.length,
					siteId: 'MLM',
				}),
			]);
			const stored = n8n.control.attachment({ attachmentId: String(run.items[0].id) });
			expect(stored.sha256).toBe(sha256(content));
		});

		test('with a right Content-Length, for nothing is kept to be measured', async () => {
			await upload({ content: bytes(100_000) });
			const [{ headers }] = n8n.control.requests();
			expect(Number(headers['content-length'])).toBeGreaterThan(100_000);
			expect(headers).not.toHaveProperty('transfer-encoding');
			expect(headers['content-type']).toMatch(/^multipart\/form-data; ?boundary=/);
		});

		test('with an expired token: renewed, and the file arrives once and whole', async () => {
			const content = bytes(200_000);
			n8n.account(account);
			n8n.control.expireTokens();
			const run = await upload({ content });
			expect(n8n.control.stats().tokenRefreshes).toBe(1);
			const stored = n8n.control.attachment({ attachmentId: String(run.done.items[0].id) });
			expect(stored.sha256).toBe(sha256(content));
		});

		test('tried again after a fault: whole', async () => {
			const content = bytes(200_000);
			n8n.control.addFault({ match: { method: 'POST' }, kind: 'status', status: 503 });
			const run = await upload({ content });
			const stored = n8n.control.attachment({ attachmentId: String(run.done.items[0].id) });
			expect(stored.sha256).toBe(sha256(content));
		});

		test.each(['status', 'dropBefore', 'dropAfter', 'html', 'redirect', 'empty'] as const)(
			'leaves no file open after the fault "%s"',
			async (kind) => {
				n8n.control.addFault({
					match: { method: 'POST' },
					kind,
					status: kind === 'status' ? 500 : undefined,
				});
				await upload({ content: bytes(2_000_000) });
				expect(await n8n.engine.filesLeftOpen()).toBe(0);
			},
		);
	});

	describe.each(FAMILIES)('attachment.download (%s)', (account) => {
		const content = bytes(70_000);

		function received(name: string, type = 'image/png') {
			const { attachments } = n8n.control.buyerWrites({
				packId: 1001,
				text: 'Foto',
				sellerId: sellerOf(account),
				attachments: [{ name, type, content: content.toString('base64') }],
			});
			return attachments[0].filename;
		}

		const download = async (
			attachmentId: string,
			parameters: object = {},
			items?: INodeExecutionData[],
		) =>
			await n8n.run(
				'attachment.download',
				{ attachmentId, siteId: 'MLM', ...parameters },
				{ account, items },
			);

		test('the request of the document, and the file whole', async () => {
			const id = received('broken parcel.png');
			const run = await download(id);

			expect(n8n.asked()).toEqual([
				`GET ${account === 'local' ? '' : '/marketplace'}/messages/attachments/${id}?site_id=MLM&tag=post_sale`,
			]);
			expect(run.done.items).toEqual([
				{
					attachmentId: id,
					fileName: 'broken parcel.png',
					mimeType: 'image/png',
					fileSize: content.length,
				},
			]);
			expect(run.binary.data).toMatchObject({
				fileName: 'broken parcel.png',
				mimeType: 'image/png',
			});
			expect(sha256(await n8n.engine.readFile(run.binary.data))).toBe(sha256(content));
		});

		test('a file that lies on another host is fetched there, without the token', async () => {
			const asked: (string | undefined)[] = [];
			const host = createServer((request, response) => {
				asked.push(request.headers.authorization);
				response.setHeader('content-type', 'image/png');
				response.end(content);
			}).listen(0, '127.0.0.1');
			await new Promise((resolve) => host.once('listening', resolve));
			const id = received('a.png');
			n8n.control.addFault({
				match: { path: '^.*/attachments/' },
				kind: 'redirect',
				location: `http://localhost:${(host.address() as AddressInfo).port}/file`,
			});

			const run = await download(id);
			host.close();

			expect(sha256(await n8n.engine.readFile(run.done.binary.data))).toBe(sha256(content));
			expect(asked).toEqual([undefined]);
		});

		test('into another field', async () => {
			const run = await download(received('a.png'), { binaryPropertyName: 'photo' });
			expect(Object.keys(run.done.binary)).toEqual(['photo']);
		});

		test('an answer that breaks off is fetched again', async () => {
			const id = received('a.png');
			n8n.control.addFault({ match: { path: '^.*/attachments/' }, kind: 'truncated' });
			const run = await download(id);
			expect(sha256(await n8n.engine.readFile(run.done.binary.data))).toBe(sha256(content));
		});

		test.each([
			['accents', 'pão de açúcar.png', 'pão de açúcar.png'],
			['quotes', 'the "best".png', /best.*\.png$/],
			['a path', '../../../etc/passwd.png', 'passwd.png'],
			['a path of Windows', 'C:\\Windows\\system.png', 'system.png'],
			['only dots', '..', /^[^./]/],
		])('a name with %s', async (_, name, expected) => {
			const run = await download(received(name));
			const { fileName } = run.done.binary.data;
			if (typeof expected === 'string') expect(fileName).toBe(expected);
			else expect(fileName).toMatch(expected);
			expect(fileName).not.toMatch(/[/\\\n\r]/);
		});

		test('without a name in the answer: by its id', async () => {
			n8n.control.setContentDisposition({ sent: false });
			const id = received('a.png');
			const run = await download(id);
			expect(run.done.binary.data.fileName).toBe(id);
		});

		test('the message that carries it tells the name', async () => {
			n8n.control.setContentDisposition({ sent: false });
			const id = received('nota fiscal.png');
			const read = await n8n.run('message.getAll', { packId: byId(1001) }, { account });
			const run = await download(
				'={{ $json.attachments[0].filename }}',
				{},
				read.done.items.map((json) => ({ json })),
			);
			expect(run.done.items).toMatchObject([{ attachmentId: id, fileName: 'nota fiscal.png' }]);
		});

		const flagged = (id: string): INodeExecutionData[] => [
			{
				json: {
					attachments: [{ filename: id, originalFilename: 'a.png', potentialSecurityThreat: true }],
				},
			},
		];

		test('a file that is flagged as a threat is refused', async () => {
			const id = received('a.png');
			const { failure } = await download(id, {}, flagged(id));
			expect(failure.message).toMatch(/security threat/i);
			expect(n8n.asked()).toEqual([]);
		});

		test('a file that is flagged as a threat is fetched when it is allowed', async () => {
			const id = received('a.png');
			const run = await download(id, { options: { allowSecurityThreat: true } }, flagged(id));
			expect(run.done.items).toHaveLength(1);
		});

		test('a refusal is told in words, although the answer would have been a file', async () => {
			const { failure } = await download('1_unknown.png');
			expect(failure.message).toMatch(/file/i);
			expect(failure.httpCode).toBe('404');
		});
	});

	describe.each(FAMILIES)('message.send with files (%s)', (account) => {
		const send = async (files: Record<string, TestFile>, fields: object = {}) => {
			n8n.control.buyerWrites({ packId: 1001, text: 'Hola', sellerId: sellerOf(account) });
			return await n8n.run(
				'message.send',
				{
					packId: byId(1001),
					text: 'Your invoice',
					additionalFields: {
						binaryPropertyNames: Object.keys(files).join(','),
						siteId: 'MLM',
						...fields,
					},
				},
				{ account, items: [await item(files)] },
			);
		};
		const messages = () => n8n.control.conversation({ packId: 1001 }).messages;

		test('uploads each file first and sends them in one message', async () => {
			const photo = bytes(5_000);
			const invoice = bytes(9_000);
			const run = await send({
				photo: { content: photo, fileName: 'photo.png', mimeType: 'image/png' },
				invoice: { content: invoice, fileName: 'invoice.pdf' },
			});

			expect(run.done.items).toHaveLength(1);
			const { attachments } = messages().at(-1)!;
			expect(
				attachments.map(
					({ filename }) => n8n.control.attachment({ attachmentId: filename }).sha256,
				),
			).toEqual([sha256(photo), sha256(invoice)]);
			expect(messages()).toHaveLength(2);
		});

		test('files of before and files of now, in this order', async () => {
			const first = n8n.control.sellerWrites({
				packId: 1001,
				sellerId: sellerOf(account),
				text: 'Before',
				attachments: [{ name: 'before.pdf', type: 'application/pdf', size: 5 }],
			}).attachments[0].filename;
			await send({ invoice: { fileName: 'now.pdf' } }, { attachmentIds: first });
			expect(
				messages()
					.at(-1)!
					.attachments.map(({ originalFilename }) => originalFilename),
			).toEqual(['before.pdf', 'now.pdf']);
		});

		test('if one upload fails, no message is sent, and the error names the file', async () => {
			n8n.control.addFault({
				match: { method: 'POST', path: '^.*/attachments$' },
				kind: 'status',
				status: 400,
				body: { message: 'File size exceeds 25 Mb', error: 'bad_request', status: 400, cause: [] },
				every: 2,
			});
			const { failure } = await send({
				photo: { fileName: 'photo.png', mimeType: 'image/png' },
				invoice: { fileName: 'invoice-77.pdf' },
			});
			expect(failure.message).toContain('invoice-77.pdf');
			expect(failure.description).toMatch(/reduce/i);
			expect(messages()).toHaveLength(1);
		});

		test('if one file may not be sent, not even the others are uploaded', async () => {
			const { failure } = await send({
				photo: { fileName: 'photo.png', mimeType: 'image/png' },
				archive: { fileName: 'archive.zip', mimeType: 'application/zip' },
			});
			expect(failure.message).toContain('archive.zip');
			expect(n8n.asked()).toEqual([]);
		});

		test('25 files, but not 26', async () => {
			const files = (count: number) =>
				Object.fromEntries(
					Array.from({ length: count }, (_, i) => [`f${i}`, { content: bytes(10 + i) }]),
				);
			const { failure } = await send(files(26));
			expect(failure.message).toContain('25');
			expect(n8n.asked()).toEqual([]);
			const run = await send(files(25));
			expect(run.done.items).toHaveLength(1);
			expect(messages().at(-1)!.attachments).toHaveLength(25);
		});
	});
});

describe('the site of a file that is sent', () => {
	const send = async () =>
		await n8n.run(
			'message.send',
			{
				packId: byId(1001),
				text: 'Your invoice',
				additionalFields: { binaryPropertyNames: 'data' },
			},
			{ items: [await item({ data: {} })] },
		);

	test('Global Selling: that of the sale, as its messages tell', async () => {
		n8n.control.createPack({ packId: 1001, siteId: 'MCO' });
		n8n.control.buyerWrites({ packId: 1001, text: 'Hola' });
		const run = await send();
		expect(run.done.items).toHaveLength(1);
		expect(n8n.asked()).toContain('POST /marketplace/messages/attachments?site_id=MCO');
		expect(n8n.control.conversation({ packId: 1001 }).messages[0].readAt).toBeNull();
	});

	test('Global Selling: asked for where nothing tells it, and nothing is sent', async () => {
		n8n.control.createPack({ packId: 1001, exceptedCase: true });
		const { failure } = await send();
		expect(`${failure.message} ${failure.description}`).toMatch(/Site ID.*MLM/s);
		expect(n8n.bodies()).toEqual([]);
	});
});

describe('the site of an upload', () => {
	const upload = async (account: Family, siteId: string, credential = n8n.account(account)) => {
		const run = await n8n.run(
			'attachment.upload',
			{ siteId },
			{ credential, items: [await item({ data: {} })] },
		);
		return run.done.items[0].siteId;
	};

	test('local: the country of the credential unless another is chosen', async () => {
		const mexican = n8n.connect('local', { site: 'MLM', userId: LOCAL_SELLER });
		expect(await upload('local', '', mexican)).toBe('MLM');
		expect(await upload('local', 'MLA', mexican)).toBe('MLA');
	});
});

describe('what may be uploaded', () => {
	const upload = async (file: TestFile, options: object = {}) =>
		await n8n.run(
			'attachment.upload',
			{ siteId: 'MLM', options },
			{ items: [await item({ data: file })] },
		);

	test.each([
		['accents and spaces', 'Captura de pantalla 1.png', 'Captura_de_pantalla_1.png'],
		['a sign that is no letter', 'fatura nº3.pdf', 'fatura_n_3.pdf'],
		['accents', 'ação.pdf', 'acao.pdf'],
		['quotes', 'nota "fiscal".pdf', 'nota_fiscal_.pdf'],
		['a line break', 'nota\nfiscal.pdf', 'nota_fiscal.pdf'],
		['a path', '../../etc/passwd.pdf', 'passwd.pdf'],
		['a path of Windows', 'C:\\Users\\nota.pdf', 'nota.pdf'],
		['300 characters', `${'a'.repeat(300)}.pdf`, `${'a'.repeat(196)}.pdf`],
	])('a file name with %s is cleaned', async (_, fileName, sent) => {
		const run = await upload({ fileName, mimeType: 'application/pdf' });
		expect(run.done.items).toMatchObject([{ fileName: sent, originalFileName: fileName }]);
		expect(uploads()).toMatchObject([{ files: [{ filename: sent }] }]);
	});

	test('a file name of other letters keeps its extension', async () => {
		const run = await upload({ fileName: '日本語.pdf' });
		expect(run.done.items[0].fileName).toMatch(/^[A-Za-z0-9._-]+\.pdf$/);
	});

	test.each([['a/b.pdf'], ['a\\b.pdf'], [`${'a'.repeat(197)}.pdf`]])(
		'the name %.20s is refused when names are not to be cleaned',
		async (fileName) => {
			const { failure } = await upload({ fileName }, { cleanFileName: false });
			expect(failure.message).toMatch(/name/);
			expect(failure.description).toMatch(/200 characters/);
			expect(n8n.asked()).toEqual([]);
		},
	);

	test('a good name is left alone when names are not to be cleaned', async () => {
		const fileName = 'Captura de pantalla nº 1.pdf';
		const run = await upload({ fileName }, { cleanFileName: false });
		expect(run.done.items).toMatchObject([{ fileName }]);
		expect(uploads()).toMatchObject([{ files: [{ filename: fileName }] }]);
	});

	test('another name may be given', async () => {
		const run = await upload({ fileName: 'tmp8231.pdf' }, { fileName: 'invoice.pdf' });
		expect(run.done.items).toMatchObject([{ fileName: 'invoice.pdf' }]);
	});

	test.each([
		['invoice.pdf', 'application/octet-stream', 'application/pdf'],
		['photo.HEIC', '', 'image/heic'],
		['photo.jpg', 'image/jpg', 'image/jpeg'],
		['notes.txt', 'text/plain; charset=utf-8', 'text/plain'],
		['nfe.xml', 'text/xml', 'text/xml'],
		['data', '', 'application/octet-stream'],
	])('%s (%s) is sent as %s', async (fileName, mimeType, sent) => {
		const run = await upload({ fileName, mimeType });
		expect(run.done.items).toMatchObject([{ mimeType: sent }]);
		expect(uploads()).toMatchObject([{ files: [{ mimeType: sent }] }]);
	});

	test('an unknown type is refused, and the accepted ones are named', async () => {
		const { failure } = await upload({ fileName: 'films.mp4', mimeType: 'video/mp4' });
		expect(failure.message).toMatch(/films\.mp4.*video\/mp4/);
		expect(failure.description).toMatch(/PDF/);
		expect(n8n.asked()).toEqual([]);
	});

	test('an empty file is refused', async () => {
		const { failure } = await upload({ content: Buffer.alloc(0), fileName: 'empty.pdf' });
		expect(failure.message).toMatch(/empty\.pdf.*empty/);
		expect(n8n.asked()).toEqual([]);
	});

	test('25 MB, but not a byte more', async () => {
		await n8n.engine.setBinaryMode('filesystem');
		const { failure } = await upload({ content: Buffer.alloc(25 * MEGABYTE + 1, 7) });
		expect(failure.message).toMatch(/25 MB/);
		expect(n8n.asked()).toEqual([]);
		const run = await upload({ content: Buffer.alloc(25 * MEGABYTE, 7) });
		expect(run.done.items).toMatchObject([{ fileSize: 25 * MEGABYTE }]);
	});
});

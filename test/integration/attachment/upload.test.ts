// Attachment > Upload, with n8n keeping binary data in memory and on disk.
import { BINARY_MODES } from '../../support/engine';
import { bytes, itemWithFiles, sha256 } from '../../support/files';
import type { TestFile } from '../../support/files';
import { FAMILIES, LOCAL_SELLER, useHarness } from '../../support/harness';
import type { Family } from '../../support/harness';

const n8n = useHarness();

const MEGABYTE = 1024 * 1024;

const item = (files: Record<string, TestFile>) => itemWithFiles(n8n.engine, files);

interface Uploaded {
	files: { field: string; filename: string; mimeType: string; size: number; sha256: string }[];
	fields: object;
}

const uploads = () =>
	n8n.bodies().filter((body) => (body as Partial<Uploaded> | undefined)?.files) as Uploaded[];

describe.each(BINARY_MODES)('binary data mode "%s"', (mode) => {
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

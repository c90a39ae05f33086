// Attachment > Upload, with n8n keeping binary data in memory and on disk.
import type { IDataObject } from 'n8n-workflow';
import { BINARY_MODES } from '../../support/engine/engine';
import { bytes, itemWithFiles, sha256 } from '../../support/files';
import type { TestFile } from '../../support/files';
import { FAMILIES, LOCAL_SELLER, useHarness } from '../../support/engine/harness';
import type { Family } from '../../support/engine/harness';

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
	const upload = async (
		account: Family,
		siteId: string,
		{
			credential = n8n.account(account),
			json = {},
		}: { credential?: object; json?: IDataObject } = {},
	) =>
		await n8n.run(
			'attachment.upload',
			{ siteId },
			{ credential: credential as never, items: [{ ...(await item({ data: {} })), json }] },
		);

	test('local: the country of the credential unless another is chosen', async () => {
		const credential = n8n.connect('local', { site: 'MLM', userId: LOCAL_SELLER });
		const json = { siteId: 'MLC' };
		expect((await upload('local', '', { credential, json })).done.items[0].siteId).toBe('MLM');
		expect((await upload('local', 'MLA', { credential, json })).done.items[0].siteId).toBe('MLA');
	});

	test.each([
		['a message', { siteId: 'MCO' }],
		["a message in the API's form", { site_id: 'MCO' }],
		['a conversation with its messages', { packId: '1001', messages: [{ siteId: 'MCO' }] }],
	])('Global Selling: %s tells it', async (_, json) => {
		const run = await upload('globalSelling', '', { json });
		expect(run.done.items[0].siteId).toBe('MCO');
		expect(n8n.asked()).toEqual(['POST /marketplace/messages/attachments?site_id=MCO']);
	});

	test.each([
		['under Options', { options: { siteId: 'MLB' } }],
		['in a workflow saved before', { siteId: 'MLB' }],
	])('Global Selling: one that is chosen %s goes first', async (_, parameters) => {
		const json = { siteId: 'MCO' };
		const run = await n8n.run('attachment.upload', parameters, {
			items: [{ ...(await item({ data: {} })), json }],
		});
		expect(run.done.items[0].siteId).toBe('MLB');
	});

	test('Global Selling: an item that only names its pack: the conversation tells, unmarked', async () => {
		n8n.control.createPack({ packId: 1001, siteId: 'MLC' });
		n8n.control.buyerWrites({ packId: 1001, text: 'Hola' });
		const run = await upload('globalSelling', '', { json: { packId: '1001' } });
		expect(run.done.items[0].siteId).toBe('MLC');
		expect(n8n.control.conversation({ packId: 1001 }).messages[0].readAt).toBeNull();
	});

	test.each([
		{ siteId: 'CBT' },
		{ siteId: '' },
		{ siteId: 'Mexico' },
		{ siteId: 7 },
		{ messages: 'x' },
	])('Global Selling: %j tells nothing, and the error says what to choose', async (json) => {
		const { failure } = await upload('globalSelling', '', { json });
		expect(failure.message).toBe('Site ID is required for Global Selling');
		expect(n8n.asked()).toEqual([]);
	});

	test('Global Selling: CBT is no country of a sale', async () => {
		const items = [{ ...(await item({ data: {} })), json: { site: 'CBT' } }];
		const { failure } = await n8n.run(
			'attachment.upload',
			{ siteId: '={{ $json.site }}' },
			{ items },
		);
		expect(failure.message).toMatch(/^Site ID must be the country of the sale/);
		expect(n8n.asked()).toEqual([]);
	});
});

describe('what may be uploaded', () => {
	const upload = async (file: TestFile, options: object = {}, account: Family = 'globalSelling') =>
		await n8n.run(
			'attachment.upload',
			{ siteId: 'MLM', options },
			{ account, items: [await item({ data: file })] },
		);

	// Documents 000 and 002: no / and \\, at most 200 characters; nothing else is said of names.
	test.each([
		'Nota Fiscal 123.pdf',
		'发票.pdf',
		'fatura nº3 (ação).pdf',
		'日本語.pdf',
		'#1 100% & co; \u0027a\u0027.pdf',
		'.pdf',
	])('the file name %s stays as it is', async (fileName) => {
		for (const account of FAMILIES) {
			const run = await upload({ fileName, mimeType: 'application/pdf' }, {}, account);
			expect(run.done.items).toMatchObject([{ fileName, originalFileName: fileName }]);
			const { originalName } = n8n.control.attachment({
				attachmentId: String(run.items[0].id),
			});
			expect(originalName).toBe(fileName);
		}
	});

	test.each([
		['a path', '../../etc/passwd.pdf', 'passwd.pdf'],
		['a path of Windows', 'C:\\Users\\nota.pdf', 'nota.pdf'],
		['300 characters', `${'a'.repeat(300)}.pdf`, `${'a'.repeat(196)}.pdf`],
		['a line break', 'nota\nfiscal.pdf', 'nota fiscal.pdf'],
		// Quotes do not get through a multipart form as they are.
		['quotes', 'nota "fiscal".pdf', "nota 'fiscal'.pdf"],
	])('a file name with %s is cleaned', async (_, fileName, sent) => {
		const run = await upload({ fileName, mimeType: 'application/pdf' });
		expect(run.done.items).toMatchObject([{ fileName: sent, originalFileName: fileName }]);
		expect(uploads()).toMatchObject([{ files: [{ filename: sent }] }]);
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

	// Document 002: "em formato JPG, PNG, PDF e TXT".
	test.each([
		['nfe.xml', 'text/xml'],
		['photo.heic', 'image/heic'],
		['letter.doc', 'application/msword'],
		['data', 'application/octet-stream'],
	])('local: %s is refused, and the accepted types are named', async (fileName, mimeType) => {
		const { failure } = await upload({ fileName, mimeType }, {}, 'local');
		expect(failure.message).toContain(fileName);
		expect(failure.description).toMatch(/must be JPG, PNG, PDF or TXT\./);
		expect(n8n.asked()).toEqual([]);
	});

	test.each([
		['a.jpg', 'image/jpeg'],
		['a.png', 'image/png'],
		['a.pdf', 'application/octet-stream'],
		['a.txt', 'text/plain'],
	])('local: %s is taken', async (fileName, mimeType) => {
		expect((await upload({ fileName, mimeType }, {}, 'local')).done.items).toHaveLength(1);
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

	test.each([
		['lines of 76 characters', (text: string) => text.replace(/.{76}/g, '$&\r\n')],
		['without padding', (text: string) => text.replace(/=+$/, '')],
		['for addresses', (text: string) => text.replace(/\+/g, '-').replace(/\//g, '_')],
	])('Base64 as a Code node may hand it on (%s): the file whole', async (_, written) => {
		const content = bytes(10_000);
		const data = written(content.toString('base64'));
		const run = await n8n.run(
			'attachment.upload',
			{ siteId: 'MLM' },
			{
				items: [{ json: {}, binary: { data: { data, mimeType: 'image/png', fileName: 'a.png' } } }],
			},
		);
		expect(run.done.items).toMatchObject([{ fileSize: content.length }]);
		const stored = n8n.control.attachment({ attachmentId: String(run.items[0].id) });
		expect(stored.sha256).toBe(sha256(content));
	});

	test('an unknown type is refused, and the accepted ones are named', async () => {
		const { failure } = await upload({ fileName: 'films.mp4', mimeType: 'video/mp4' });
		expect(failure.message).toBe('The file "films.mp4" has a type that Mercado Libre refuses');
		expect(failure.description).toMatch(/PDF.*video\/mp4/);
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

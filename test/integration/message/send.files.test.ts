// Message > Send with files of the item, with n8n keeping binary data in memory and on disk.
import { BINARY_MODES } from '../../support/engine/engine';
import { bytes, itemWithFiles, sha256 } from '../../support/files';
import type { TestFile } from '../../support/files';
import { FAMILIES, byId, sellerOf, useHarness } from '../../support/engine/harness';

const n8n = useHarness();

const item = (files: Record<string, TestFile>) => itemWithFiles(n8n.engine, files);

describe.each(BINARY_MODES)('binary data mode "%s"', (mode) => {
	beforeEach(() => n8n.engine.setBinaryMode(mode));

	describe.each(FAMILIES)('message.send with files (%s)', (account) => {
		const send = async (files: Record<string, TestFile>, fields: object = {}) => {
			n8n.control.buyerWrites({ packId: 1001, text: 'Hola', sellerId: sellerOf(account) });
			return await n8n.run(
				'message.send',
				{
					packId: byId(1001),
					text: 'Your invoice',
					options: {
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

		test('a name that the documents allow arrives as it is', async () => {
			await send({ invoice: { fileName: 'Nota Fiscal 123.pdf' } });
			expect(messages().at(-1)!.attachments).toMatchObject([
				{ originalFilename: 'Nota Fiscal 123.pdf' },
			]);
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
	const send = async (json = {}) =>
		await n8n.run(
			'message.send',
			{
				packId: byId(1001),
				text: 'Your invoice',
				options: { binaryPropertyNames: 'data' },
			},
			{ items: [{ ...(await item({ data: {} })), json }] },
		);

	test('Global Selling: that of the input item, without a further request', async () => {
		n8n.control.createPack({ packId: 1001, siteId: 'MCO', exceptedCase: true });
		const run = await send({ siteId: 'MCO' });
		expect(run.done.items).toHaveLength(1);
		expect(n8n.asked()).toEqual([
			'POST /marketplace/messages/attachments?site_id=MCO',
			'POST /marketplace/messages/packs/1001',
		]);
	});

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

// Attachment > Download, with n8n keeping binary data in memory and on disk.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { INodeExecutionData } from 'n8n-workflow';
import { BINARY_MODES } from '../../support/engine/engine';
import { bytes, sha256 } from '../../support/files';
import { FAMILIES, byId, sellerOf, useHarness } from '../../support/engine/harness';
import { ENGINES, useEngine } from '../../support/engine/olderEngine';

const n8n = useHarness();

describe.each(BINARY_MODES)('binary data mode "%s"', (mode) => {
	beforeEach(() => n8n.engine.setBinaryMode(mode));

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

		describe.each(ENGINES)('%s', (engine) => {
			useEngine(engine);

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
				'={{ $json.attachments[0].attachmentId }}',
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
			expect(failure.httpCode).toBe('500');
			expect(failure.description).toMatch(/"attachmentId" of an attachment/);
		});

		test('one that the sandbox flags is known by its message', async () => {
			n8n.control.buyerWrites({
				packId: 1001,
				text: 'Foto',
				sellerId: sellerOf(account),
				attachments: [{ name: 'a.png', type: 'image/png', size: 1, isThreat: true }],
			});
			const read = await n8n.run('message.getAll', { packId: byId(1001) }, { account });
			const before = n8n.asked();
			const { failure } = await download(
				'={{ $json.attachments[0].attachmentId }}',
				{},
				read.done.items.map((json) => ({ json })),
			);
			expect(failure.message).toMatch(/security threat/i);
			expect(n8n.asked()).toEqual(before);
		});
	});
});

describe('the site of a download (Global Selling)', () => {
	const received = () => {
		n8n.control.createPack({ packId: 1001, siteId: 'MCO' });
		return n8n.control.buyerWrites({
			packId: 1001,
			text: 'Foto',
			attachments: [{ name: 'a.png', type: 'image/png', size: 7 }],
		}).attachments[0].filename;
	};

	test.each([true, false])('the message tells it (simplify: %j)', async (simplify) => {
		received();
		const read = await n8n.run('message.getAll', { packId: byId(1001), simplify });
		const list = simplify ? 'attachments' : 'message_attachments';
		const run = await n8n.run(
			'attachment.download',
			{ attachmentId: `={{ $json.${list}[0].filename }}`, siteId: '' },
			{ items: read.done.items.map((json) => ({ json })) },
		);
		expect(run.done.items).toMatchObject([{ fileName: 'a.png', fileSize: 7 }]);
	});

	test('the conversation tells it', async () => {
		const id = received();
		const run = await n8n.run(
			'attachment.download',
			{ attachmentId: id, siteId: '' },
			{ items: [{ packId: 1001 }] },
		);
		expect(run.done.items).toHaveLength(1);
		expect(n8n.control.conversation({ packId: 1001 }).messages[0].readAt).toBeNull();
	});

	test('the user tells it under Options', async () => {
		const options = { siteId: 'MCO' };
		const run = await n8n.run('attachment.download', { attachmentId: received(), options });
		expect(run.done.items).toHaveLength(1);
	});

	test('of another country it is refused by the API, and the error says what to choose', async () => {
		const { failure } = await n8n.run('attachment.download', {
			attachmentId: received(),
			siteId: 'MLB',
		});
		expect(failure.description).toMatch(/country of the sale/);
	});
});

// Claims: reading and searching them, writing in them, and their files.
import type { BinaryMode } from '../../support/engine';
import { bytes, itemWithFiles, sha256 } from '../../support/files';
import type { TestFile } from '../../support/files';
import { FAMILIES, GLOBAL_SELLER, byId, sellerOf, useHarness } from '../../support/harness';
import type { Family } from '../../support/harness';

const n8n = useHarness();

/** The claim of the document's example, and its seller. */
const EXAMPLE = '5294629673';
const EXAMPLE_SELLER = 1317418851;
const V2 = '/marketplace/v2/claims';
const V1 = '/post-purchase/v1/claims';

const exampleAccount = (family: Family = 'globalSelling') =>
	n8n.connect(family, { userId: EXAMPLE_SELLER });

const openClaim = (family: Family, options: object = {}) =>
	String(n8n.control.openClaim({ sellerId: sellerOf(family), ...options }).id);

describe.each(FAMILIES)('claim.get (%s)', (account) => {
	test('the request of the contract and what one may do until when', async () => {
		const id = openClaim(account, {
			orderId: 2000009106789766,
			dueDate: '2024-08-25T17:31:00.000-04:00',
		});

		const run = await n8n.run('claim.get', { claimId: byId(id) }, { account });

		expect(n8n.asked()).toEqual([`GET ${account === 'local' ? V1 : V2}/${id}`]);
		expect(run.done.items).toMatchObject([
			{
				id,
				status: 'opened',
				stage: 'claim',
				type: 'mediations',
				resourceId: '2000009106789766',
				availableActions: [
					{
						action: 'send_message_to_complainant',
						mandatory: true,
						dueDate: '2024-08-25T17:31:00.000-04:00',
					},
				],
				dueDate: '2024-08-25T17:31:00.000-04:00',
			},
		]);
	});

	test('simplify off', async () => {
		const id = openClaim(account);
		const run = await n8n.run('claim.get', { claimId: byId(id), simplify: false }, { account });
		expect(run.done.items).toMatchObject([
			{ id: Number(id), players: [{ role: 'complainant' }, { role: 'respondent' }] },
		]);
	});
});

describe.each(FAMILIES)('claim.getAll (%s)', (account) => {
	const getAll = (parameters: object = {}) =>
		n8n.run('claim.getAll', parameters as never, { account });
	/** What was asked besides the page. */
	const filters = () =>
		n8n.control.requests().map(({ path, query }) => {
			const { limit, offset, ...rest } = query as Record<string, string>;
			expect(path).toBe(`${V2}/search`);
			return { limit: Number(limit), offset: Number(offset), rest };
		});

	test('open claims unless a filter says otherwise', async () => {
		const open = openClaim(account);
		const closed = openClaim(account);
		n8n.control.closeClaim({ claimId: closed });
		const run = await getAll();
		expect(run.done.items.map(({ id }) => id)).toEqual([open]);
		expect(filters()[0].rest).toEqual({ status: 'opened' });
	});

	test('every filter of the contract reaches the API', async () => {
		await getAll({
			filters: {
				status: 'closed',
				stage: 'dispute',
				type: 'mediations',
				orderId: 2000009106789766,
				packId: '2000000089077943',
				siteId: 'MLM',
				sort: 'last_updated:desc',
			},
		});
		expect(filters()[0].rest).toEqual({
			status: 'closed',
			stage: 'dispute',
			type: 'mediations',
			order_id: '2000009106789766',
			pack_id: '2000000089077943',
			site_id: 'MLM',
			sort: 'last_updated:desc',
		});
	});

	test('returns all of many, each once', async () => {
		const ids = Array.from({ length: 250 }, (_, i) =>
			openClaim(account, { claimId: 5_000_000 + i }),
		);
		const run = await getAll({ returnAll: true });
		expect(new Set(run.done.items.map(({ id }) => id))).toEqual(new Set(ids));
		expect(run.items).toHaveLength(250);
		for (const { limit } of filters()) expect(limit).toBeLessThanOrEqual(100);
	});

	test('a limit', async () => {
		for (let i = 0; i < 10; i++) openClaim(account, { claimId: 5_000_000 + i });
		const run = await getAll({ limit: 4 });
		expect(run.done.items).toHaveLength(4);
	});

	test('simplify off', async () => {
		const id = openClaim(account);
		const run = await getAll({ simplify: false });
		expect(run.done.items).toMatchObject([{ id: Number(id), reason_id: 'PDD9939' }]);
	});

	test('the list of the field "Claim"', async () => {
		const id = openClaim(account, { claimId: 5_000_001 });
		openClaim(account, { claimId: 6_000_002 });
		const list = await n8n.engine.listSearch('searchClaims', n8n.account(account), '5000');
		expect(list.results).toMatchObject([{ value: id }]);
	});
});

test('the search hands out nothing from 10,000 on, and that is no error', async () => {
	let asked = 0;
	n8n.control.addFault({ match: { path: '/none' }, kind: 'status' });
	for (let i = 0; i < 10_050; i++) openClaim('globalSelling', { claimId: 5_000_000 + i });
	const run = await n8n.run('claim.getAll', { returnAll: true });
	for (const { query } of n8n.control.requests()) {
		const { limit, offset } = query as Record<string, string>;
		expect(Number(limit) + Number(offset)).toBeLessThan(10_000);
		asked++;
	}
	expect(asked).toBeGreaterThan(90);
	expect(run.done.items.length).toBeGreaterThan(9_900);
});

describe('claimMessage.getAll', () => {
	test('the example of the document, oldest first', async () => {
		const run = await n8n.run(
			'claimMessage.getAll',
			{ claimId: byId(EXAMPLE) },
			{ credential: exampleAccount() },
		);

		expect(n8n.asked()).toEqual([`GET ${V2}/${EXAMPLE}/messages`]);
		expect(run.done.items.map(({ message }) => message)).toEqual([
			'Prueba test',
			'hola requiero una devolución test',
			'imagen',
			'Este es un mensaje de test del respondent al complainant',
			'No estoy de acuerdo\n',
		]);
		expect(run.items[2]).toMatchObject({
			claimId: EXAMPLE,
			senderRole: 'complainant',
			receiverRole: 'respondent',
			message: 'imagen',
			translatedMessage: 'picture',
			createdAt: '2024-08-22T18:13:09.000-04:00',
			readAt: '2024-08-22T22:13:15Z',
			status: 'available',
			stage: 'claim',
			moderation: { status: 'clean', reason: null },
			attachments: [
				{
					filename: '1517482146_31489bf8-95e3-4a2d-bcff-3c57771fb7c4.png',
					originalFilename: 'Captura de pantalla 2024-08-22 a la(s) 4.12.28?p.m..png',
					type: 'image/png',
					size: 166960,
				},
			],
		});
	});

	test('simplify off', async () => {
		const run = await n8n.run(
			'claimMessage.getAll',
			{ claimId: byId(EXAMPLE), simplify: false },
			{ credential: exampleAccount() },
		);
		expect(run.done.items).toHaveLength(5);
		expect(run.items[0]).toMatchObject({ sender_role: 'complainant', repeated: false });
	});

	test('a limit', async () => {
		const run = await n8n.run(
			'claimMessage.getAll',
			{ claimId: byId(EXAMPLE), limit: 2 },
			{ credential: exampleAccount() },
		);
		expect(run.done.items).toHaveLength(2);
	});

	test('a claim without messages gives no item', async () => {
		const id = openClaim('local');
		const run = await n8n.run('claimMessage.getAll', { claimId: byId(id) }, { account: 'local' });
		expect(run.done.items).toEqual([]);
	});
});

describe.each(FAMILIES)('claimMessage.send (%s)', (account) => {
	const send = (id: string, parameters: object = {}, options: object = {}) =>
		n8n.run(
			'claimMessage.send',
			{ claimId: byId(id), message: 'Le enviamos otro.', ...parameters },
			{ account, ...options },
		);
	const written = (claimId: string) => n8n.control.claim({ claimId }).messages;

	test('the request of the document and the output of the contract', async () => {
		const id = openClaim(account);

		const run = await send(id);

		expect(n8n.asked().at(-1)).toBe(`POST ${V2}/${id}/actions/send-message`);
		expect(n8n.bodies()).toEqual([
			{ receiver_role: 'complainant', message: 'Le enviamos otro.', attachments: [] },
		]);
		expect(run.done.items).toEqual([
			{
				success: true,
				claimId: id,
				receiverRole: 'complainant',
				message: 'Le enviamos otro.',
				attachments: [],
			},
		]);
		expect(written(id)).toMatchObject([
			{ sender_role: 'respondent', receiver_role: 'complainant', message: 'Le enviamos otro.' },
		]);
	});

	test('to the mediator in a dispute', async () => {
		const id = openClaim(account, { stage: 'dispute' });
		const run = await send(id, { receiverRole: 'mediator' });
		expect(run.done.items).toMatchObject([{ receiverRole: 'mediator' }]);
		expect(written(id)).toMatchObject([{ receiver_role: 'mediator' }]);
	});

	test('to the buyer in a dispute: the error says to whom one may write', async () => {
		const id = openClaim(account, { stage: 'dispute' });
		const { failure } = await send(id);
		expect(failure.message).toMatch(/complainant/);
		expect(failure.description).toMatch(/mediator/);
		expect(n8n.bodies()).toEqual([]);
	});

	test('in a closed claim: the error says to nobody', async () => {
		const id = openClaim(account);
		n8n.control.closeClaim({ claimId: id });
		const { failure } = await send(id);
		expect(failure.description).toMatch(/closed.*nobody|not write to anybody/i);
		expect(n8n.bodies()).toEqual([]);
	});

	test('without the check nothing but the message is asked', async () => {
		const id = openClaim(account);
		const run = await send(id, { options: { checkAllowed: false } });
		expect(run.done.items).toHaveLength(1);
		expect(n8n.asked()).toEqual([`POST ${V2}/${id}/actions/send-message`]);
	});

	test('the check spares the item where the API itself refuses', async () => {
		const id = openClaim(account, { stage: 'dispute' });
		const { failure } = await send(id, { options: { checkAllowed: false } });
		expect(failure.httpCode).toBe('403');
		expect(failure.message).toMatch(/does not let/i);
	});

	test('a claim that does not tell what is allowed leaves it to the API', async () => {
		const id = openClaim(account);
		n8n.control.addFault({
			match: { method: 'GET', path: `/claims/${id}$` },
			kind: 'status',
			status: 200,
			body: { id, status: 'opened', stage: 'claim' },
		});
		const run = await send(id);
		expect(run.done.items).toMatchObject([{ success: true }]);
		expect(written(id)).toHaveLength(1);
	});

	test('words that the buyer wrote are not taken for a lost message', async () => {
		const id = openClaim(account, { stage: 'dispute' });
		const message = 'De acuerdo.';
		n8n.control.claimWrites({
			claimId: id,
			senderRole: 'complainant',
			receiverRole: 'mediator',
			message,
		});
		n8n.control.addFault({ match: { method: 'POST' }, kind: 'dropBefore' });

		const run = await send(id, { receiverRole: 'mediator', message });

		expect(run.done.items).toMatchObject([{ success: true }]);
		expect(written(id).map(({ sender_role }) => sender_role)).toEqual([
			'complainant',
			'respondent',
		]);
	});

	test('files of before and files of now', async () => {
		const id = openClaim(account);
		const first = await n8n.run(
			'claimAttachment.upload',
			{ claimId: byId(id) },
			{ account, items: [await itemWithFiles(n8n.engine, { data: { fileName: 'a.pdf' } })] },
		);
		const content = bytes(4_000);

		const run = await send(
			id,
			{ attachmentFileNames: first.done.items[0].fileName, binaryPropertyNames: 'photo' },
			{
				items: [
					await itemWithFiles(n8n.engine, {
						photo: { content, fileName: 'foto quebrada.jpg', mimeType: 'image/jpeg' },
					}),
				],
			},
		);

		const [message] = written(id);
		expect(message.attachments.map(({ original_filename }) => original_filename)).toEqual([
			'a.pdf',
			'foto_quebrada.jpg',
		]);
		expect(run.done.items[0].attachments).toHaveLength(2);
	});

	test('if an upload fails, no message is sent, and the error names the file', async () => {
		const id = openClaim(account);
		n8n.control.addFault({
			match: { method: 'POST', path: '^.*/attachments$' },
			kind: 'status',
			status: 400,
			body: {
				code: 400,
				error: 'bad_request_error',
				message: 'The file size exceeds 5 MB',
				cause: null,
			},
		});
		const { failure } = await send(
			id,
			{ binaryPropertyNames: 'photo' },
			{ items: [await itemWithFiles(n8n.engine, { photo: { fileName: 'photo-7.pdf' } })] },
		);
		expect(failure.message).toContain('photo-7.pdf');
		expect(written(id)).toEqual([]);
	});
});

describe('claimAttachment', () => {
	const MODES: BinaryMode[] = ['default', 'filesystem'];
	const MEGABYTE = 1024 * 1024;

	const upload = async (account: Family, id: string, file: TestFile, options: object = {}) =>
		await n8n.run(
			'claimAttachment.upload',
			{ claimId: byId(id), options },
			{ account, items: [await itemWithFiles(n8n.engine, { data: file })] },
		);

	describe.each(MODES)('binary data mode "%s"', (mode) => {
		beforeEach(() => n8n.engine.setBinaryMode(mode));

		test.each(FAMILIES)('up, looked up and down again (%s)', async (account) => {
			const id = openClaim(account);
			const content = bytes(123_456);

			const up = await upload(account, id, {
				content,
				fileName: 'queja.jpg',
				mimeType: 'image/jpeg',
			});
			expect(n8n.asked()).toEqual([`POST ${V2}/${id}/attachments`]);
			expect(n8n.bodies()).toMatchObject([
				{
					files: [
						{
							field: 'file',
							filename: 'queja.jpg',
							mimeType: 'image/jpeg',
							sha256: sha256(content),
						},
					],
				},
			]);
			expect(up.done.items).toMatchObject([
				{
					fileName: expect.stringMatching(/^[0-9a-f-]{36}\.jpg$/),
					originalFileName: 'queja.jpg',
					mimeType: 'image/jpeg',
					fileSize: content.length,
				},
			]);
			const { fileName } = up.items[0];

			n8n.control.clearRequests();
			const info = await n8n.run(
				'claimAttachment.get',
				{ claimId: byId(id), fileName },
				{ account },
			);
			expect(n8n.asked()).toEqual([`GET ${V1}/${id}/attachments/${fileName}`]);
			expect(info.done.items).toMatchObject([
				{ originalFileName: 'queja.jpg', mimeType: 'image/jpeg', fileSize: content.length },
			]);

			n8n.control.clearRequests();
			const down = await n8n.run(
				'claimAttachment.download',
				{ claimId: byId(id), fileName, binaryPropertyName: 'photo' },
				{ account },
			);
			expect(n8n.asked()).toEqual([`GET ${V2}/${id}/attachments/${fileName}/download`]);
			expect(down.done.items).toMatchObject([
				{
					attachmentId: fileName,
					fileName: 'queja.jpg',
					mimeType: 'image/jpeg',
					fileSize: content.length,
				},
			]);
			expect(sha256(await n8n.engine.readFile(down.binary.photo))).toBe(sha256(content));
		});
	});

	test('get info: the example of the document', async () => {
		const fileName = '1517482146_31489bf8-95e3-4a2d-bcff-3c57771fb7c4.png';
		const run = await n8n.run(
			'claimAttachment.get',
			{ claimId: byId(EXAMPLE), fileName, simplify: false },
			{ credential: exampleAccount() },
		);
		expect(run.done.items).toEqual([
			{
				filename: fileName,
				original_filename: 'Captura de pantalla 2024-08-22 a la(s) 4.12.28?p.m..png',
				size: 166960,
				date_created: '2024-08-22T18:13:09.000-04:00',
				type: 'image/png',
			},
		]);
	});

	test.each([
		['Captura de pantalla 1.png', 'Captura_de_pantalla_1.png'],
		['foto "rota".png', 'foto_rota_.png'],
		['../../x.png', 'x.png'],
		['línea\nrota.png', 'linea_rota.png'],
		[`${'b'.repeat(300)}.png`, `${'b'.repeat(121)}.png`],
	])('the file name %.30j is cleaned', async (fileName, sent) => {
		const run = await upload('globalSelling', openClaim('globalSelling'), {
			fileName,
			mimeType: 'image/png',
		});
		expect(run.done.items).toMatchObject([{ originalFileName: fileName }]);
		expect(n8n.bodies()).toMatchObject([{ files: [{ filename: sent }] }]);
	});

	test('or refused, where names are not to be cleaned', async () => {
		const { failure } = await upload(
			'globalSelling',
			openClaim('globalSelling'),
			{ fileName: 'foto rota.png', mimeType: 'image/png' },
			{ cleanFileName: false },
		);
		expect(failure.description).toMatch(/letters, digits/);
		expect(n8n.asked()).toEqual([]);
	});

	test.each([
		['notes.txt', 'text/plain'],
		['photo.heic', 'image/heic'],
		['data', 'application/octet-stream'],
	])('%s is of a type that claims do not take', async (fileName, mimeType) => {
		const { failure } = await upload('globalSelling', openClaim('globalSelling'), {
			fileName,
			mimeType,
		});
		expect(failure.description).toMatch(/JPG, PNG or PDF/);
		expect(n8n.asked()).toEqual([]);
	});

	test('5 MB, but not a byte more', async () => {
		const id = openClaim('globalSelling');
		const { failure } = await upload('globalSelling', id, {
			content: Buffer.alloc(5 * MEGABYTE + 1, 7),
		});
		expect(failure.message).toMatch(/5 MB/);
		expect(n8n.asked()).toEqual([]);
		const run = await upload('globalSelling', id, { content: Buffer.alloc(5 * MEGABYTE, 7) });
		expect(run.done.items).toMatchObject([{ fileSize: 5 * MEGABYTE }]);
	});

	test('a refusal of a download is told in words', async () => {
		const { failure } = await n8n.run('claimAttachment.download', {
			claimId: byId(openClaim('globalSelling')),
			fileName: 'unknown.png',
		});
		expect(failure.message).toMatch(/no file of this name/i);
		expect(failure.httpCode).toBe('404');
		expect(GLOBAL_SELLER).toBe(523132944);
	});
});

import { createHash } from 'node:crypto';
import { BUYER, LOCAL_SELLER, file, messagesBody, useSandbox } from '../api.ts';

const sandbox = useSandbox();

const global = '/marketplace/messages/attachments';
const local = '/messages/attachments';
const globalUpload = `${global}?site_id=MLM`;
const localUpload = `${local}?tag=post_sale&site_id=MLB`;
const asLocal = { as: LOCAL_SELLER };
const megabytes = (count: number) => count * 1024 * 1024;
const sha256 = (content: string | Buffer) => createHash('sha256').update(content).digest('hex');

describe('uploading', () => {
	it('answers with an id that a message can carry and the file can be fetched by', async () => {
		const { status, body } = await sandbox.upload(
			globalUpload,
			file('invoice.jpg', 'image/jpeg', 'the bytes'),
		);
		expect(status).toBe(201);
		expect(body).toEqual({ id: expect.stringMatching(/^523132944_[0-9a-f-]{36}\.jpg$/) });

		const sent = await sandbox.post('/marketplace/messages/packs/2315686468', {
			text: 'Invoice',
			attachments: [body.id],
		});
		expect(sent.body.message_attachments[0]).toMatchObject({
			filename: body.id,
			original_filename: 'invoice.jpg',
			type: 'image/jpeg',
			size: 9,
		});
		const fetched = await sandbox.get(`${global}/${body.id}?tag=post_sale&site_id=MLM`, {
			as: BUYER,
		});
		expect(fetched.text).toBe('the bytes');
	});

	it('keeps a name with accents, and is logged with size and hash', async () => {
		const { body } = await sandbox.upload(
			localUpload,
			file('Nota fiscal nº 1 – ção.pdf', 'application/pdf', 'pdf'),
			asLocal,
		);
		expect(sandbox.control.attachment({ attachmentId: body.id })).toEqual({
			name: body.id,
			originalName: 'Nota fiscal nº 1 – ção.pdf',
			type: 'application/pdf',
			size: 3,
			ownerId: LOCAL_SELLER,
			sha256: sha256('pdf'),
		});
		expect(sandbox.control.requests().at(-1)!.body).toEqual({
			fields: {},
			files: [
				{
					field: 'file',
					filename: 'Nota fiscal nº 1 – ção.pdf',
					mimeType: 'application/pdf',
					size: 3,
					sha256: sha256('pdf'),
				},
			],
		});
	});

	it.each([
		'text/plain',
		'image/png',
		'image/jpeg',
		'image/heif',
		'image/heic',
		'application/pdf',
		'application/msword',
		'application/vnd.ms-excel',
		'text/xml',
		'application/xml',
		'application/octet-stream',
	])('takes %s', async (type) => {
		expect((await sandbox.upload(globalUpload, file('a.bin', type))).status).toBe(201);
	});

	// Seed 002, line 272: "em formato JPG, PNG, PDF e TXT".
	it.each([
		['image/jpeg', 201],
		['image/png', 201],
		['application/pdf', 201],
		['text/plain', 201],
		['image/heic', 400],
		['application/msword', 400],
		['text/xml', 400],
		['application/octet-stream', 400],
	])('locally: %s is %d', async (type, status) => {
		expect((await sandbox.upload(localUpload, file('a.bin', type), asLocal)).status).toBe(status);
	});

	// es:mensajeria-post-venta, 2026-04-27: deleted 48 hours after its upload, unless a message uses it; then 422.
	it('keeps a local file that no message uses for 48 hours', async () => {
		const { body } = await sandbox.upload(localUpload, file('a.pdf', 'application/pdf'), asLocal);
		const send = async () =>
			await sandbox.post(
				'/messages/packs/2000000089077943/sellers/415458330?tag=post_sale',
				{
					from: { user_id: LOCAL_SELLER },
					to: { user_id: 1089002745 },
					text: 'Nota fiscal',
					attachments: [body.id],
				},
				asLocal,
			);
		const fetched = async () =>
			(await sandbox.get(`${local}/${body.id}?tag=post_sale&site_id=MLB`, asLocal)).status;
		sandbox.control.ageAttachment({ attachmentId: body.id, hours: 49 });
		const late = await send();
		expect(late.status).toBe(422);
		expect(late.body.message).toBe('Attachment key is invalid or not found');
		expect(await fetched()).toBe(500);

		sandbox.control.ageAttachment({ attachmentId: body.id, hours: -2 });
		expect((await send()).status).toBe(201);
		sandbox.control.ageAttachment({ attachmentId: body.id, hours: 1000 });
		expect((await send()).status).toBe(201);
		expect(await fetched()).toBe(200);
	});

	it('takes 25 MB', async () => {
		const { status, body } = await sandbox.upload(
			globalUpload,
			file('a.pdf', 'application/pdf', megabytes(25)),
		);
		expect(status).toBe(201);
		expect(sandbox.control.attachment({ attachmentId: body.id }).size).toBe(megabytes(25));
	});
});

describe('errors of uploading', () => {
	const pdf = file('a.pdf', 'application/pdf');
	const tooBig = file('a.pdf', 'application/pdf', megabytes(25) + 1);

	it.each([
		['000', globalUpload, null, 'Attachment empty or null'],
		['000', globalUpload, file('a.pdf', 'application/pdf', ''), 'Attachment empty or null'],
		[
			'000',
			globalUpload,
			file('a/b.pdf', 'application/pdf'),
			'File name cannot include characters such as: /, \\',
		],
		[
			'000',
			globalUpload,
			file('a\\b.pdf', 'application/pdf'),
			'File name cannot include characters such as: /, \\',
		],
		['000', globalUpload, tooBig, 'File size exceeds 25 Mb'],
		[
			'000',
			globalUpload,
			file('a.zip', 'application/zip'),
			'The file type application/zip is not allowed',
		],
		['000', global, pdf, "The queryparam 'site_id' is required"],
		['000', `${global}?site_id=CBT`, pdf, "Invalid site_id: 'CBT' is not a recognized site"],
		['000', `${global}?site_id=XYZ`, pdf, "Invalid site_id: 'XYZ' is not a recognized site"],
		['002', localUpload, null, 'Attachment vazio ou nulo'],
		[
			'002',
			localUpload,
			file('a/b.pdf', 'application/pdf'),
			'File name cannot include characters like /, \\',
		],
		['002', localUpload, tooBig, 'File attachment is bigger than 25 Mb.'],
		['002', `${local}?tag=post_sale`, pdf, "The queryparam 'site_id' is required"],
		[
			'002',
			localUpload,
			file(`${'a'.repeat(197)}.pdf`, 'application/pdf'),
			'The original_filename exceeded 200 character limit',
		],
		['002', `${local}?site_id=MLB`, pdf, "The queryparam 'tag' is required"],
	])('of seed %s: %s %#', async (_seed, path, upload, message) => {
		const { status, body } = await sandbox.upload(
			path,
			upload,
			path.startsWith(local) ? asLocal : {},
		);
		expect(status).toBe(400);
		expect(body).toEqual(messagesBody(400, message, 'bad_request'));
	});

	it('is no multipart form at all', async () => {
		const headers = { 'content-type': 'multipart/form-data' };
		for (const asked of [{}, { body: 'x' }, { body: 'x', headers }]) {
			const { status, body } = await sandbox.post(globalUpload, undefined, asked);
			expect(status).toBe(400);
			expect(body.message).toBe('Attachment empty or null');
		}
	});

	it('500 File can not be saved, try it later', async () => {
		sandbox.control.setAttachmentStorage({ state: 'readOnly' });
		for (const [path, asked] of [
			[globalUpload, {}],
			[localUpload, asLocal],
		] as const) {
			const { status, body } = await sandbox.upload(path, pdf, asked);
			expect(status).toBe(500);
			expect(body).toEqual(messagesBody(500, 'File can not be saved, try it later', null));
		}
	});

	it('comes before the file when there is no token', async () => {
		const { status, body } = await sandbox.upload(globalUpload, tooBig, { as: null });
		expect(status).toBe(400);
		expect(body.message).toBe('Access token is required');
	});
});

describe('downloading', () => {
	// The example of seeds 000 and 001.
	const id = '76601286_5946e4c4-168a-45fd-945e-b8f0c306c58d.png';

	it('gives the bytes, their type and the name', async () => {
		const { status, headers, text } = await sandbox.get(
			`${global}/${id}?tag=post_sale&site_id=MLM`,
		);
		expect(status).toBe(200);
		expect(headers.get('content-type')).toBe('image/png');
		expect(headers.get('content-length')).toBe('24310');
		expect(headers.get('content-disposition')).toBe(
			`attachment; filename="FileName.png"; filename*=UTF-8''FileName.png`,
		);
		expect(text.length).toBeGreaterThan(0);
	});

	it('gives the same bytes each time for a file that only has a size', async () => {
		const { attachments } = sandbox.control.buyerWrites({
			packId: 77,
			text: 'Look',
			attachments: [{ name: 'vídeo.pdf', type: 'application/pdf', size: megabytes(3) + 5 }],
		});
		const token = sandbox.control.issueToken().access_token;
		const response = await fetch(`${sandbox.url}${global}/${attachments[0].filename}?site_id=MLM`, {
			headers: { authorization: `Bearer ${token}` },
		});
		const bytes = Buffer.from(await response.arrayBuffer());
		expect(bytes.length).toBe(megabytes(3) + 5);
		const { sha256: expected } = sandbox.control.attachment({
			attachmentId: attachments[0].filename,
		});
		expect(sha256(bytes)).toBe(expected);
		expect(response.headers.get('content-disposition')).toContain(
			`filename*=UTF-8''v%C3%ADdeo.pdf`,
		);
	});

	it('can leave the name out', async () => {
		sandbox.control.setContentDisposition({ sent: false });
		expect(
			(await sandbox.get(`${global}/${id}?site_id=MLM`)).headers.get('content-disposition'),
		).toBeNull();
	});

	it.each([
		['000', 'inaccessible', global, 'File can not be accessed, try it later'],
		['000', 'lost', global, 'Requested file could not be obtained'],
		['002', 'inaccessible', local, 'File can not be saved, try it later'],
	] as const)('500 of seed %s: storage is %s', async (_seed, state, path, message) => {
		sandbox.control.setAttachmentStorage({ state });
		const { status, body } = await sandbox.get(`${path}/${id}?tag=post_sale&site_id=MLM`);
		expect(status).toBe(500);
		expect(body).toEqual(messagesBody(500, message, null));
	});

	// Seed 000, lines 577 to 583 and 646; 002, line 327: there is no other answer for a file that is not there.
	it.each([
		[global, 'Requested file could not be obtained', {}],
		[local, 'File can not be saved, try it later', asLocal],
	] as const)('500 for an unknown file: %s', async (path, message, asked) => {
		const { status, body } = await sandbox.get(
			`${path}/1_unknown.png?tag=post_sale&site_id=MLM`,
			asked,
		);
		expect(status).toBe(500);
		expect(body).toEqual(messagesBody(500, message, null));
	});

	it('403 for one of others, 400 without a token', async () => {
		expect((await sandbox.get(`${global}/${id}?site_id=MLM`, { as: 29293123 })).status).toBe(403);
		const { status, body } = await sandbox.get(`${global}/${id}?site_id=MLM`, { as: null });
		expect(status).toBe(400);
		expect(body).toEqual(messagesBody(400, 'Access token is required', 'bad_request'));
	});

	// gs:messaging-after-sale-global-selling, 2026-05-27: required from 2026-06-02 on, that of the marketplace seller.
	it.each(['', '?site_id=', '?site_id=CBT', '?site_id=MLB', '?site_id=XYZ'])(
		'400 in Global Selling for the site of another seller, or none: "%s"',
		async (query) => {
			expect((await sandbox.get(`${global}/${id}${query}`)).status).toBe(400);
		},
	);

	it('tells a file that is flagged as harmful (seed 000, lines 113 and 182)', async () => {
		sandbox.control.buyerWrites({
			packId: 77,
			text: 'Look',
			attachments: [
				{ name: 'a.png', type: 'image/png', size: 1, isThreat: true },
				{ name: 'b.png', type: 'image/png', size: 1 },
			],
		});
		const { body } = await sandbox.get('/marketplace/messages/packs/77');
		expect(
			body.messages[0].message_attachments.map(
				(one: { potential_security_threat: boolean }) => one.potential_security_threat,
			),
		).toEqual([true, false]);
	});
});

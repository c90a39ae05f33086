import { BUYER, CLAIM_SELLER, GLOBAL_SELLER, LOCAL_SELLER, file, useSandbox } from './api.ts';

const sandbox = useSandbox();

/** Most of what is tested here is the same at both paths, whoever asks. */
beforeEach(() => sandbox.control.setBehaviour({ foreignClaimPaths: 'served' }));

const v2 = '/marketplace/v2/claims';
const v1 = '/post-purchase/v1/claims';
const claim = `${v2}/5294629673`;
const asSeller = { as: CLAIM_SELLER };

const policyAgent = {
	code: 'PA_UNAUTHORIZED_RESULT_FROM_POLICIES',
	blocked_by: 'PolicyAgent',
	message: 'At least one policy returned UNAUTHORIZED.',
	status: 403,
};

const claimsBody = (code: number, message: unknown = expect.any(String)) => ({
	code,
	error: expect.any(String),
	message,
	cause: null,
});

const send = (json: unknown, path = claim) =>
	sandbox.post(`${path}/actions/send-message`, json, asSeller);

// Seed 004, "Retrieve all messages of a claim", whole.
const moderation = (date_moderated: string) => ({
	status: 'clean',
	reason: '',
	source: 'online',
	date_moderated,
});
const documented = [
	{
		sender_role: 'complainant',
		receiver_role: 'respondent',
		message: 'No estoy de acuerdo\n',
		translated_message: "I don't agree",
		date_created: '2024-08-22T18:36:48.000-04:00',
		last_updated: '2024-08-22T18:36:48.000-04:00',
		message_date: '2024-08-22T18:36:48.000-04:00',
		date_read: '2024-11-04T19:01:48Z',
		attachments: [],
		status: 'available',
		stage: 'claim',
		message_moderation: moderation('2024-08-22T22:36:47Z'),
		repeated: false,
	},
	{
		sender_role: 'respondent',
		receiver_role: 'complainant',
		message: 'Este es un mensaje de test del respondent al complainant',
		translated_message: null,
		date_created: '2024-08-22T18:21:20.000-04:00',
		last_updated: '2024-08-22T18:21:20.000-04:00',
		message_date: '2024-08-22T18:21:20.000-04:00',
		date_read: '2024-08-22T22:21:21Z',
		attachments: [
			{
				filename: '1317418851_9efe5db7-1910-4184-932b-bb6279c15e37.jpg',
				original_filename: 'queja.jpg',
				size: 16704,
				date_created: '2024-08-22T18:21:19.000-04:00',
				type: 'image/jpeg',
			},
		],
		status: 'available',
		stage: 'claim',
		message_moderation: moderation('2024-08-22T22:21:19Z'),
		repeated: false,
	},
	{
		sender_role: 'complainant',
		receiver_role: 'respondent',
		message: 'imagen',
		translated_message: 'picture',
		date_created: '2024-08-22T18:13:09.000-04:00',
		last_updated: '2024-08-22T18:13:09.000-04:00',
		message_date: '2024-08-22T18:13:09.000-04:00',
		date_read: '2024-08-22T22:13:15Z',
		attachments: [
			{
				filename: '1517482146_31489bf8-95e3-4a2d-bcff-3c57771fb7c4.png',
				original_filename: 'Captura de pantalla 2024-08-22 a la(s) 4.12.28?p.m..png',
				size: 166960,
				date_created: '2024-08-22T18:13:09.000-04:00',
				type: 'image/png',
			},
		],
		status: 'available',
		stage: 'claim',
		message_moderation: moderation('2024-08-22T22:13:09Z'),
		repeated: false,
	},
	{
		sender_role: 'complainant',
		receiver_role: 'respondent',
		message: 'hola requiero una devolución test',
		translated_message: 'Hello I require a test return',
		date_created: '2024-08-22T17:46:54.000-04:00',
		last_updated: '2024-08-22T17:46:54.000-04:00',
		message_date: '2024-08-22T17:46:54.000-04:00',
		date_read: '2024-08-22T22:12:39Z',
		attachments: [],
		status: 'available',
		stage: 'claim',
		message_moderation: moderation('2024-08-22T21:46:54Z'),
		repeated: false,
	},
	{
		sender_role: 'complainant',
		receiver_role: 'respondent',
		message: 'Prueba test',
		translated_message: 'Prueba test',
		date_created: '2024-08-22T17:31:37.000-04:00',
		last_updated: '2024-08-22T17:31:37.000-04:00',
		message_date: '2024-08-22T17:31:37.000-04:00',
		date_read: '2024-08-22T21:32:21Z',
		attachments: [],
		status: 'available',
		stage: 'claim',
		message_moderation: moderation('2024-08-22T21:31:36Z'),
		repeated: false,
	},
];

describe('reading', () => {
	const hash = expect.stringMatching(/^5294629673_0_[0-9a-f-]{36}$/);
	const hashed = documented.map((message) => ({ hash, ...message }));
	const messages = async (base: string) => {
		const { status, body } = await sandbox.get(`${base}/5294629673/messages`, asSeller);
		expect(status).toBe(200);
		return body;
	};

	it('the messages are those of seed 004', async () => {
		expect(await messages(v2)).toEqual(documented);
	});

	it('locally each has a hash (page gestionar-mensaje-de-un-reclamo, example of November 2024)', async () => {
		const first = await messages(v1);
		expect(first).toEqual(hashed);
		expect(new Set(first.map((message: { hash: string }) => message.hash)).size).toBe(5);
		await send({ receiver_role: 'complainant', message: 'Hola' });
		expect((await messages(v1)).slice(1)).toEqual(first);
	});

	it.each([
		['none', documented, documented],
		['both', hashed, hashed],
	] as const)('a test sets who tells hashes: %s', async (claimHash, local, global) => {
		sandbox.control.setBehaviour({ claimHash });
		expect(await messages(v1)).toEqual(local);
		expect(await messages(v2)).toEqual(global);
	});

	it.each([v2, v1])('a claim tells what the seller may do (%s)', async (base) => {
		const { body } = await sandbox.get(`${base}/5294629673`, asSeller);
		expect(body).toMatchObject({
			id: 5294629673,
			resource: 'order',
			status: 'opened',
			type: 'mediations',
			stage: 'claim',
			players: [
				{ role: 'complainant', type: 'buyer', user_id: 1517482146 },
				{
					role: 'respondent',
					type: 'seller',
					user_id: CLAIM_SELLER,
					available_actions: [
						{
							action: 'send_message_to_complainant',
							mandatory: true,
							due_date: '2024-08-25T17:31:00.000-04:00',
						},
					],
				},
			],
		});
	});

	it.each([
		['claim', ['send_message_to_complainant']],
		['dispute', ['send_message_to_mediator']],
	] as const)('at stage %s the seller may %s', (stage, actions) => {
		const { players } = sandbox.control.openClaim({ stage });
		const seller = players.find(({ role }) => role === 'respondent')!;
		expect(seller.available_actions.map(({ action }) => action)).toEqual(actions);
		expect(players.some(({ role }) => role === 'mediator')).toBe(stage === 'dispute');
	});

	it.each(['', '/messages', '/attachments/x.png/download'])(
		"404 without a claim, 403 for somebody else's (%s)",
		async (path) => {
			const none = await sandbox.get(`${v2}/9999999999999${path}`, asSeller);
			expect(none.status).toBe(404);
			expect(none.body).toEqual({
				code: 404,
				error: 'not_found_error',
				message: 'Claim not found. claimId: 9999999999999',
				cause: null,
			});
			const other = await sandbox.get(claim + path, { as: GLOBAL_SELLER });
			expect(other.status).toBe(403);
			expect(other.body).toEqual(policyAgent);
		},
	);

	it.each(['user not authorized', 'Invalid caller.id'])(
		"401 that is not the token's fault: %s (Mercado Libre's pages on claims, 2025)",
		async (message) => {
			sandbox.control.refuseClaim({ claimId: 5294629673, message });
			const unauthorized = { code: 401, error: 'unauthorized_request_error', message, cause: null };
			for (const base of [v2, v1]) {
				for (const path of ['', '/messages']) {
					const { status, body } = await sandbox.get(`${base}/5294629673${path}`, asSeller);
					expect(status).toBe(401);
					expect(body).toEqual(unauthorized);
				}
			}
			expect((await send({ receiver_role: 'complainant', message: 'x' })).status).toBe(401);
			expect((await sandbox.get('/users/me', asSeller)).status).toBe(200);
			sandbox.control.refuseClaim({ claimId: 5294629673, message: null });
			expect((await sandbox.get(claim, asSeller)).status).toBe(200);
		},
	);

	it('a claim of the first generation is read at the old address only', async () => {
		sandbox.control.openClaim({
			claimId: 5000000001,
			sellerId: CLAIM_SELLER,
			firstGeneration: true,
		});
		sandbox.control.claimWrites({
			claimId: 5000000001,
			senderRole: 'complainant',
			message: 'Hola',
		});
		for (const path of ['', '/messages']) {
			const { status, body } = await sandbox.get(`${v2}/5000000001${path}`, asSeller);
			expect(status).toBe(401);
			expect(body.message).toContain('not available for Claims 1.0');
			expect((await sandbox.get(`${v1}/5000000001${path}`, asSeller)).status).toBe(200);
		}
	});
});

describe('sending', () => {
	it('answers 201, and the message can be read', async () => {
		const json = { receiver_role: 'complainant', message: 'Prueba sin archivo', attachments: [] };
		const { status, text } = await send(json);
		expect(status).toBe(201);
		expect(text).toBe('');
		const { body } = await sandbox.get(`${claim}/messages`, asSeller);
		expect(body[0]).toMatchObject({
			sender_role: 'respondent',
			receiver_role: 'complainant',
			message: 'Prueba sin archivo',
			status: 'available',
			date_read: null,
		});
	});

	// Seed 004, lines 192 to 195: `file_name`, without its owner; line 216 names it with.
	it('carries a file by the name of its upload, and by the name with its owner', async () => {
		const { body } = await sandbox.upload(
			`${claim}/attachments`,
			file('proof.png', 'image/png', 'pixels'),
			asSeller,
		);
		expect(body).toEqual({
			user_id: CLAIM_SELLER,
			file_name: expect.stringMatching(/^[0-9a-f-]{36}\.png$/),
		});
		const names = [body.file_name, '1317418851_9efe5db7-1910-4184-932b-bb6279c15e37.jpg'];
		const sent = await send({ receiver_role: 'complainant', message: 'See', attachments: names });
		expect(sent.status).toBe(201);
		const { messages } = sandbox.control.claim({ claimId: 5294629673 });
		expect(messages.at(-1)!.attachments.map(({ filename }) => filename)).toEqual([
			`1317418851_${body.file_name}`,
			names[1],
		]);
	});

	it('is moderated for its language only', async () => {
		await send({ receiver_role: 'complainant', message: 'bit.ly/x' });
		await send({ receiver_role: 'complainant', message: 'idiota' });
		const [last, before] = (await sandbox.get(`${claim}/messages`, asSeller)).body;
		expect(before.status).toBe('available');
		expect(last).toMatchObject({
			status: 'moderated',
			message_moderation: { status: 'rejected', reason: 'OUT_OF_PLACE_LANGUAGE' },
		});
	});

	it.each([
		['an empty message', { receiver_role: 'complainant', message: '' }],
		['no message', { receiver_role: 'complainant' }],
		['no body', undefined],
		['an unknown role', { receiver_role: 'buyer', message: 'x' }],
		['its own role', { receiver_role: 'respondent', message: 'x' }],
		['no role', { message: 'x' }],
		['an unknown file', { receiver_role: 'complainant', message: 'x', attachments: ['no.png'] }],
	])('400 for %s', async (_case, json) => {
		const { status, body } = await send(json);
		expect(status).toBe(400);
		expect(body).toEqual(claimsBody(400));
		expect(sandbox.control.claim({ claimId: 5294629673 }).messages).toHaveLength(5);
	});

	it('403 for an action that the stage does not have', async () => {
		const atClaim = await send({ receiver_role: 'mediator', message: 'x' });
		expect(atClaim).toMatchObject({ status: 403, body: policyAgent });
		sandbox.control.openClaim({ claimId: 5000000001, sellerId: CLAIM_SELLER, stage: 'dispute' });
		const atDispute = await send(
			{ receiver_role: 'complainant', message: 'x' },
			`${v2}/5000000001`,
		);
		expect(atDispute).toMatchObject({ status: 403, body: policyAgent });
		expect(
			(await send({ receiver_role: 'mediator', message: 'x' }, `${v2}/5000000001`)).status,
		).toBe(201);
	});

	it('403 for a closed claim, or without the action', async () => {
		sandbox.control.closeClaim({ claimId: 5294629673 });
		expect((await send({ receiver_role: 'complainant', message: 'x' })).status).toBe(403);
		sandbox.control.openClaim({
			claimId: 5000000001,
			sellerId: CLAIM_SELLER,
			availableActions: ['refund'],
		});
		expect(
			(await send({ receiver_role: 'complainant', message: 'x' }, `${v2}/5000000001`)).status,
		).toBe(403);
	});

	it('has the local address, where an upload answers in other words (pages of claims, 2024-07-14)', async () => {
		const path = `${v1}/5294629673`;
		const { body } = await sandbox.upload(
			`${path}/attachments`,
			file('proof.png', 'image/png', 'pixels'),
			asSeller,
		);
		expect(body).toEqual({
			user_id: CLAIM_SELLER,
			filename: expect.stringMatching(/^[0-9a-f-]{36}\.png$/),
		});
		const json = { receiver_role: 'complainant', message: 'See', attachments: [body.filename] };
		expect((await send(json, path)).status).toBe(201);
		const { messages } = sandbox.control.claim({ claimId: 5294629673 });
		expect(messages.at(-1)!.attachments).toMatchObject([{ original_filename: 'proof.png' }]);
	});

	it('has no other address', async () => {
		const json = { receiver_role: 'complainant', message: 'x' };
		expect((await sandbox.post(`${v1}/5294629673/messages`, json, asSeller)).status).toBe(404);
	});
});

describe('who complains', () => {
	it.each([
		['Global Selling', v2, GLOBAL_SELLER, `user_id=${GLOBAL_SELLER}`],
		// Page gerenciar-reclamacoes of 2026-08-20: the two go together.
		['local', v1, LOCAL_SELLER, `players.role=complainant&players.user_id=${LOCAL_SELLER}`],
	])(
		'may be the account; closed, it is open no more, %s',
		async (_family, base, sellerId, whose) => {
			const { players } = sandbox.control.openClaim({
				claimId: 5000000001,
				sellerId,
				sellerRole: 'complainant',
			});
			expect(players).toMatchObject([
				{
					role: 'complainant',
					type: 'seller',
					user_id: sellerId,
					available_actions: [{ action: 'send_message_to_respondent' }],
				},
				{ role: 'respondent', type: 'buyer', user_id: BUYER },
			]);

			const as = { as: sellerId };
			const path = `${base}/5000000001`;
			const sent = await sandbox.post(
				`${path}/actions/send-message`,
				{ receiver_role: 'respondent', message: 'Mine' },
				as,
			);
			expect(sent.status).toBe(201);
			sandbox.control.claimWrites({
				claimId: 5000000001,
				senderRole: 'respondent',
				message: 'Theirs',
			});
			const roles = async () =>
				(await sandbox.get(`${path}/messages`, as)).body.map(
					(message: { sender_role: string }) => message.sender_role,
				);
			expect(await roles()).toEqual(['respondent', 'complainant']);

			const found = async (status: string) =>
				(await sandbox.get(`${base}/search?status=${status}&${whose}`, as)).body.data.map(
					({ id }: { id: number }) => id,
				);
			expect(await found('opened')).toEqual([5000000001]);
			sandbox.control.closeClaim({ claimId: 5000000001 });
			expect(await found('opened')).toEqual([]);
			expect(await found('closed')).toEqual([5000000001]);
			expect(await roles()).toEqual(['respondent', 'complainant']);
			const { body } = await sandbox.get(path, as);
			expect(body).toMatchObject({ status: 'closed', resolution: { reason: 'payment_refunded' } });
			expect(body.players[0].available_actions).toEqual([]);
		},
	);
});

describe("the other family's paths (no page names them for the account)", () => {
	const opened = (sellerId: number) => sandbox.control.openClaim({ sellerId }).id;

	it.each([
		['served', 200],
		['forbidden', 403],
		['notFound', 404],
	] as const)('are %s', async (foreignClaimPaths, expected) => {
		sandbox.control.setBehaviour({ foreignClaimPaths });
		for (const [as, own, foreign] of [
			[GLOBAL_SELLER, v2, v1],
			[LOCAL_SELLER, v1, v2],
		] as const) {
			const id = opened(as);
			for (const path of [`/${id}`, `/${id}/messages`, '/search?status=opened']) {
				expect((await sandbox.get(own + path, { as })).status).toBe(200);
				expect((await sandbox.get(foreign + path, { as })).status).toBe(expected);
			}
		}
	});

	it('are forbidden unless a test says otherwise', async () => {
		sandbox.control.reset();
		const id = opened(LOCAL_SELLER);
		expect((await sandbox.get(`${v2}/${id}`, { as: LOCAL_SELLER })).status).toBe(403);
	});

	it('serve claims of the first generation at the local path', async () => {
		sandbox.control.setBehaviour({ foreignClaimPaths: 'forbidden' });
		const { id } = sandbox.control.openClaim({ sellerId: GLOBAL_SELLER, firstGeneration: true });
		for (const path of ['', '/messages'])
			expect((await sandbox.get(`${v1}/${id}${path}`)).status).toBe(200);
	});

	it('serve files to Global Selling all the same (seed 004, lines 244 and 250)', async () => {
		sandbox.control.setBehaviour({ foreignClaimPaths: 'forbidden' });
		const png = '1517482146_31489bf8-95e3-4a2d-bcff-3c57771fb7c4.png';
		for (const path of ['', '/download'])
			expect(
				(await sandbox.get(`${v1}/5294629673/attachments/${png}${path}`, asSeller)).status,
			).toBe(200);
	});
});

describe('files', () => {
	const png = '1517482146_31489bf8-95e3-4a2d-bcff-3c57771fb7c4.png';

	it('are described as in seed 004', async () => {
		const { body } = await sandbox.get(`${v1}/5294629673/attachments/${png}`, asSeller);
		expect(body).toEqual({
			filename: png,
			original_filename: 'Captura de pantalla 2024-08-22 a la(s) 4.12.28?p.m..png',
			size: 166960,
			date_created: '2024-08-22T18:13:09.000-04:00',
			type: 'image/png',
		});
	});

	it.each([v2, v1])('are downloaded (%s)', async (base) => {
		const { status, headers } = await sandbox.get(
			`${base}/5294629673/attachments/${png}/download`,
			asSeller,
		);
		expect(status).toBe(200);
		expect(headers.get('content-type')).toBe('image/png');
		expect(headers.get('content-length')).toBe('166960');
	});

	it('do not exist: 404', async () => {
		const { status, body } = await sandbox.get(
			`${v1}/5294629673/attachments/example.png`,
			asSeller,
		);
		expect(status).toBe(404);
		expect(body).toEqual(claimsBody(404));
	});

	it.each([
		['a.jpg', 'image/jpeg'],
		['A-b_c.1.png', 'image/png'],
		[`${'a'.repeat(121)}.pdf`, 'application/pdf'],
	])('are taken: %s', async (name, type) => {
		expect((await sandbox.upload(`${claim}/attachments`, file(name, type), asSeller)).status).toBe(
			201,
		);
	});

	it('may have 5 MB', async () => {
		const size = 5 * 1024 * 1024;
		const exact = await sandbox.upload(
			`${claim}/attachments`,
			file('a.pdf', 'application/pdf', size),
			asSeller,
		);
		expect(exact.status).toBe(201);
		const over = await sandbox.upload(
			`${claim}/attachments`,
			file('a.pdf', 'application/pdf', size + 1),
			asSeller,
		);
		expect(over.status).toBe(400);
	});

	it.each([
		['nothing', null],
		['an empty file', file('a.pdf', 'application/pdf', '')],
		['a space', file('a b.png', 'image/png')],
		['an accent', file('á.png', 'image/png')],
		['a long name', file(`${'a'.repeat(122)}.pdf`, 'application/pdf')],
		['another type', file('a.txt', 'text/plain')],
	])('are refused: %s', async (_case, upload) => {
		const { status, body } = await sandbox.upload(`${claim}/attachments`, upload, asSeller);
		expect(status).toBe(400);
		expect(body).toEqual(claimsBody(400));
	});
});

describe('searching', () => {
	const search = (query: string) => sandbox.get(`${v2}/search?${query}`);
	const own = (query: string) =>
		query.includes('user_id') ? query : `${query}&user_id=${GLOBAL_SELLER}`;
	const ids = async (query: string) =>
		(await search(own(query))).body.data.map(({ id }: { id: number }) => id);

	beforeEach(() => {
		const at = (day: number) => Date.UTC(2026, 0, day);
		sandbox.control.openClaim({ claimId: 1, packId: 71, siteId: 'MLM', createdAt: at(1) });
		sandbox.control.openClaim({
			claimId: 2,
			stage: 'dispute',
			orderId: 555,
			siteId: 'MLB',
			createdAt: at(2),
		});
		sandbox.control.openClaim({ claimId: 3, type: 'return', status: 'closed', createdAt: at(3) });
	});

	it("finds the caller's claims, newest first", async () => {
		const { body } = await search(own('player_role=respondent'));
		expect(body.paging).toEqual({ total: 3, offset: 0, limit: 30 });
		expect(body.data.map(({ id }: { id: number }) => id)).toEqual([3, 2, 1]);
		expect(body.data[1]).toMatchObject({ stage: 'dispute', resource_id: 555, site_id: 'MLB' });
	});

	it.each<[string, number[]]>([
		['status=opened', [2, 1]],
		['status=closed', [3]],
		['stage=dispute', [2]],
		['type=return', [3]],
		['order_id=555', [2]],
		['pack_id=71', [1]],
		['site_id=MLB', [2]],
		['id=1', [1]],
		['status=opened&stage=claim', [1]],
		['status=opened&something=else', [2, 1]],
		['status=opened&user_id=523132944', [2, 1]],
		['status=opened&user_id=1', []],
		['status=opened&sort=date_created:asc', [1, 2]],
		['status=opened&sort=last_updated:desc', [2, 1]],
		['status=opened&sort=date_asc', [1, 2]],
		['status=opened&limit=1&offset=1', [1]],
	])('filters and sorts: %s', async (query, expected) => {
		expect(await ids(query)).toEqual(expected);
	});

	it.each([
		'',
		'sort=last_updated:desc',
		'status=opened&limit=101',
		'status=opened&limit=0',
		'status=opened&offset=-1',
		'status=opened&offset=9970&limit=30',
		'status=opened&sort=colour:asc',
	])('400: ?%s', async (query) => {
		const { status, body } = await search(query);
		expect(status).toBe(400);
		expect(body).toEqual(claimsBody(400));
	});

	it.each([v1, v2])('by its status alone it is bound to nobody (%s)', async (base) => {
		sandbox.control.openClaim({ claimId: 4, sellerId: 777 });
		const { body } = await sandbox.get(`${base}/search?status=opened&sort=id:asc`);
		expect(body.data.map(({ id }: { id: number }) => id)).toEqual([1, 2, 4, 5294629673]);
	});

	// Page gerenciar-reclamacoes of 2026-08-20.
	const mine = `players.role=respondent&players.user_id=${GLOBAL_SELLER}`;
	it.each<[string, number[]]>([
		['players.role=respondent&players.user_id=523132944&status=opened', [2, 1]],
		['players.role=complainant&players.user_id=523132944', []],
		['players.role=respondent&players.user_id=441782523', []],
		[`${mine}&range=date_created:after:2026-01-01T12:00:00.000Z`, [3, 2]],
		[
			`${mine}&range=date_created:after:2026-01-01T12:00:00.000%2B00:00,before:2026-01-02T23:00:00.000Z`,
			[2],
		],
		[`${mine}&range=last_updated:before:2026-01-02T00:00:00.000Z`, [1]],
		[`${mine}&status=opened&limit=200`, [2, 1]],
	])('filters at the local address: %s', async (query, expected) => {
		const { body } = await sandbox.get(`${v1}/search?${query}`);
		expect(body.data.map(({ id }: { id: number }) => id)).toEqual(expected);
		expect(body.paging.limit).toBeLessThanOrEqual(100);
	});

	it.each([
		['limit=10&offset=0&sort=last_updated:desc', 'invalid_query'],
		['players.role=respondent', 'invalid_params'],
		['players.user_id=523132944', 'invalid_params'],
		['resource_id=555', 'invalid_params'],
		['resource=order', 'invalid_params'],
		['order_id=555&pack_id=71', 'invalid_params'],
		['range=last_updated:after:2026-01-01T12:00:00Z', 'invalid_params'],
		['range=colour:after:2026-01-01T12:00:00.000Z', 'invalid_params'],
	])('refuses at the local address: %s', async (query, error) => {
		const { status, body } = await sandbox.get(`${v1}/search?${query}`);
		expect(status).toBe(400);
		expect(body).toMatchObject({ code: 400, error });
	});

	it('works at the old address', async () => {
		const { body } = await sandbox.get(`${v1}/search?status=opened&${mine}`);
		expect(body.paging.total).toBe(2);
	});
});

// Pages manage-claims of 2026-05-11 (Global Selling) and gerenciar-reclamacoes of 2026-08-20 (local).
describe.each([
	['/marketplace/v2/claims', GLOBAL_SELLER],
	['/post-purchase/v1/claims', LOCAL_SELLER],
])('what a claim is about, at %s', (base, as) => {
	beforeEach(() => {
		sandbox.control.openClaim({ claimId: 5301, sellerId: as, reasonId: 'PDD9549' });
	});
	const ask = (path: string) => sandbox.get(`${base}/${path}`, { as });

	it('is told in ready sentences', async () => {
		expect((await ask('5301/detail')).body).toEqual({
			due_date: expect.any(String),
			action_responsible: 'seller',
			title: expect.any(String),
			description: expect.any(String),
			problem: expect.any(String),
		});
		expect((await ask('5301/affects-reputation')).body).toEqual({
			affects_reputation: 'affected',
			has_incentive: true,
			due_date: expect.any(String),
		});
		expect((await ask('5301/expected-resolutions')).body).toMatchObject([
			{ player_role: 'complainant', expected_resolution: 'return_product', status: 'pending' },
		]);
		expect((await ask('reasons/PDD9549')).body).toMatchObject({
			id: 'PDD9549',
			name: expect.any(String),
			detail: expect.any(String),
		});
	});

	it('may be missing', async () => {
		sandbox.control.setClaimDetails({ claimId: 5301, details: null });
		for (const path of ['5301/detail', '5301/affects-reputation', '5301/expected-resolutions'])
			expect((await ask(path)).status).toBe(404);
		expect((await ask('reasons/PNR1')).status).toBe(404);
	});

	it('is not for others', async () => {
		sandbox.control.openClaim({ claimId: 5302, sellerId: 777_003 });
		expect((await ask('5302/detail')).status).toBe(403);
	});
});

import { GLOBAL_SELLER, LOCAL_SELLER, useSandbox } from '../api.ts';

const sandbox = useSandbox();

const global = '/marketplace/messages/action_guide/packs/77';
const local = '/messages/action_guide/packs/88';

const choose = (json: object) => sandbox.post(`${global}/option`, json);
const other = (text: string) => choose({ option_id: 'OTHER', text });

beforeEach(() => {
	sandbox.control.createPack({ packId: 77, sellerId: GLOBAL_SELLER });
	sandbox.control.createPack({ packId: 88, sellerId: LOCAL_SELLER });
});

const guideBody = (status: number, error: string, message: string) =>
	expect.objectContaining({ status_code: status, error, message });

describe('the reasons to write first', () => {
	it('are offered with their type, template and uses', async () => {
		const { status, body } = await sandbox.get(global);
		expect(status).toBe(200);
		expect(body.options.map(({ id }: { id: string }) => id)).toEqual([
			'REQUEST_VARIANTS',
			'REQUEST_BILLING_INFO',
			'SEND_INVOICE_LINK',
			'OTHER',
		]);
		expect(body.options[1]).toMatchObject({
			enabled: true,
			type: 'template',
			templates: [{ id: 'TEMPLATE___REQUEST_BILLING_INFO___1', vars: null }],
			cap_available: 1,
		});
		expect(body.options[3]).toMatchObject({
			type: 'free_text',
			templates: null,
			char_limit: 350,
			cap_available: 1,
		});
	});

	it('have a delivery promise and need a tag locally', async () => {
		const { body } = await sandbox.get(`${local}?tag=post_sale`, { as: LOCAL_SELLER });
		expect(body.options.map(({ id }: { id: string }) => id)).toContain('DELIVERY_PROMISE');
		expect((await sandbox.get(local, { as: LOCAL_SELLER })).status).toBe(400);
	});

	it('are needed: a plain message is refused until the buyer answers', async () => {
		const send = () => sandbox.post('/marketplace/messages/packs/77', { text: 'Hello' });
		const refused = await send();
		expect(refused.status).toBe(403);
		expect(refused.body.message).toBe('blocked_by_conversation_initiated_by_seller_limited');
		expect((await other('Hello')).status).toBe(200);
		expect((await send()).status).toBe(403);
		sandbox.control.buyerWrites({ packId: 77, text: 'Hola' });
		expect((await send()).status).toBe(201);
	});
});

describe('writing for a reason', () => {
	it('sends free text', async () => {
		const { status, body } = await other('Cómo estás María, estaría necesitando de...');
		expect(status).toBe(200);
		expect(body).toMatchObject({
			id: expect.any(String),
			to: { user_id: 441782523 },
			status: 'available',
			text: 'Cómo estás María, estaría necesitando de...',
			message_moderation: { status: 'clean' },
		});
		expect(sandbox.control.conversation({ packId: 77 }).messages).toHaveLength(1);
	});

	it('sends a template in the language of the site', async () => {
		const json = {
			option_id: 'REQUEST_BILLING_INFO',
			template_id: 'TEMPLATE___REQUEST_BILLING_INFO___1',
		};
		expect((await choose(json)).body.text).toContain('necesito los siguientes datos');
		const brazil = await sandbox.post(`${local}/option?tag=post_sale`, json, { as: LOCAL_SELLER });
		expect(brazil.body.text).toContain('nota fiscal');
	});

	it('fills in a delivery promise', async () => {
		const id = 'TEMPLATE___DELIVERY_PROMISE___1';
		const vars = [
			{ id: `${id}___VAR___INIT`, value: 12 },
			{ id: `${id}___VAR___LIMIT`, value: 23 },
		];
		const json = { option_id: 'DELIVERY_PROMISE', template_id: id, vars };
		const { body } = await sandbox.post(`${local}/option`, json, { as: LOCAL_SELLER });
		expect(body.text).toBe('Entregaremos sua compra hoje entre 12 e 23 h.');
	});

	it('is moderated like any message', async () => {
		const { body } = await other('see bit.ly/1');
		expect(body).toMatchObject({
			status: 'moderated',
			message_moderation: { status: 'rejected', reason: 'LINK_SHORT_URL' },
		});
	});

	it('uses the reason up', async () => {
		await other('Hello');
		const { body: caps } = await sandbox.get(`${global}/caps_available`);
		expect(caps).toContainEqual({ option_id: 'OTHER', cap_available: 0 });
		expect(caps).toContainEqual({ option_id: 'REQUEST_VARIANTS', cap_available: 1 });
		const { status, body } = await other('Hello again');
		expect(status).toBe(403);
		expect(body).toEqual(
			guideBody(403, 'bad_request', 'You are not allowed to execute the option OTHER again'),
		);
	});
});

describe('errors', () => {
	it.each([
		[404, 'not_found', 'The option selected is not valid', { option_id: 'HELLO', text: 'x' }],
		[400, 'limit_exceeded', 'The text is invalid', { option_id: 'OTHER', text: 'x'.repeat(351) }],
		[400, 'limit_exceeded', 'The text is invalid', { option_id: 'OTHER' }],
		[
			400,
			'bad_request',
			'The template T is invalid',
			{ option_id: 'REQUEST_VARIANTS', template_id: 'T' },
		],
	])('%i %s: %s', async (status, error, message, json) => {
		const answer = await choose(json);
		expect(answer.status).toBe(status);
		expect(answer.body).toEqual(guideBody(status, error, message));
	});

	it("403 for somebody else's pack", async () => {
		const { status, body } = await sandbox.get(global, { as: 29293123 });
		expect(status).toBe(403);
		expect(body).toEqual(
			guideBody(403, 'forbidden', 'You are not allowed to access the information of the pack 77'),
		);
	});

	it('403 once the buyer has written', async () => {
		sandbox.control.buyerWrites({ packId: 77, text: 'Hola' });
		const { status, body } = await other('Hello');
		expect(status).toBe(403);
		expect(body.message).toBe(
			'This package has the conversation blocked, please check blocked messages',
		);
		expect(body.cause).toBe('blocked_by_conversation_use_message_api');
	});

	it('403 for a blocked conversation', async () => {
		sandbox.control.blockConversation({ packId: 77, substatus: 'blocked_by_buyer' });
		expect((await other('Hello')).body).toEqual(
			guideBody(403, 'forbidden', 'The conversation is blocked'),
		);
	});

	it('400 for an excepted case, whose messages need no reason', async () => {
		sandbox.control.createPack({ packId: 78, exceptedCase: true });
		const { status, body } = await sandbox.get('/marketplace/messages/action_guide/packs/78');
		expect(status).toBe(400);
		expect(body).toEqual({
			cause: 'blocked_by_excepted_case',
			error: 'bad_request',
			message:
				'This pack belongs to an excepted case, it is requested to use the messaging resource.',
			status_code: 400,
		});
		expect((await sandbox.post('/marketplace/messages/packs/78', { text: 'Hello' })).status).toBe(
			201,
		);
	});

	it('451 when the buyer has left', async () => {
		sandbox.control.createPack({ packId: 78, buyerDeactivated: true });
		const json = { option_id: 'OTHER', text: 'x' };
		expect(
			(await sandbox.post('/marketplace/messages/action_guide/packs/78/option', json)).status,
		).toBe(451);
	});
});

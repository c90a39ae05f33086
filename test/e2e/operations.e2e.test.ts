import { connectAccount, sellers } from '../../sandbox/n8n/mercadoLibreAccount.ts';
import type { AccountType, CredentialReference } from '../../sandbox/n8n/mercadoLibreAccount.ts';
import { apiRequests, useSharedStage } from './support/stage/shared.ts';
import type { SharedStage } from './support/stage/shared.ts';
import { byId, runOperation } from './support/workflows.ts';

const PACK = '2000007700000001';
const OTHER_PACK = '2000007700000002';
const BUYER = 700000001;

let stage: SharedStage;

beforeAll(async () => {
	stage = await useSharedStage();
});

const families = {
	globalSelling: {
		unread: {
			path: '/marketplace/messages/unread',
			query: { role: 'seller', tag: 'post_sale', user_id: sellers.globalSelling },
		},
		pack: { path: `/marketplace/messages/packs/${PACK}`, query: {} },
		message: (id: string) => ({ path: `/marketplace/messages/${id}`, query: {} }),
		resource: (pack: string) => `/packs/${pack}`,
	},
	local: {
		unread: { path: '/messages/unread', query: { role: 'seller', tag: 'post_sale' } },
		pack: { path: `/messages/packs/${PACK}/sellers/${sellers.local}`, query: { tag: 'post_sale' } },
		message: (id: string) => ({ path: `/messages/${id}`, query: { tag: 'post_sale' } }),
		resource: (pack: string) => `/packs/${pack}/sellers/${sellers.local}`,
	},
};

describe.each(['globalSelling', 'local'] as AccountType[])('with a %s account', (accountType) => {
	const family = families[accountType];
	const sellerId = sellers[accountType];
	let credential: CredentialReference;

	const run = async (parameters: Record<string, unknown>, items?: Record<string, unknown>[]) =>
		await runOperation(stage.client, credential, parameters, items);
	const buyerWrites = async (
		text: string,
		options: { packId?: string; createdAt?: string; textTranslated?: string } = {},
	) =>
		await stage.control.buyerWrites({ packId: PACK, sellerId, buyerId: BUYER, text, ...options });

	beforeAll(async () => {
		await stage.control.reset();
		credential = await connectAccount(stage.client, { sandboxUrl: stage.sandboxUrl, accountType });
	});

	beforeEach(async () => {
		await stage.control.reset({ keepTokens: true });
	});

	it('lists unread conversations', async () => {
		await buyerWrites('Hola');
		await buyerWrites('¿Hay alguien?');
		await buyerWrites('Oi', { packId: OTHER_PACK });

		const conversations = await run({
			resource: 'conversation',
			operation: 'getAll',
			returnAll: true,
		});

		expect(conversations).toEqual(
			expect.arrayContaining([
				{ packId: PACK, unreadCount: 2, resource: family.resource(PACK), userId: sellerId },
				{
					packId: OTHER_PACK,
					unreadCount: 1,
					resource: family.resource(OTHER_PACK),
					userId: sellerId,
				},
			]),
		);
		expect(await apiRequests(stage)).toEqual([{ method: 'GET', ...family.unread }]);
	});

	it('reads a conversation, oldest first, and does not mark it as read', async () => {
		const question = await buyerWrites('¿Cuándo llega?', { createdAt: '2026-01-05T10:00:00.000Z' });
		await stage.control.sellerWrites({
			packId: PACK,
			text: 'Mañana',
			createdAt: '2026-01-05T10:05:00.000Z',
		});

		const messages = await run({ resource: 'message', operation: 'getAll', packId: byId(PACK) });

		expect(messages.map(({ text, direction }) => [direction, text])).toEqual([
			['received', '¿Cuándo llega?'],
			['sent', 'Mañana'],
		]);
		expect(messages[0]).toEqual({
			id: question.id,
			packId: PACK,
			siteId: accountType === 'globalSelling' ? 'MLM' : 'MLB',
			direction: 'received',
			text: '¿Cuándo llega?',
			textTranslated: null,
			fromUserId: String(BUYER),
			fromName: expect.any(String),
			isFirstMessage: true,
			toUserId: sellerId,
			createdAt: expect.stringMatching(/^2026-01-05T10:00:00/),
			readAt: null,
			status: 'available',
			moderation: { status: 'clean', reason: null },
			attachments: [],
			conversation: {
				status: 'active',
				substatus: null,
				claimIds: [],
				shippingId: null,
				isWithAgent: false,
			},
		});
		expect(await apiRequests(stage)).toEqual([
			{
				method: 'GET',
				path: family.pack.path,
				query: { ...family.pack.query, mark_as_read: 'false', limit: '50', offset: '0' },
			},
		]);
		expect((await stage.control.conversation({ packId: PACK })).messages[0].readAt).toBeNull();
	});

	it('reads all pages of a long conversation, for each input item its own', async () => {
		for (let i = 0; i < 120; i++)
			await buyerWrites(`Mensaje ${i}`, {
				createdAt: new Date(1767600000000 + i * 1000).toISOString(),
			});
		await buyerWrites('El único', { packId: OTHER_PACK });

		const messages = await run(
			{
				resource: 'message',
				operation: 'getAll',
				packId: byId('={{ $json.pack }}'),
				returnAll: true,
			},
			[{ pack: PACK }, { pack: OTHER_PACK }],
		);

		const textsOf = (packId: string) =>
			messages.filter((message) => message.packId === packId).map(({ text }) => text);
		expect(textsOf(PACK)).toEqual(Array.from({ length: 120 }, (_, i) => `Mensaje ${i}`));
		expect(textsOf(OTHER_PACK)).toEqual(['El único']);
	});

	it('gets one message by its id', async () => {
		const { id } = await buyerWrites('Hola');

		const messages = await run({ resource: 'message', operation: 'get', messageId: id });

		expect(messages).toEqual([
			expect.objectContaining({
				id,
				direction: 'received',
				text: 'Hola',
				fromUserId: String(BUYER),
				toUserId: sellerId,
			}),
		]);
		expect(await apiRequests(stage)).toEqual([{ method: 'GET', ...family.message(id) }]);
	});

	it('sends a message that the buyer sees, with the file that was attached', async () => {
		await buyerWrites('¿Me manda la factura?');
		const attachmentId = await uploadAttachment();
		await stage.control.clearRequests();

		const [sent, ...more] = await run({
			resource: 'message',
			operation: 'send',
			packId: byId(PACK),
			text: 'Acá está.',
			additionalFields: {
				attachmentIds: attachmentId,
				...(accountType === 'globalSelling' && { textTranslated: 'Here it is.' }),
			},
		});

		expect(more).toEqual([]);
		expect(sent).toMatchObject({ packId: PACK, id: expect.any(String) });
		const write = (await apiRequests(stage)).filter(({ method }) => method === 'POST');
		expect(write).toEqual([
			{
				method: 'POST',
				...family.pack,
				body:
					accountType === 'globalSelling'
						? { text: 'Acá está.', text_translated: 'Here it is.', attachments: [attachmentId] }
						: {
								from: { user_id: sellerId },
								to: { user_id: String(BUYER) },
								text: 'Acá está.',
								attachments: [attachmentId],
							},
			},
		]);
		const { buyerSees } = await stage.control.conversation({ packId: PACK });
		expect(buyerSees.at(-1)).toMatchObject({
			text: 'Acá está.',
			textTranslated: accountType === 'globalSelling' ? 'Here it is.' : null,
			attachments: [
				expect.objectContaining({ filename: attachmentId, originalFilename: 'factura.pdf' }),
			],
		});
	});

	it('reaches nothing else by an id that is none', async () => {
		await expect(
			run({ resource: 'message', operation: 'getAll', packId: byId('../../users/me') }),
		).rejects.toThrow(/pack/i);
		expect(await apiRequests(stage)).toEqual([]);
	});

	/** By the API itself, as whatever uploaded it before would. */
	async function uploadAttachment(): Promise<string> {
		const { access_token: token } = await stage.control.issueToken({ userId: sellerId });
		const form = new FormData();
		form.append('file', new Blob(['%PDF-1.4'], { type: 'application/pdf' }), 'factura.pdf');
		const base = accountType === 'globalSelling' ? '/marketplace/messages' : '/messages';
		const answer = await fetch(`${stage.sandboxUrl}${base}/attachments?tag=post_sale&site_id=MLM`, {
			method: 'POST',
			headers: { Authorization: `Bearer ${token}` },
			body: form,
		});
		const { id } = (await answer.json()) as { id: string };
		return id;
	}
});

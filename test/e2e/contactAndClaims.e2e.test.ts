import { connectAccount, sellers } from '../../sandbox/n8n/mercadoLibreAccount.ts';
import type { AccountType, CredentialReference } from '../../sandbox/n8n/mercadoLibreAccount.ts';
import { apiRequests, useSharedStage } from './support/stage/shared.ts';
import type { SharedStage } from './support/stage/shared.ts';
import { byId, runOperation } from './support/workflows.ts';

const PACK = '2000007700000011';
const CLAIM = '5290000001';

let stage: SharedStage;

beforeAll(async () => {
	stage = await useSharedStage();
});

const families = {
	globalSelling: {
		guide: { path: `/marketplace/messages/action_guide/packs/${PACK}`, query: {} },
		claims: '/marketplace/v2/claims',
	},
	local: {
		guide: { path: `/messages/action_guide/packs/${PACK}`, query: { tag: 'post_sale' } },
		claims: '/post-purchase/v1/claims',
	},
};

describe.each(['globalSelling', 'local'] as AccountType[])('with a %s account', (accountType) => {
	const { guide, claims } = families[accountType];
	const sellerId = sellers[accountType];
	let credential: CredentialReference;

	const run = async (operation: string, parameters: Record<string, unknown>) => {
		const [resource, value] = operation.split('.');
		return await runOperation(stage.client, credential, {
			resource,
			operation: value,
			...parameters,
		});
	};

	beforeAll(async () => {
		await stage.control.reset();
		credential = await connectAccount(stage.client, { sandboxUrl: stage.sandboxUrl, accountType });
	});

	beforeEach(async () => {
		await stage.control.reset({ keepTokens: true });
	});

	it('marks a conversation as read', async () => {
		await stage.control.buyerWrites({ packId: PACK, sellerId, text: 'Hola' });

		const [marked] = await run('conversation.markAsRead', { packId: byId(PACK) });

		expect(marked).toMatchObject({ packId: PACK, markedAsRead: true });
		const { messages } = await stage.control.conversation({ packId: PACK });
		expect(messages[0].readAt).not.toBeNull();
		expect(await apiRequests(stage)).toEqual([
			{
				method: 'GET',
				path: `/messages/packs/${PACK}/sellers/${sellerId}`,
				query: { tag: 'post_sale', limit: '1' },
			},
		]);
	});

	it('lists the reasons to write first, and writes for one of them', async () => {
		await stage.control.createPack({ packId: PACK, sellerId });

		const reasons = await run('conversation.getReasons', { packId: byId(PACK) });
		expect(reasons).toContainEqual(
			expect.objectContaining({
				packId: PACK,
				reason: 'OTHER',
				available: true,
				characterLimit: 350,
			}),
		);
		const text = 'Su factura ya va en camino.';
		const [started] = await run('conversation.start', {
			packId: byId(PACK),
			reason: 'OTHER',
			text,
		});

		expect(started).toMatchObject({ packId: PACK, reason: 'OTHER' });
		const { buyerSees } = await stage.control.conversation({ packId: PACK });
		expect(buyerSees).toHaveLength(1);
		expect(await apiRequests(stage)).toEqual([
			{ method: 'GET', ...guide },
			{
				method: 'POST',
				path: `${guide.path}/option`,
				query: guide.query,
				body: { option_id: 'OTHER', text },
			},
		]);
	});

	it('says what to do when a reason is used up', async () => {
		await stage.control.createPack({ packId: PACK, sellerId });
		const start = { packId: byId(PACK), reason: 'OTHER', text: 'Hola' };
		await run('conversation.start', start);
		await expect(run('conversation.start', start)).rejects.toThrow(/wait for the buyer|answer/i);
	});

	it('finds a claim, reads it and its messages, and answers', async () => {
		await stage.control.openClaim({ claimId: CLAIM, sellerId });
		await stage.control.claimWrites({
			claimId: CLAIM,
			senderRole: 'complainant',
			message: 'No llegó',
		});
		await stage.control.clearRequests();

		const found = await run('claim.getAll', { returnAll: true });
		expect(found.map(({ id }) => id)).toContain(CLAIM);
		const [claim] = await run('claim.get', { claimId: byId(CLAIM) });
		expect(claim).toMatchObject({ id: CLAIM, status: 'opened', stage: 'claim' });
		const received = await run('claimMessage.getAll', { claimId: byId(CLAIM) });
		expect(received).toMatchObject([
			{ claimId: CLAIM, senderRole: 'complainant', message: 'No llegó' },
		]);
		const [sent] = await run('claimMessage.send', {
			claimId: byId(CLAIM),
			message: 'Lo enviamos hoy.',
		});

		expect(sent).toEqual({
			success: true,
			claimId: CLAIM,
			receiverRole: 'complainant',
			message: 'Lo enviamos hoy.',
			attachments: [],
		});
		expect((await apiRequests(stage)).map(({ method, path }) => `${method} ${path}`)).toEqual([
			`GET ${claims}/search`,
			`GET ${claims}/${CLAIM}`,
			`GET ${claims}/${CLAIM}/messages`,
			`GET ${claims}/${CLAIM}`,
			`POST ${claims}/${CLAIM}/actions/send-message`,
		]);
	});

	it('says to whom one may write in a dispute', async () => {
		await stage.control.openClaim({ claimId: CLAIM, sellerId, stage: 'dispute' });
		await expect(
			run('claimMessage.send', { claimId: byId(CLAIM), message: 'Hola' }),
		).rejects.toThrow(/You may write to the mediator/);
	});
});

import { connectAccount } from '../../sandbox/n8n/mercadoLibreAccount.ts';
import type { AccountType, CredentialReference } from '../../sandbox/n8n/mercadoLibreAccount.ts';
import { waitFor } from './support/patience.ts';
import { tokenRequests, useSharedStage } from './support/stage/shared.ts';
import type { SharedStage } from './support/stage/shared.ts';
import { activate, allJson, triggered } from './support/trigger.ts';
import { builtInNode, byId, mercadoLibreNode, runChain } from './support/workflows.ts';

const packs = Array.from({ length: 12 }, (_, i) => String(2000008800000000 + i));

let stage: SharedStage;

beforeAll(async () => {
	stage = await useSharedStage();
});

describe.each(['globalSelling', 'local'] as AccountType[])(
	'an access token of a %s account',
	(accountType) => {
		let credential: CredentialReference;

		beforeEach(async () => {
			await stage.control.reset();
			credential = await connectAccount(stage.client, {
				sandboxUrl: stage.sandboxUrl,
				accountType,
			});
			const sellerId = accountType === 'local' ? 415458330 : 523132944;
			for (const packId of packs)
				await stage.control.buyerWrites({ packId, sellerId, text: 'Hola' });
			await stage.control.clearRequests();
		});

		it('that expires in the middle of a run is refreshed, once, and the run ends as if nothing had been', async () => {
			const execution = await runChain(stage.client, [
				mercadoLibreNode('Unread', credential, {
					resource: 'conversation',
					operation: 'getAll',
					returnAll: true,
				}),
				// n8n's own node, between the two.
				builtInNode('Expire', 'httpRequest', 4.2, {
					method: 'POST',
					url: `${stage.sandboxUrl}/_control/expireTokens`,
					sendBody: true,
					specifyBody: 'json',
					jsonBody: '{}',
					options: {},
				}),
				mercadoLibreNode('Read', credential, {
					resource: 'message',
					operation: 'getAll',
					packId: byId("={{ $('Unread').item.json.packId }}"),
				}),
			]);

			expect(execution.error).toBeUndefined();
			const ours = execution.json('Read').filter(({ packId }) => packs.includes(String(packId)));
			expect(ours.map(({ packId }) => packId).sort()).toEqual(packs);
			const refreshes = await tokenRequests(stage);
			expect(refreshes).toHaveLength(1);
			expect(refreshes[0]).toMatchObject({
				status: 200,
				body: { grant_type: 'refresh_token', client_secret: 'sandbox-secret' },
			});
		});

		it('that was refreshed is kept: the next run uses the new one', async () => {
			await stage.control.expireTokens();
			const list = [
				mercadoLibreNode('Unread', credential, {
					resource: 'conversation',
					operation: 'getAll',
					returnAll: true,
				}),
			];
			for (let run = 0; run < 2; run++)
				expect((await runChain(stage.client, list)).status).toBe('success');
			expect(await tokenRequests(stage)).toHaveLength(1);
		});

		it('whose grant was revoked ends in an error that says to connect again', async () => {
			await stage.control.expireTokens();
			await stage.control.revokeGrant();
			const execution = await runChain(stage.client, [
				mercadoLibreNode('Unread', credential, { resource: 'conversation', operation: 'getAll' }),
			]);
			expect(execution.status).toBe('error');
			const { message, description } = execution.nodeError('Unread') ?? {};
			expect(`${message} ${description}`).toMatch(/connect/i);
		});

		it('that expires again and again under a trigger costs no message', async () => {
			const workflowId = await activate(stage, triggered(credential));
			const sellerId = accountType === 'local' ? 415458330 : 523132944;
			const written: string[] = [];
			for (let expiry = 0; expiry < 3; expiry++) {
				await stage.control.expireTokens();
				for (const packId of packs.slice(0, 5)) {
					const { id } = await stage.control.buyerWrites({ packId, sellerId, text: 'Hola' });
					written.push(id);
				}
				await waitFor(
					async () => (await allJson(stage.client, workflowId)).length >= written.length,
					{ what: `the messages after expiry ${expiry + 1}` },
				);
			}
			await stage.client.deactivate(workflowId);
			const ids = (await allJson(stage.client, workflowId)).map(({ id }) => id);
			expect(ids.sort()).toEqual(written.sort());
			const refreshes = await tokenRequests(stage);
			expect(refreshes.map(({ status }) => status)).toEqual([200, 200, 200]);
		});
	},
);

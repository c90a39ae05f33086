import type { N8nClient } from '../../../sandbox/n8n/client.ts';
import { createAccount } from '../../../sandbox/n8n/mercadoLibreAccount.ts';
import type { CredentialReference } from '../../../sandbox/n8n/mercadoLibreAccount.ts';
import type { Stage } from './stage/stage.ts';

let lastSellerId = 600_000_000;

export interface Seller {
	sellerId: string;
	credential: CredentialReference;
	/** Conversations, each with a buyer who has written. */
	packs: string[];
}

/** Each seller's own, since the requests of an application are counted together. */
export const applicationIdOf = (sellerId: string) => `77${sellerId}`;

export const applicationOf = (sellerId: string) => ({
	clientId: applicationIdOf(sellerId),
	clientSecret: 'sandbox-secret',
});

/** A Global Selling account that no other test has used: nothing of its minute is spent. */
export async function newSeller(
	{ client, mercadoLibre }: Pick<Stage, 'client' | 'mercadoLibre'>,
	{ conversations = 0, ...data }: { conversations?: number; requestsPerMinute?: number } = {},
): Promise<Seller> {
	const { control, url } = mercadoLibre;
	const sellerId = String(++lastSellerId);
	control.createSeller({ userId: sellerId });
	control.registerApplication(applicationOf(sellerId));
	const credential = await connectSeller(client, url, sellerId, data);
	const packs = Array.from({ length: conversations }, (_, i) => {
		const packId = `2${sellerId}${String(i).padStart(6, '0')}`;
		control.buyerWrites({ packId, sellerId, buyerId: 700_000_000 + i, text: 'Hola' });
		return packId;
	});
	control.clearRequests();
	return { sellerId, credential, packs };
}

/** Connects an account that exists, in any n8n. */
export async function connectSeller(
	client: N8nClient,
	sandboxUrl: string,
	sellerId: string,
	data: Record<string, unknown> = {},
): Promise<CredentialReference> {
	const credential = await createAccount(client, {
		sandboxUrl,
		name: sellerId,
		...applicationOf(sellerId),
		data,
	});
	await client.connectOAuth2(credential.id, { user_id: sellerId });
	return credential;
}

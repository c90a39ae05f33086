// What tests find in the marketplace when they begin.
import { sellerOf } from './engine/harness';
import type { Family, Harness } from './engine/harness';

/** Begins conversations: `count` messages in turns, a minute apart, the buyer first. */
export const conversationIn =
	(n8n: Harness) =>
	(family: Family, packId: number, count = 1): string[] => {
		return Array.from({ length: count }, (_, i) => {
			const createdAt = Date.parse('2024-05-01T10:00:00Z') + i * 60_000;
			const write = i % 2 === 0 ? n8n.control.buyerWrites : n8n.control.sellerWrites;
			return write({ packId, text: `Message ${i + 1}`, sellerId: sellerOf(family), createdAt }).id;
		});
	};

/** Where claims are: document 004, and the local pages on claims. */
export const CLAIMS: Record<Family, string> = {
	globalSelling: '/marketplace/v2/claims',
	local: '/post-purchase/v1/claims',
};

/** Opens claims against a family's seller, and gives their ids. */
export const openClaimIn =
	(n8n: Harness) =>
	(family: Family, options: object = {}): string =>
		String(n8n.control.openClaim({ sellerId: sellerOf(family), ...options }).id);

// What the marketplace tells of itself.

/** Something happened that an application may want to know. */
export type MarketplaceEvent =
	| { kind: 'message'; id: string; sellerId: number; action: 'created' | 'read' }
	| { kind: 'claim'; id: number; sellerId: number; action: 'claims' | 'claims_actions' }
	| { kind: 'order' | 'shipment' | 'question'; id: string | number; sellerId: number };

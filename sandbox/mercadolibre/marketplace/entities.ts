// What the marketplace consists of.
import type { StoredFile } from './files.ts';

export interface User {
	id: number;
	name: string;
	nickname: string;
	email: string;
	siteId: string;
	kind: 'globalSelling' | 'local' | 'buyer';
}

export interface Message {
	id: string;
	packId: string;
	siteId: string;
	clientId: number | null;
	from: number;
	to: number;
	/** The assistant that stood between the two when it was written. */
	agentId: number | null;
	/** Taken by the API, received by nobody. */
	isLost: boolean;
	status: string;
	text: string;
	textTranslated: string | null;
	created: number;
	available: number | null;
	notified: number | null;
	read: number | null;
	moderation: { status: string; reason: string | null; source: string; date: number | null };
	/** The other side does not get it: moderation keeps it back, or it is lost. */
	withheld: boolean;
	attachments: StoredFile[];
	first: boolean;
}

export interface Pack {
	id: string;
	siteId: string;
	sellerId: number;
	buyerId: number;
	/** Where an assistant of Mercado Libre stands between the two, messages come from it and go to it. */
	agentId: number | null;
	shippingId: number | null;
	claimIds: number[];
	conversation: { status: string; substatus: string | null; statusDate: number };
	/** Oldest first. */
	messages: Message[];
	capReached: false | { status: number };
	/** Uses left of each reason to write first. */
	optionCaps: Map<string, number>;
	/** Sales that need no reason to write first. */
	exceptedCase: boolean;
	buyerDeactivated: boolean;
}

export interface ClaimMessage {
	/** What tells it apart for good. */
	hash: string;
	senderRole: string;
	receiverRole: string;
	message: string;
	translatedMessage: string | null;
	created: number;
	read: number | null;
	attachments: StoredFile[];
	status: string;
	stage: string;
	moderation: { status: string; reason: string; date: number };
	/** Moderation keeps it from the others. */
	withheld: boolean;
}

export interface ClaimAction {
	action: string;
	mandatory: boolean | null;
	due_date: string | null;
}

export interface ClaimPlayer {
	role: string;
	type: string;
	user_id: number;
	available_actions: ClaimAction[];
}

/** What a claim is about, in the API's words. */
export interface ClaimDetails {
	detail: object;
	affectsReputation: object;
	expectedResolutions: object[];
	reason: { name: string; detail: string };
}

export interface Claim {
	id: number;
	resource: string;
	resourceId: number;
	packId: string | null;
	orderId: string | null;
	status: string;
	type: string;
	stage: string;
	reasonId: string;
	siteId: string;
	players: ClaimPlayer[];
	resolution: unknown;
	created: number;
	updated: number;
	firstGeneration: boolean;
	/** The words in which everybody is refused, as if the token were at fault; null: nobody is. */
	refusal: string | null;
	/** null: whatever is asked about it is not found. */
	details: ClaimDetails | null;
	/** Oldest first. */
	messages: ClaimMessage[];
	/** By the name the API gave the file. */
	files: Map<string, StoredFile>;
}

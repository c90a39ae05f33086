// Levers for tests, the demo and the benchmark: in process as `sandbox.control`, from elsewhere as
// `POST /_control/<method>` with the argument as JSON body (GET does for those that need none).
import type { FastifyInstance } from 'fastify';
import { DEFAULT_APPLICATION } from './api/accounts.ts';
import type { Application } from './api/accounts.ts';
import { hashedMessageBody } from './api/claims/claimBodies.ts';
import { describeClaim, describeMessage } from './describe.ts';
import type { FaultOptions } from './faults.ts';
import { agentOf } from './marketplace/agents.ts';
import { changeBehaviour } from './marketplace/behaviour.ts';
import type { Behaviour } from './marketplace/behaviour.ts';
import { closeClaim, existingClaim, openClaim, writeInClaim } from './marketplace/claims.ts';
import type { ClaimMessageOptions, OpenClaimOptions } from './marketplace/claims.ts';
import type { ClaimDetails, Pack } from './marketplace/entities.ts';
import { fileSha256 } from './marketplace/files.ts';
import type { FileInput } from './marketplace/files.ts';
import type { LagRule } from './marketplace/reading/lag.ts';
import { GLOBAL_SELLER } from './marketplace/marketplace.ts';
import type { PackOptions } from './marketplace/marketplace.ts';
import { givenRuling } from './marketplace/reading/moderation.ts';
import type { GivenRuling, Ruling } from './marketplace/reading/moderation.ts';
import { markAsRead, visibleMessages } from './marketplace/reading/reading.ts';
import type { OrderOptions, SaleOptions, ShipmentOptions } from './marketplace/sales.ts';
import type { CallbackOptions } from './notifications.ts';
import type { RateLimitOptions } from './rateLimit.ts';
import type { Sandbox } from './sandbox.ts';

type Id = string | number;

interface WriteOptions extends GivenRuling {
	packId: Id;
	text: string;
	textTranslated?: string;
	/** Used when the pack is new. */
	sellerId?: Id;
	buyerId?: Id;
	siteId?: string;
	attachments?: FileInput[];
	/** Milliseconds or ISO 8601. */
	createdAt?: number | string;
	/** A pending message is seen by the other side, too, without a date on which it became available. */
	shownWhilePending?: boolean;
	/** The application that sent it; left out: none. */
	clientId?: number;
}

export type Control = ReturnType<typeof createControl>;

export function createControl(sandbox: Sandbox) {
	const packOf = (packId: Id): Pack => {
		const pack = sandbox.marketplace.packs.get(String(packId));
		if (!pack) throw new Error(`There is no pack ${packId}`);
		return pack;
	};
	const write = (options: WriteOptions, who: (pack: Pack) => number) => {
		const { marketplace } = sandbox;
		const pack = marketplace.packs.get(String(options.packId)) ?? marketplace.createPack(options);
		const from = who(pack);
		const message = marketplace.addMessage(pack, {
			from,
			text: options.text,
			textTranslated: options.textTranslated,
			createdAt: options.createdAt,
			moderated: options.moderated,
			verdict: options.verdict,
			shownWhilePending: options.shownWhilePending,
			clientId: options.clientId,
			attachments: options.attachments?.map((file) => marketplace.addFile(file, from)),
		});
		return describeMessage(message);
	};
	const rulingOf = (given: GivenRuling): Ruling => {
		const ruling = givenRuling(given);
		if (!ruling) throw new Error('A verdict is missing');
		return ruling;
	};
	const tellOfOrder = (id: number) => {
		const { marketplace } = sandbox;
		marketplace.onEvent({ kind: 'order', id, sellerId: marketplace.sales.order(id).sellerId });
	};
	const tellOfShipment = (id: number) => {
		const { marketplace } = sandbox;
		const [orderId] = marketplace.sales.shipment(id).orderIds;
		if (orderId === undefined) return;
		const { sellerId } = marketplace.sales.order(orderId);
		marketplace.onEvent({ kind: 'shipment', id, sellerId });
	};
	const idOf = (userId: Id | undefined) => (userId === undefined ? undefined : Number(userId));

	return {
		/** Everything as at the start; `keepTokens` leaves connected accounts connected. */
		reset: (options?: { keepTokens?: boolean }) => sandbox.reset(options),

		// Accounts
		/** An application that may ask for tokens, beside the usual one. */
		registerApplication: (application: Application) => sandbox.accounts.register(application),
		/** `clientId: null` makes a token that names no application. */
		issueToken: ({
			userId = GLOBAL_SELLER,
			clientId = DEFAULT_APPLICATION.clientId,
		}: { userId?: Id; clientId?: string | null } = {}) =>
			sandbox.accounts.issue({ userId: Number(userId), clientId }),
		/** Everybody there is, buyers included. */
		users: () => [...sandbox.marketplace.users.values()],
		/** An account: of Global Selling (`CBT`), or a local one of another site. */
		createSeller: ({
			userId,
			siteId = 'CBT',
			name,
		}: {
			userId: Id;
			siteId?: string;
			name?: string;
		}) =>
			sandbox.marketplace.addUser({
				id: Number(userId),
				siteId,
				kind: siteId === 'CBT' ? 'globalSelling' : 'local',
				...(name && { name }),
			}),
		/** Access tokens are good no more: those of a user, or all. */
		expireTokens: ({ userId }: { userId?: Id } = {}) => sandbox.accounts.expireTokens(idOf(userId)),
		/** Refresh tokens are good no more: those of a user, or all. */
		revokeGrant: ({ userId }: { userId?: Id } = {}) => sandbox.accounts.revokeGrant(idOf(userId)),
		/** For tokens issued from now on. */
		setTokenLifetime: ({ seconds }: { seconds: number }) => {
			sandbox.accounts.tokenLifetimeSeconds = seconds;
		},

		/** The user's token reads and writes for a seller who is somebody else; `sellerId: null` ends it. Not documented. */
		actFor: ({ userId, sellerId }: { userId: Id; sellerId: Id | null }) => {
			const { actingFor } = sandbox.accounts;
			if (sellerId === null) actingFor.delete(Number(userId));
			else actingFor.set(Number(userId), Number(sellerId));
		},

		// Conversations
		/** A sale without messages; the seller needs a reason to write first. */
		createPack: (options: PackOptions = {}) => {
			const { id, siteId, sellerId, buyerId, conversation } =
				sandbox.marketplace.createPack(options);
			return { packId: id, siteId, sellerId, buyerId, ...conversation };
		},
		/** A message of the buyer; a pack that is new is made. */
		buyerWrites: (options: WriteOptions) => write(options, (pack) => pack.buyerId),
		/** The seller answers elsewhere: on the site, or in another application. */
		sellerWrites: (options: WriteOptions) => write(options, (pack) => pack.sellerId),
		/** The seller (or the buyer) opens the conversation elsewhere. */
		readElsewhere: ({ packId, by = 'seller' }: { packId: Id; by?: 'seller' | 'buyer' }) => {
			const pack = packOf(packId);
			markAsRead(sandbox.marketplace, pack, by === 'seller' ? pack.sellerId : pack.buyerId);
		},
		/** Moderation judges a message later: what was pending is released (`clean`), what was seen is taken away. */
		moderateMessage: ({ messageId, ...given }: { messageId: string } & GivenRuling) => {
			const message = sandbox.marketplace.messages.get(messageId);
			if (!message) throw new Error(`There is no message ${messageId}`);
			sandbox.marketplace.judgeLater(message, rulingOf(given));
			return describeMessage(message);
		},
		/** What moderation makes of a seller's next message (in a pack, or in any), whatever it says. */
		moderateNext: ({ packId, ...given }: { packId?: Id } & GivenRuling) => {
			sandbox.marketplace.nextRulings.push({
				packId: packId === undefined ? null : String(packId),
				ruling: rulingOf(given),
			});
		},
		/** It is gone from storage: its id was good once. */
		deleteMessage: ({ messageId }: { messageId: string }) =>
			sandbox.marketplace.deleteMessage(messageId),
		/** All messages, oldest first, and which of them each side can see. */
		conversation: ({ packId }: { packId: Id }) => {
			const pack = packOf(packId);
			const seenBy = (userId: number) => visibleMessages(pack, userId).map(describeMessage);
			return {
				packId: pack.id,
				sellerId: pack.sellerId,
				buyerId: pack.buyerId,
				status: pack.conversation.status,
				substatus: pack.conversation.substatus,
				messages: pack.messages.map(describeMessage),
				buyerSees: seenBy(pack.buyerId),
				sellerSees: seenBy(pack.sellerId),
			};
		},
		/** The conversation takes no message, for the reason that the substatus names. */
		blockConversation: ({
			packId,
			substatus,
			status = 'blocked',
		}: {
			packId: Id;
			substatus: string;
			status?: string;
		}) => sandbox.marketplace.setConversation(packOf(packId), status, substatus),
		/** The conversation is active again. */
		unblockConversation: ({ packId }: { packId: Id }) =>
			sandbox.marketplace.setConversation(packOf(packId), 'active', null),
		/** Whether the seller may write no more. The old edition of the document (seed 001, line 275) gives this error the status 400. */
		setMessagingCap: ({
			packId,
			reached,
			status = 403,
		}: {
			packId: Id;
			reached: boolean;
			status?: number;
		}) => {
			packOf(packId).capReached = reached && { status };
		},

		/** From now on an assistant of Mercado Libre stands between buyer and seller; `agentId: null` ends it. */
		handToAgent: ({ packId, agentId }: { packId: Id; agentId?: Id | null }) => {
			const pack = packOf(packId);
			pack.agentId = agentId === null ? null : Number(agentId ?? agentOf(pack.siteId));
		},

		// What the documents leave open
		/** What is written from now on is not shown at once (lag.ts says by which reads); null: it is. */
		setLag: (rules: LagRule | LagRule[] | null) =>
			sandbox.marketplace.lag.set([rules ?? []].flat()),
		/** What such a rule hides is shown: all of it, or that of a conversation or a claim. */
		releaseLag: (where?: Pick<LagRule, 'packId' | 'claimId'>) =>
			sandbox.marketplace.lag.release(where),
		/** Any of it (behaviour.ts says what there is); the rest stays as it is. */
		setBehaviour: (changes: Partial<Behaviour>) =>
			changeBehaviour(sandbox.marketplace.behaviour, changes),
		/** `globalPackMarks` of the behaviour. */
		setGlobalPackMarks: ({ marks }: { marks: boolean }) =>
			changeBehaviour(sandbox.marketplace.behaviour, { globalPackMarks: marks }),
		/** `messageOrder` of the behaviour. */
		setMessageOrder: ({ order }: { order: Behaviour['messageOrder'] }) =>
			changeBehaviour(sandbox.marketplace.behaviour, { messageOrder: order }),
		/** `contentDisposition` of the behaviour. */
		setContentDisposition: ({ sent }: { sent: boolean }) =>
			changeBehaviour(sandbox.marketplace.behaviour, { contentDisposition: sent }),
		/** `attachmentStorage` of the behaviour. */
		setAttachmentStorage: ({ state }: { state: Behaviour['attachmentStorage'] }) =>
			changeBehaviour(sandbox.marketplace.behaviour, { attachmentStorage: state }),
		/** A file was uploaded so many hours earlier. */
		ageAttachment: ({ attachmentId, hours }: { attachmentId: string; hours: number }) => {
			const file = sandbox.marketplace.files.get(attachmentId);
			if (!file) throw new Error(`There is no attachment ${attachmentId}`);
			file.createdAt -= hours * 3600_000;
		},
		/** A file of a message, with the SHA-256 of its bytes. */
		attachment: ({ attachmentId }: { attachmentId: string }) => {
			const file = sandbox.marketplace.files.get(attachmentId);
			if (!file) throw new Error(`There is no attachment ${attachmentId}`);
			const { name, originalName, type, size, ownerId } = file;
			return { name, originalName, type, size, ownerId, sha256: fileSha256(file) };
		},

		// Claims
		/** A claim, of a pack, of an order, or of neither. */
		openClaim: (options: OpenClaimOptions) =>
			describeClaim(openClaim(sandbox.marketplace, options)),
		/** A player of a claim writes, elsewhere than through the API. */
		claimWrites: (options: ClaimMessageOptions) =>
			hashedMessageBody(writeInClaim(sandbox.marketplace, options)),
		/** A claim with all its messages, oldest first, and its files. */
		claim: ({ claimId }: { claimId: Id }) =>
			describeClaim(existingClaim(sandbox.marketplace, Number(claimId))),
		/** The claim is closed: no search for `opened` finds it, and nobody may write. */
		closeClaim: ({ claimId }: { claimId: Id }) =>
			describeClaim(closeClaim(sandbox.marketplace, Number(claimId))),
		/** The claim goes on to another stage; what was written keeps its own. */
		setClaimStage: ({ claimId, stage }: { claimId: Id; stage: string }) => {
			existingClaim(sandbox.marketplace, Number(claimId)).stage = stage;
		},
		/** What the claim is about changes; `null`: nothing of it is found. */
		setClaimDetails: ({
			claimId,
			details,
		}: {
			claimId: Id;
			details: Partial<ClaimDetails> | null;
		}) => {
			const claim = existingClaim(sandbox.marketplace, Number(claimId));
			claim.details = details && { ...claim.details!, ...details };
		},
		/** Every call about the claim is a 401 that the token is not at fault for; `message: null` ends it. */
		refuseClaim: ({
			claimId,
			message = 'user not authorized',
		}: {
			claimId: Id;
			message?: string | null;
		}) => {
			existingClaim(sandbox.marketplace, Number(claimId)).refusal = message;
		},

		// Sales
		/** What was bought, in one order unless more are given, with its shipment and its conversation. */
		createSale: (options: SaleOptions = {}) => {
			const { packId, orders, shipment } = sandbox.marketplace.sales.create(options);
			for (const { id } of orders) tellOfOrder(id);
			if (shipment) tellOfShipment(shipment.id);
			return {
				packId,
				orderIds: orders.map(({ id }) => id),
				shipmentId: shipment?.id ?? null,
			};
		},
		/** An order changes. */
		setOrder: ({
			orderId,
			...changes
		}: { orderId: Id } & Omit<OrderOptions, 'items' | 'createdAt' | 'updatedAt'>) => {
			Object.assign(sandbox.marketplace.sales.order(Number(orderId)), changes, {
				updated: Date.now(),
			});
			tellOfOrder(Number(orderId));
		},
		/** A shipment goes its way. */
		setShipment: ({ shipmentId, ...changes }: { shipmentId: Id } & ShipmentOptions) => {
			Object.assign(sandbox.marketplace.sales.shipment(Number(shipmentId)), changes);
			tellOfShipment(Number(shipmentId));
		},
		/** Each order of a pack gets a pack of its own; gives their ids. */
		splitPack: ({ packId }: { packId: Id }) =>
			sandbox.marketplace.sales.split(String(packId)).map(({ id }) => id),

		// Notifications
		/** Where notifications of an application go from now on, and of which topics; topics that were switched off are on again. */
		setCallback: ({ clientId = DEFAULT_APPLICATION.clientId, ...options }: CallbackOptions) =>
			sandbox.notifications.setCallback(clientId, options),
		/** Pushes a notification as it is given. */
		notify: ({
			clientId = DEFAULT_APPLICATION.clientId,
			...content
		}: {
			clientId?: string;
			topic: string;
			resource: string;
			user_id: Id;
			[name: string]: unknown;
		}) => sandbox.notifications.pushRaw(clientId, content),
		/** What was pushed, with its attempts, oldest first. */
		notifications: () => sandbox.notifications.list(),
		/** Lets time pass for the repetitions of notifications; when it returns, all that was due was answered. */
		passTime: async ({ ms }: { ms: number }) => await sandbox.notifications.passTime(ms),
		/** Returns when no notification is being posted. */
		notificationsSettled: async () => await sandbox.notifications.settled(),
		/** The topics that were switched off because answers were late. */
		topicsOff: ({ clientId = DEFAULT_APPLICATION.clientId }: { clientId?: string } = {}) =>
			sandbox.notifications.topicsOff(clientId),

		// The way between
		/** Plants something that goes wrong on the way; gives its number. */
		addFault: (options: FaultOptions) => sandbox.faults.add(options),
		/** Nothing goes wrong any more. */
		clearFaults: () => sandbox.faults.clear(),
		/** null: none. */
		setRateLimit: (options: RateLimitOptions | null) => sandbox.rateLimit.set(options),
		/** Of Global Selling's search of orders, 100 a minute for an application; null: none. */
		setOrderSearchLimit: (options: RateLimitOptions | null) =>
			sandbox.orderSearchLimit.set(options),
		/** How long every request to the API waits before it is looked at, those that wait already included. */
		setLatency: ({ ms }: { ms: number }) => {
			sandbox.latencyMs = ms;
		},
		/** What the API was asked, after an entry's id or since a time. */
		requests: ({ since }: { since?: number } = {}) => sandbox.log.list(since),
		/** Forgets what was asked and counted. */
		clearRequests: () => sandbox.log.clear(),
		/** Counts of what was asked and answered. */
		stats: () => sandbox.log.stats(),
	};
}

export function registerControl(app: FastifyInstance, control: Control): void {
	app.register(
		async (routes) => {
			routes.setErrorHandler((error: Error, _request, reply) =>
				reply.code(400).send({ error: error.message }),
			);
			for (const [name, method] of Object.entries(control)) {
				routes.route({
					method: ['GET', 'POST'],
					url: `/${name}`,
					// Answers are JSON also where there is nothing to say.
					handler: async (request, reply) => {
						const answer = await (method as (argument?: unknown) => unknown)(
							request.body === undefined ? undefined : request.body,
						);
						return reply.type('application/json').send(JSON.stringify(answer ?? null));
					},
				});
			}
		},
		{ prefix: '/_control' },
	);
}

// Unread conversations, the messages of a pack, one message, and sending: both families from one description.
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { isAgent } from '../../marketplace/agents.ts';
import type { Message, Pack } from '../../marketplace/entities.ts';
import { NOT_STARTED } from '../../marketplace/marketplace.ts';
import type { Marketplace } from '../../marketplace/marketplace.ts';
import {
	isThereFor,
	markShownAsRead,
	messagesPage,
	unreadConversations,
} from '../../marketplace/reading/reading.ts';
import type { Sandbox } from '../../sandbox.ts';
import type { Caller } from '../accounts.ts';
import { isDeleted } from './attachments.ts';
import { messagesRoute, requireFamilyAccount, requirePostSaleTag, sites } from '../checks.ts';
import { messagesError } from '../errors.ts';
import { families, olderMessage } from '../families.ts';
import type { Family } from '../families.ts';
import { checkLocalText } from './localText.ts';

const MOST_ATTACHMENTS = 25;

type Query = Record<string, string | undefined>;

export function registerMessages(app: FastifyInstance, sandbox: Sandbox): void {
	for (const family of families) registerFamily(app, sandbox, family);
}

function registerFamily(app: FastifyInstance, sandbox: Sandbox, family: Family): void {
	app.get(`${family.base}/unread`, messagesRoute, async (request) => {
		const { marketplace } = sandbox;
		const { userId } = request.caller!;
		const query = request.query as Query;
		const isForeign = family.name === 'globalSelling' && marketplace.user(userId).kind === 'local';
		if (isForeign && marketplace.behaviour.localAtGlobal === 'empty')
			return family.unread(userId, []);
		requireFamilyAccount(family, marketplace, request.caller!);
		if (query.user_id !== undefined && query.user_id !== String(userId))
			throw messagesError(403, 'Can not identify the user.');
		const role = query.role === 'buyer' ? 'buyer' : 'seller';
		const most = marketplace.behaviour.unreadCap ?? family.mostUnread;
		const unread = unreadConversations(marketplace, userId, role);
		const shown = unread.slice(0, most);
		if (request.logEntry) request.logEntry.listed = { shown: shown.length, unread: unread.length };
		return family.unread(userId, shown);
	});

	// Of one conversation: the page mensajes-pendientes of 2025-09-11, local accounts only.
	if (family.name === 'local') {
		app.get(`${family.base}/unread${family.packPath}`, messagesRoute, async (request) => {
			requirePostSaleTag(family, request);
			const { marketplace } = sandbox;
			const { userId } = request.caller!;
			const pack = callersPack(sandbox, family, request);
			const role = pack.sellerId === userId ? 'seller' : 'buyer';
			const unread = unreadConversations(marketplace, userId, role);
			return family.unread(
				userId,
				unread.filter((one) => one.pack === pack),
			);
		});
	}

	app.get(`${family.base}${family.packPath}`, messagesRoute, async (request) => {
		const { marketplace } = sandbox;
		const { userId } = request.caller!;
		const query = request.query as Query;
		const pack = callersPack(sandbox, family, request);
		const { limit, offset } = paging(family, query);

		const marks =
			query.mark_as_read !== 'false' &&
			(family.name === 'local' || marketplace.behaviour.globalPackMarks);
		if (marks) markShownAsRead(marketplace, pack, userId);

		const { messages, total } = messagesPage(marketplace, pack, userId, { limit, offset });
		return {
			paging: { limit, offset, total },
			conversation_status: family.conversationStatus(pack),
			messages: messages.map((message) => family.message(marketplace, message, 'pack')),
			...family.packExtras(marketplace),
		};
	});

	app.post(`${family.base}${family.packPath}`, messagesRoute, async (request, reply) => {
		const { pack, to } =
			family.name === 'local'
				? localRecipient(sandbox, request)
				: { pack: callersPack(sandbox, family, request) };
		const message = send(sandbox, family, { pack, to }, request);
		return reply.code(201).send(sentMessage(sandbox.marketplace, family, message));
	});

	const readById = async (request: FastifyRequest) => {
		const { marketplace } = sandbox;
		const { id = '' } = request.params as { id?: string };
		const messages = id
			.split(',')
			.map((one) => storedMessage(marketplace, family, request.caller!, one.trim()));
		if (new Set(messages.map((message) => message.packId)).size > 1)
			throw messagesError(400, 'Not allowed messages from multiple orders');
		if (family.name === 'local' && marketplace.behaviour.messageById === 'older')
			return olderMessage(marketplace, messages[0]);
		return {
			paging: null,
			conversation_status: null,
			messages: messages.map((message) => family.message(marketplace, message, 'id')),
		};
	};
	app.get(`${family.base}/:id`, messagesRoute, readById);
	app.get(`${family.base}/`, messagesRoute, readById);
}

function paging(family: Family, query: Query): { limit: number; offset: number } {
	const limit = Number(query.limit ?? 10);
	const offset = Number(query.offset ?? 0);
	if (!Number.isInteger(limit) || query.limit === '') throw messagesError(400, family.invalidLimit);
	if (!Number.isInteger(offset) || offset < 0 || query.offset === '')
		throw messagesError(400, family.invalidOffset);
	if (limit <= 0) throw messagesError(400, 'The limit param must be greater than 0');
	return { limit, offset };
}

/** The pack of the path, if it is the caller's: as its seller, or (to read) as its buyer. */
function callersPack(sandbox: Sandbox, family: Family, request: FastifyRequest): Pack {
	const { pack: packId, seller } = request.params as { pack: string; seller?: string };
	const { userId } = request.caller!;
	requireFamilyAccount(family, sandbox.marketplace, request.caller!);
	const pack = sandbox.marketplace.packs.get(packId);
	if (!pack) throw messagesError(404, 'Order do not exists');
	const isTheirs =
		pack.sellerId === userId || (request.method === 'GET' && pack.buyerId === userId);
	if (!isTheirs) throw messagesError(403, `User access token invalid for resource ${packId}`);
	if (seller !== undefined && seller !== String(pack.sellerId))
		throw messagesError(403, family.notIdentified);
	return pack;
}

function storedMessage(
	marketplace: Marketplace,
	family: Family,
	caller: Caller,
	id: string,
): Message {
	if (!/^[A-Za-z0-9]+$/.test(id)) throw messagesError(400, 'Messages id empty or invalid');
	const notStored = () =>
		messagesError(404, `The message with id: ${id} could not be retrieved from storage`);
	if (marketplace.deletedMessages.has(id)) throw notStored();
	const message = marketplace.messages.get(id);
	if (!message) throw messagesError(400, family.doesNotExist(id));
	const pack = marketplace.packs.get(message.packId)!;
	if (pack.sellerId !== caller.userId && pack.buyerId !== caller.userId)
		throw messagesError(403, `User access token invalid for resource ${id}`);
	if (!isThereFor(marketplace, message, caller.userId)) throw notStored();
	return message;
}

// Sending

interface Person {
	user_id?: unknown;
	email?: string;
	resource?: string;
	resource_id?: unknown;
	site_id?: string;
}

const present = (value: unknown) => value !== undefined && value !== null && value !== '';
const resources = ['orders', 'packs'];
const secureEmail = /@mail\.mercadoli[bv]re\.com/;
/** The checks on `from` and `to`, which only the local body has (seed 002). */
function localRecipient(sandbox: Sandbox, request: FastifyRequest): { pack: Pack; to?: number } {
	const body = request.body as { from?: Person; to?: Person | Person[] } | undefined;
	const { pack: packId, seller } = request.params as { pack: string; seller: string };
	if (typeof body !== 'object' || body === null)
		throw messagesError(400, 'A JSON body is required');
	if (request.caller!.clientId === null) throw messagesError(400, 'Application id is required');
	if (!present(body.from?.user_id)) throw messagesError(400, "The field 'from' is required");
	// The older form of the body has a list of one.
	const to = Array.isArray(body.to) ? body.to[0] : body.to;
	if (!present(to?.user_id)) throw messagesError(400, "The field 'to.user_id' is required");
	const from = String(body.from!.user_id);
	const receiver = String(to!.user_id);
	if (!/^\d+$/.test(receiver)) throw messagesError(400, "Invalid 'to' user id");
	if (receiver === from) throw messagesError(400, 'Sender and received must not be equals');
	const byEmail = receiver === '0';
	if (byEmail && !secureEmail.test(to!.email ?? ''))
		throw messagesError(400, "The field 'to.email' must be a secure email");
	checkResource(to!);

	const pack = sandbox.marketplace.packs.get(packId);
	if (!pack) throw messagesError(404, 'Order do not exists');
	if (from !== String(request.caller!.userId) || from !== String(pack.sellerId) || from !== seller)
		throw messagesError(403, `Access denied for user ${from} to order ${packId}`);
	if (byEmail) return { pack };
	checkReceiver(pack, Number(receiver));
	return { pack, to: Number(receiver) };
}

/** The id of the buyer is taken also where an assistant stands between, though nobody receives it then. */
function checkReceiver({ id, sellerId, buyerId, agentId }: Pack, receiver: number): void {
	if (receiver === agentId || receiver === buyerId) return;
	if (isAgent(receiver)) {
		throw messagesError(
			400,
			`to_user_id ${receiver} does not belong to pack /packs/${id}/sellers/${sellerId}`,
		);
	}
	throw messagesError(403, `Receiver does not belong to order ${id}`);
}

/** A `to` that names the order it is about has to do so in full. */
function checkResource(to: Person): void {
	if (to.resource === undefined && to.resource_id === undefined) {
		if (present(to.site_id) && !sites.has(to.site_id!))
			throw messagesError(400, "The field 'to.site_id' has an invalid value");
		return;
	}
	if (!present(to.resource)) throw messagesError(400, "The field 'to.resource' is required");
	if (!resources.includes(to.resource!)) throw messagesError(400, "Invalid field 'to.resource'");
	if (!present(to.site_id)) throw messagesError(400, "The field 'to.site_id' is required");
	if (!sites.has(to.site_id!))
		throw messagesError(400, "The field 'to.site_id' has an invalid value");
}

function send(
	sandbox: Sandbox,
	family: Family,
	{ pack, to }: { pack: Pack; to?: number },
	request: FastifyRequest,
): Message {
	const { marketplace } = sandbox;
	const { userId, clientId } = request.caller!;
	const body = (request.body ?? {}) as {
		text?: unknown;
		text_translated?: string;
		attachments?: unknown;
	};
	const text = typeof body.text === 'string' ? body.text : '';
	if (text.trim() === '') throw messagesError(400, 'Text is required');
	if (family.name === 'local') checkLocalText(marketplace, text);

	const names = Array.isArray(body.attachments) ? body.attachments.map(String) : [];
	if (names.length > MOST_ATTACHMENTS) throw messagesError(400, family.tooManyAttachments);
	const attachments = names.map((name) => {
		const file = marketplace.files.get(name);
		if (!file || isDeleted(family, file) || !marketplace.mayUseFile(file, userId))
			throw messagesError(422, 'Attachment key is invalid or not found');
		return file;
	});

	refuseWhenBlocked(family, pack);
	refuseOutOfTurn(pack, marketplace.behaviour.messagesPerTurn);
	const isSecond = to !== undefined && to === pack.agentId && awaitsAgent(pack);
	if (isSecond && marketplace.behaviour.secondToAgent === 'refused')
		throw messagesError(403, 'Only one message at a time may be sent to the agent');
	// To the buyer behind an assistant: seen by others to be taken, and to reach nobody; on no page.
	const isPastAgent = to !== undefined && pack.agentId !== null && to !== pack.agentId;
	return marketplace.addMessage(pack, {
		from: userId,
		to,
		isLost: isSecond || isPastAgent,
		text,
		textTranslated: body.text_translated || null,
		attachments,
		clientId: Number(clientId) || null,
	});
}

/** Whether the assistant has a message of the seller that it has not answered. */
function awaitsAgent({ messages, agentId, sellerId }: Pack): boolean {
	const last = messages.findLast(({ from, to, withheld }) =>
		from === sellerId ? to === agentId && !withheld : true,
	);
	return last?.from === sellerId;
}

const capReached = (status: number) =>
	messagesError(status, 'You are not allowed to execute the option OTHER again');

/** "The seller has already responded and must wait for the buyer's reply" (seed 000, lines 534 to 537). */
function refuseOutOfTurn(pack: Pack, most: number | null): void {
	if (most === null) return;
	const last = pack.messages.findLastIndex(({ from }) => from !== pack.sellerId);
	if (pack.messages.length - 1 - last >= most) throw capReached(403);
}

const mediation = /^blo(ck|qu)ed_by_mediation/;

function refuseWhenBlocked(family: Family, pack: Pack): void {
	const { status, substatus } = pack.conversation;
	if (pack.capReached) throw capReached(pack.capReached.status);
	if (status !== 'blocked') return;
	if (mediation.test(substatus ?? '') && pack.siteId === 'MLB')
		throw messagesError(403, 'You can not send the message because a mediation is in process');
	if (substatus === 'blocked_by_fulfillment') {
		throw messagesError(
			403,
			'You can not send the message because the purchase is Mercado Envíos Full and has not been yet delivered',
		);
	}
	throw family.blocked(
		substatus === NOT_STARTED ? NOT_STARTED : 'blocked_conversation_send_message_forbidden',
	);
}

/** What the API answers with when a message was created. */
export function sentMessage(marketplace: Marketplace, family: Family, message: Message) {
	const whole = family.message(marketplace, message, 'id') as Record<string, unknown>;
	const {
		id,
		site_id,
		from,
		to,
		status,
		text,
		message_date,
		message_moderation,
		message_attachments,
	} = whole;
	return {
		id,
		site_id,
		from,
		to,
		status,
		text,
		text_translated: message.textTranslated,
		message_date,
		message_moderation,
		message_attachments,
	};
}

import type { ApiContext } from '../api/context';
import { inputError } from './inputError';

interface Kind {
	label: string;
	pattern: RegExp;
	/** Completes the label to a sentence. */
	rule: string;
	example: string;
	/** The paths of the API in which it may come, as lists and notifications give them. */
	path?: RegExp;
}

/** What may stand in a path of the API, and how to name it to the user. */
const ID_KINDS = {
	packId: {
		label: 'Pack ID',
		// The list of unread conversations, `conversation_status.path`, and notifications on orders.
		path: /^\/?(?:marketplace\/)?(?:messages\/)?(?:packs|orders(?:\/pack)?)\/(\d+)(?:\/sellers?\/\d+(?:\/conversations\/\w+)?)?$/,
		pattern: /^\d+$/,
		rule: 'must contain only digits',
		example: '2000000089077943',
	},
	sellerId: {
		label: 'Seller ID',
		pattern: /^\d+$/,
		rule: 'must contain only digits',
		example: '415458330',
	},
	buyerId: {
		label: 'Buyer ID',
		pattern: /^\d+$/,
		rule: 'must contain only digits',
		example: '441782523',
	},
	orderId: {
		label: 'Order ID',
		pattern: /^\d+$/,
		rule: 'must contain only digits',
		example: '2000003508419013',
	},
	shipmentId: {
		label: 'Shipment ID',
		pattern: /^\d+$/,
		rule: 'must contain only digits',
		example: '43729529445',
	},
	claimId: {
		label: 'Claim ID',
		path: /^\/?(?:marketplace|post-purchase)\/(?:v\d\/)?claims\/(\d+)$/,
		pattern: /^\d+$/,
		rule: 'must contain only digits',
		example: '5294629673',
	},
	messageId: {
		label: 'Message ID',
		path: /^\/?(?:marketplace\/)?messages\/([\w-]+)$/,
		pattern: /^[\w-]+$/,
		rule: 'must contain only letters, digits, "-" and "_"',
		example: '2d45a5ad186041659e9a608f0c109dff',
	},
	attachmentId: {
		label: 'Attachment ID',
		pattern: /^(?!\.+$)[^/\\\p{Cc}]+$/u,
		rule: 'must be the "attachmentId" of an attachment, without a path',
		example: '210438685_59f0f034-db1b-4ea6-8c5e-1d34e2092482.jpg',
	},
	fileName: {
		label: 'Attachment ID',
		pattern: /^(?!\.+$)[^/\\\p{Cc}]+$/u,
		rule: 'must be the "attachmentId" of an attachment, without a path',
		example: '1517482146_31489bf8-95e3-4a2d-bcff-3c57771fb7c4.png',
	},
} as const satisfies Record<string, Kind>;

export type IdKind = keyof typeof ID_KINDS;

/**
 * Checks an id, which may be a text or a number (expressions give either), or the path of the API that ends with it,
 * and returns it as a text.
 * @throws NodeOperationError that names the field when it is empty, malformed, or a number too large to be exact.
 */
export function checkId(context: ApiContext, kind: IdKind, value: unknown): string {
	const { label, pattern, rule, example, path }: Kind = ID_KINDS[kind];
	const fail = (problem: string, cure: string) => inputError(context, label, kind, problem, cure);
	if (typeof value === 'number' && !Number.isSafeInteger(value)) {
		throw fail('is not an exact number', 'Pass it as a text, so that no digit is rounded away.');
	}
	const given = typeof value === 'string' || typeof value === 'number' ? String(value).trim() : '';
	const id = path?.exec(given)?.[1] ?? given;
	if (id === '') {
		throw fail('is empty', `Enter an ID such as ${example}, or map it from an earlier node.`);
	}
	if (!pattern.test(id)) {
		throw fail(rule, `An example: ${example}. The value given was "${id.slice(0, 60)}".`);
	}
	return id;
}

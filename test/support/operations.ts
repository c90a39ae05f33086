// Every operation of the node, ready to be run: what it needs, the request that matters, and how to see that it was done.
import type { IDataObject, INodeExecutionData } from 'n8n-workflow';
import { bytes, itemWithFiles, sha256 } from './files';
import { byId, sellerOf } from './engine/harness';
import type { Family, Harness, Run } from './engine/harness';

/** What must never be in an error or a log line. */
export const SECRET_TEXT = 'Sua compra chega na quinta, codigo XK-4471.';

export interface OperationCase {
	name: string;
	operation: string;
	/** send: must not happen twice; upload: may, as only what is sent counts. */
	kind: 'read' | 'upload' | 'send';
	/** The request that the operation is about. */
	match: { method: 'GET' | 'POST'; path: string };
	prepare: (
		n8n: Harness,
		family: Family,
	) => Promise<{ parameters: IDataObject; items?: INodeExecutionData[] }>;
	/** Asserts that the result is whole and right. */
	check: (n8n: Harness, run: Run) => Promise<void> | void;
	/** How often the other side got it. */
	effects?: (n8n: Harness) => number;
}

const PACK = 1001;
/** Another claim for every case: what was sent a moment ago to the same one is taken into account. */
let claimId = 5001;
const FILE = bytes(40_000);

const conversation = (n8n: Harness, family: Family) => {
	for (let i = 0; i < 3; i++) {
		const createdAt = Date.parse('2024-05-01T10:00:00Z') + i * 60_000;
		const write = i % 2 ? n8n.control.sellerWrites : n8n.control.buyerWrites;
		write({ packId: PACK, text: `Message ${i}`, sellerId: sellerOf(family), createdAt });
	}
};

const claim = (n8n: Harness, family: Family) => {
	n8n.control.openClaim({ claimId: ++claimId, sellerId: sellerOf(family) });
	n8n.control.claimWrites({ claimId, senderRole: 'complainant', message: 'Rota' });
};

const claimFile = (n8n: Harness, family: Family) => {
	claim(n8n, family);
	n8n.control.claimWrites({
		claimId,
		senderRole: 'complainant',
		message: 'Foto',
		attachments: [{ name: 'foto.png', type: 'image/png', content: FILE.toString('base64') }],
	});
	return n8n.control.claim({ claimId }).files[0];
};

const inPack = (n8n: Harness, text?: string) => {
	const { messages, sellerId } = n8n.control.conversation({ packId: PACK });
	return messages.filter(
		(message) => message.from === sellerId && (text === undefined || message.text === text),
	).length;
};

const inClaim = (n8n: Harness) =>
	n8n.control.claim({ claimId }).messages.filter(({ message }) => message === SECRET_TEXT).length;

const sale = (n8n: Harness, family: Family) =>
	n8n.control.createSale({
		packId: PACK,
		sellerId: sellerOf(family),
		orders: [{ orderId: 1101 }],
		shipment: { shipmentId: 43_000_000_001, status: 'shipped' },
	});

const packPath = '/packs/1001(/sellers/\\d+)?$';

const missNotification = async (n8n: Harness, family: Family) => {
	n8n.account(family);
	n8n.control.setCallback({ url: 'http://127.0.0.1:9/' });
	n8n.control.buyerWrites({ packId: PACK, text: SECRET_TEXT, sellerId: sellerOf(family) });
	await n8n.control.passTime({ ms: 3_600_000 });
};

export const OPERATIONS: OperationCase[] = [
	{
		name: 'conversation.getAll',
		operation: 'conversation.getAll',
		kind: 'read',
		match: { method: 'GET', path: '/messages/unread$' },
		prepare: async (n8n, family) => {
			conversation(n8n, family);
			return { parameters: {} };
		},
		check: (_, run) => expect(run.items).toMatchObject([{ packId: '1001', unreadCount: 2 }]),
	},
	{
		name: 'conversation.markAsRead',
		operation: 'conversation.markAsRead',
		kind: 'read',
		match: { method: 'GET', path: packPath },
		prepare: async (n8n, family) => {
			conversation(n8n, family);
			return { parameters: { packId: byId(PACK) } };
		},
		check: (n8n, run) => {
			expect(run.items).toHaveLength(1);
			expect(n8n.control.conversation({ packId: PACK }).messages[2].readAt).not.toBeNull();
		},
	},
	{
		name: 'conversation.get',
		operation: 'conversation.get',
		kind: 'read',
		match: { method: 'GET', path: packPath },
		prepare: async (n8n, family) => {
			conversation(n8n, family);
			return { parameters: { packId: byId(PACK) } };
		},
		check: (n8n, run) => {
			expect(run.items).toMatchObject([{ packId: '1001', status: 'active', messageCount: 3 }]);
			expect(n8n.control.conversation({ packId: PACK }).messages[0].readAt).toBeNull();
		},
	},
	{
		name: 'conversation.getReasons',
		operation: 'conversation.getReasons',
		kind: 'read',
		match: { method: 'GET', path: '/action_guide/packs/1001$' },
		prepare: async (n8n, family) => {
			n8n.control.createPack({ packId: PACK, sellerId: sellerOf(family) });
			return { parameters: { packId: byId(PACK) } };
		},
		check: (_, run) => expect(run.items.length).toBeGreaterThan(3),
	},
	{
		name: 'conversation.start',
		operation: 'conversation.start',
		kind: 'send',
		match: { method: 'POST', path: '/action_guide/packs/1001/option$' },
		prepare: async (n8n, family) => {
			n8n.control.createPack({ packId: PACK, sellerId: sellerOf(family) });
			return { parameters: { packId: byId(PACK), reason: 'OTHER', text: SECRET_TEXT } };
		},
		check: (_, run) => expect(run.items).toMatchObject([{ packId: '1001', text: SECRET_TEXT }]),
		effects: (n8n) => inPack(n8n, SECRET_TEXT),
	},
	{
		name: 'conversation.start (template)',
		operation: 'conversation.start',
		kind: 'send',
		match: { method: 'POST', path: '/action_guide/packs/1001/option$' },
		prepare: async (n8n, family) => {
			n8n.control.createPack({ packId: PACK, sellerId: sellerOf(family) });
			return {
				parameters: {
					packId: byId(PACK),
					reason: 'REQUEST_VARIANTS',
					templateId: 'TEMPLATE___REQUEST_VARIANTS___1',
				},
			};
		},
		check: (_, run) => expect(run.items).toMatchObject([{ packId: '1001' }]),
		effects: (n8n) => inPack(n8n),
	},
	{
		name: 'message.getAll',
		operation: 'message.getAll',
		kind: 'read',
		match: { method: 'GET', path: packPath },
		prepare: async (n8n, family) => {
			conversation(n8n, family);
			return { parameters: { packId: byId(PACK), returnAll: true } };
		},
		check: (n8n, run) => {
			expect(run.items.map(({ text }) => text)).toEqual(['Message 0', 'Message 1', 'Message 2']);
			expect(n8n.control.conversation({ packId: PACK }).messages[0].readAt).toBeNull();
		},
	},
	{
		name: 'message.get',
		operation: 'message.get',
		kind: 'read',
		match: { method: 'GET', path: '/messages/\\w+$' },
		prepare: async (n8n, family) => {
			conversation(n8n, family);
			const [{ id }] = n8n.control.conversation({ packId: PACK }).messages;
			return { parameters: { messageId: id } };
		},
		check: (_, run) => expect(run.items).toMatchObject([{ text: 'Message 0', packId: '1001' }]),
	},
	{
		name: 'message.send',
		operation: 'message.send',
		kind: 'send',
		match: { method: 'POST', path: packPath },
		prepare: async (n8n, family) => {
			conversation(n8n, family);
			return { parameters: { packId: byId(PACK), text: SECRET_TEXT } };
		},
		check: (_, run) => expect(run.items).toMatchObject([{ packId: '1001', text: SECRET_TEXT }]),
		effects: (n8n) => inPack(n8n, SECRET_TEXT),
	},
	{
		name: 'message.send (file)',
		operation: 'message.send',
		kind: 'send',
		match: { method: 'POST', path: packPath },
		prepare: async (n8n, family) => {
			conversation(n8n, family);
			return {
				parameters: {
					packId: byId(PACK),
					text: SECRET_TEXT,
					options: { binaryPropertyNames: 'data', siteId: 'MLM' },
				},
				items: [await itemWithFiles(n8n.engine, { data: { content: FILE } })],
			};
		},
		check: (n8n, run) => {
			expect(run.items).toMatchObject([{ packId: '1001', text: SECRET_TEXT }]);
			const { attachments } = n8n.control.conversation({ packId: PACK }).messages.at(-1)!;
			expect(attachments).toMatchObject([{ originalFilename: 'invoice.pdf', size: FILE.length }]);
		},
		effects: (n8n) => inPack(n8n, SECRET_TEXT),
	},
	{
		name: 'attachment.upload',
		operation: 'attachment.upload',
		kind: 'upload',
		match: { method: 'POST', path: '/attachments$' },
		prepare: async (n8n) => ({
			parameters: { siteId: 'MLM' },
			items: [await itemWithFiles(n8n.engine, { data: { content: FILE } })],
		}),
		check: (n8n, run) => {
			const stored = n8n.control.attachment({ attachmentId: String(run.items[0].id) });
			expect(stored.sha256).toBe(sha256(FILE));
		},
	},
	{
		name: 'attachment.download',
		operation: 'attachment.download',
		kind: 'read',
		match: { method: 'GET', path: '/attachments/[^/]+$' },
		prepare: async (n8n, family) => {
			const { attachments } = n8n.control.buyerWrites({
				packId: PACK,
				text: 'Foto',
				sellerId: sellerOf(family),
				attachments: [{ name: 'foto.png', type: 'image/png', content: FILE.toString('base64') }],
			});
			return { parameters: { attachmentId: attachments[0].filename, siteId: 'MLM' } };
		},
		check: async (n8n, run) =>
			expect(sha256(await n8n.engine.readFile(run.binary.data))).toBe(sha256(FILE)),
	},
	{
		name: 'claim.get',
		operation: 'claim.get',
		kind: 'read',
		match: { method: 'GET', path: '/claims/\\d+$' },
		prepare: async (n8n, family) => {
			claim(n8n, family);
			return { parameters: { claimId: byId(claimId) } };
		},
		check: (_, run) => expect(run.items).toMatchObject([{ id: String(claimId), status: 'opened' }]),
	},
	{
		name: 'claim.getAll',
		operation: 'claim.getAll',
		kind: 'read',
		match: { method: 'GET', path: '/claims/search$' },
		prepare: async (n8n, family) => {
			claim(n8n, family);
			return { parameters: { returnAll: true } };
		},
		check: (_, run) => expect(run.items).toMatchObject([{ id: String(claimId) }]),
	},
	{
		name: 'claimMessage.getAll',
		operation: 'claimMessage.getAll',
		kind: 'read',
		match: { method: 'GET', path: '/claims/\\d+/messages$' },
		prepare: async (n8n, family) => {
			claim(n8n, family);
			return { parameters: { claimId: byId(claimId) } };
		},
		check: (_, run) => expect(run.items).toMatchObject([{ message: 'Rota' }]),
	},
	{
		name: 'claimMessage.send',
		operation: 'claimMessage.send',
		kind: 'send',
		match: { method: 'POST', path: '/actions/send-message$' },
		prepare: async (n8n, family) => {
			claim(n8n, family);
			return { parameters: { claimId: byId(claimId), message: SECRET_TEXT } };
		},
		check: (_, run) => expect(run.items).toMatchObject([{ success: true, message: SECRET_TEXT }]),
		effects: inClaim,
	},
	{
		name: 'claimAttachment.upload',
		operation: 'claimAttachment.upload',
		kind: 'upload',
		match: { method: 'POST', path: '/attachments$' },
		prepare: async (n8n, family) => {
			claim(n8n, family);
			return {
				parameters: { claimId: byId(claimId) },
				items: [await itemWithFiles(n8n.engine, { data: { content: FILE } })],
			};
		},
		check: (n8n, run) => {
			const { files } = n8n.control.claim({ claimId });
			expect(files.some((file) => file.endsWith(String(run.items[0].attachmentId)))).toBe(true);
		},
	},
	{
		name: 'claimAttachment.get',
		operation: 'claimAttachment.get',
		kind: 'read',
		match: { method: 'GET', path: '/attachments/[^/]+$' },
		prepare: async (n8n, family) => {
			const fileName = claimFile(n8n, family);
			return { parameters: { claimId: byId(claimId), fileName } };
		},
		check: (_, run) =>
			expect(run.items).toMatchObject([{ fileName: 'foto.png', fileSize: FILE.length }]),
	},
	{
		name: 'claimAttachment.download',
		operation: 'claimAttachment.download',
		kind: 'read',
		match: { method: 'GET', path: '/download$' },
		prepare: async (n8n, family) => {
			const fileName = claimFile(n8n, family);
			return { parameters: { claimId: byId(claimId), fileName } };
		},
		check: async (n8n, run) =>
			expect(sha256(await n8n.engine.readFile(run.binary.data))).toBe(sha256(FILE)),
	},
	{
		name: 'order.get',
		operation: 'order.get',
		kind: 'read',
		match: { method: 'GET', path: '/orders/1101$' },
		prepare: async (n8n, family) => {
			sale(n8n, family);
			return { parameters: { orderId: byId(PACK) } };
		},
		check: (_, run) =>
			expect(run.items).toMatchObject([{ packId: '1001', orderIds: ['1101'], totalAmount: 499 }]),
	},
	{
		name: 'order.getAll',
		operation: 'order.getAll',
		kind: 'read',
		match: { method: 'GET', path: '/orders/search$' },
		prepare: async (n8n, family) => {
			sale(n8n, family);
			return { parameters: { returnAll: true } };
		},
		check: (_, run) => expect(run.items).toMatchObject([{ packId: '1001', orderIds: ['1101'] }]),
	},
	{
		name: 'shipment.get',
		operation: 'shipment.get',
		kind: 'read',
		match: { method: 'GET', path: '/shipments/43000000001$' },
		prepare: async (n8n, family) => {
			sale(n8n, family);
			return { parameters: { shipmentId: byId(43_000_000_001) } };
		},
		check: (_, run) => expect(run.items).toMatchObject([{ id: '43000000001', status: 'shipped' }]),
	},
	{
		name: 'notification.getMissed',
		operation: 'notification.getMissed',
		kind: 'read',
		match: { method: 'GET', path: '/missed_feeds$' },
		prepare: async (n8n, family) => {
			await missNotification(n8n, family);
			return { parameters: {} };
		},
		check: (_, run) => expect(run.items).toMatchObject([{ topic: expect.any(String) }]),
	},
];

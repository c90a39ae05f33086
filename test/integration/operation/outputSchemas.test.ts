// The output schemas, from which n8n shows the fields of an operation before it has run: one for every operation, and
// each as the operation's simplified output really is, for the examples of the documents.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { INodeProperties, INodePropertyOptions } from 'n8n-workflow';
import { MercadoLibre } from '../../../nodes/MercadoLibre/MercadoLibre.node';
import { bytes, itemWithFiles } from '../../support/files';
import { FAMILIES, GLOBAL_SELLER, byId, sellerOf, useHarness } from '../../support/engine/harness';
import type { Family, Run } from '../../support/engine/harness';

/** n8n looks in `__schema__/v<major.minor.patch of the node's version>/<resource>/<operation>.json`. */
const FOLDER = 'nodes/MercadoLibre/__schema__/v1.0.0';

type Type = 'string' | 'integer' | 'number' | 'boolean' | 'object' | 'array' | 'null';

interface Schema {
	type: Type | Type[];
	properties?: Record<string, Schema>;
	items?: Schema;
	version?: number;
}

const schemaOf = (operation: string) =>
	JSON.parse(readFileSync(join(FOLDER, `${operation.replace('.', '/')}.json`), 'utf8')) as Schema;

const { properties } = new MercadoLibre().description;
const operations = properties
	.filter(({ name }) => name === 'operation')
	.flatMap(({ displayOptions, options }: INodeProperties) =>
		(options as INodePropertyOptions[]).map(
			({ value }) => `${displayOptions!.show!.resource![0]}.${value}`,
		),
	);

const n8n = useHarness();

/** The document's pack, claim and users (sandbox/mercadolibre/fixtures.ts). */
const PACK = '2315686468';
const CLAIM = '5294629673';
const CLAIM_SELLER = 1317418851;
const CLAIM_FILE = '1517482146_31489bf8-95e3-4a2d-bcff-3c57771fb7c4.png';
const NEW_PACK = '2000000000000001';

const ofClaim = () => ({ credential: n8n.connect('globalSelling', { userId: CLAIM_SELLER }) });
const claimId = byId(CLAIM);

const write = (account: Family, packId = NEW_PACK) =>
	n8n.control.buyerWrites({ packId, text: 'Hola', sellerId: sellerOf(account) });
const send = async (account: Family, parameters: object = {}) =>
	await n8n.run(
		'message.send',
		{ packId: byId(NEW_PACK), text: 'Sale hoy.', ...parameters },
		{ account },
	);
const sendLocally = async () => {
	write('local', '2000000000000002');
	return await send('local', { packId: byId('2000000000000002'), text: 'Sale hoy…' });
};

const sale = (packId = NEW_PACK) =>
	n8n.control.createSale({
		packId,
		orders: [{ items: [{ variation: [['Color', 'Azul']], sku: 'A-1', unitPrice: 49.9 }] }],
		shipment: {
			status: 'delivered',
			trackingNumber: 'AA1',
			carrier: { name: 'Correios', url: 'https://rastreio.example/AA1' },
			estimates: { time: '2026-11-25T00:00:00.000-03:00' },
			history: [{ status: 'delivered', substatus: null, date: '2026-11-20T15:30:00.000-03:00' }],
		},
	});

/** Both families lose a notification. */
const missed = async () => {
	for (const account of FAMILIES) n8n.account(account);
	n8n.control.setCallback({ url: 'http://127.0.0.1:9/' });
	for (const sellerId of FAMILIES.map(sellerOf))
		n8n.control.buyerWrites({ packId: `3${sellerId}`, text: 'Hola', sellerId });
	await n8n.control.passTime({ ms: 3_600_000 });
};

/** Runs of every operation, such that together they show every field that it can hand out. */
const runs: Record<string, () => Promise<Run[]>> = {
	'attachment.download': async () => {
		const file = { name: 'a.png', type: 'image/png', content: bytes(10).toString('base64') };
		const { attachments } = n8n.control.buyerWrites({
			packId: NEW_PACK,
			text: 'Foto',
			sellerId: GLOBAL_SELLER,
			attachments: [file],
		});
		const attachmentId = attachments[0].filename;
		return [await n8n.run('attachment.download', { attachmentId, siteId: 'MLM' })];
	},
	'attachment.upload': async () => {
		const items = [await itemWithFiles(n8n.engine, { data: {} })];
		return [await n8n.run('attachment.upload', { siteId: 'MLM' }, { items })];
	},
	'claim.get': async () => {
		const options = { includeDetails: true };
		const before = await n8n.run('claim.get', { claimId, options }, ofClaim());
		n8n.control.closeClaim({ claimId: CLAIM });
		return [before, await n8n.run('claim.get', { claimId }, ofClaim())];
	},
	'claim.getAll': async () => [await n8n.run('claim.getAll', {}, ofClaim())],
	'claimAttachment.download': async () => [
		await n8n.run('claimAttachment.download', { claimId, fileName: CLAIM_FILE }, ofClaim()),
	],
	'claimAttachment.get': async () => [
		await n8n.run('claimAttachment.get', { claimId, fileName: CLAIM_FILE }, ofClaim()),
	],
	'claimAttachment.upload': async () => {
		const items = [await itemWithFiles(n8n.engine, { data: {} })];
		return [await n8n.run('claimAttachment.upload', { claimId }, { ...ofClaim(), items })];
	},
	'claimMessage.getAll': async () => [await n8n.run('claimMessage.getAll', { claimId }, ofClaim())],
	'claimMessage.send': async () => {
		const items = [await itemWithFiles(n8n.engine, { data: {} })];
		const parameters = { claimId, message: 'Lo revisamos.', binaryPropertyNames: 'data' };
		return [await n8n.run('claimMessage.send', parameters, { ...ofClaim(), items })];
	},
	'conversation.getAll': async () => {
		FAMILIES.forEach((account, i) =>
			n8n.control.buyerWrites({ packId: 3000 + i, text: 'Hola', sellerId: sellerOf(account) }),
		);
		return await Promise.all(
			FAMILIES.map(async (account) => await n8n.run('conversation.getAll', {}, { account })),
		);
	},
	'conversation.get': async () => {
		n8n.control.createPack({ packId: NEW_PACK, sellerId: sellerOf('local') });
		const packId = byId(NEW_PACK);
		return [
			await n8n.run('conversation.get', { packId }, { account: 'local' }),
			await n8n.run('conversation.get', { packId: byId(PACK) }),
		];
	},
	'conversation.getReasons': async () => {
		n8n.control.createPack({ packId: NEW_PACK });
		return [await n8n.run('conversation.getReasons', { packId: byId(NEW_PACK) })];
	},
	'conversation.markAsRead': async () => [
		await n8n.run('conversation.markAsRead', { packId: byId(PACK) }),
	],
	'conversation.start': async () => {
		n8n.control.createPack({ packId: NEW_PACK });
		n8n.control.createPack({ packId: 3001, sellerId: sellerOf('local') });
		const start = async (account: Family, packId: string | number, text: string) =>
			await n8n.run(
				'conversation.start',
				{ packId: byId(packId), reason: 'OTHER', text },
				{ account },
			);
		return [
			await start('globalSelling', NEW_PACK, 'Hola'),
			await start('local', 3001, 'https://bit.ly/abc…'),
		];
	},
	'message.get': async () => {
		const messageId = '2d45a5ad186041659e9a608f0c109dff';
		return [await n8n.run('message.get', { messageId })];
	},
	'message.getAll': async () => {
		sale('2000000000000003');
		n8n.control.buyerWrites({ packId: '2000000000000003', text: 'Hola' });
		const options = { addSale: 'orderAndShipment' };
		const withSale = async (packId: string) =>
			await n8n.run('message.getAll', { packId: byId(packId), options });
		const runs = [
			await n8n.run('message.getAll', { packId: byId('2000000089077943') }, { account: 'local' }),
			await withSale(PACK),
			await withSale('2000000000000003'),
		];
		n8n.control.setBehaviour({ salesPermission: 'missing' });
		return [...runs, await withSale(PACK)];
	},
	'message.send': async () => {
		write('globalSelling');
		const items = [await itemWithFiles(n8n.engine, { data: {} })];
		const additionalFields = { binaryPropertyNames: 'data', siteId: 'MLM' };
		const parameters = { packId: byId(NEW_PACK), text: 'La factura', additionalFields };
		return [
			await n8n.run('message.send', parameters, { items }),
			await send('globalSelling', { text: 'https://bit.ly/abc' }),
			await send('globalSelling', { options: { onlyIfBuyerWroteLast: true } }),
			await sendLocally(),
		];
	},
	'order.get': async () => {
		sale();
		return [
			await n8n.run('order.get', { orderId: byId(NEW_PACK) }),
			await n8n.run('order.get', { orderId: byId(PACK) }),
		];
	},
	'order.getAll': async () => {
		sale();
		return [await n8n.run('order.getAll')];
	},
	'shipment.get': async () => {
		const { shipmentId } = sale();
		const parameters = { shipmentId: byId(shipmentId!), options: { includeHistory: true } };
		return [await n8n.run('shipment.get', parameters)];
	},
	'notification.getMissed': async () => {
		await missed();
		return await Promise.all(
			FAMILIES.map(async (account) => await n8n.run('notification.getMissed', {}, { account })),
		);
	},
};

/** Fields that only a refused or moderated answer, or one of the options, brings. */
const mayBeAbsent: Record<string, string[]> = {
	'claimMessage.send': ['moderation'],
};

const typesIn = ({ type }: Schema) => [type].flat();

const typeOf = (value: unknown): Type => {
	if (value === null) return 'null';
	if (Array.isArray(value)) return 'array';
	if (Number.isInteger(value)) return 'integer';
	return typeof value as Type;
};

/** Where a value is not as the schema says, in words; fields that the schema does not name are told, too. */
function mismatches(schema: Schema | undefined, value: unknown, path: string): string[] {
	if (!schema) return [`${path} is not in the schema`];
	const type = typeOf(value);
	const types = typesIn(schema);
	// Of an object or list that may be missing the schema says no more than what it is like when it is there.
	if (type === 'null' && (types.includes('object') || types.includes('array'))) return [];
	if (type === 'integer' && types.includes('number')) return [];
	if (!types.includes(type)) return [`${path} is ${type}, not ${schema.type}`];
	if (type === 'array') {
		return (value as unknown[]).flatMap((entry, i) =>
			mismatches(schema.items, entry, `${path}[${i}]`),
		);
	}
	if (type !== 'object') return [];
	return Object.entries(value as object).flatMap(([key, entry]) =>
		mismatches(schema.properties?.[key], entry, `${path}.${key}`),
	);
}

/** What is in a schema and not in n8n's form of it. */
function oddities(schema: Schema, path: string): string[] {
	const { type, properties: fields = {}, items, version, ...rest } = schema;
	const known: Type[] = ['string', 'integer', 'number', 'boolean', 'object', 'array', 'null'];
	return [
		...Object.keys(rest).map((key) => `${path} has the key ${key}`),
		...(typesIn(schema).every((name) => known.includes(name)) ? [] : [`${path} is ${type}`]),
		// The editor shows the first of several types.
		...(typesIn(schema)[0] === 'null' ? [`${path} has null as its first type`] : []),
		// Of several types it shows no fields.
		...(Array.isArray(type) && (type.includes('object') || type.includes('array'))
			? [`${path} is ${type.join(' or ')}`]
			: []),
		...(typesIn(schema).includes('object') && !schema.properties ? [`${path} has no fields`] : []),
		...(typesIn(schema).includes('array') && !items ? [`${path} has no items`] : []),
		...(version !== undefined && path.includes('.') ? [`${path} has a version`] : []),
		...Object.entries(fields).flatMap(([key, field]) => oddities(field, `${path}.${key}`)),
		...(items ? oddities(items, `${path}.items`) : []),
	];
}

test('there is one schema an operation, and no other', () => {
	const files = readdirSync(FOLDER, { recursive: true, encoding: 'utf8' })
		.filter((file) => file.endsWith('.json'))
		.map((file) => file.replace(/\.json$/, '').replace(/[/\\]/, '.'));
	expect(files.sort()).toEqual([...operations].sort());
	expect(readdirSync(join(FOLDER, '..'))).toEqual(['v1.0.0']);
	expect(Object.keys(runs).sort()).toEqual([...operations].sort());
});

describe.each(operations)('%s', (operation) => {
	test('the schema is of the form that n8n reads', () => {
		const schema = schemaOf(operation);
		expect(schema).toMatchObject({ type: 'object', version: 1 });
		expect(oddities(schema, 'output')).toEqual([]);
	});

	test('the output is as the schema says', async () => {
		const schema = schemaOf(operation);
		const items = (await runs[operation]()).flatMap((run) => run.done.items);
		expect(items.length).toBeGreaterThan(0);
		expect(items.flatMap((item) => mismatches(schema, item, 'output'))).toEqual([]);
		const seen = new Set(items.flatMap((item) => Object.keys(item)));
		const unseen = Object.keys(schema.properties!).filter((field) => !seen.has(field));
		expect(unseen).toEqual(mayBeAbsent[operation] ?? []);
	});
});

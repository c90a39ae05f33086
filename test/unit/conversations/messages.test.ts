// The shape of a message, from every form in which the documents show one.
import fc from 'fast-check';
import {
	isFrom,
	oldestFirst,
	simplifyMessage,
	simplifyStatus,
} from '../../../nodes/MercadoLibre/conversations/messages';
import type { ApiMessage } from '../../../nodes/MercadoLibre/conversations/messages';

/** Document 000, "Get messages by pack". */
const newEdition: ApiMessage = {
	id: '2d45a5ad186041659e9a608f0c109dff',
	site_id: 'MLM',
	client_id: 1344270061107690,
	from: { user_id: 523132944 },
	to: { user_id: 441782523 },
	status: 'available',
	subject: null,
	text: 'This is a message to buyer',
	message_date: {
		received: '2020-03-13T15:14:10Z',
		available: '2020-03-13T15:14:10Z',
		created: '2020-03-13T15:14:10Z',
		read: null,
	},
	message_moderation: { status: 'clean', reason: null },
	message_attachments: [
		{
			filename: '471826944_ba20cdf4-26b4-4c21-a689-5eabe271ddb3.png',
			original_filename: 'FileName.png',
			type: 'image/png',
			size: 536766,
			potential_security_threat: false,
			creation_date: '2020-03-13T15:14:10Z',
		},
	],
	message_resources: [
		{ id: '2315686468', name: 'packs' },
		{ id: '523132944', name: 'sellers' },
	],
	conversation_first_message: false,
	text_translated: 'Este es un mensaje para el comprador',
};

/** Document 001, "Get message by ID": user ids as texts, no text, no attachments. */
const oldEdition: ApiMessage = {
	id: 'testmessage1123456',
	from: { user_id: '1234567' },
	to: { user_id: '7654321' },
	status: 'available',
	text: '',
	message_date: { received: '2021-09-26T04:48:25Z', created: '2021-09-26T04:48:25Z', read: null },
	message_moderation: { status: 'clean', reason: null },
	message_attachments: null,
	message_resources: [
		{ id: '2000002725708674', name: 'packs' },
		{ id: '534272725', name: 'sellers' },
	],
	text_translated: 'Este es un mensaje de prueba',
};

/** Document 003, "Mark messages as read": no receiver. */
const localEdition: ApiMessage = {
	id: '2c92808469fea23a0169febf14580001',
	from: { user_id: '415458330' },
	status: 'IN_MODERATION',
	text: 'Test message ToUserId',
	message_date: {
		received: '2019-04-08T20:58:49.000Z',
		created: '2019-04-08T20:58:49.000Z',
		read: '2019-04-08T20:58:52.000Z',
	},
	message_moderation: { status: 'NON_MODERATED', reason: 'none' },
	message_attachments: [],
	message_resources: [{ id: '2000000089077943', name: 'packs' }],
};

/** Document 002, "sem header". */
const olderLocalEdition: ApiMessage = {
	message_id: '0033b582a1474fa98c02d229abcec43c',
	date_received: '2016-09-01T05:15:25.821Z',
	date_read: '2016-09-01T21:31:19.606Z',
	from: { user_id: 123456789 },
	to: [{ user_id: 123456780 }],
	text: { plain: 'Ejemplo de texto' },
	attachments: [
		{ filename: '1_a.png', original_filename: 'a.png', type: 'image/png', size: 3 },
		{},
	],
	moderation: { status: 'REJECTED', reason: 'out_of_place_language' },
	resource: 'orders',
	resource_id: 2000003508419013,
};

describe('simplified', () => {
	test('document 000', () => {
		const status = { claim_ids: null, shipping_id: null, status: 'active', substatus: null };
		expect(simplifyMessage(newEdition, { sellerId: '523132944', status })).toEqual({
			id: '2d45a5ad186041659e9a608f0c109dff',
			packId: '2315686468',
			siteId: 'MLM',
			direction: 'sent',
			text: 'This is a message to buyer',
			textTranslated: 'Este es un mensaje para el comprador',
			fromUserId: '523132944',
			fromName: null,
			toUserId: '441782523',
			isFirstMessage: false,
			createdAt: '2020-03-13T15:14:10.000Z',
			readAt: null,
			status: 'available',
			moderation: { status: 'clean', reason: null },
			attachments: [
				{
					attachmentId: '471826944_ba20cdf4-26b4-4c21-a689-5eabe271ddb3.png',
					filename: '471826944_ba20cdf4-26b4-4c21-a689-5eabe271ddb3.png',
					originalFilename: 'FileName.png',
					type: 'image/png',
					size: 536766,
					potentialSecurityThreat: false,
				},
			],
			conversation: {
				status: 'active',
				substatus: null,
				claimIds: [],
				shippingId: null,
				isWithAgent: false,
			},
		});
	});

	test('document 001', () => {
		expect(simplifyMessage(oldEdition, { sellerId: '534272725' })).toMatchObject({
			packId: '2000002725708674',
			direction: 'received',
			text: '',
			fromUserId: '1234567',
			toUserId: '7654321',
			attachments: [],
			conversation: null,
		});
	});

	test('document 003', () => {
		expect(simplifyMessage(localEdition, { sellerId: '415458330' })).toMatchObject({
			packId: '2000000089077943',
			direction: 'sent',
			toUserId: null,
			textTranslated: null,
			readAt: '2019-04-08T20:58:52.000Z',
			status: 'in_moderation',
			moderation: { status: 'non_moderated', reason: null },
		});
	});

	test('document 002, without header', () => {
		expect(simplifyMessage(olderLocalEdition, { sellerId: '123456789' })).toMatchObject({
			id: '0033b582a1474fa98c02d229abcec43c',
			packId: '2000003508419013',
			direction: 'sent',
			text: 'Ejemplo de texto',
			toUserId: '123456780',
			createdAt: '2016-09-01T05:15:25.821Z',
			readAt: '2016-09-01T21:31:19.606Z',
			moderation: { status: 'rejected', reason: 'OUT_OF_PLACE_LANGUAGE' },
			attachments: [{ filename: '1_a.png', originalFilename: 'a.png', type: 'image/png', size: 3 }],
		});
	});

	test('a message of which everything is missing', () => {
		expect(simplifyMessage({}, { sellerId: '1' })).toMatchObject({
			id: '',
			direction: 'received',
			text: '',
			createdAt: null,
			attachments: [],
		});
	});

	test.each([
		[
			[
				{ id: 1, name: 'sellers' },
				{ id: 71, name: 'packs' },
				{ id: 72, name: 'orders' },
			],
			'71',
		],
		[[{ id: 72, name: 'orders' }], '72'],
		[[{ id: 1, name: 'seller' }], null],
		[null, null],
	])('the pack among the resources %j', (message_resources, packId) => {
		expect(simplifyMessage({ message_resources }, { sellerId: '1' })).toMatchObject({ packId });
	});

	test.each([
		[{ conversation_first_message: true, from: { name: 'Ana' } }, true, 'Ana'],
		[{ conversation_first_message: false, from: { name: '' } }, false, null],
		[{}, null, null],
	])('whether it is the first, and of whom: %j', (message, isFirstMessage, fromName) => {
		expect(simplifyMessage(message, { sellerId: '1' })).toMatchObject({ isFirstMessage, fromName });
	});

	test('a flagged attachment', () => {
		const message: ApiMessage = {
			message_attachments: [{ filename: 'a', potential_security_threat: true }],
		};
		expect(simplifyMessage(message, { sellerId: '1' }).attachments).toMatchObject([
			{ filename: 'a', potentialSecurityThreat: true },
		]);
	});
});

test.each([
	[{ claim_ids: [77, '78'], status: 'active' }, ['77', '78']],
	[{ claim_ids: null }, []],
	[{ claim_id: '77' }, ['77']],
	[{ claim_id: null }, []],
	[{}, []],
])('the claims of the conversation status %j', (status, claimIds) => {
	expect(simplifyStatus(status)).toMatchObject({ claimIds });
});

test.each([
	['/packs/71/sellers/1/conversations/anything', true],
	['/packs/71/sellers/1', false],
	['/packs/71/seller/1', false],
	[null, false],
	[undefined, false],
])("whether the path %s is an assistant's", (path, isWithAgent) => {
	expect(simplifyStatus({ path })).toMatchObject({ isWithAgent });
});

describe('in order of time', () => {
	const at = (id: string, created?: string): ApiMessage => ({ id, message_date: { created } });
	const ids = (messages: ApiMessage[]) => messages.map(({ id }) => id);

	test('whatever the order, oldest first', () => {
		const sorted = Array.from({ length: 20 }, (_, i) =>
			at(String(i), new Date(Date.parse('2024-05-01T10:00:00Z') + i * 1_000).toISOString()),
		);
		fc.assert(
			fc.property(fc.shuffledSubarray(sorted, { minLength: 20 }), (messages) => {
				expect(ids(oldestFirst(messages))).toEqual(ids(sorted));
			}),
		);
	});

	test('across time zones', () => {
		const messages = [at('b', '2024-05-01T10:00:00Z'), at('a', '2024-05-01T07:00:00.000-02:00')];
		expect(ids(oldestFirst(messages))).toEqual(['a', 'b']);
	});

	test('loses none of those without a date', () => {
		const messages = [at('a'), at('b', '2024-05-01T10:00:00Z'), at('c', 'yesterday')];
		expect(ids(oldestFirst(messages)).sort()).toEqual(['a', 'b', 'c']);
	});

	test('leaves the list it was given as it is', () => {
		const messages = [at('b', '2024-05-02T10:00:00Z'), at('a', '2024-05-01T10:00:00Z')];
		oldestFirst(messages);
		expect(ids(messages)).toEqual(['b', 'a']);
	});
});

describe('who wrote', () => {
	test('ids count the same as numbers and as texts', () => {
		expect(isFrom('415458330', { from: { user_id: 415458330 } })).toBe(true);
		expect(isFrom('415458330', { from: { user_id: '415458330' } })).toBe(true);
		expect(isFrom('415458330', { from: { user_id: 41545833 } })).toBe(false);
		expect(isFrom('415458330', {})).toBe(false);
	});
});

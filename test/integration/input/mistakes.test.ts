// What the user fills in wrongly: an error that names the field, and not a single request.
import { BUYER, byId, useHarness } from '../../support/engine/harness';
import type { Family } from '../../support/engine/harness';

const n8n = useHarness();

/** The value comes from an earlier node: n8n itself checks what is typed in before a run begins. */
const fromItem = '={{ $json.value }}';

interface Mistake {
	operation: string;
	parameters: object;
	field: string;
	values: unknown[];
	account?: Family;
}

const pack = byId(1001);
const claim = byId(5294629673);
const packIds = [
	'',
	'   ',
	'abc',
	'12a',
	'..',
	'../users/me',
	'1/2',
	'1?x=1',
	'1%2e',
	'-1',
	'1.5',
	2 ** 60,
	null,
	{},
	['1', '2'],
];
const pathParts = ['', '.', '..', '../users/me', 'a/b', 'a\\b', null, {}];
const limits = [0, -1, 1.5, 'many', NaN];

const withPack = (operation: string, parameters: object = {}): Mistake => ({
	operation,
	parameters: { packId: byId(fromItem), ...parameters },
	field: 'Pack ID',
	values: packIds,
});
const withClaim = (operation: string, parameters: object = {}): Mistake => ({
	operation,
	parameters: { claimId: byId(fromItem), ...parameters },
	field: 'Claim ID',
	values: packIds,
});
const withLimit = (operation: string, parameters: object = {}): Mistake => ({
	operation,
	parameters: { ...parameters, limit: fromItem },
	field: 'Limit',
	values: limits,
});

const mistakes: Mistake[] = [
	withPack('message.getAll'),
	withPack('message.send', { text: 'Hi' }),
	withPack('conversation.markAsRead'),
	withPack('conversation.getReasons'),
	withPack('conversation.start', { reason: 'OTHER', text: 'Hi' }),
	withClaim('claim.get'),
	withClaim('claimMessage.getAll'),
	withClaim('claimMessage.send', { message: 'Hi' }),
	withClaim('claimAttachment.get', { fileName: 'a.png' }),
	withClaim('claimAttachment.download', { fileName: 'a.png' }),
	{
		operation: 'message.get',
		parameters: { messageId: fromItem },
		field: 'Message ID',
		values: [...pathParts, 'a?b', 'a%2fb', 'a b', 'ä'],
	},
	{
		operation: 'attachment.download',
		parameters: { attachmentId: fromItem, siteId: 'MLM' },
		field: 'Attachment ID',
		values: pathParts,
	},
	{
		operation: 'claimAttachment.get',
		parameters: { claimId: claim, fileName: fromItem },
		field: 'Attachment ID',
		values: pathParts,
	},
	{
		operation: 'claimAttachment.download',
		parameters: { claimId: claim, fileName: fromItem },
		field: 'Attachment ID',
		values: pathParts,
	},
	withLimit('conversation.getAll'),
	withLimit('message.getAll', { packId: pack }),
	withLimit('claim.getAll'),
	withLimit('claimMessage.getAll', { claimId: claim }),
	{
		operation: 'message.getAll',
		parameters: { packId: pack, options: { offset: fromItem } },
		field: 'Offset',
		values: [-1, 0.5, 'x'],
	},
	...['message.getAll', 'message.send', 'conversation.markAsRead', 'conversation.getAll'].map(
		(operation): Mistake => ({
			operation,
			parameters: { packId: pack, text: 'Hi', options: { sellerId: fromItem } },
			field: 'Seller ID',
			values: ['abc', '../1', '..'],
			account: operation === 'conversation.getAll' ? 'globalSelling' : 'local',
		}),
	),
	...(['globalSelling', 'local'] as const).map((account): Mistake => ({
		operation: 'message.send',
		parameters: { packId: pack, text: fromItem },
		field: 'Text',
		values: ['', ' \n\t', null, {}, { a: 1 }, ['a', {}]],
		account,
	})),
	{
		operation: 'message.send',
		parameters: { packId: pack, text: fromItem, additionalFields: { buyerId: String(BUYER) } },
		field: 'Text',
		values: ['Привет', '2 €', '日本'],
		account: 'local',
	},
	{
		operation: 'message.send',
		parameters: { packId: pack, text: 'Hi', additionalFields: { textTranslated: fromItem } },
		field: 'Text Translated',
		values: [{ a: 1 }, ['a']],
	},
	{
		operation: 'message.send',
		parameters: { packId: pack, text: 'Hi', additionalFields: { buyerId: fromItem } },
		field: 'Buyer ID',
		values: ['abc', '../1'],
		account: 'local',
	},
	{
		operation: 'message.send',
		parameters: { packId: pack, text: 'Hi', additionalFields: { attachmentIds: fromItem } },
		field: 'Attachment',
		values: [
			Array.from({ length: 26 }, (_, i) => `${i}.png`),
			Array.from({ length: 26 }, (_, i) => `${i}.png`).join(','),
			'../../users/me',
			['ok.png', '..'],
		],
	},
	{
		operation: 'conversation.start',
		parameters: { packId: pack, reason: 'OTHER', text: fromItem },
		field: 'Text',
		values: ['', '  ', 'x'.repeat(351), {}],
	},
	{
		operation: 'conversation.start',
		parameters: { packId: pack, reason: 'OTHER', text: fromItem },
		field: 'Text',
		values: ['Привет'],
		account: 'local',
	},
	...['message.send', 'conversation.start'].map((operation): Mistake => ({
		operation,
		parameters: {
			packId: pack,
			reason: 'OTHER',
			text: fromItem,
			options: { replaceTypographicMarks: false },
		},
		field: 'Text',
		values: ['curly “quotes”', 'a long – dash'],
		account: 'local',
	})),
	{
		operation: 'claimMessage.send',
		parameters: { claimId: claim, message: fromItem },
		field: 'Message',
		values: ['', ' \n', { a: 1 }],
	},
	{
		operation: 'claimMessage.send',
		parameters: { claimId: claim, message: 'Hi', receiverRole: fromItem },
		field: 'Receiver',
		values: ['', 'buyer', '../x'],
	},
	{
		operation: 'claimMessage.send',
		parameters: { claimId: claim, message: 'Hi', attachmentFileNames: fromItem },
		field: 'Attachment ID',
		values: ['../x.png', '..', Array.from({ length: 26 }, (_, i) => `${i}.png`)],
	},
	{
		operation: 'attachment.download',
		parameters: { attachmentId: 'a.png', siteId: fromItem },
		field: 'Site ID',
		values: ['', 'Mexico', '../'],
	},
];

const cases = mistakes.flatMap(({ values, account = 'globalSelling', ...mistake }) =>
	values.map((value) => ({
		...mistake,
		account,
		value,
		name: `${mistake.operation} (${account}), ${mistake.field} ${(JSON.stringify(value) ?? 'undefined').slice(0, 40)}`,
	})),
);

test.each(cases)('$name', async ({ operation, parameters, account, field, value }) => {
	const { failure } = await n8n.run(operation, parameters as never, {
		account,
		items: [{ value } as never],
	});
	expect(failure.message).toContain(field);
	expect(failure.description).toMatch(/\w+ \w+/);
	expect(n8n.asked()).toEqual([]);
});

test('Global Selling needs a site to upload to', async () => {
	const data = await n8n.engine.storeFile(Buffer.from('x'), {
		fileName: 'a.pdf',
		mimeType: 'application/pdf',
	});
	const { failure } = await n8n.run(
		'attachment.upload',
		{ siteId: '' },
		{ items: [{ json: {}, binary: { data } }] },
	);
	expect(`${failure.message} ${failure.description}`).toMatch(/Site ID.*MLM/s);
	expect(n8n.asked()).toEqual([]);
});

test('a file that is not there is named', async () => {
	const { failure } = await n8n.run('attachment.upload', {
		siteId: 'MLM',
		binaryPropertyName: 'invoice',
	});
	expect(`${failure.message} ${failure.description}`).toContain('invoice');
	expect(n8n.asked()).toEqual([]);
});

test('the error tells the value that was given', async () => {
	const { failure } = await n8n.run(
		'message.getAll',
		{ packId: byId(fromItem) },
		{ items: [{ value: 'ORDER-77' }] },
	);
	expect(failure.description).toContain('ORDER-77');
});

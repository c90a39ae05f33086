// Every operation and both triggers show exactly these fields, in this order. The account makes no difference.
import type { WorkflowNode } from '../../sandbox/n8n/client.ts';
import { connectAccount } from '../../sandbox/n8n/mercadoLibreAccount.ts';
import type { CredentialReference } from '../../sandbox/n8n/mercadoLibreAccount.ts';
import { useSharedStage } from '../e2e/support/stage/shared.ts';
import type { SharedStage } from '../e2e/support/stage/shared.ts';
import { builtInNode, mercadoLibreNode } from '../e2e/support/workflows.ts';
import { Editor } from './support/editor.ts';

/** A name, or a box with what can be added to it. */
type Field = string | Record<string, string[]>;

const options = (...names: string[]) => ({ Options: names });
const filters = (...names: string[]) => ({ Filters: names });
const list = ['Return All', 'Limit', 'Simplify'];

const operations: Record<string, Field[]> = {
	'attachment.download': [
		'Attachment ID',
		'Put Output File in Field',
		options('Allow Potential Security Threat', 'File Name', 'Site ID'),
	],
	'attachment.upload': ['Input Binary Field', options('Clean File Names', 'File Name', 'Site ID')],
	'claim.get': ['Claim', 'Simplify', options('Include Details')],
	'claim.getAll': [
		...list,
		filters('Order ID', 'Pack ID', 'Site ID', 'Sort', 'Stage', 'Status', 'Type'),
		options('Role', 'Seller ID'),
	],
	'claimAttachment.download': [
		'Claim',
		'Attachment ID',
		'Put Output File in Field',
		options('Allow Potential Security Threat'),
	],
	'claimAttachment.get': ['Claim', 'Attachment ID', 'Simplify'],
	'claimAttachment.upload': [
		'Claim',
		'Input Binary Field',
		options('Clean File Names', 'File Name'),
	],
	'claimMessage.getAll': ['Claim', ...list],
	'claimMessage.send': [
		'Claim',
		'Receiver',
		'Message',
		'Attachment IDs',
		'Files to Attach',
		options('Check Whether Allowed', 'Clean File Names'),
	],
	'conversation.get': ['Pack', 'Simplify', options('Seller ID')],
	'conversation.getAll': ['Role', ...list, options('Seller ID')],
	'conversation.getReasons': ['Pack', 'Simplify'],
	'conversation.markAsRead': ['Pack', options('Seller ID')],
	'conversation.start': [
		'Pack',
		'Reason',
		'Text',
		options(
			'Fail If Held Back',
			'Replace Typographic Marks',
			'Seller ID',
			'Simplify',
			'Template Variables',
		),
	],
	'message.get': ['Message ID', 'Simplify', options('Seller ID')],
	'message.getAll': ['Pack', ...list, options('Add Sale', 'Mark as Read', 'Offset', 'Seller ID')],
	'message.send': [
		'Pack',
		'Text',
		options(
			'Attachment IDs',
			'Buyer ID',
			'Clean File Names',
			'Fail If Held Back',
			'Files to Attach',
			'Only If Buyer Wrote Last',
			'Replace Typographic Marks',
			'Seller ID',
			'Simplify',
			'Site ID',
			'Skip If Already Sent',
			'Text Translated',
		),
	],
	'notification.getMissed': ['Topic'],
	'order.get': ['Order', 'Simplify'],
	'order.getAll': [
		...list,
		filters('Created After', 'Search', 'Status', 'Updated After'),
		options('Seller ID'),
	],
	'shipment.get': ['Shipment', 'Simplify', options('Include History', 'Language')],
};

const pollingOptions = options(
	'Add Sale',
	'Download Attachments',
	'Emit Existing',
	'Include Details',
	'Mark as Read',
	'Max Conversations per Poll',
	'Role',
	'Seller ID',
	'Simplify',
);

const notificationOptions = options(
	'Add Sale',
	'Download Attachments',
	'If Not Readable',
	'If Unknown',
	'Only From Mercado Libre',
	'Recover Missed',
	'Simplify',
);

/** The API of the two kinds of account differs most here. */
const alsoLocal = ['message.send', 'attachment.upload', 'claim.getAll'];

const triggers: Record<string, Field[]> = {
	mercadoLibreTrigger: ['Credential', 'Poll Times', 'Mode', 'Event', pollingOptions],
	mercadoLibreNotificationTrigger: ['Credential', 'Event', notificationOptions],
};

/** What other choices above make of the fields of an operation. */
const choices: [string, object, string[]][] = [
	['conversation.start', { reason: 'REQUEST_BILLING_INFO' }, ['Pack', 'Reason', 'Template ID']],
	['conversation.start', { reason: 'REQUEST_VARIANTS' }, ['Pack', 'Reason', 'Template ID']],
	['conversation.start', { reason: 'SEND_INVOICE_LINK' }, ['Pack', 'Reason', 'Text']],
	[
		'conversation.start',
		{ reason: 'DELIVERY_PROMISE' },
		['Pack', 'Reason', 'Template ID', 'From Hour', 'Until Hour'],
	],
	['conversation.getAll', { returnAll: true }, ['Role', 'Return All', 'Simplify']],
];

let stage: SharedStage;
let editor: Editor;

beforeAll(async () => {
	stage = await useSharedStage();
	await stage.control.reset();
	const { client, sandboxUrl } = stage;
	const globalSelling = await connectAccount(client, { sandboxUrl });
	const local = await connectAccount(client, { sandboxUrl, accountType: 'local' });
	const nodes = [
		...Object.keys(operations).map((operation) => nodeOf(operation, globalSelling)),
		...alsoLocal.map((operation) => nodeOf(operation, local, {}, `local ${operation}`)),
		...Object.keys(triggers).map((type) => triggerOf(type, globalSelling)),
		...choices.map(([operation, parameters], index) =>
			nodeOf(operation, globalSelling, parameters, `choice ${index}`),
		),
	];
	const { id } = await client.createWorkflow({
		name: 'All fields',
		nodes: nodes.map((node, index) => ({
			...node,
			position: [(index % 8) * 224, Math.floor(index / 8) * 176],
		})),
		connections: {},
	});
	editor = await Editor.open(stage.n8nUrl, { width: 1400, height: 1300 });
	await editor.openWorkflow(id);
});
afterAll(async () => await editor?.close());

function nodeOf(
	name: string,
	credential: CredentialReference,
	parameters: object = {},
	as = name,
): WorkflowNode {
	const [resource, operation] = name.split('.');
	return mercadoLibreNode(as, credential, { resource, operation, ...parameters });
}

const triggerOf = (type: string, credential: CredentialReference): WorkflowNode => ({
	...builtInNode(type, '', 1, {}),
	type: `n8n-nodes-mercadolibre-messaging.${type}`,
	credentials: { mercadoLibreOAuth2Api: credential },
	webhookId: '6f0a1c9e-1111-4111-8111-000000000001',
});

const isName = (field: Field): field is string => typeof field === 'string';
const namesOf = (fields: Field[]) =>
	fields.flatMap((field) => (isName(field) ? [field] : Object.keys(field)));
const choicesOf = (fields: Field[]) =>
	fields.flatMap((field) => (isName(field) ? [] : Object.values(field)));

const ofOperation = (fields: Field[]) => ['Credential', 'Resource', 'Operation', ...fields];

async function showsExactly(node: string, fields: Field[]): Promise<void> {
	const panel = await editor.openNode(node);
	const names = namesOf(fields);
	expect(await panel.labels(names.length)).toEqual(names);
	expect(await panel.choices()).toEqual(choicesOf(fields));
	await panel.close();
}

test.each(Object.entries(operations))('%s', async (operation, fields) => {
	await showsExactly(operation, ofOperation(fields));
});

test.each(alsoLocal)('%s with a local account', async (operation) => {
	await showsExactly(`local ${operation}`, ofOperation(operations[operation]));
});

test.each(Object.entries(triggers))('%s', showsExactly);

test.each(
	choices.map(([operation, parameters, fields], i) => ({ operation, parameters, fields, i })),
)('$operation with $parameters', async ({ fields, i }) => {
	const panel = await editor.openNode(`choice ${i}`);
	expect(await panel.labels()).toEqual([...ofOperation(fields), 'Options']);
	await panel.close();
});

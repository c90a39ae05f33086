// The names that saved workflows hold: once released they never change meaning. Expected values are those of the contract.
import type { INodeProperties, INodePropertyOptions } from 'n8n-workflow';
import packageJson from '../../package.json';
import { MercadoLibreOAuth2Api } from '../../credentials/MercadoLibreOAuth2Api.credentials';
import { MercadoLibre } from '../../nodes/MercadoLibre/MercadoLibre.node';
import { MercadoLibreNotificationTrigger } from '../../nodes/MercadoLibre/MercadoLibreNotificationTrigger.node';

const { description } = new MercadoLibre();
const { properties } = description;
const valuesOf = ({ options }: INodeProperties) =>
	(options as INodePropertyOptions[]).map(({ value }) => String(value));

const isShown = ({ displayOptions }: INodeProperties, resource: string, operation?: string) =>
	displayOptions?.show?.resource?.includes(resource) === true &&
	(operation === undefined || displayOptions.show.operation?.includes(operation) === true);

const operations: Record<string, string[]> = {
	conversation: ['get', 'getAll', 'getReasons', 'markAsRead', 'start'],
	message: ['get', 'getAll', 'send'],
	attachment: ['download', 'upload'],
	claim: ['get', 'getAll'],
	claimMessage: ['getAll', 'send'],
	claimAttachment: ['download', 'get', 'upload'],
	notification: ['getMissed'],
	order: ['get', 'getAll'],
	shipment: ['get'],
};

/** Parameters by operation; of a collection as `collection.option`. */
const parameters: Record<string, string[]> = {
	'conversation.getAll': ['role', 'returnAll', 'limit', 'simplify', 'options.sellerId'],
	'conversation.get': ['packId'],
	'conversation.markAsRead': ['packId'],
	'conversation.getReasons': ['packId'],
	'conversation.start': [
		'packId',
		'reason',
		'text',
		'templateId',
		'options.replaceTypographicMarks',
	],
	'message.getAll': [
		'packId',
		'returnAll',
		'limit',
		'simplify',
		'options.offset',
		'options.markAsRead',
		'options.sellerId',
		'options.addSale',
	],
	'message.get': ['messageId', 'simplify'],
	'message.send': [
		'packId',
		'text',
		'options.textTranslated',
		'options.attachmentIds',
		'options.binaryPropertyNames',
		'options.siteId',
		'options.onlyIfBuyerWroteLast',
		'options.skipIfAlreadySent',
		'options.replaceTypographicMarks',
		'options.sellerId',
	],
	'attachment.upload': ['binaryPropertyName', 'siteId', 'options.fileName'],
	'attachment.download': ['attachmentId', 'siteId', 'binaryPropertyName'],
	'claim.get': ['claimId', 'simplify', 'options.includeDetails'],
	'claim.getAll': ['returnAll', 'limit', 'simplify'],
	'claimMessage.getAll': ['claimId', 'returnAll', 'limit', 'simplify'],
	'claimMessage.send': [
		'claimId',
		'receiverRole',
		'message',
		'attachmentFileNames',
		'binaryPropertyNames',
	],
	'claimAttachment.upload': ['claimId', 'binaryPropertyName'],
	'claimAttachment.get': ['claimId', 'fileName'],
	'claimAttachment.download': ['claimId', 'fileName', 'binaryPropertyName'],
	'notification.getMissed': ['topic'],
	'order.get': ['orderId', 'simplify'],
	'order.getAll': [
		'returnAll',
		'limit',
		'simplify',
		'filters.status',
		'filters.createdAfter',
		'filters.updatedAfter',
		'filters.search',
	],
	'shipment.get': ['shipmentId', 'simplify', 'options.language', 'options.includeHistory'],
};

test('the node', () => {
	expect(description).toMatchObject({
		name: 'mercadoLibre',
		displayName: 'Mercado Libre',
		usableAsTool: true,
		credentials: [{ name: 'mercadoLibreOAuth2Api', required: true }],
	});
});

test('resources and operations', () => {
	const [resource] = properties;
	expect(valuesOf(resource).sort()).toEqual(Object.keys(operations).sort());
	for (const [name, expected] of Object.entries(operations)) {
		const selector = properties.find(
			(property) => property.name === 'operation' && isShown(property, name),
		)!;
		expect(valuesOf(selector).sort()).toEqual(expected);
	}
});

test.each(Object.entries(parameters))('the parameters of %s', (name, expected) => {
	const [resource, operation] = name.split('.');
	const shown = properties.filter((property) => isShown(property, resource, operation));
	const names = shown.flatMap(({ name: parameter, type, options }) =>
		type === 'collection'
			? (options as INodeProperties[]).map((option) => `${parameter}.${option.name}`)
			: [parameter],
	);
	expect(names).toEqual(expect.arrayContaining(expected));
	expect(new Set(names).size).toBe(names.length);
});

test('Send has one box of options, and reads what was saved when there were two', () => {
	const boxes = properties.filter(
		(property) => isShown(property, 'message', 'send') && property.type !== 'string',
	);
	expect(boxes.filter(({ type }) => type === 'collection').map(({ name }) => name)).toEqual([
		'options',
	]);
	expect(boxes.find(({ name }) => name === 'additionalFields')).toMatchObject({ type: 'hidden' });
});

const requiredIn = (resource: string, operation: string) =>
	properties
		.filter((property) => isShown(property, resource, operation) && property.required)
		.map(({ name }) => name);

test('what Start cannot do without is marked', () => {
	expect(requiredIn('conversation', 'start')).toEqual(['packId', 'text']);
});

test.each([
	['attachment', 'upload', 'binaryPropertyName'],
	['attachment', 'download', 'attachmentId'],
])('%s.%s asks for the file, and for no country', (resource, operation, file) => {
	const asked = properties.filter(
		(property) =>
			isShown(property, resource, operation) && !['hidden', 'notice'].includes(property.type),
	);
	expect(asked[0].name).toBe(file);
	expect(asked.map(({ name }) => name)).not.toContain('siteId');
	const options = asked.find(({ name }) => name === 'options')!.options as INodeProperties[];
	expect(options.map(({ name }) => name)).toContain('siteId');
});

const defaultOf = (resource: string, operation: string, name: string) =>
	properties.find((property) => property.name === name && isShown(property, resource, operation))
		?.default;

test.each([
	['conversation', 'getAll', 'role', 'seller'],
	['conversation', 'getAll', 'limit', 50],
	['conversation', 'getAll', 'simplify', true],
	['message', 'getAll', 'returnAll', false],
	['message', 'getAll', 'limit', 50],
	['attachment', 'upload', 'binaryPropertyName', 'data'],
	['attachment', 'download', 'binaryPropertyName', 'data'],
	['claimMessage', 'send', 'receiverRole', 'complainant'],
])('%s.%s: %s is %j unless set', (resource, operation, name, value) => {
	expect(defaultOf(resource, operation, name)).toBe(value);
});

test.each([
	['role', ['buyer', 'seller']],
	['receiverRole', ['complainant', 'mediator', 'respondent']],
	[
		'reason',
		['DELIVERY_PROMISE', 'OTHER', 'REQUEST_BILLING_INFO', 'REQUEST_VARIANTS', 'SEND_INVOICE_LINK'],
	],
])('the choices of %s', (name, values) => {
	const property = properties.find((candidate) => candidate.name === name)!;
	expect(valuesOf(property).sort()).toEqual(values);
});

test.each(['packId', 'claimId', 'orderId', 'shipmentId'])('%s is a list or an id', (name) => {
	const locators = properties.filter(
		(property) => property.name === name && property.type === 'resourceLocator',
	);
	expect(locators.length).toBeGreaterThan(0);
	for (const { modes } of locators) {
		expect(modes!.map((mode) => mode.name)).toEqual(['list', 'id']);
		const method = modes![0].typeOptions!.searchListMethod!;
		expect(Object.keys(new MercadoLibre().methods.listSearch)).toContain(method);
	}
});

test('a sale is added to messages only if it is wanted', () => {
	const options = properties.find(
		(property) => property.name === 'options' && isShown(property, 'message', 'getAll'),
	)!.options as INodeProperties[];
	const addSale = options.find(({ name }) => name === 'addSale')!;
	expect(addSale.default).toBe('nothing');
	expect(valuesOf(addSale)).toEqual(['nothing', 'order', 'orderAndShipment']);
});

test('reading never marks unless it is asked to', () => {
	const options = properties.find(
		(property) => property.name === 'options' && isShown(property, 'message', 'getAll'),
	)!.options as INodeProperties[];
	expect(options.find(({ name }) => name === 'markAsRead')?.default).toBe(false);
});

describe('the credential', () => {
	const credential = new MercadoLibreOAuth2Api();
	const field = (name: string) => credential.properties.find((property) => property.name === name);

	test('its name and what it extends', () => {
		expect(credential).toMatchObject({
			name: 'mercadoLibreOAuth2Api',
			displayName: 'Mercado Libre OAuth2 API',
			extends: ['oAuth2Api'],
		});
	});

	test.each([
		['accountType', 'globalSelling'],
		['site', 'MLB'],
		['usePkce', false],
		['environment', 'production'],
		['requestsPerMinute', 500],
		['grantType', 'authorizationCode'],
		['scope', 'offline_access read write'],
		['authentication', 'body'],
	])('%s is %j unless set', (name, value) => {
		expect(field(name)?.default).toBe(value);
	});

	test.each(['grantType', 'authUrl', 'accessTokenUrl', 'scope', 'authentication'])(
		'%s is hidden',
		(name) => {
			expect(field(name)?.type).toBe('hidden');
		},
	);

	test('no two fields of one name', () => {
		const names = credential.properties.map(({ name }) => name);
		expect(new Set(names).size).toBe(names.length);
	});
});

test('nothing is installed with the package', () => {
	expect(packageJson.peerDependencies).toEqual({ 'n8n-workflow': '*' });
	expect(Object.keys((packageJson as { dependencies?: object }).dependencies ?? {})).toEqual([]);
});

describe('the notification trigger', () => {
	const trigger = new MercadoLibreNotificationTrigger().description;
	const property = (name: string) => trigger.properties.find((one) => one.name === name)!;
	const option = (name: string) =>
		(property('options').options as INodeProperties[]).find((one) => one.name === name)!;

	test('its names', () => {
		expect(trigger).toMatchObject({
			name: 'mercadoLibreNotificationTrigger',
			displayName: 'Mercado Libre Notification Trigger',
			credentials: [{ name: 'mercadoLibreOAuth2Api', required: true }],
		});
		expect(valuesOf(property('event')).sort()).toEqual([
			'claimMessageReceived',
			'claimUpdated',
			'messageReceived',
			'notification',
			'orderUpdated',
			'shipmentUpdated',
		]);
		expect(property('event').default).toBe('messageReceived');
	});

	test.each([
		['addSale', 'nothing'],
		['downloadAttachments', false],
		['onUnreadable', 'item'],
		['onUnknown', 'ignore'],
		['onlyFromMercadoLibre', ''],
		['recoverMissed', false],
		['simplify', true],
	])('%s is %j unless set', (name, value) => {
		expect(option(name).default).toBe(value);
	});

	test('its choices', () => {
		expect(valuesOf(option('onUnreadable')).sort()).toEqual(['error', 'item']);
		expect(valuesOf(option('onUnknown')).sort()).toEqual(['ignore', 'item']);
	});

	test('its address has the random id of the node in it, and says so for every event', () => {
		const [webhook] = trigger.webhooks!;
		expect(webhook).toMatchObject({ httpMethod: 'POST', path: 'webhook' });
		expect(webhook.isFullPath).toBeUndefined();
		const told = trigger.properties
			.filter(({ type }) => type === 'notice')
			.flatMap(({ displayOptions }) => displayOptions!.show!.event);
		expect(told.sort()).toEqual(valuesOf(property('event')).sort());
	});
});

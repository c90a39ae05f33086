import { NodeConnectionTypes, type INodeType, type INodeTypeDescription } from 'n8n-workflow';
import { searchClaims } from './operation/lists/searchClaims';
import { searchConversations } from './operation/lists/searchConversations';
import { searchSales } from './operation/lists/searchSales';
import { customOperationsOf, describeResources, subtitleOfOperation } from './operation/properties';
import { attachment } from './resources/attachment';
import { claim } from './resources/claim';
import { claimAttachment } from './resources/claimAttachment';
import { claimMessage } from './resources/claimMessage';
import { conversation } from './resources/conversation';
import { message } from './resources/message';
import { notification } from './resources/notification';
import { order } from './resources/order';
import { shipment } from './resources/shipment';

const resources = [
	attachment,
	claim,
	claimAttachment,
	claimMessage,
	conversation,
	message,
	notification,
	order,
	shipment,
];

export class MercadoLibre implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Mercado Libre',
		name: 'mercadoLibre',
		icon: {
			light: 'file:../../icons/mercadoLibre.svg',
			dark: 'file:../../icons/mercadoLibre.dark.svg',
		},
		group: ['transform'],
		version: 1,
		subtitle: subtitleOfOperation(resources),
		description: 'Read and answer post-sale messages and claims on Mercado Libre / Mercado Livre',
		defaults: { name: 'Mercado Libre' },
		usableAsTool: true,
		inputs: [NodeConnectionTypes.Main],
		outputs: [NodeConnectionTypes.Main],
		credentials: [{ name: 'mercadoLibreOAuth2Api', required: true }],
		// Requests are built by the operations and their transport; this tells n8n that the node is declarative.
		requestDefaults: {
			baseURL: 'https://api.mercadolibre.com',
			headers: { Accept: 'application/json' },
		},
		properties: describeResources(resources, 'message'),
	};

	customOperations = customOperationsOf(resources);

	methods = { listSearch: { searchClaims, searchConversations, searchSales } };
}

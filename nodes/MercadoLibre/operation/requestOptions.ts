import type { IExecuteSingleFunctions, IHttpRequestOptions } from 'n8n-workflow';
import { inputError } from '../input/inputError';

/** What n8n adds to every declarative node under Settings, "Request Options". */
interface UserOptions {
	batching?: { batch?: { batchSize?: number; batchInterval?: number } };
	allowUnauthorizedCerts?: boolean;
	proxy?: string;
	timeout?: number;
}

/**
 * The timeout, proxy and certificate check that the user chose.
 * @throws NodeOperationError when the proxy is no address
 */
export function requestOptionsOf(context: IExecuteSingleFunctions): Partial<IHttpRequestOptions> {
	const { timeout, proxy, allowUnauthorizedCerts } = userOptionsOf(context);
	return {
		...(timeout && { timeout }),
		...(proxy && { proxy: parseProxy(context, proxy) }),
		...(allowUnauthorizedCerts && { skipSslCertificateValidation: true }),
	};
}

/** How many items the user wants to be started at a time, and the pause between in ms; Infinity for all. */
export function batchesOf(context: IExecuteSingleFunctions): { size: number; interval: number } {
	const { batchSize = 1, batchInterval = 0 } = userOptionsOf(context).batching?.batch ?? {};
	const isOff = batchSize < 0 || batchInterval <= 0;
	return isOff
		? { size: Infinity, interval: 0 }
		: { size: batchSize || 1, interval: batchInterval };
}

const userOptionsOf = (context: IExecuteSingleFunctions): UserOptions =>
	context.getNodeParameter('requestOptions', {}) as UserOptions;

function parseProxy(context: IExecuteSingleFunctions, proxy: string): IHttpRequestOptions['proxy'] {
	const address = String(proxy).trim();
	if (!URL.canParse(address) || !new URL(address).hostname) {
		throw inputError(
			context,
			'Proxy',
			'requestOptions',
			'is not an address',
			'Enter it under Settings as http://host:port, with http://user:password@host:port if it asks for them.',
		);
	}
	const { protocol, hostname, port, username, password } = new URL(address);
	return {
		protocol: protocol.replace(/:$/, ''),
		host: hostname,
		port: Number(port) || (protocol === 'https:' ? 443 : 80),
		...(username && {
			auth: {
				username: encoded(username),
				password: encoded(password),
			},
		}),
	};
}

/** As n8n takes it: it makes an address of it again, and decodes that. A "%" that encodes nothing is one. */
function encoded(text: string): string {
	try {
		return encodeURIComponent(decodeURIComponent(text));
	} catch {
		return encodeURIComponent(text);
	}
}

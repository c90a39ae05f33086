import axios from 'axios';

import type { Control } from '../../../../sandbox/mercadolibre/control.ts';
import { N8nClient } from '../../../../sandbox/n8n/client.ts';
import { owner } from './stage.ts';

type Remote<T> = {
	[K in keyof T]: T[K] extends (...args: infer A) => infer R
		? (...args: A) => Promise<Awaited<R>>
		: never;
};

/** The sandbox's control API from another process, or from within jest's isolation. */
function remoteControl(url: string): Remote<Control> {
	const call = async (method: string, argument?: unknown) => {
		const { data } = await axios.post<unknown>(`${url}/_control/${method}`, argument ?? {}, {
			proxy: false,
		});
		return data;
	};
	return new Proxy(
		{},
		{ get: (_, method) => async (argument?: unknown) => await call(String(method), argument) },
	) as Remote<Control>;
}

/** The shared stage, seen from a suite. Call it in `beforeAll`; reset Mercado Libre before each test. */
export async function useSharedStage() {
	const { E2E_N8N_URL: n8nUrl = '', E2E_MERCADO_LIBRE_URL: sandboxUrl = '' } = process.env;
	const client = new N8nClient(n8nUrl);
	await client.logIn(owner);
	return { n8nUrl, sandboxUrl, client, control: remoteControl(sandboxUrl) };
}

export type SharedStage = Awaited<ReturnType<typeof useSharedStage>>;

/** What the package asked of the API, tokens aside, in the documents' terms. */
export async function apiRequests({ control }: Pick<SharedStage, 'control'>) {
	const requests = await control.requests();
	return requests
		.filter(
			({ path }) =>
				!path.startsWith('/oauth') &&
				!path.startsWith('/authorization') &&
				!path.startsWith('/_control'),
		)
		.map(({ method, path, query, body }) => ({
			method,
			path,
			query,
			...(body !== undefined && body !== null && { body }),
		}));
}

export async function tokenRequests({ control }: Pick<SharedStage, 'control'>) {
	return (await control.requests()).filter(({ path }) => path === '/oauth/token');
}

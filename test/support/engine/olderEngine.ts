// n8n's engine as its older versions are, where they differ in what this package stands on. Each difference was read in
// the sources of 1.123.81 and 2.0.0; `npm run test:versions` runs those versions themselves.
import { createRequire } from 'node:module';
import { WorkflowExecute } from 'n8n-core';
import type { IHttpRequestOptions, INodeExecutionData } from 'n8n-workflow';

/** The very modules that n8n-core uses. */
const ofN8nCore = createRequire(require.resolve('n8n-core'));

interface OutboundHttp {
	requests(options?: unknown): { request(options: IHttpRequestOptions): Promise<unknown> };
}
interface OAuth2Client {
	accessTokenRequest(options: unknown): Promise<unknown>;
}

export const ENGINES = ['the newest engine', 'an older engine'] as const;

/** Call it inside a `describe`: its tests run on that engine. */
export function useEngine(engine: (typeof ENGINES)[number]): void {
	if (engine === 'the newest engine') return;
	const restores: (() => void)[] = [];
	const replace = <T, K extends keyof T>(prototype: T, name: K, make: (original: T[K]) => T[K]) => {
		const original = prototype[name];
		prototype[name] = make(original);
		restores.push(() => (prototype[name] = original));
	};
	beforeAll(() => {
		const { OutboundHttp } = ofN8nCore('@n8n/backend-network') as {
			OutboundHttp: { prototype: OutboundHttp };
		};
		const { ClientOAuth2 } = ofN8nCore('@n8n/client-oauth2') as {
			ClientOAuth2: { prototype: OAuth2Client };
		};
		replace(OutboundHttp.prototype, 'requests', olderRequests);
		replace(ClientOAuth2.prototype, 'accessTokenRequest', olderTokenRequest);
		replace(
			WorkflowExecute.prototype as unknown as ErrorOutput,
			'handleNodeErrorOutput',
			olderErrorOutput,
		);
	});
	afterAll(() => restores.forEach((restore) => restore()));
}

/** `ignoreHttpStatusErrors` is tested for truth only, and a redirect to another host takes the token with it. */
const olderRequests = (original: OutboundHttp['requests']): OutboundHttp['requests'] =>
	function (this: OutboundHttp, ...parameters) {
		const { request, ...others } = original.apply(this, parameters);
		return {
			...others,
			request: async ({ sendCredentialsOnCrossOriginRedirect: _unknown, ...options }) =>
				await request({
					...options,
					ignoreHttpStatusErrors: Boolean(options.ignoreHttpStatusErrors),
				}),
		};
	};

/** Nobody tells a grant that was revoked from other failures. */
const olderTokenRequest = (
	original: OAuth2Client['accessTokenRequest'],
): OAuth2Client['accessTokenRequest'] =>
	async function (this: OAuth2Client, options) {
		return await original.call(this, options).catch((error: Error & { body?: unknown }) => {
			const { body, code } = error as { body?: unknown; code?: string };
			throw code === 'EAUTH' ? Object.assign(new Error(error.message), { body, code }) : error;
		});
	};

interface ErrorOutput {
	handleNodeErrorOutput(
		workflow: unknown,
		executionData: unknown,
		outputs: INodeExecutionData[][],
		runIndex: number,
	): void;
}

/** An item is an error by its `json` only if that has nothing but `error`, or nothing but `error` and `message`. */
const olderErrorOutput = (
	original: ErrorOutput['handleNodeErrorOutput'],
): ErrorOutput['handleNodeErrorOutput'] =>
	function (this: ErrorOutput, workflow, executionData, outputs, runIndex) {
		const isError = ({ json }: INodeExecutionData) => {
			const count = Object.keys(json).length;
			return json.error && (count === 1 || (count === 2 && json.message));
		};
		// A field that no engine knows keeps an item from being taken for an error.
		for (const { json } of outputs.flat())
			if (json?.error && !isError({ json })) json.isNoError = true;
		original.call(this, workflow, executionData, outputs, runIndex);
		for (const { json } of outputs.flat()) delete json?.isNoError;
	};

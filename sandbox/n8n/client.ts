import { randomUUID } from 'node:crypto';

import axios from 'axios';
import type { AxiosInstance, AxiosResponse, Method } from 'axios';
import { parse as parseFlatted } from 'flatted';

import { readForm } from './htmlForm.ts';
import type { FormChoices } from './htmlForm.ts';
import { waitFor } from './process/waitFor.ts';

/** A workflow as the editor exports it. */
export interface WorkflowJson {
	name: string;
	nodes: WorkflowNode[];
	connections: Record<string, unknown>;
	settings?: Record<string, unknown>;
	pinData?: Record<string, unknown>;
}

export interface WorkflowNode {
	id?: string;
	name: string;
	type: string;
	typeVersion: number;
	position: [number, number];
	parameters: Record<string, unknown>;
	credentials?: Record<string, { id: string; name: string }>;
	onError?: 'stopWorkflow' | 'continueRegularOutput' | 'continueErrorOutput';
	retryOnFail?: boolean;
	maxTries?: number;
	waitBetweenTries?: number;
	disabled?: boolean;
	webhookId?: string;
}

export interface SavedWorkflow extends WorkflowJson {
	id: string;
	versionId: string;
	active: boolean;
}

export interface Item {
	json: Record<string, unknown>;
	binary?: Record<string, Record<string, unknown>>;
	error?: ExecutionError;
	pairedItem?: unknown;
}

export interface ExecutionError {
	name?: string;
	message: string;
	description?: string | null;
	httpCode?: string | null;
	[key: string]: unknown;
}

interface NodeRun {
	executionStatus: string;
	error?: ExecutionError;
	data?: { main?: (Item[] | null)[] };
	executionTime: number;
}

/** A node whose turn has not come, with its input. */
interface WaitingNode {
	node: { name: string };
	data: { main?: (Item[] | null)[] };
}

export interface ExecutionSummary {
	id: string;
	workflowId: string;
	status: 'new' | 'running' | 'waiting' | 'success' | 'error' | 'crashed' | 'canceled' | 'unknown';
	mode: string;
	startedAt: string;
	stoppedAt: string | null;
}

interface ExecutionFilter {
	workflowId?: string;
	status?: ExecutionSummary['status'][];
}

export const endStates: ExecutionSummary['status'][] = ['success', 'error', 'crashed', 'canceled'];

/** One execution with its data, and what one asks of it. */
export class Execution {
	readonly summary: ExecutionSummary;
	readonly error?: ExecutionError;
	readonly runs: Record<string, NodeRun[]>;
	private readonly waiting: WaitingNode[];

	constructor(answer: ExecutionSummary & { data: string }) {
		const { data, ...summary } = answer;
		const { resultData = {}, executionData = {} } = parseFlatted(data) as {
			resultData?: { runData?: Record<string, NodeRun[]>; error?: ExecutionError };
			executionData?: { nodeExecutionStack?: WaitingNode[] };
		};
		this.summary = summary;
		this.runs = resultData.runData ?? {};
		this.error = resultData.error;
		this.waiting = executionData.nodeExecutionStack ?? [];
	}

	get status() {
		return this.summary.status;
	}

	/** What a node gave out, all its runs together. */
	items(nodeName: string, output = 0): Item[] {
		return (this.runs[nodeName] ?? []).flatMap((run) => run.data?.main?.[output] ?? []);
	}

	/** What a trigger started it with, also when it was cut short: then its trigger may still be waiting for its turn. */
	startItems(triggerName: string): Item[] {
		// A poll that failed has started nothing; n8n shows it as an execution all the same.
		if (this.status !== 'crashed' && this.nodeError(triggerName)) return [];
		// What n8n puts in place of data that died with it.
		const isReal = ({ json }: Item) => json.isArtificialRecoveredEventItem !== true;
		const items = this.items(triggerName).filter(isReal);
		if (items.length > 0) return items;
		const start = this.waiting.find(({ node }) => node.name === triggerName);
		return (start?.data.main?.[0] ?? []).filter(isReal);
	}

	/** `items` without n8n's wrapping. */
	json(nodeName: string, output = 0): Item['json'][] {
		return this.items(nodeName, output).map((item) => item.json);
	}

	nodeError(nodeName: string): ExecutionError | undefined {
		return this.runs[nodeName]?.find((run) => run.error)?.error;
	}
}

export interface Owner {
	email: string;
	password: string;
	firstName: string;
	lastName: string;
}

/** What the editor in a browser does, by the same addresses: n8n's internal API (`/rest/...`) with its login cookie. */
export class N8nClient {
	private readonly http: AxiosInstance;
	private readonly url: string;
	private readonly cookies = new Map<string, string>();

	constructor(url: string) {
		this.url = url;
		this.http = axios.create({
			proxy: false,
			// Far longer than anything takes on a busy machine.
			timeout: 300_000,
			maxRedirects: 0,
			validateStatus: () => true,
		});
	}

	async setUpOwner(owner: Owner): Promise<void> {
		await this.request('POST', '/rest/owner/setup', owner);
	}

	async logIn({ email, password }: Pick<Owner, 'email' | 'password'>): Promise<void> {
		await this.request('POST', '/rest/login', { emailOrLdapLoginId: email, password });
	}

	// Credentials

	async createCredential(
		type: string,
		name: string,
		data: Record<string, unknown>,
	): Promise<{ id: string; name: string }> {
		const { id } = await this.request<{ id: string }>('POST', '/rest/credentials', {
			type,
			name,
			data,
		});
		return { id, name };
	}

	async deleteCredential(id: string): Promise<void> {
		await this.request('DELETE', `/rest/credentials/${id}`);
	}

	/** Makes the credential's test request. The editor does not offer that for OAuth2; n8n's public API does. */
	async testCredential(id: string): Promise<{ status: 'OK' | 'Error'; message: string }> {
		const { rawApiKey } = await this.request<{ rawApiKey: string }>('POST', '/rest/api-keys', {
			label: `test ${randomUUID()}`,
			scopes: ['credential:read'],
			expiresAt: null,
		});
		const answer = await this.http.post<{ status: 'OK' | 'Error'; message: string }>(
			`${this.url}/api/v1/credentials/${id}/test`,
			{},
			{ headers: { 'X-N8N-API-KEY': rawApiKey } },
		);
		if (answer.status !== 200)
			throw new Error(`The test of credential ${id} answered ${describe(answer)}`);
		return answer.data;
	}

	/**
	 * The Connect button: opens the authorization page, chooses what the user chooses there, submits its form, and
	 * follows the way back to n8n. Returns the addresses on the way.
	 */
	async connectOAuth2(
		credentialId: string,
		choices: FormChoices = {},
	): Promise<{ authorizationUrl: string; callbackUrl: string }> {
		const authorizationUrl = await this.request<string>(
			'GET',
			`/rest/oauth2-credential/auth?id=${credentialId}`,
		);
		const page = await this.http.get<string>(authorizationUrl, {
			headers: { Accept: 'text/html' },
		});
		if (page.status !== 200) throw new Error(`The authorization page answered ${describe(page)}`);
		const form = readForm(page.data, authorizationUrl, choices);
		const answer = await this.http.request({
			method: form.method,
			url: form.action,
			...(form.method === 'GET' ? { params: form.fields } : { data: form.fields }),
		});
		const callbackUrl = new URL(String(answer.headers.location ?? ''), form.action).href;
		if (!callbackUrl.startsWith(this.url))
			throw new Error(`The authorization page did not lead back to n8n: ${describe(answer)}`);
		const callback = await this.http.get<string>(callbackUrl, {
			headers: { Cookie: this.cookieHeader() },
		});
		// n8n answers 200 for failures, too, with another page.
		const failure = /Error: ([^<]*)/.exec(callback.data)?.[1];
		if (callback.status !== 200 || failure !== undefined) {
			throw new Error(`n8n did not accept the authorization: ${failure ?? describe(callback)}`);
		}
		return { authorizationUrl, callbackUrl };
	}

	// Workflows

	async createWorkflow(workflow: WorkflowJson): Promise<SavedWorkflow> {
		const { name, nodes, connections, settings = {}, pinData } = workflow;
		return await this.request('POST', '/rest/workflows', {
			name,
			nodes,
			connections,
			settings,
			pinData,
			// n8n before 2 asks for it.
			active: false,
		});
	}

	/** n8n 2 publishes one saved version of a workflow: the newest. Fails when one of its triggers cannot start. */
	async activate(id: string): Promise<void> {
		const { versionId } = await this.request<SavedWorkflow>('GET', `/rest/workflows/${id}`);
		await this.request('POST', `/rest/workflows/${id}/activate`, { versionId });
	}

	async deactivate(id: string): Promise<void> {
		await this.request('POST', `/rest/workflows/${id}/deactivate`, {});
	}

	/** n8n deletes only what was archived before, and archiving deactivates. */
	async deleteWorkflow(id: string): Promise<void> {
		await this.request('POST', `/rest/workflows/${id}/archive`, {});
		// Archiving goes on in the background; until it is done, n8n answers 409.
		await waitFor(
			async () => {
				await this.request('DELETE', `/rest/workflows/${id}`);
				return true;
			},
			{ what: `n8n to delete workflow ${id}` },
		);
	}

	// Executions

	/** The "Execute workflow" button: starts from the given trigger, or waits for its webhook to be called. */
	async pressExecute(
		workflowId: string,
		triggerName: string,
	): Promise<{ executionId?: string; waitingForWebhook?: boolean }> {
		return await this.request('POST', `/rest/workflows/${workflowId}/run`, {
			triggerToStartFrom: { name: triggerName },
			// Older versions run what they are handed here, newer ones what is saved.
			workflowData: await this.request('GET', `/rest/workflows/${workflowId}`),
		});
	}

	/** The same for a trigger that starts at once; returns the execution's id. */
	async startManually(workflowId: string, triggerName: string): Promise<string> {
		const { executionId } = await this.pressExecute(workflowId, triggerName);
		if (executionId === undefined)
			throw new Error(`Workflow ${workflowId} waits for a webhook call instead of running`);
		return executionId;
	}

	/** Starts it and waits for its end, successful or not. */
	async run(workflowId: string, triggerName: string, seconds?: number): Promise<Execution> {
		return await this.waitForExecution(await this.startManually(workflowId, triggerName), seconds);
	}

	async waitForExecution(id: string, seconds?: number): Promise<Execution> {
		return await waitFor(
			async () => {
				const execution = await this.getExecution(id);
				return endStates.includes(execution.status) && execution;
			},
			{ what: `the end of execution ${id}`, seconds },
		);
	}

	async getExecution(id: string): Promise<Execution> {
		return new Execution(await this.request('GET', `/rest/executions/${id}`));
	}

	/** Newest first; at most 100. */
	async listExecutions(filter: ExecutionFilter = {}): Promise<ExecutionSummary[]> {
		return (await this.executionPage(filter)).results;
	}

	/** All that n8n keeps, newest first. */
	async listAllExecutions(filter: ExecutionFilter = {}): Promise<ExecutionSummary[]> {
		const all: ExecutionSummary[] = [];
		let cursor: string | null | undefined;
		do {
			const { results, nextCursor } = await this.executionPage(filter, cursor ?? undefined);
			all.push(...results);
			cursor = nextCursor;
		} while (cursor);
		return all;
	}

	private async executionPage(
		filter: ExecutionFilter,
		cursor?: string,
	): Promise<{ results: ExecutionSummary[]; nextCursor?: string | null }> {
		const query = new URLSearchParams({
			limit: '100',
			filter: JSON.stringify(filter),
			...(cursor !== undefined && { cursor }),
		});
		return await this.request('GET', `/rest/executions?${query}`);
	}

	/** Waits until a workflow has at least so many finished executions, and returns them, newest first. */
	async waitForExecutions(
		workflowId: string,
		count: number,
		seconds?: number,
	): Promise<ExecutionSummary[]> {
		return await waitFor(
			async () => {
				const finished = (await this.listExecutions({ workflowId })).filter(({ status }) =>
					endStates.includes(status),
				);
				return finished.length >= count && finished;
			},
			{ what: `${count} executions of workflow ${workflowId}`, seconds },
		);
	}

	/** The bytes of a binary that an execution holds, as the editor's Download button gets them. */
	async downloadBinary(binaryId: string): Promise<Buffer> {
		const answer = await this.http.get<ArrayBuffer>(`${this.url}/rest/binary-data`, {
			params: { id: binaryId, action: 'download' },
			headers: { Cookie: this.cookieHeader() },
			responseType: 'arraybuffer',
		});
		if (answer.status !== 200)
			throw new Error(`n8n has no binary ${binaryId}: status ${answer.status}`);
		return Buffer.from(answer.data);
	}

	// Nodes

	/** The names of all nodes that n8n knows, with their packages, as the editor loads them. */
	async nodeTypes(): Promise<string[]> {
		const answer = await this.http.get<{ name: string }[]>(`${this.url}/types/nodes.json`, {
			headers: { Cookie: this.cookieHeader() },
		});
		if (answer.status !== 200) throw new Error(`n8n: no list of nodes: ${answer.status}`);
		return answer.data.map(({ name }) => name);
	}

	// What all of them use

	/** For what has no method here; answers the `data` of n8n's answer, and throws n8n's message. */
	async request<T = unknown>(method: Method, path: string, body?: unknown): Promise<T> {
		const answer = await this.http.request<{ data: T }>({
			method,
			url: this.url + path,
			data: body,
			headers: { Cookie: this.cookieHeader() },
		});
		if (answer.status >= 300)
			throw new Error(`n8n: ${method} ${path} answered ${describe(answer)}`);
		this.keepCookies(answer);
		return answer.data.data;
	}

	private keepCookies({ headers }: AxiosResponse): void {
		for (const cookie of headers['set-cookie'] ?? []) {
			const [name, ...value] = cookie.split(';')[0].split('=');
			this.cookies.set(name, value.join('='));
		}
	}

	private cookieHeader(): string {
		return [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
	}
}

function describe({ status, data }: AxiosResponse): string {
	const text = typeof data === 'string' ? data : JSON.stringify(data);
	return `${status} ${text.slice(0, 500)}`;
}

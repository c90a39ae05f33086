// A sandbox for a test file, and a small client for it.
import { startSandbox } from '../../sandbox/mercadolibre/server.ts';
import type { RunningSandbox } from '../../sandbox/mercadolibre/server.ts';

export const GLOBAL_SELLER = 523132944;
export const LOCAL_SELLER = 415458330;
export const CLAIM_SELLER = 1317418851;
export const BUYER = 441782523;

export interface Answer {
	status: number;
	headers: Headers;
	text: string;
	// Answers of an API are what they are.
	// eslint-disable-next-line @typescript-eslint/no-explicit-any
	body: any;
}

export interface Asked {
	/** Who asks; null: nobody, no token is sent. */
	as?: number | null;
	token?: string;
	json?: unknown;
	body?: RequestInit['body'];
	headers?: Record<string, string>;
}

export function useSandbox() {
	let running: RunningSandbox;
	beforeAll(async () => {
		running = await startSandbox();
	});
	afterEach(() => running.control.reset());
	afterAll(() => running.close());

	async function ask(method: string, path: string, asked: Asked = {}): Promise<Answer> {
		const { as = GLOBAL_SELLER, json } = asked;
		const headers: Record<string, string> = { ...asked.headers };
		if (as !== null) {
			const token = asked.token ?? running.control.issueToken({ userId: as }).access_token;
			headers.authorization = `Bearer ${token}`;
		}
		if (json !== undefined) headers['content-type'] = 'application/json';
		const response = await fetch(running.url + path, {
			method,
			headers,
			redirect: 'manual',
			body: json === undefined ? asked.body : JSON.stringify(json),
		});
		const text = await response.text();
		const isJson = response.headers.get('content-type')?.startsWith('application/json');
		let body: unknown = text;
		try {
			if (isJson && text) body = JSON.parse(text);
		} catch {
			// Some faults promise JSON and do not keep it.
		}
		return { status: response.status, headers: response.headers, text, body };
	}

	return {
		get control() {
			return running.control;
		},
		get url() {
			return running.url;
		},
		get: (path: string, asked?: Asked) => ask('GET', path, asked),
		post: (path: string, json?: unknown, asked?: Asked) => ask('POST', path, { json, ...asked }),
		upload: (path: string, file: File | null, asked?: Asked) => {
			const form = new FormData();
			if (file) form.append('file', file, file.name);
			else form.append('note', 'no file');
			return ask('POST', path, { body: form, ...asked });
		},
	};
}

export const file = (name: string, type: string, content: string | number = 'content') =>
	new File([typeof content === 'number' ? Buffer.alloc(content, 7) : content], name, { type });

/** The error body of the messages API. */
export const messagesBody = (status: number, message: string, error?: string | null) => ({
	message,
	error: error === undefined ? expect.any(String) : error,
	status,
	cause: [],
});

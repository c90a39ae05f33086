// Things that go wrong on the way: planted by a test, hit by the requests that match.
import { Readable } from 'node:stream';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { errorName } from './api/errors.ts';

type FaultKind =
	| 'status' // an error of the API
	| 'dropBefore' // the connection breaks before anything was done
	| 'dropAfter' // it was done, and the connection breaks without an answer
	| 'slow' // it was done, and the answer takes its time
	| 'hang' // nothing is done (or, with `afterEffect`, it was done), and no answer ever comes
	| 'html' // a gateway's page instead of an answer
	| 'empty' // it was done, and the answer has no body
	| 'truncated' // it was done, and the answer stops halfway
	| 'stalled' // it was done, and from the middle of the answer on nothing comes any more
	| 'garbage' // it was done, and the answer is not JSON
	| 'redirect'; // an answer that points elsewhere

export interface FaultOptions {
	match: {
		method?: string;
		/** The beginning of a path, or, once it has a character of one (`^$*+?()[]{}|\`), a regular expression. */
		path?: string;
	};
	kind: FaultKind;
	status?: number;
	body?: unknown;
	headers?: Record<string, string>;
	/** How often it happens. Default 1; 0: always. */
	times?: number;
	/** Only to every nth request that matches. Default 1. */
	every?: number;
	delayMs?: number;
	location?: string;
	/** Whether the request takes effect all the same. */
	afterEffect?: boolean;
}

export interface Fault extends FaultOptions {
	id: number;
	seen: number;
	happened: number;
}

const takesEffect: Record<FaultKind, boolean> = {
	status: false,
	dropBefore: false,
	hang: false,
	html: false,
	redirect: false,
	dropAfter: true,
	slow: true,
	empty: true,
	truncated: true,
	stalled: true,
	garbage: true,
};

const canChooseEffect = new Set<FaultKind>([
	'status',
	'hang',
	'html',
	'redirect',
	'empty',
	'garbage',
]);

const regexCharacters = /[\^$*+?()[\]{}|\\]/;

function pathMatches(wanted: string | undefined, path: string): boolean {
	if (wanted === undefined) return true;
	return regexCharacters.test(wanted) ? new RegExp(wanted).test(path) : path.startsWith(wanted);
}

export class Faults {
	private faults: Fault[] = [];
	private lastId = 0;

	add(options: FaultOptions): number {
		if (!(options.kind in takesEffect)) throw new Error(`Unknown kind of fault: ${options.kind}`);
		const fault = { ...options, id: ++this.lastId, seen: 0, happened: 0 };
		this.faults.push(fault);
		return fault.id;
	}

	clear(): void {
		this.faults = [];
	}

	/** The first planted fault that this request hits. */
	pick(method: string, path: string): Fault | null {
		for (const fault of this.faults) {
			const { times = 1, every = 1 } = fault;
			if (times > 0 && fault.happened >= times) continue;
			if (fault.match.method && fault.match.method.toUpperCase() !== method) continue;
			if (!pathMatches(fault.match.path, path)) continue;
			fault.seen++;
			if (fault.seen % every !== 0) continue;
			fault.happened++;
			return fault;
		}
		return null;
	}
}

/** Nothing of the answer arrives. */
export const isUnanswered = ({ kind }: Fault) => kind === 'hang' || kind === 'dropAfter';

export function comesAfterEffect(fault: Fault): boolean {
	return canChooseEffect.has(fault.kind)
		? (fault.afterEffect ?? takesEffect[fault.kind])
		: takesEffect[fault.kind];
}

function faultyAnswer(fault: Fault): {
	status: number;
	headers: Record<string, string>;
	body: string;
} {
	const asText = (body: unknown) => (typeof body === 'string' ? body : JSON.stringify(body));
	const json = { 'content-type': 'application/json; charset=utf-8', ...fault.headers };
	switch (fault.kind) {
		case 'html': {
			const status = fault.status ?? 502;
			const page = `<html><head><title>${status}</title></head><body><h1>${status} Bad Gateway</h1></body></html>`;
			return {
				status,
				headers: { ...json, 'content-type': 'text/html' },
				body: asText(fault.body ?? page),
			};
		}
		case 'empty':
			return { status: fault.status ?? 200, headers: json, body: '' };
		case 'garbage':
			return {
				status: fault.status ?? 200,
				headers: json,
				body: asText(fault.body ?? '{"paging": <!-- '),
			};
		case 'redirect':
			return {
				status: fault.status ?? 302,
				headers: { ...fault.headers, location: fault.location ?? '/' },
				body: '',
			};
		default: {
			const status = fault.status ?? 500;
			const body = fault.body ?? {
				message: errorName(status),
				error: errorName(status),
				status,
				cause: [],
			};
			return { status, headers: json, body: asText(body) };
		}
	}
}

/** A fault instead of the request's effect. */
export function answerInstead(fault: Fault, request: FastifyRequest, reply: FastifyReply) {
	if (fault.kind === 'dropBefore' || fault.kind === 'hang') {
		reply.hijack();
		if (fault.kind === 'dropBefore') request.raw.socket.destroy();
		return reply;
	}
	const answer = faultyAnswer(fault);
	return reply.code(answer.status).headers(answer.headers).send(answer.body);
}

/** Resolves when the other side has gone. */
const gone = (reply: FastifyReply): Promise<void> =>
	new Promise((resolve) => {
		if (reply.raw.closed) resolve();
		else reply.raw.once('close', resolve);
	});

/** Resolves after the time, or at once when the other side has gone. */
async function pause(ms: number, reply: FastifyReply): Promise<void> {
	let timer: NodeJS.Timeout | undefined;
	const time = new Promise<void>((resolve) => (timer = setTimeout(resolve, ms)));
	await Promise.race([time, gone(reply)]);
	clearTimeout(timer);
}

/** A fault after the request's effect: it changes what is sent (the payload of Fastify's onSend). */
export async function spoilAnswer(
	fault: Fault,
	request: FastifyRequest,
	reply: FastifyReply,
	payload: unknown,
) {
	if (fault.kind === 'slow') {
		await pause(fault.delayMs ?? 1000, reply);
		return payload;
	}
	if (fault.kind === 'hang') {
		if (payload instanceof Readable) payload.destroy();
		await gone(reply);
		return '';
	}
	if (fault.kind === 'dropAfter') {
		if (payload instanceof Readable) payload.destroy();
		request.raw.socket.destroy();
		return '';
	}
	if (fault.kind === 'truncated' || fault.kind === 'stalled') {
		const whole = await asBuffer(payload);
		reply.removeHeader('content-length');
		reply.header('content-length', whole.length);
		// The head promises everything, then half of it comes and the connection ends, or waits for ever.
		const half = whole.subarray(0, Math.floor(whole.length / 2));
		return Readable.from(
			(async function* () {
				yield half;
				if (fault.kind === 'stalled') return await gone(reply);
				await new Promise((resolve) => setImmediate(resolve));
				request.raw.socket.destroy();
			})(),
			{ objectMode: false },
		);
	}
	if (payload instanceof Readable) payload.destroy();
	const answer = faultyAnswer(fault);
	reply.removeHeader('content-length');
	reply.code(answer.status).headers(answer.headers);
	return answer.body;
}

async function asBuffer(payload: unknown): Promise<Buffer> {
	if (payload instanceof Readable) {
		const chunks: Buffer[] = [];
		for await (const chunk of payload) chunks.push(chunk);
		return Buffer.concat(chunks);
	}
	return Buffer.isBuffer(payload)
		? payload
		: Buffer.from(typeof payload === 'string' ? payload : '');
}

import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';

/** What a model says next: it calls a tool, or it is done. */
export type Turn = { tool: string; input: Record<string, unknown> } | string;

export interface Asked {
	messages: { role: string; content: unknown }[];
	tools?: { function: { name: string; description: string; parameters: unknown } }[];
}

/** A chat model on loopback, as OpenAI's API offers it, that says what a test has written for it. */
export class ChatModel {
	private turns: Turn[] | ((asked: Asked) => Turn) = [];

	/** What it was asked, in order. */
	asked: Asked[] = [];

	private readonly server = createServer((request, response) => {
		void json(request).then((body) => {
			this.asked.push(body as Asked);
			const turn =
				typeof this.turns === 'function'
					? this.turns(body as Asked)
					: (this.turns.shift() ?? 'There is nothing left to say.');
			response.setHeader('Content-Type', 'application/json');
			response.end(JSON.stringify(completion(turn, this.asked.length)));
		});
	});

	async start(): Promise<void> {
		await once(this.server.listen(0, '127.0.0.1'), 'listening');
	}

	async stop(): Promise<void> {
		this.server.closeAllConnections();
		await new Promise((resolve) => this.server.close(resolve));
	}

	get url(): string {
		return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/v1`;
	}

	/** Forgets what was, and takes these turns. */
	says(...turns: Turn[]): void {
		this.turns = turns;
		this.asked = [];
	}

	/** Forgets what was, and answers by what it is asked. */
	answersBy(turns: (asked: Asked) => Turn): void {
		this.turns = turns;
		this.asked = [];
	}

	/** What the tools have answered it, in order. */
	get toolAnswers(): string[] {
		const { messages = [] } = this.asked[this.asked.length - 1] ?? {};
		return messages.filter(({ role }) => role === 'tool').map(({ content }) => String(content));
	}
}

function completion(turn: Turn, count: number) {
	const isLast = typeof turn === 'string';
	return {
		id: `chatcmpl-${count}`,
		object: 'chat.completion',
		created: 0,
		model: 'local',
		choices: [
			{
				index: 0,
				finish_reason: isLast ? 'stop' : 'tool_calls',
				message: {
					role: 'assistant',
					content: isLast ? turn : null,
					...(!isLast && {
						tool_calls: [
							{
								id: `call_${count}`,
								type: 'function',
								function: { name: turn.tool, arguments: JSON.stringify(turn.input) },
							},
						],
					}),
				},
			},
		],
		usage: { prompt_tokens: 1, completion_tokens: 1, total_tokens: 2 },
	};
}

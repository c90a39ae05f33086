import { once } from 'node:events';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';

export interface Mail {
	to: string[];
	subject: string;
	/** The HTML of the message. */
	body: string;
}

/** A mail server on loopback that keeps what it is sent (RFC 5321, as much of it as n8n's Send Email speaks). */
export class Mailbox {
	readonly mails: Mail[] = [];

	private readonly server = createServer((socket) => {
		socket.setEncoding('utf8');
		socket.on('error', () => socket.destroy());
		let to: string[] = [];
		let data: string | undefined;
		let rest = '';
		const say = (line: string) => socket.write(`${line}\r\n`);
		const hear = (line: string) => {
			if (data !== undefined) {
				if (line !== '.') {
					data += `${line.replace(/^\./, '')}\r\n`;
					return;
				}
				this.mails.push({ to, ...parse(data) });
				[to, data] = [[], undefined];
				return say('250 kept');
			}
			const verb = line.slice(0, 4).toUpperCase();
			if (verb === 'RCPT') to.push(/<(.*)>/.exec(line)?.[1] ?? '');
			if (verb === 'DATA') {
				data = '';
				return say('354 go on');
			}
			if (verb === 'QUIT') {
				say('221 bye');
				return socket.end();
			}
			return say('250 ok');
		};
		socket.on('data', (chunk: string) => {
			const lines = (rest + chunk).split('\r\n');
			rest = lines.pop() ?? '';
			lines.forEach(hear);
		});
		say('220 loopback');
	});

	async start(): Promise<void> {
		await once(this.server.listen(0, '127.0.0.1'), 'listening');
	}

	async stop(): Promise<void> {
		await new Promise((resolve) => this.server.close(resolve));
	}

	get port(): number {
		return (this.server.address() as AddressInfo).port;
	}
}

function parse(data: string): Pick<Mail, 'subject' | 'body'> {
	const end = data.indexOf('\r\n\r\n');
	const headers = data.slice(0, end).replace(/\r\n\s+/g, ' ');
	const header = (name: string) =>
		new RegExp(`^${name}: (.*)$`, 'im').exec(headers)?.[1].trim() ?? '';
	const text = data.slice(end + 4);
	return {
		subject: header('Subject'),
		body: /base64/i.test(header('Content-Transfer-Encoding'))
			? Buffer.from(text, 'base64').toString('utf8')
			: fromQuotedPrintable(text),
	};
}

const fromQuotedPrintable = (text: string): string =>
	Buffer.from(
		text
			.replace(/=\r\n/g, '')
			.replace(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(parseInt(hex, 16))),
		'latin1',
	).toString('utf8');

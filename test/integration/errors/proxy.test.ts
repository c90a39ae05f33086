// A proxy that does not let a request through: nothing was sent, and nothing of it is told.
import { once } from 'node:events';
import { createServer, type AddressInfo, type Server } from 'node:net';
import { inspect } from 'node:util';
import { byId, useHarness } from '../../support/engine/harness';
import { SECRET_TEXT } from '../../support/operations';

const n8n = useHarness();

let proxy: Server;
/** How often it was asked for a connection, and what it says to that. */
let asked = 0;
let says = '';
/** What it is asked. */
let heard = '';

beforeEach(async () => {
	asked = 0;
	says = '';
	proxy = createServer((socket) => {
		socket.on('error', () => undefined);
		socket.once('data', (data) => {
			asked++;
			heard = String(data);
			socket.end(says);
		});
	}).listen(0, '127.0.0.1');
	await once(proxy, 'listening');
});
afterEach(() => void proxy.close());

const send = async (login = '') => {
	const { port } = proxy.address() as AddressInfo;
	const credential = n8n.connect('globalSelling', { apiBaseUrl: 'https://api.example.com' });
	const run = await n8n.run(
		'message.send',
		{ packId: byId(1001), text: '={{ $json.text }}' },
		{
			credential,
			items: [{ text: SECRET_TEXT }],
			requestOptions: { proxy: `http://${login}127.0.0.1:${port}` },
		},
	);
	const { access_token: token } = n8n.engine.credentials.read(credential.id)
		.oauthTokenData as Record<string, string>;
	return { failure: run.failure, token };
};

test('it hangs up: tried again, and told in words, without the token and the text', async () => {
	const { failure, token } = await send();
	expect(asked).toBe(5);
	expect(failure.message).toBe('The proxy does not make a connection to Mercado Libre');
	expect(failure.description).toMatch(/^Check the internet connection of your n8n/);
	const told = inspect(failure, { depth: 12, showHidden: true });
	expect(told).not.toContain(token);
	expect(told).not.toContain(SECRET_TEXT);
});

test('it wants a password: tried once, and told so', async () => {
	says = 'HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n';
	const { failure } = await send();
	expect(asked).toBe(1);
	expect(failure.message).toBe('A proxy on the way to Mercado Libre wants a password');
	expect(failure.description).toMatch(/Request Options/);
	expect(failure.httpCode).toBe('407');
});

test.each([
	['user:secret', 'user:secret'],
	['us%40er:p%3Ass%2Fw%23rd%C3%A7', 'us@er:p:ss/w#rdç'],
	['user:100%25sure', 'user:100%sure'],
	['user:%2540', 'user:%40'],
	// Not encoded, as people enter it.
	['user:100%sure', 'user:100%sure'],
])('name and password in its address: %s', async (login, expected) => {
	await send(`${login}@`);
	const [, given] = /^proxy-authorization: Basic (\S+)/im.exec(heard) ?? [];
	expect(Buffer.from(String(given), 'base64').toString()).toBe(expected);
});

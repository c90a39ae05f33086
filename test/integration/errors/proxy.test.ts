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

beforeEach(async () => {
	asked = 0;
	says = '';
	proxy = createServer((socket) => {
		socket.on('error', () => undefined);
		socket.once('data', () => {
			asked++;
			socket.end(says);
		});
	}).listen(0, '127.0.0.1');
	await once(proxy, 'listening');
});
afterEach(() => void proxy.close());

const send = async () => {
	const { port } = proxy.address() as AddressInfo;
	const credential = n8n.connect('globalSelling', { apiBaseUrl: 'https://api.example.com' });
	const run = await n8n.run(
		'message.send',
		{ packId: byId(1001), text: '={{ $json.text }}' },
		{
			credential,
			items: [{ text: SECRET_TEXT }],
			requestOptions: { proxy: `http://127.0.0.1:${port}` },
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

// A proxy that does not let a request through: nothing was sent, and nothing of it is told.
import { once } from 'node:events';
import { createServer, type AddressInfo, type Server } from 'node:net';
import { inspect } from 'node:util';
import { byId, useHarness } from '../../support/engine/harness';
import { SECRET_TEXT } from '../../support/operations';

const n8n = useHarness();

let proxy: Server;
/** How often it was asked for a connection. */
let asked = 0;

beforeEach(async () => {
	asked = 0;
	proxy = createServer((socket) => {
		socket.on('error', () => undefined);
		socket.once('data', () => {
			asked++;
			socket.end();
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

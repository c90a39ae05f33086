// Files that lie elsewhere: where they may lie, and what is sent there.
import { Readable } from 'node:stream';
import type { IHttpRequestOptions } from 'n8n-workflow';
import type { Account } from '../../../../nodes/MercadoLibre/api/account';
import { fetchFile } from '../../../../nodes/MercadoLibre/api/sending/redirects';
import { stubContext } from '../../../support/stub';

const API = 'https://api.example.com';
const HEADERS = { Authorization: 'Bearer APP_USR-1', 'x-format-new': 'true' };

/** The answers that lead from one address to the next, the last of which is a file. */
async function fetchedBy(locations: unknown[], { statusCode = 302, account = {} } = {}) {
	const asked: IHttpRequestOptions[] = [];
	const bodies: Readable[] = [];
	const context = stubContext({
		helpers: {
			async httpRequest(options: IHttpRequestOptions) {
				const location = locations[asked.push(options) - 1];
				bodies.push(Readable.from(['x']));
				return {
					statusCode: location === undefined ? 200 : statusCode,
					headers: { location },
					body: bodies.at(-1),
				};
			},
		},
	});
	const options: IHttpRequestOptions = {
		url: `${API}/files/1`,
		qs: { tag: 'post_sale' },
		headers: HEADERS,
		proxy: { host: 'proxy', port: 8080 },
		encoding: 'stream',
		disableFollowRedirect: true,
		ignoreHttpStatusErrors: true,
	};
	const outcome = await fetchFile(context, account as Account, options).catch((error) => ({
		error,
	}));
	return { asked, bodies, outcome, options };
}

const urls = (asked: IHttpRequestOptions[]) => asked.map(({ url }) => url);

test('a file of the API is fetched as it was asked for', async () => {
	const { asked, options, outcome } = await fetchedBy([]);
	expect(asked).toEqual([options]);
	expect(outcome).toMatchObject({ response: { statusCode: 200 }, isOfApi: true });
});

test.each([301, 302, 303, 307, 308])(
	'%i: another host gets no header and no query',
	async (code) => {
		const { asked, bodies, options, outcome } = await fetchedBy(
			['https://files.example.com/a?b=c'],
			{
				statusCode: code,
			},
		);
		expect(asked).toEqual([
			options,
			{ ...options, url: 'https://files.example.com/a?b=c', qs: undefined, headers: undefined },
		]);
		expect(outcome).toMatchObject({ response: { statusCode: 200 }, isOfApi: false });
		expect(bodies.map(({ destroyed }) => destroyed)).toEqual([true, false]);
	},
);

test('another place of the API gets the token', async () => {
	const { asked, outcome } = await fetchedBy(['../moved?x=1', '/again']);
	expect(urls(asked).slice(1)).toEqual([`${API}/moved?x=1`, `${API}/again`]);
	for (const { headers } of asked) expect(headers).toEqual(HEADERS);
	expect(outcome).toMatchObject({ isOfApi: true });
});

test.each([
	['another port', `${API}:8443/x`],
	['another host', 'https://api.example.com.evil.test/x'],
	['a host without a scheme', '//evil.test/x'],
	['a host inside this one', 'https://cdn.api.example.com/x'],
])('%s is another place, and so is what it leads back to', async (_, location) => {
	const { asked, outcome } = await fetchedBy([location, `${API}/back`]);
	expect(asked).toHaveLength(3);
	for (const { headers } of asked.slice(1)) expect(headers).toBeUndefined();
	expect(outcome).toMatchObject({ isOfApi: false });
});

test.each([
	'http://files.example.com/a',
	'http://127.0.0.1/a',
	'ftp://files.example.com/a',
	'data:,x',
])('%s is not followed', async (location) => {
	const { asked, bodies, outcome } = await fetchedBy([location]);
	expect(asked).toHaveLength(1);
	expect(bodies[0].destroyed).toBe(true);
	expect(outcome).toMatchObject({
		error: {
			message: expect.stringMatching(/not safe/),
			description: expect.stringMatching(/only https:/),
		},
	});
});

test('without encryption where the account itself may be', async () => {
	const { asked } = await fetchedBy(['http://127.0.0.1:1/a'], { account: { isCustom: true } });
	expect(urls(asked)).toEqual([`${API}/files/1`, 'http://127.0.0.1:1/a']);
});

test('five are followed, and what the sixth answer says is the answer', async () => {
	const { asked, outcome } = await fetchedBy(Array(9).fill('/round'));
	expect(asked).toHaveLength(6);
	expect(outcome).toMatchObject({ response: { statusCode: 302 } });
});

test.each([[''], ['http://'], [null]])('%j is no place to go to', async (location) => {
	const { asked, outcome } = await fetchedBy([location]);
	expect(asked).toHaveLength(1);
	expect(outcome).toMatchObject({ response: { statusCode: 302 }, isOfApi: true });
});

test.each([200, 300, 304, 404])('%i points nowhere', async (statusCode) => {
	const { asked } = await fetchedBy(['/elsewhere'], { statusCode });
	expect(asked).toHaveLength(1);
});

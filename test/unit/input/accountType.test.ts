// The connected account beside the credential's "Account Type": with the wrong one everything is connected and empty.
import { apiError } from '../../../nodes/MercadoLibre/api/errors/apiError';
import {
	checkAccountType,
	explainedByAccountType,
} from '../../../nodes/MercadoLibre/input/accountType';
import { ITEM_INDEX } from '../../support/stub';
import { ok, status, stubApi, type Scripted } from '../../support/stubApi';

let sellers = 0;

/** A connected account of which nobody has asked yet; `answers` say what it is. */
function account(family: 'globalSelling' | 'local', answers: Scripted[]) {
	const api = stubApi(answers);
	Object.assign(api.session.account, { family, sellerId: `seller ${++sellers}` });
	return api;
}

const ofSite = (site_id: unknown) => ok({ id: 1, site_id });

test.each([
	['globalSelling', 'CBT'],
	['local', 'MLB'],
	['local', 'MLX'],
] as const)('%s fits an account of %s', async (family, site) => {
	const { session, sent } = account(family, [ofSite(site)]);
	await checkAccountType(session);
	expect(sent.map(({ options }) => new URL(options.url).pathname)).toEqual(['/users/me']);
});

test('a global account in a local credential: choose Global Selling', async () => {
	await expect(checkAccountType(account('local', [ofSite('CBT')]).session)).rejects.toMatchObject({
		message: '"Account Type" of the credential is wrong',
		description:
			'The connected account is of Global Selling. Open the credential of this node, choose "Global Selling (Cross-Border)", save, and run the workflow again. If you wanted another account, press "Switch account" there.',
		context: { itemIndex: ITEM_INDEX },
	});
});

test.each([
	['MLB', 'Brazil'],
	['MLA', 'Argentina'],
	['MLX', 'MLX'],
])('a local account of %s in a global credential: choose %s', async (site, country) => {
	const { session } = account('globalSelling', [ofSite(site)]);
	await expect(checkAccountType(session)).rejects.toMatchObject({
		message: '"Account Type" of the credential is wrong',
		description: expect.stringMatching(
			new RegExp(
				`a local one of ${country}\\. .+ choose "Local \\(One Country\\)" and ${country}, save`,
			),
		),
	});
});

test('is asked once for a seller, by all who want to know', async () => {
	const { session, sent } = account('local', [ofSite('MLB')]);
	await Promise.all([checkAccountType(session), checkAccountType(session)]);
	await checkAccountType(session);
	expect(sent).toHaveLength(1);
	const elsewhere = { ...session.account, apiBaseUrl: 'https://other.example.com' };
	await checkAccountType({ ...session, account: elsewhere });
	const another = { ...session.account, sellerId: 'another seller' };
	await checkAccountType({ ...session, account: another });
	expect(sent).toHaveLength(3);
});

test.each([
	['is refused', status(403)],
	['tells none', ok({ id: 1 })],
	['makes no sense', ofSite({})],
])('where the answer %s, nothing is wrong, and it is asked again', async (_, answer) => {
	const { session, sent } = account('globalSelling', [answer, ofSite('MLB')]);
	await checkAccountType(session);
	expect(sent).toHaveLength(1);
	await expect(checkAccountType(session)).rejects.toThrow('"Account Type"');
});

describe('a refusal', () => {
	const refusal = (code: number, message: string) => {
		const api = account('globalSelling', [ofSite('MLB')]);
		return { ...api, error: apiError(api.session, { status: code, code: '', message }) };
	};

	test.each([
		[403, 'User access token invalid for resource a'],
		[403, 'Can not identify the user.'],
		[404, 'Order do not exists'],
		[404, 'Orders does not exists'],
		[404, 'order does not exist'],
		[403, 'Access denied'],
	])('%i "%s" is explained by the account type', async (code, words) => {
		const { session, error } = refusal(code, words);
		expect(await explainedByAccountType(session, error)).toMatchObject({
			message: expect.stringMatching(/"Account Type" of the credential is wrong/),
		});
	});

	test.each([
		[400, 'Access denied'],
		[500, 'Access denied'],
		[403, 'The conversation is blocked'],
		[404, ''],
	])('%i "%s" stays what it is, and nothing is asked', async (code, words) => {
		const { session, error, sent } = refusal(code, words);
		expect(await explainedByAccountType(session, error)).toBe(error);
		expect(sent).toEqual([]);
	});

	test('stays what it is where the account type is right', async () => {
		const { session } = account('local', [ofSite('MLB')]);
		const error = apiError(session, { status: 403, code: '', message: 'Access denied' });
		expect(await explainedByAccountType(session, error)).toBe(error);
	});

	test('that is none of the API stays what it is', async () => {
		const { session, sent } = account('globalSelling', [ofSite('MLB')]);
		const error = new Error('Access denied');
		expect(await explainedByAccountType(session, error)).toBe(error);
		expect(sent).toEqual([]);
	});
});

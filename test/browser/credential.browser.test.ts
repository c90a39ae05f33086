// The credential's window, as somebody meets it who connects an account for the first time.
import { sellers } from '../../sandbox/n8n/mercadoLibreAccount.ts';
import type { AccountType } from '../../sandbox/n8n/mercadoLibreAccount.ts';
import { useSharedStage } from '../e2e/support/stage/shared.ts';
import type { SharedStage } from '../e2e/support/stage/shared.ts';
import { Editor, type CredentialForm } from './support/editor.ts';

let stage: SharedStage;
let editor: Editor;

beforeAll(async () => {
	stage = await useSharedStage();
	editor = await Editor.open(stage.n8nUrl);
});
afterAll(async () => await editor?.close());
beforeEach(async () => await stage.control.reset());

const CREDENTIAL = 'Mercado Libre OAuth2 API';
const ACCOUNT_TYPES: [AccountType, string][] = [
	['globalSelling', 'Global Selling (Cross-Border)'],
	['local', 'Local (One Country)'],
];

/** The form, with an application of the local Mercado Libre. */
async function filledIn(): Promise<CredentialForm> {
	const form = await editor.newCredential(CREDENTIAL);
	await form.fill('clientId', '1344270061107690');
	await form.fill('clientSecret', 'sandbox-secret');
	await form.choose('environment', 'Custom');
	await form.fill('apiBaseUrl', stage.sandboxUrl);
	await form.fill('authBaseUrl', stage.sandboxUrl);
	return form;
}

test.each(ACCOUNT_TYPES)('a %s account is connected', async (accountType, entry) => {
	const form = await filledIn();
	await form.choose('accountType', entry);
	const page = await form.connect(editor.context);
	await page.locator('[name=user_id]').selectOption(sellers[accountType]);
	await page.getByRole('button', { name: 'Allow' }).click();

	await form.form.getByText('Account connected').waitFor();
	expect(await form.text()).toMatch(/Switch account/);
});

test('a form has the fields of the kind of account, and no others', async () => {
	const form = await editor.newCredential(CREDENTIAL);
	const always = ['Application Uses PKCE', 'Environment', 'Requests per Minute'];
	const ours = async () => {
		const labels = await form.labels();
		return labels.slice(labels.indexOf('Account Type'));
	};
	expect(await ours()).toEqual(['Account Type', ...always]);
	await form.choose('accountType', 'Local (One Country)');
	await form.field('site').waitFor();
	expect(await ours()).toEqual(['Account Type', 'Country', ...always]);
	await form.choose('environment', 'Custom');
	await form.field('apiBaseUrl').waitFor();
	expect(await ours()).toEqual([
		'Account Type',
		'Country',
		'Application Uses PKCE',
		'Environment',
		'API Base URL',
		'Authorization Base URL',
		'Allow Plain HTTP',
		'Requests per Minute',
	]);
});

test('what is to be chosen first is told above the fields, and where the application is made', async () => {
	const form = await editor.newCredential(CREDENTIAL);
	const text = await form.text();
	const at = (words: string) => {
		expect(text).toContain(words);
		return text.indexOf(words);
	};
	expect(at('OAuth Redirect URL')).toBeLessThan(
		at('Choose the Account Type below before you connect'),
	);
	expect(at('Choose the Account Type below before you connect')).toBeLessThan(at('Client ID'));

	const link = form.form.getByRole('link', { name: "Mercado Libre's developer site" });
	const sites: [string | undefined, string | undefined, string][] = [
		[undefined, undefined, 'https://global-selling.mercadolibre.com/devsite'],
		['Local (One Country)', undefined, 'https://developers.mercadolivre.com.br/devcenter'],
		[undefined, 'Chile (MLC)', 'https://developers.mercadolibre.com.ar/devcenter'],
	];
	for (const [accountType, country, address] of sites) {
		if (accountType) await form.choose('accountType', accountType);
		if (country) await form.choose('site', country);
		expect(await link.getAttribute('href')).toBe(address);
	}
});

test("access that is denied on Mercado Libre's page is not taken for connected", async () => {
	const form = await filledIn();
	const page = await form.connect(editor.context);
	await page.getByRole('button', { name: 'Deny' }).click();
	await page.getByText('access_denied').first().waitFor({ state: 'attached' });
	expect(await form.form.getByText('Account connected').isVisible()).toBe(false);
});

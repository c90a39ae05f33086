import { execFileSync } from 'node:child_process';

import { chromium, selectors } from 'playwright-core';
import type { Browser, BrowserContext, Locator, Page } from 'playwright-core';

import { owner } from '../../e2e/support/stage.ts';

selectors.setTestIdAttribute('data-test-id');

const PROGRAMS = ['chromium', 'chromium-browser', 'google-chrome'];
/** Far longer than n8n's editor takes on a busy machine. */
const PATIENCE_MS = 120_000;

export interface EditorOptions {
	theme?: 'light' | 'dark';
	width?: number;
	height?: number;
	/** Pixels of the picture for each of the page's. */
	scale?: number;
}

/** n8n's editor in a browser, by what a person sees and clicks. Logged in as the owner. */
export class Editor {
	private constructor(
		private readonly browser: Browser,
		readonly context: BrowserContext,
		readonly page: Page,
		private readonly url: string,
	) {}

	static async open(
		n8nUrl: string,
		{ theme = 'light', width = 1280, height = 900, scale = 1 }: EditorOptions = {},
	): Promise<Editor> {
		const browser = await chromium.launch({
			executablePath: programOnPath(),
			// Root, as containers have it, needs the first; the last keeps everything on this machine.
			args: [
				'--no-sandbox',
				'--disable-gpu',
				'--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1',
			],
		});
		const context = await browser.newContext({
			viewport: { width, height },
			colorScheme: theme,
			deviceScaleFactor: scale,
		});
		context.setDefaultTimeout(PATIENCE_MS);
		const page = await context.newPage();
		const editor = new Editor(browser, context, page, n8nUrl);
		await page.goto(`${n8nUrl}/signin`);
		await page.getByLabel(/email/i).first().fill(owner.email);
		await page.locator('input[type=password]').fill(owner.password);
		await page.getByRole('button', { name: /sign in/i }).click();
		await page.waitForURL(/home|workflow/);
		return editor;
	}

	async close(): Promise<void> {
		await this.browser.close();
	}

	// Credentials

	/** Home > Credentials > Create credential, up to the empty form. */
	async newCredential(typeName: string): Promise<CredentialForm> {
		await this.page.goto(`${this.url}/home/credentials`);
		await this.page.getByRole('button', { name: 'Create credential' }).first().click();
		await this.page.getByRole('dialog').getByRole('combobox').fill(typeName);
		await this.page.getByText(typeName, { exact: true }).last().click();
		await this.page.getByRole('button', { name: 'Continue' }).click();
		const form = this.page.getByTestId('editCredential-modal');
		await form.getByTestId('parameter-input-clientId').waitFor();
		return new CredentialForm(this.page, form);
	}

	// Nodes

	async openWorkflow(id: string): Promise<void> {
		await this.page.goto(`${this.url}/workflow/${id}`);
		await this.page.getByTestId('canvas-node').first().waitFor();
	}

	/** An empty workflow. */
	async newWorkflow(): Promise<void> {
		await this.page.goto(`${this.url}/workflow/new`);
		await this.page.getByText('Add first step').first().waitFor();
	}

	/** Opens a node's panel; `close` closes it. */
	async openNode(name: string): Promise<NodePanel> {
		await this.page.locator(`[data-test-id="canvas-node"][data-node-name="${name}"]`).dblclick();
		await this.page.getByTestId('node-parameters').waitFor();
		return new NodePanel(this.page);
	}
}

function programOnPath(): string {
	const found = execFileSync(
		'sh',
		['-c', PROGRAMS.map((program) => `command -v ${program}`).join(' || ')],
		{ encoding: 'utf8' },
	);
	return found.split('\n')[0];
}

/** Chooses an entry of one of n8n's drop-down fields. */
async function choose(page: Page, field: Locator, entry: string): Promise<void> {
	await field.locator('input').click();
	await page.locator('.el-popper:visible').getByText(entry, { exact: true }).click();
}

export class CredentialForm {
	constructor(
		private readonly page: Page,
		readonly form: Locator,
	) {}

	private field(name: string): Locator {
		return this.form.getByTestId(`parameter-input-${name}`);
	}

	async fill(name: string, value: string): Promise<void> {
		await this.field(name).locator('input').fill(value);
	}

	async choose(name: string, entry: string): Promise<void> {
		await choose(this.page, this.field(name), entry);
	}

	/** What is shown, from top to bottom. */
	async text(): Promise<string> {
		return await this.form.getByTestId('node-credentials-config-container').innerText();
	}

	/** Presses a button that opens Mercado Libre's page in a window, and gives that. */
	async connect(context: BrowserContext, button = 'Connect'): Promise<Page> {
		const opened = context.waitForEvent('page');
		await this.form.getByRole('button', { name: button, exact: true }).click();
		const popup = await opened;
		await popup.waitForURL(/\/authorization\?/);
		return popup;
	}
}

export class NodePanel {
	constructor(private readonly page: Page) {}

	async parameters(): Promise<string> {
		return await this.page.getByTestId('node-parameters').innerText();
	}

	/** Opens the list of a field, and gives its entries. */
	async list(field: string): Promise<Locator> {
		await this.page.getByTestId(`resource-locator-${field}`).getByTestId('rlc-input').click();
		return this.page.getByTestId('rlc-item');
	}

	/** Searches in the list that is open. */
	async search(words: string): Promise<void> {
		await this.page.getByTestId('rlc-search').fill(words);
	}

	/** Presses "Execute step", and gives what is shown beside then. */
	async execute(): Promise<Locator> {
		await this.page.getByTestId('node-execute-button').click();
		return this.page.getByTestId('output-panel');
	}

	async close(): Promise<void> {
		await this.page.getByTestId('ndv-close-button').click();
		await this.page.getByTestId('node-parameters').waitFor({ state: 'detached' });
	}
}

import { execFileSync } from 'node:child_process';

import { chromium, selectors } from 'playwright-core';
import type { Browser, BrowserContext, Locator, Page } from 'playwright-core';

import { owner } from '../../e2e/support/stage/stage.ts';
import { EDITOR_WORDS } from '../../support/words/editorWords';

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

	/** ⋯ > Import > From file, in an empty workflow; returns when its nodes are there. */
	async importWorkflow(file: string, nodeNames: string[]): Promise<void> {
		const { page } = this;
		await this.newWorkflow();
		await page.getByTestId('workflow-menu').click();
		await page.getByText(EDITOR_WORDS.import, { exact: true }).hover();
		const choosing = page.waitForEvent('filechooser');
		await page.getByText(EDITOR_WORDS.fromFile, { exact: true }).first().click();
		await (await choosing).setFiles(file);
		for (const name of nodeNames) await this.onCanvas(name).waitFor({ state: 'attached' });
	}

	/** A node on the canvas. */
	onCanvas(name: string): Locator {
		return this.page.locator(`[data-test-id="canvas-node"][data-node-name="${name}"]`);
	}

	/** Opens a node's panel; `close` closes it. */
	async openNode(name: string): Promise<NodePanel> {
		// One that a failed test has left open would be in the way.
		const open = this.page.getByTestId('ndv-close-button');
		if (await open.isVisible()) await open.click();
		// Not by the mouse: what floats above the canvas may cover a node.
		const box = this.onCanvas(name).locator('[data-test-id^=canvas-][data-test-id$=-node]');
		await box.first().dispatchEvent('dblclick');
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

/** The names of the fields that are shown, from top to bottom. */
async function labelsIn(where: Locator): Promise<string[]> {
	const labels = where.locator('label.n8n-input-label').filter({ visible: true });
	const names = labels.locator('span.n8n-text').filter({ hasText: /\w/ });
	return (await names.allTextContents()).map((text) => text.replace('*', '').trim());
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

	field(name: string): Locator {
		return this.form.getByTestId(`parameter-input-${name}`);
	}

	async fill(name: string, value: string): Promise<void> {
		await this.field(name).locator('input').fill(value);
	}

	async choose(name: string, entry: string): Promise<void> {
		await choose(this.page, this.field(name), entry);
	}

	/** The names of the fields, from top to bottom. */
	async labels(): Promise<string[]> {
		return await labelsIn(this.form);
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

async function middleOf(element: Locator): Promise<{ x: number; y: number }> {
	await element.scrollIntoViewIfNeeded();
	const { x, y, width, height } = (await element.boundingBox())!;
	return { x: x + width / 2, y: y + height / 2 };
}

/** Waits until at least so many fields are shown: n8n shows those of a collection a moment later. */
async function labelCount(where: Locator, count: number): Promise<void> {
	await where
		.locator('label.n8n-input-label')
		.filter({ visible: true })
		.nth(count - 1)
		.waitFor();
}

export class NodePanel {
	constructor(private readonly page: Page) {}

	private get shown(): Locator {
		return this.page.getByTestId('node-parameters');
	}

	async parameters(): Promise<string> {
		return await this.shown.innerText();
	}

	/** The names of the fields, from top to bottom, when there are at least so many; where these never come, what is there. */
	async labels(count = 1): Promise<string[]> {
		await labelCount(this.shown, count).catch(() => undefined);
		return await labelsIn(this.shown);
	}

	field(name: string): Locator {
		return this.shown.getByTestId(`parameter-input-${name}`);
	}

	async choose(field: string, entry: string): Promise<void> {
		await choose(this.page, this.field(field), entry);
	}

	/** What can be added to each box ("Options", "Filters"), from top to bottom. A box with one entry adds it. */
	async choices(): Promise<string[][]> {
		const boxes = this.shown.getByTestId('collection-parameter-add').filter({ visible: true });
		const all: string[][] = [];
		for (const box of await boxes.all()) {
			const select = box.locator('input');
			if ((await select.count()) > 0) {
				await select.click();
				const entries = this.page.locator('.el-popper:visible li');
				await entries.first().waitFor();
				all.push((await entries.allInnerTexts()).map((text) => text.trim()));
				await select.click();
				await entries.first().waitFor({ state: 'hidden' });
			} else {
				const before = await this.labels();
				await box.click();
				await labelCount(this.shown, before.length + 1);
				all.push((await this.labels()).filter((label) => !before.includes(label)));
			}
		}
		return all;
	}

	/** Shows the output as "schema", "table" or "json", and gives it. */
	async view(view: 'schema' | 'table' | 'json'): Promise<Locator> {
		const output = this.page.getByTestId('output-panel');
		await output.getByTestId(`radio-button-${view}`).click();
		return output;
	}

	/** Drags a field of the input, as the schema shows it, onto one of the node's. */
	async drag(inputField: string, onto: string): Promise<void> {
		const { mouse } = this.page;
		const pill = this.page.locator(`[data-target=mappable][data-path=".${inputField}"]`).first();
		const from = await middleOf(pill);
		const to = await middleOf(this.field(onto));
		await mouse.move(from.x, from.y);
		await mouse.down();
		await mouse.move(to.x, to.y, { steps: 10 });
		await mouse.up();
	}

	/** The address at which a trigger listens while it is tried. */
	async testUrl(): Promise<string> {
		await this.shown.getByText('Webhook URLs', { exact: true }).click();
		const url = this.page.getByText(/https?:\/\/\S+\/webhook-test\/\S+/).first();
		return /https?:\S+/.exec(await url.innerText())![0];
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

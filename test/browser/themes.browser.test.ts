/// <reference lib="dom" />
// Light and dark, at the width of a laptop and at 600 pixels: the icon of the theme is on the canvas, and a panel can be
// used. `SCREENSHOTS=<folder>` keeps pictures of it for the eyes.
import { join } from 'node:path';

import { connectAccount } from '../../sandbox/n8n/mercadoLibreAccount.ts';
import { useSharedStage } from '../e2e/support/stage/shared.ts';
import type { SharedStage } from '../e2e/support/stage/shared.ts';
import { builtInNode, mercadoLibreNode } from '../e2e/support/workflows.ts';
import { Editor } from './support/editor.ts';

const PACKAGE = 'n8n-nodes-mercadolibre-messaging';

let stage: SharedStage;
let workflowId: string;

beforeAll(async () => {
	stage = await useSharedStage();
	await stage.control.reset();
	const credential = await connectAccount(stage.client, { sandboxUrl: stage.sandboxUrl });
	const ofTrigger = (name: string, type: string, x: number) => ({
		...builtInNode(name, '', 1, {}),
		type: `${PACKAGE}.${type}`,
		credentials: { mercadoLibreOAuth2Api: credential },
		position: [x, 0] as [number, number],
		webhookId: '6f0a1c9e-1111-4111-8111-000000000002',
	});
	({ id: workflowId } = await stage.client.createWorkflow({
		name: 'Themes',
		nodes: [
			mercadoLibreNode('Node', credential, { resource: 'message', operation: 'send' }),
			ofTrigger('Trigger', 'mercadoLibreTrigger', 220),
			ofTrigger('Notification Trigger', 'mercadoLibreNotificationTrigger', 440),
		],
		connections: {},
	}));
});

const ICONS = { light: 'mercadoLibre.svg', dark: 'mercadoLibre.dark.svg' };

describe.each(['light', 'dark'] as const)('%s', (theme) => {
	test.each([1280, 600])('%i pixels wide', async (width) => {
		const editor = await Editor.open(stage.n8nUrl, { theme, width });
		try {
			const { page } = editor;
			const keep = async (name: string) => {
				const { SCREENSHOTS: folder } = process.env;
				if (folder) await page.screenshot({ path: join(folder, `${name}-${theme}-${width}.png`) });
			};
			await editor.openWorkflow(workflowId);
			const icons = page.locator(`[data-test-id=canvas-node] img[src*="${PACKAGE}"]`);
			await icons.nth(2).waitFor();
			const seen = await icons.evaluateAll(async (images: HTMLImageElement[]) => {
				await Promise.all(images.map(async (image) => await image.decode()));
				return images.map(({ src, naturalWidth }) => [src.split('/').at(-1), naturalWidth > 0]);
			});
			expect(seen).toEqual(Array.from({ length: 3 }, () => [ICONS[theme], true]));
			await keep('canvas');

			for (const name of ['Node', 'Trigger', 'Notification Trigger']) {
				const panel = await editor.openNode(name);
				const shown = page.getByTestId('node-parameters');
				const { brightness, x, right } = await shown.evaluate((element) => {
					const colorOf = (one: Element) => getComputedStyle(one).backgroundColor;
					const pixel = document.createElement('canvas').getContext('2d')!;
					// What is behind it, from the page up: colours may be transparent, and written in many ways.
					const behind: Element[] = [];
					for (let one: Element | null = element; one; one = one.parentElement) behind.unshift(one);
					for (const one of behind) {
						pixel.fillStyle = colorOf(one);
						pixel.fillRect(0, 0, 1, 1);
					}
					const [red, green, blue] = pixel.getImageData(0, 0, 1, 1).data;
					const box = element.getBoundingClientRect();
					return { brightness: (red + green + blue) / 3 / 255, x: box.left, right: box.right };
				});
				expect(brightness > 0.5).toBe(theme === 'light');
				expect([x >= 0, right <= width]).toEqual([true, true]);
				await keep(name);
				await panel.close();
			}
		} finally {
			await editor.close();
		}
	});
});

import { EDITOR } from '../../../nodes/MercadoLibre/api/errors/editorWords';

/**
 * What n8n's editor (2.41) calls the things that READMEs, pages and sticky notes name beside those of this package.
 * `test/browser/words.browser.test.ts` finds each on the screen, `test/unit/docs/words.test.ts` allows no others.
 */
export const EDITOR_WORDS = {
	...EDITOR,
	settings: 'Settings',
	communityNodes: 'Community nodes',
	installNode: 'Install a community node',
	install: 'Install',
	connectTo: 'Connect to Mercado Libre',
	redirectUrl: 'OAuth Redirect URL',
	clientId: 'Client ID',
	clientSecret: 'Client Secret',
	accountConnected: 'Account connected',
	import: 'Import',
	fromFile: 'From file',
	fetchTestEvent: 'Fetch Test Event',
	webhookUrls: 'Webhook URLs',
	productionUrl: 'Production URL',
	executeWorkflow: 'Execute workflow',
	deactivate: 'Deactivate',
	activate: 'Activate',
	publish: 'Publish',
	retryOnFail: 'Retry On Fail',
	onError: 'On Error',
	continueWithErrorOutput: 'Continue (using error output)',
} as const;

// Of what has started the workflow n8n keeps the newest thousand: in a claim that goes on for long, messages come up
// that have started it and are not among them any more.
import { sellerOf, useHarness } from '../../support/engine/harness';
import { usePushedTriggers } from '../../support/trigger/pushTrigger';
import { until } from '../../support/until';

const n8n = useHarness();

const { made } = usePushedTriggers(n8n);

const DAY = 24 * 60 * 60_000;

test('a message of weeks ago does not start the workflow again; what was missed some days ago does', async () => {
	const claimId = 7_001;
	n8n.control.openClaim({ claimId, sellerId: sellerOf('globalSelling') });
	const write = (message: string, days: number) =>
		n8n.control.claimWrites({
			claimId,
			senderRole: 'complainant',
			message,
			createdAt: Date.now() - days * DAY,
		});
	write('handed out weeks ago', 20);
	write('missed', 3);
	write('new', 0);
	const trigger = made({ event: 'claimMessageReceived' });
	// Switched on a month ago, and busy since.
	trigger.kept.saved = JSON.stringify({
		global: {
			'mercadoLibreNotificationTrigger:push': {
				version: 1,
				workflowId: trigger.workflowId,
				since: Date.now() - 30 * DAY,
				seen: '',
				pending: '[]',
			},
		},
	});
	await trigger.switchOn();
	await trigger.post(
		trigger.notification({
			topic: 'marketplace_claims',
			resource: `/marketplace/claims/${claimId}`,
		}),
	);
	await until(() => trigger.items.some(({ message }) => message === 'new'));
	expect(trigger.items.map(({ message }) => message)).toEqual(['missed', 'new']);
});

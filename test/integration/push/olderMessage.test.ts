// A message read by its id may come in the older local form (document 002, "sem header"): what it brings along is the same.
import { LOCAL_SELLER, useHarness } from '../../support/engine/harness';
import { usePushedTriggers } from '../../support/trigger/pushTrigger';
import { until } from '../../support/until';

const n8n = useHarness();

const { switchedOn } = usePushedTriggers(n8n);

test('its files are put beside it', async () => {
	n8n.control.setBehaviour({ messageById: 'older' });
	const trigger = await switchedOn({ account: 'local', options: { downloadAttachments: true } });
	const { id } = n8n.control.buyerWrites({
		packId: 5001,
		sellerId: LOCAL_SELLER,
		text: 'Photo',
		attachments: [{ name: 'photo.png', type: 'image/png', size: 10 }],
	});
	await trigger.post(trigger.about(id));
	await until(() => trigger.started.length > 0);
	expect(trigger.items[0]).toMatchObject({
		id,
		text: 'Photo',
		attachments: [{ type: 'image/png' }],
	});
	expect(trigger.started[0].item.binary).toEqual({
		attachment_0: expect.objectContaining({ mimeType: 'image/png' }),
	});
});

// A file of which nothing comes any more: n8n's client knows no end of it once the head of the answer is there.
import { BINARY_MODES } from '../../support/engine/engine';
import { bytes, sha256 } from '../../support/files';
import { FAMILIES, sellerOf, useHarness } from '../../support/engine/harness';
import { until } from '../../support/until';

const n8n = useHarness();

const MINUTE = 60_000;

describe.each(BINARY_MODES)('binary data mode "%s"', (mode) => {
	beforeEach(() => n8n.engine.setBinaryMode(mode));

	test.each(FAMILIES)(
		'%s: it is given up after some minutes, and fetched again',
		async (account) => {
			const content = bytes(70_000);
			const { attachments } = n8n.control.buyerWrites({
				packId: 1001,
				text: 'Foto',
				sellerId: sellerOf(account),
				attachments: [{ name: 'a.png', type: 'image/png', content: content.toString('base64') }],
			});
			n8n.control.addFault({ match: { path: '^.*/attachments/' }, kind: 'stalled' });
			const deadlines: { ms: number; end: AbortController }[] = [];
			const timeout = jest.spyOn(AbortSignal, 'timeout').mockImplementation((ms) => {
				const end = new AbortController();
				deadlines.push({ ms, end });
				return end.signal;
			});
			const { finished, cancel } = n8n.start(
				'attachment.download',
				{ attachmentId: attachments[0].filename, siteId: 'MLM' },
				{ account },
			);
			try {
				await until(() => n8n.asked().length === 1);
				await until(() => deadlines.length === 1);
				expect(deadlines[0].ms).toBeGreaterThanOrEqual(5 * MINUTE);
				deadlines[0].end.abort();
				const run = (await finished).done;
				expect(sha256(await n8n.engine.readFile(run.binary.data))).toBe(sha256(content));
				expect(n8n.asked()).toHaveLength(2);
			} finally {
				timeout.mockRestore();
				cancel();
			}
		},
	);
});

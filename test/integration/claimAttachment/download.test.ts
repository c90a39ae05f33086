// Claim Attachment > Download; see also uploadGetDownload.
import { byId, useHarness } from '../../support/engine/harness';
import { CLAIMS, openClaimIn } from '../../support/marketplace';

const n8n = useHarness();
const openClaim = openClaimIn(n8n);

describe('claimAttachment.download', () => {
	test('a refusal of a download is told in words', async () => {
		const { failure } = await n8n.run('claimAttachment.download', {
			claimId: byId(openClaim('globalSelling')),
			fileName: 'unknown.png',
		});
		expect(failure.message).toMatch(/no file of this name/i);
		expect(failure.httpCode).toBe('404');
	});

	test('of a claim of the first generation, from the older path and with the same token', async () => {
		const claimId = openClaim('globalSelling', { firstGeneration: true });
		const content = Buffer.from('broken');
		n8n.control.claimWrites({
			claimId,
			senderRole: 'complainant',
			message: 'Foto',
			attachments: [{ name: 'a.png', type: 'image/png', content: content.toString('base64') }],
		});
		const [fileName] = n8n.control.claim({ claimId }).files;
		const run = await n8n.run('claimAttachment.download', { claimId: byId(claimId), fileName });
		expect(await n8n.engine.readFile(run.done.binary.data)).toEqual(content);
		expect(n8n.asked()).toEqual(
			[CLAIMS.globalSelling, CLAIMS.local].map(
				(base) => `GET ${base}/${claimId}/attachments/${fileName}/download`,
			),
		);
		expect(n8n.control.stats().tokenRefreshes).toBe(0);
	});
});

// Claim Attachment > Download; see also uploadGetDownload.
import { byId, useHarness } from '../../support/harness';
import { openClaimIn } from '../../support/marketplace';

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
});

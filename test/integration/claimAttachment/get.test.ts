// Claim Attachment > Get; see also uploadGetDownload.
import { byId, useHarness } from '../../support/engine/harness';

const n8n = useHarness();

/** The claim of the document's example, and its seller. */
const EXAMPLE = '5294629673';
const EXAMPLE_SELLER = 1317418851;

const exampleAccount = () => n8n.connect('globalSelling', { userId: EXAMPLE_SELLER });

describe('claimAttachment.get', () => {
	test('get info: the example of the document', async () => {
		const fileName = '1517482146_31489bf8-95e3-4a2d-bcff-3c57771fb7c4.png';
		const run = await n8n.run(
			'claimAttachment.get',
			{ claimId: byId(EXAMPLE), fileName, simplify: false },
			{ credential: exampleAccount() },
		);
		expect(run.done.items).toEqual([
			{
				filename: fileName,
				original_filename: 'Captura de pantalla 2024-08-22 a la(s) 4.12.28?p.m..png',
				size: 166960,
				date_created: '2024-08-22T18:13:09.000-04:00',
				type: 'image/png',
			},
		]);
	});
});

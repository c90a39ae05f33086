// Claim Attachment > Upload; see also uploadGetDownload.
import { itemWithFiles } from '../../support/files';
import type { TestFile } from '../../support/files';
import { byId, useHarness } from '../../support/engine/harness';
import type { Family } from '../../support/engine/harness';
import { openClaimIn } from '../../support/marketplace';

const n8n = useHarness();
const openClaim = openClaimIn(n8n);

const MEGABYTE = 1024 * 1024;

const upload = async (account: Family, id: string, file: TestFile, options: object = {}) =>
	await n8n.run(
		'claimAttachment.upload',
		{ claimId: byId(id), options },
		{ account, items: [await itemWithFiles(n8n.engine, { data: file })] },
	);

describe('claimAttachment.upload', () => {
	test.each([
		['Captura de pantalla 1.png', 'Captura_de_pantalla_1.png'],
		['foto "rota".png', 'foto_rota_.png'],
		['../../x.png', 'x.png'],
		['línea\nrota.png', 'linea_rota.png'],
		[`${'b'.repeat(300)}.png`, `${'b'.repeat(121)}.png`],
	])('the file name %.30j is cleaned', async (fileName, sent) => {
		const run = await upload('globalSelling', openClaim('globalSelling'), {
			fileName,
			mimeType: 'image/png',
		});
		expect(run.done.items).toMatchObject([{ originalFileName: fileName }]);
		expect(n8n.bodies()).toMatchObject([{ files: [{ filename: sent }] }]);
	});

	test('or refused, where names are not to be cleaned', async () => {
		const { failure } = await upload(
			'globalSelling',
			openClaim('globalSelling'),
			{ fileName: 'foto rota.png', mimeType: 'image/png' },
			{ cleanFileName: false },
		);
		expect(failure.description).toMatch(/letters, digits/);
		expect(n8n.asked()).toEqual([]);
	});

	test.each([
		['notes.txt', 'text/plain'],
		['photo.heic', 'image/heic'],
		['data', 'application/octet-stream'],
	])('%s is of a type that claims do not take', async (fileName, mimeType) => {
		const { failure } = await upload('globalSelling', openClaim('globalSelling'), {
			fileName,
			mimeType,
		});
		expect(failure.description).toMatch(/JPG, PNG or PDF/);
		expect(n8n.asked()).toEqual([]);
	});

	test('5 MB, but not a byte more', async () => {
		const id = openClaim('globalSelling');
		const { failure } = await upload('globalSelling', id, {
			content: Buffer.alloc(5 * MEGABYTE + 1, 7),
		});
		expect(failure.message).toMatch(/5 MB/);
		expect(n8n.asked()).toEqual([]);
		const run = await upload('globalSelling', id, { content: Buffer.alloc(5 * MEGABYTE, 7) });
		expect(run.done.items).toMatchObject([{ fileSize: 5 * MEGABYTE }]);
	});
});
